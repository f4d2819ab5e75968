"""Somebody who answers every question, always the same: what they do follows from what stands on the screen alone.

So the same conversation comes out however often it is interrupted, and whatever the questions are called.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.simulator.messages import Message
from dialogs.flow import Step
from dialogs.library import Library

BEGAN, UNTIL = "2025-09-01", "2027-03-01"
TICKS = 2
"""Competences that are ticked before Klaar."""


@dataclass(frozen=True, slots=True)
class Act:
    """Press the button with this label, or type this text."""

    press: str = ""
    say: str = ""


@dataclass(frozen=True)
class Aios:
    """`says` holds what to type at a step (by its id) instead of the usual; `skips`: skip whatever can be skipped."""

    library: Library
    name: str
    says: Mapping[str, str] = field(default_factory=dict)
    skips: bool = False

    def done(self, message: Message) -> bool:
        """Nothing is asked any more: the buttons are doors, or there are none."""
        return all(data.startswith("go:") for data in buttons(message).values())

    def act(self, message: Message) -> Act:
        """What to do when this stands on the screen, with these buttons."""
        step, labels = self._step(message.body.text), list(buttons(message))
        if step is not None and step.id in self.says:
            return Act(say=self.says[step.id])
        phrases = self.library.phrases.buttons
        if self.skips and phrases.skip in labels:
            return Act(press=phrases.skip)
        around = {phrases.skip, phrases.back, phrases.example, phrases.keep, phrases.edit_kept, phrases.done}
        around |= {flow.finish.label for flow in self.library.flows.values() if flow.finish}
        options = [label for label in labels if label not in around]
        if phrases.done in labels:
            return self._tick(options, phrases.done)
        return Act(press=options[0]) if options else Act(say=self._words(step))

    def _tick(self, options: list[str], done: str) -> Act:
        ticked = [label for label in options if label.startswith("✓")]
        rest = [label for label in options if label not in ticked]
        return Act(press=rest[0] if rest and len(ticked) < TICKS else done)

    def _words(self, step: Step | None) -> str:
        if step is None:
            return f"{self.name} zegt dit 5 keer"
        if step.kind == "date":
            return BEGAN if step.past else UNTIL
        if step.personal:
            return self.name
        return f"Op de afdeling doe ik dit 5 keer met hulp, zegt {self.name} bij {step.id}"

    def _step(self, text: str) -> Step | None:
        """The step whose question, in either wording, stands in this text."""
        steps = [step for flow in self.library.flows.values() for step in flow.steps if step.asks]
        return next((s for s in steps if any(_within(words, text) for words in (s.question, s.again))), None)


def buttons(message: Message) -> dict[str, str]:
    """Label to data, in the order of the screen."""
    return {button.label: button.data for row in message.markup.rows for button in row}


def _within(template: str, text: str) -> bool:
    """Whether the longest fixed piece of a sentence stands in a text."""
    piece = max(re.split(r"\{\w+\}|\n|<[^>]+>", template), key=len).strip()
    return len(piece) > 10 and piece in text
