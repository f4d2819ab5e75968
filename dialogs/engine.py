"""The pure step: one event in, one turn out. No I/O, no clock.

    reading = reader.read(*ask) if (ask := wants(library, state, event, plan)) else Reading()
    turn = step(library, state, event, reading, plan)

Illegal events change nothing but the version: there is always an answer, and always a way on.
"""

from dataclasses import replace
from datetime import date, timedelta

from dialogs import answers, prompt
from dialogs.event import DEAD, Event, EventKind
from dialogs.flow import Step
from dialogs.library import Door, Library, plain, plains
from dialogs.plan import Consent, Plan
from dialogs.reading import Aspect, ReadContext, Reading
from dialogs.state import DialogueState
from dialogs.taking import carried_text
from dialogs.talk import clean
from dialogs.turn import Turn
from dialogs.unprompted import Unprompted

GOAL = frozenset({Aspect.SMART, Aspect.TIMES, Aspect.COMPETENCE})


def wants(library: Library, state: DialogueState, event: Event, plan: Plan) -> tuple[str, ReadContext] | None:
    """Which text must be read for this event, and what of it; None when there is nothing to read."""
    aspects = {Aspect.PRIVACY}
    text = clean(event.text)
    step = _open_step(library, state)
    if event.kind is EventKind.BUTTON:
        held = state.held
        if held is None:
            return _carried(library, state, event, plan)
        text = held.masked if prompt.pressed(event.data).choice == "bewaren" and held.why == "privacy" else held.text
        aspects |= GOAL
    elif event.kind in (EventKind.EDIT, EventKind.COMMAND) or step is None:
        aspects |= GOAL | ({Aspect.INTENT, Aspect.STORY, Aspect.TONE} if event.kind is not EventKind.COMMAND else set())
    else:
        aspects |= set(step.reads)
        if state.held or state.asking or (step.kind not in ("text", "date") and not step.other):
            aspects |= GOAL | {Aspect.INTENT, Aspect.STORY}
    if not text:
        return None
    return text, _context(library, event, plan, frozenset(aspects), step)


def _carried(library: Library, state: DialogueState, event: Event, plan: Plan) -> tuple[str, ReadContext] | None:
    """Words of an earlier day that a button takes along into another flow, where they are an answer."""
    button, frame = prompt.pressed(event.data), state.top
    step = _open_step(library, state)
    choice = next((choice for choice in step.choices if choice.id == button.choice), None) if step else None
    door = library.door(button.door or (choice.start if choice else ""))
    thing = plan.find(button.subject or (frame.subject if frame else ""))
    target = library.door(door.entry.start) if door else None
    asked = carried_text(door, target) if door and target else None
    if door is None or asked is None or thing is None:
        return None
    text = thing.values.get(door.entry.carries[asked.key][1:-1], "")
    return (text, _context(library, event, plan, GOAL, None)) if isinstance(text, str) and text else None


def _context(library: Library, event: Event, plan: Plan, aspects: frozenset[Aspect], step: Step | None) -> ReadContext:
    until = plan.profile.get("onderdeel_tot")
    return ReadContext(
        on=event.at.date(),
        wants=aspects,
        onderdeel=(None, date.fromisoformat(until)) if isinstance(until, str) else (None, None),
        plan_texts=library.programme_of(plan).plan_texts,
        part=step.star if step else None,
    )


def _open_step(library: Library, state: DialogueState) -> Step | None:
    frame = state.top
    flow = library.flows.get(frame.flow) if frame else None
    return flow.step(frame.step) if flow and frame else None


def step(library: Library, state: DialogueState, event: Event, reading: Reading, plan: Plan) -> Turn:
    """What happens now. Raises nothing for any event; `event.at` is in the person's own time zone."""
    return _Engine(library, state, event, reading, plan).run()


