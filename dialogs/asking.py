"""The conversation about the conversation: help, stopping, opening, resuming, and texts that must be decided on.

These questions lie over the open step (`DialogueState.asking`); their words are in `phrases.toml`.
"""

from dataclasses import replace

from dialogs.conditions import holds
from dialogs.library import Door
from dialogs.moving import TYPED
from dialogs.phrases import Ask
from dialogs.plan import Consent
from dialogs.reading import Reading
from dialogs.render import safe, shorten
from dialogs.state import Held
from dialogs.taking import Taking
from dialogs.views import sentence

SAID_BACK = 900
"""Characters of a held text that are shown: the question must fit in the same message."""


class Asking(Taking):
    """A talk that can be interrupted."""

    def explain(self) -> None:
        """Help with the open question: what it is for, and an example."""
        step = self.step()
        count = self.frame.missed + 1
        if count > 1:
            self.miss(step.kind if step.kind in TYPED else "choice")
            return
        self.frame = replace(self.frame, missed=count)
        self.say(sentence(self.scene(), step, step.help) or self.phrases.system.no_help)
        if step.example:
            self.say(self.example(step))
        self.pose(bare=True)

    # --- stopping, opening, going on

    def stop(self) -> None:
        flow = self.scene().flow
        if flow.keeps and self.scene().value(flow.keeps_with) is not None and not self._saved():
            self.ask("cancel")
        else:
            self.drop()

    def put_off(self) -> None:
        """Another time: it stays open, and nothing has to be done about it now."""
        if self.gives_way():
            self.drop()
        else:
            self.ask("later")

    def _saved(self) -> bool:
        """Nothing is lost by leaving: what is on the card is what is stored."""
        known = self.plan.find(self.frame.subject)
        if known is None or not known.values:
            return False
        return all(self.frame.answers.get(k) == v for k, v in known.values.items())

    def open_door(self, door: Door, subject: str = "", text: tuple[str, Reading] | None = None) -> None:
        """A flow on request; one that is open already is gone on with."""
        if not self.may_open(door, subject):
            self.say(self.closed(door, subject))
            self.go_on()
            return
        if not door.entry.opens:
            self.mention(door, subject)
            return
        self.drop_transient()
        self.state = replace(self.state, asking="", held=None)
        if door.entry.start:
            self.lead_on(door, subject)
            return
        if door.entry.known and self.plan.consent is Consent.GIVEN:
            self.drop_transient()
            if self.state.stack:
                self.resume()
                return
            door = self.library.door(door.entry.known) or door
        at = self.depth_of(door.flow, subject) if not (subject and door.entry.at) else None
        if at is not None and self.state.stack[at].flow == "welkom" and door.entry.at:
            at = None
        if at is not None:
            self.state = replace(self.state, stack=self.state.stack[: at + 1])
            if subject:
                self._go_on_with(subject)
            else:
                self.resume()
            return
        if text is None:
            self.enter(door, subject)
        else:
            self.enter_with(door, *text, subject)
        if self.state.held:
            self.ask_held()

    def _go_on_with(self, subject: str) -> None:
        """Where it was left, with whatever was answered about it since; on from a question that needs none any more."""
        thing, step = self.plan.find(subject), self.step()
        known = dict(thing.values) if thing else {}
        self.frame = replace(self.frame, answers={**self.frame.answers, **known})
        led_to = any(condition.test == "never" for condition in step.when)
        if step.key in known or not (led_to or holds(self.scene(), step.when)):
            self.onward()
        else:
            self.settle(step)

    # --- questions of the engine itself

    def _ask_of(self) -> Ask:
        ask: Ask = getattr(self.phrases.ask, self.state.asking)
        return ask

    def ask_held(self) -> None:
        if held := self.state.held:
            self.replies.clear()
            self.ask(held.why, masked=safe(shorten(held.masked, SAID_BACK)))

    def repeat_question(self) -> None:
        title = self.scene().flow.title if self.state.stack else ""
        self.ask(self.state.asking, again=True, title=title)

    def engine_choice(self, choice: str) -> None:
        asking = self.state.asking
        self.state = replace(self.state, asking="")
        if asking in ("resume", "later"):
            self._resume_choice(choice)
        elif asking == "cancel":
            self._cancel_choice(choice)
        elif self.state.held:
            self._held_choice(choice, self.state.held)
        else:
            self.pose(again=True)

    def _resume_choice(self, choice: str) -> None:
        if choice == "opnieuw":
            frame = self.frame
            door = next(d for e in self.scene().flow.entries if (d := Door(self.scene().flow, e)))
            self.state = replace(self.state, stack=self.state.stack[:-1])
            self.enter(door, frame.subject)
        elif choice == "stoppen":
            self.stop()
        elif self.state.held and self.state.held.depth == len(self.state.stack):
            self.ask_held()
        else:
            self.settle(self.step())

    def _cancel_choice(self, choice: str) -> None:
        if choice == "bewaren":
            self.apply(self.scene().flow.keeps, self.step())
            self.say(self.scene().flow.kept)
            self.finish(self.menu)
        elif choice == "weg":
            self.say(self.phrases.system.discarded)
            self.finish(self.menu)
        else:
            self.settle(self.step())

    def _held_choice(self, choice: str, held: Held) -> None:
        self.state = replace(self.state, held=None)
        if choice == "herschrijven":
            self.say(getattr(self.phrases.ask, held.why).rewrite)
            self.pose(bare=True)
            return
        masked = choice == "bewaren" and held.why == "privacy"
        self._decided(held.masked if masked else held.text, held.key, held.message)

    def _decided(self, text: str, key: str, message: int | None) -> None:
        """A text that was held becomes the answer it was meant to be."""
        if key and key == self.step().key and key not in self.frame.answers:
            self.hear(self.step(), text, self.reading, message)
            return
        if key:
            depth = len(self.state.stack) - 1
            self.amend(depth, key, text, self.reading)
            if message is not None:
                self.frame = replace(self.frame, messages={**self.frame.messages, key: message})
            self.go_on()
            return
        step = self.step()
        if step.kind == "text":
            self.hear(step, text, self.reading, message)
        else:
            self.put(step, text)

    def go_on(self) -> None:
        """After something in between: the open question, or the next when this one needs no asking any more."""
        if not self.state.stack:
            self.close(self.menu)
        elif self.state.asking:
            self.repeat_question()
        else:
            scene, open_step = self.scene(), self.step()
            if open_step.criterion and open_step.when and not holds(scene, open_step.when):
                self.onward()
            else:
                self.pose(again=open_step.kind != "card")
