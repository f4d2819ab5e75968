"""What words mean for the conversation as a whole: a goal told early, a door that is called for, or only 'later'."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogs import answers
from dialogs.asking import Asking
from dialogs.library import Door, called, plain, plains
from dialogs.reading import Reading

STEERING = 7
"""Words up to which a sentence may only say how to go on, and answer nothing."""
SURE = 0.6
"""Probability above which an intent opens its flow at once; below it, the likeliest are offered."""
CALL = 10
"""Words up to which a sentence may open a door by a few words in it."""
LIKELY, WISHED, LONG = 0.2, 0.5, 12
"""From which probability of a new goal a line shorter than so many words is one: with letters in it, or only a wish."""


class Calling(Asking):
    """A talk that knows what is called for, apart from the question that is open."""

    def cued_doors(self) -> list[Door]:
        """What words in a short sentence open by themselves (`Entry.cues`)."""
        cues = called(self.text, self.library.cues, CALL)
        return [*{(door := self.library.cues[cue]).name: door for cue in cues}.values()]

    def sure_door(self) -> Door | None:
        best = self.reading.intents[0] if self.reading.intents else None
        return self.library.intents.get(best.label) if best and best.score >= SURE else None

    def is_goal(self) -> bool:
        """Whether the words hold a goal or a wish already, so that it need not be typed again.

        Of a short line the intent has to agree: letters are easily seen in one. Of a long one the intent says little.
        """
        line, reading = plain(self.text), self.reading
        scores = {intent.label: intent.score for intent in reading.intents}
        wished = scores.get("nieuw_leerdoel", 0.0 if scores else 1.0)
        names_goal = self._names_goal()
        if not (answers.says_enough(line, 2) and self._holds_more(line)) or self.about_kept_goal():
            return False
        if "S" in reading.smart and len(reading.smart) > 1:
            return wished >= LIKELY or len(line.split()) >= LONG
        if names_goal or "wish" not in reading.signals:
            return scores.get("nieuw_leerdoel", 0.0) >= SURE
        return wished >= WISHED

    def goal_said(self) -> tuple[str, Reading]:
        """The words of a goal with what was read of them; those that only name what it is about show no letter."""
        reading = self.reading
        if self._names_goal() and len(reading.smart) == 1:
            reading = replace(reading, smart={}, signals=reading.signals | {"wish"})
        return self.text, reading

    def _names_goal(self) -> bool:
        return bool({*re.findall(r"\w+", self.text.casefold())} & plains(self.phrases.words.goals))

    def about_kept_goal(self) -> bool:
        """Whether it asks for something to be done with a goal that is there already."""
        return self._names_goal() and bool(called(self.text, self.phrases.words.settled, LONG))

    def _holds_more(self, line: str) -> bool:
        """Whether it says what the goal is about, rather than only asking for one to be made."""
        words = self.phrases.words
        said = set(re.findall(r"[^\W\d_]+", line))
        return bool(said - {*words.asking} - {*words.goals})

    def only_says(self, phrases: Sequence[str]) -> bool:
        """Whether this line is one of these phrases with nothing around it that says something else."""
        found = max(called(self.text, phrases, STEERING), key=len, default="")
        line = " ".join(re.findall(r"[\w'-]+", self.text.casefold()))
        rest = f" {line} ".replace(f" {found} ", " ", 1).split()
        return bool(found) and {*rest} <= {*self.phrases.words.filler}