class _Engine(Unprompted):
    """Decides which move an event leads to; the moves themselves are in the layers below."""

    def run(self) -> Turn:
        if self.event.kind is EventKind.NUDGE:
            self.on_nudge()
        elif not self._whole():
            self._rest()
        elif not self._admitted():
            self._ask_consent()
        else:
            _ON[self.event.kind](self)
        return self.turn()

    def _whole(self) -> bool:
        """Content may have changed under a conversation: what cannot be found any more is let go, and said."""
        kept = tuple(f for f in self.state.stack if (flow := self.library.flows.get(f.flow)) and flow.step(f.step))
        if len(kept) == len(self.state.stack):
            return True
        self.state = replace(self.state, stack=kept, asking="", held=None)
        self.say(self.phrases.system.lost)
        return False

    def _rest(self) -> None:
        if self.state.stack:
            self.resume()
        else:
            self.close(self.menu)

    # --- consent comes first

    def _admitted(self) -> bool:
        if self.plan.consent is Consent.GIVEN:
            return True
        inside = self.state.top is not None and self._free(self.library.flows[self.state.top.flow].id)
        door = self._door_of_event()
        return door.entry.free if door else inside

    def _free(self, flow_id: str) -> bool:
        return any(entry.free for entry in self.library.flows[flow_id].entries)

    def _door_of_event(self) -> Door | None:
        if self.event.kind is EventKind.COMMAND:
            return self._invitation() or self.library.commands.get(self.event.name)
        if self.event.kind is EventKind.BUTTON and (name := prompt.pressed(self.event.data).door):
            return self.library.door(name)
        return None

    def _ask_consent(self) -> None:
        self.state = replace(self.state, stack=(), asking="", held=None)
        door = self.library.commands["start"]
        if self.plan.consent is Consent.REFUSED:
            self.say(self.phrases.system.refused)
            self.close([door.name])
            return
        if self.event.kind is EventKind.COMMAND or self.state.version > 1:
            self.say(self.phrases.system.consent_first)
        self.enter(door)

    # --- kinds of events

    def on_text(self) -> None:
        if not self.state.stack:
            self.out_of_the_blue()
            return
        greeting = plain(self.text) in plains(self.phrases.words.greet)
        if self.silence > timedelta(hours=self.phrases.defaults.resume_hours) and not greeting:
            self.say(self.phrases.system.resumed)
        if self.state.asking:
            self.text_to_question()
        elif self.state.held and self.state.held.depth == len(self.state.stack):
            self.rewritten()
        elif self.strays() or self._plainly_elsewhere():
            self.drop_transient()
            self.on_text() if self.state.stack else self.out_of_the_blue()
        else:
            self.text_to_step()

    def _plainly_elsewhere(self) -> bool:
        """Whether what nobody comes back to is left for words that cannot be an answer to it."""
        if not self.scene().flow.transient or self.state.held or self.state.asking:
            return False
        if self.belongs_here(strict=True):
            return False
        return plain(self.text) in self.library.words or self.about_gesprek()

    def on_media(self) -> None:
        media = self.phrases.media
        if self.text:
            self.say(media.photo_caption)
            self.on_text()
            return
        kinds = type(media).model_fields
        words = getattr(media, self.event.name if self.event.name in kinds else "other")
        if not self.state.stack:
            count = self.state.missed + 1
            self.state = replace(self.state, missed=count)
            self.say([words, media.again, media.more][min(count, 3) - 1])
            self.close(self.menu)
            return
        count = self.frame.missed + 1
        self.frame = replace(self.frame, missed=count)
        self.say([words, media.again, media.more][min(count, 3) - 1])
        if self.state.asking:
            self.repeat_question()
        else:
            self.nudge_on(count)

    def on_command(self) -> None:
        name = self.event.name
        door = self._invitation() or self.library.commands.get(name)
        if self.event.data == DEAD:
            self.say(self.phrases.system.link_dead)
            self.close(self.menu if self.plan.consent is Consent.GIVEN else [self.library.commands["start"].name])
            return
        if door is not None and door.entry.prefill == "subject":
            self.open_door(door, self.event.data)
        elif door is None:
            self._unknown_command()
        elif self.state.stack and door.flow.id == "stop":
            self.stop()
        elif self.state.stack and door.flow.id == "help":
            self.state = replace(self.state, asking="", held=None)
            self.explain()
        else:
            self.open_door(door, text=(self.text, self.reading) if self.text else None)

    def _invitation(self) -> Door | None:
        """The door that an invitation leads to."""
        link = self.plan.find(self.event.data)
        return self.library.must("uitnodiging.open") if link is not None else None

    def on_button(self) -> None:
        button = prompt.pressed(self.event.data)
        if button.door and (door := self.library.door(button.door)):
            self.open_door(door, button.subject)
        elif not self.state.stack:
            self.toast = self.phrases.system.stale
            self.say(self.phrases.system.stale_idle)
            self.close(self.menu)
        elif button.prompt != self.state.prompt:
            self._stale()
        elif self.state.asking:
            self.engine_choice(button.choice)
        else:
            self.press(button.choice)

    def on_edit(self) -> None:
        held = self.state.held
        if held and held.message is not None and held.message == self.event.message:
            self.rewritten()
            return
        found = self._answer_of(self.event.message)
        if found is None:
            self.say(self.phrases.system.edited_nothing)
        elif not answers.has_words(self.text):
            self.say(self.phrases.system.edited_kept)
        elif self.reading.privacy and not self._personal(*found):
            self.hold(self.text, self.reading, found[1])
            self.ask_held()
            return
        elif not self.amend(*found, self.text, self.reading):
            self.say(self.phrases.system.edited_kept)
        self.go_on()

    def _answer_of(self, message: int | None) -> tuple[int, str] | None:
        for depth in range(len(self.state.stack) - 1, -1, -1):
            for key, given_in in self.state.stack[depth].messages.items():
                if given_in == message:
                    return depth, key
        return None

    def _personal(self, depth: int, key: str) -> bool:
        flow = self.library.flows[self.state.stack[depth].flow]
        return any(s.personal for s in flow.steps if s.key == key)

    def _unknown_command(self) -> None:
        lines = self.phrases.system.unknown_command
        if not self.state.stack:
            count = self.state.missed + 1
            self.state = replace(self.state, missed=count)
            self.say(lines[(count - 1) % len(lines)])
            self.close(self.menu)
            return
        count = self.frame.missed + 1
        self.frame = replace(self.frame, missed=count)
        self.say(lines[(count - 1) % len(lines)])
        if self.state.asking:
            self.repeat_question()
        else:
            self.pose(again=True, bare=count > 1)


_ON = {
    EventKind.TEXT: _Engine.on_text,
    EventKind.BUTTON: _Engine.on_button,
    EventKind.COMMAND: _Engine.on_command,
    EventKind.EDIT: _Engine.on_edit,
    EventKind.MEDIA: _Engine.on_media,
}
