"""Words out of the blue: what is meant when no question is open."""

from collections.abc import Sequence
from dataclasses import replace

from dialogs import answers, prompt
from dialogs.appointment import is_about
from dialogs.calling import CALL
from dialogs.library import Door, called, plain
from dialogs.nudging import Nudging
from dialogs.offering import chosen, offered
from dialogs.reading import Reading
from dialogs.telling import told
from dialogs.turn import Reply

STORY = 0.6
"""Probability from which words out of the blue are offered to be kept."""
STORY_WORDS = 5
AWAY = 0.4
"""Probability from which words of leave ask to be left alone, whatever else they look like."""
AWAY_WORDS = 20
"""A longer text tells of more than leave."""
WHOLE_GOAL = 3
"""Letters from which a sentence is a goal, whatever form or feedback it names besides."""
UNSURE = 0.25
"""Probability below which an intent is not even offered."""
OFFERED = 3
"""Doors that are offered when it is not sure which is meant, besides the menu."""
ABOUT_GOALS = ("leerdoel", "leerdoelen", "overzicht")
"""Flows that a goal may be meant for although the words seem to ask for them."""


class Unprompted(Nudging):
    """A talk that begins with the other one."""

    def out_of_the_blue(self) -> None:
        """Each way of understanding what was typed, in its order, until one knows what to do with it."""
        ways = (
            self._takes_offer,
            self._heeds,
            self._knows_words,
            self._says_too_little,
            self._gives_feedback,
            self._reacts,
            self._tells_of_gesprek,
            self._tells_story,
            self._goes_away,
            self._calls,
            self._sets_goal,
            self._asks,
        )
        if not any(way() for way in ways):
            self._guess()

    def _with_words(self) -> tuple[str, Reading]:
        return self.text, self.reading

    def _takes_offer(self) -> bool:
        data = chosen(self.library, self.state.offered, self.text)
        if data:
            button = prompt.pressed(data)
            self.open_door(self.library.must(button.door), button.subject)
        return bool(data)

    def _heeds(self) -> bool:
        """Words that come before anything else, wherever they stand."""
        line = f" {plain(self.text)} "
        doors = (Door(flow, entry) for flow in self.library.flows.values() for entry in flow.entries)
        door = next((door for door in doors if any(f" {word} " in line for word in door.entry.heeds)), None)
        if door is not None:
            self.open_door(door)
        return door is not None

    def _knows_words(self) -> bool:
        door = self.library.words.get(plain(self.text))
        if door is not None:
            self.open_door(door, text=self._with_words() if door.entry.phrase else None)
        return door is not None

    def _says_too_little(self) -> bool:
        little = not answers.has_words(self.text)
        if little:
            self.idle_miss()
        return little

    def _gives_feedback(self) -> bool:
        """Words of an opleider while one aios waits for their feedback."""
        running = [one for one in self.plan.feedback if one.side == "opleider" and one.awaits]
        if len(running) == 1:
            self.open_door(self.library.typed["feedback"], running[0].id, text=self._with_words())
        return len(running) == 1

    def _reacts(self) -> bool:
        """Words of an opleider about what was shared: what the buttons under it say, or something to pass on."""
        deling = self._shared_with_me()
        if not deling:
            return False
        first = self.library.must(self.library.rhythm.tells.shared)
        _, rows = told(self.scene_of(self.about(first, deling)), first)
        if data := chosen(self.library, offered(Reply("", rows)), self.text):
            self.open_door(self.library.must(prompt.pressed(data).door), deling)
        else:
            self.open_door(self.library.typed["reactie"], deling, text=self._with_words())
        return True

    def _tells_of_gesprek(self) -> bool:
        about = self.about_gesprek()
        if about:
            self.open_door(self.library.intents["gesprek_plannen"], text=self._with_words())
        return about

    def _tells_story(self) -> bool:
        """Something that happened, rather than something that is asked for."""
        likely = (self.reading.story or 0.0) >= STORY and len(self.text.split()) >= STORY_WORDS
        tells = likely and not self.is_goal()
        if tells:
            self.open_door(self.library.typed["verhaal"], text=self._with_words())
        return tells

    def _goes_away(self) -> bool:
        away = self._away()
        if away:
            self.open_door(self.library.typed["afwezig"], text=self._with_words())
        return away

    def _sets_goal(self) -> bool:
        """A goal, unless the words plainly ask for something else or are about a goal that is there."""
        door = self.sure_door()
        if door is not None and door.entry.whole:
            return False
        about_goals = door is None or door.flow.id in ABOUT_GOALS
        known_ones = self.plan.leerdoelen and door is not None and "nieuw_leerdoel" not in door.entry.intents
        whole = len(self.reading.smart) >= WHOLE_GOAL and not about_goals
        goal = self.is_goal() and (whole or bool(about_goals and not known_ones))
        if goal:
            self.open_door(self.library.intents["nieuw_leerdoel"], text=self.goal_said())
        return goal

    def _asks(self) -> bool:
        """What the words plainly ask for."""
        door = self.sure_door()
        if door is None:
            return False
        if not door.entry.whole and "nieuw_leerdoel" in door.entry.intents and self.about_kept_goal():
            self._guess([self.library.intents["afronden_leerdoel"]])
        else:
            self.open_door(door, text=self._with_words() if door.entry.whole else None)
        return True

    def _shared_with_me(self) -> str:
        """What words of an opleider are about: what waits longest for a reaction, else what was shared last."""
        there = [one for one in self.plan.delingen if one.side == "opleider" and not one.ingetrokken]
        if self.plan.side != "opleider" or not there:
            return ""
        return next((one.id for one in there if not one.reactie), there[-1].id)

    def about_gesprek(self) -> bool:
        """Whether it plainly says that a gesprek of the own programme was held, moved or cancelled."""
        door = self.library.intents["gesprek_plannen"]
        return self.plan.side == "aios" and is_about(self.scene_of(self.about(door, "")), self.text)

    def _away(self) -> bool:
        """Whether this says that somebody will be away, and when or for how long, or nothing else."""
        line, away = f" {plain(self.text)} ", self.phrases.words.away
        if len(line.split()) > AWAY_WORDS or not any(f" {word} " in line for word in away):
            return False
        if any(intent.label == "herinnering_instellen" and intent.score >= AWAY for intent in self.reading.intents):
            return True
        nothing_else = next((intent.label for intent in self.reading.intents), "") == "anders"
        return nothing_else and (bool(self.reading.times) or line.strip() in away)

    def _calls(self) -> bool:
        """Whether words in a short sentence open a door, or make it worth asking whether it is meant."""
        cued = self.cued_doors()
        hints = () if self.is_goal() else called(self._with_days_named(), self.library.hints, CALL)
        hinted = [door for hint in hints for door in self.library.hints[hint]]
        if len(cued) == 1:
            self.open_door(cued[0])
        elif (cued or hinted) and self.sure_door() not in hinted:
            self._guess([*cued, *hinted])
        else:
            return False
        return True

    def _with_days_named(self) -> str:
        """The words with every day in them as the word for one, by which hints know it."""
        text = self.text
        for span in self.reading.times:
            text = text.replace(span.quote.text, self.phrases.words.any_day)
        return text

    def _guess(self, first: Sequence[Door] = ()) -> None:
        """Not sure: offer what it may be, `first` before all, and the menu when nothing comes near."""
        likely = [r.label for r in self.reading.intents[:2] if r.score >= UNSURE]
        read = [door for label in likely if (door := self.library.intents.get(label))]
        known = [door.name for door in (*first, *(one for one in read if not (first and one.flow.id == "stop")))]
        if known:
            self.say(self.phrases.system.guess)
            self.close([*[*dict.fromkeys(known)][:OFFERED], *([] if "help.menu" in known else ["help.menu"])])
        elif likely and likely[0] != "anders":
            self.say(self.phrases.missed.later)
            self.close(self.menu)
        else:
            self.idle_miss()

    def idle_miss(self) -> None:
        count = self.state.missed + 1
        self.state = replace(self.state, missed=count)
        lines = self.phrases.missed.idle
        self.say(lines[(count - 1) % len(lines)])
        self.close(self.menu)
