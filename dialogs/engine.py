"""The pure step: one event in, one turn out. No I/O, no clock.

    reading = reader.read(*ask) if (ask := wants(library, state, event, plan)) else Reading()
    turn = step(library, state, event, reading, plan)

Illegal events change nothing but the version: there is always an answer, and always a way on.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dialogs import answers, prompt
from dialogs.conditions import holds
from dialogs.event import Event, EventKind
from dialogs.flow import Step
from dialogs.library import Door, Library, plain
from dialogs.options import options
from dialogs.phrases import Ask
from dialogs.plan import Consent, Plan
from dialogs.reading import Aspect, ReadContext, Reading
from dialogs.render import safe
from dialogs.state import DialogueState, Held
from dialogs.talk import Talk
from dialogs.turn import Turn

GOAL = frozenset({Aspect.SMART, Aspect.TIMES, Aspect.COMPETENCE})
SURE = 0.6
"""Probability above which an intent opens its flow at once; below it, the likeliest are offered."""
UNSURE = 0.25
"""Probability below which an intent is not even offered."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """What a person typed, without control and zero-width characters, which only confuse."""
    return _INVISIBLE.sub("", text).strip()


def wants(library: Library, state: DialogueState, event: Event, plan: Plan) -> tuple[str, ReadContext] | None:
    """Which text must be read for this event, and what of it; None when there is nothing to read."""
    aspects = {Aspect.PRIVACY}
    text = clean(event.text)
    step = _open_step(library, state)
    if event.kind is EventKind.BUTTON:
        held = state.held
        if held is None:
            return None
        text = held.masked if prompt.pressed(event.data).choice == "bewaren" and held.why == "privacy" else held.text
        aspects |= GOAL
    elif event.kind in (EventKind.EDIT, EventKind.COMMAND) or step is None:
        aspects |= GOAL | ({Aspect.INTENT} if event.kind is not EventKind.COMMAND else set())
    else:
        aspects |= set(step.reads)
        if state.held or state.asking:
            aspects |= GOAL | {Aspect.INTENT}
        elif step.kind not in ("text", "date") and not step.other:
            aspects |= {Aspect.INTENT}
    if not text:
        return None
    return text, _context(library, event, plan, frozenset(aspects))


def _context(library: Library, event: Event, plan: Plan, aspects: frozenset[Aspect]) -> ReadContext:
    until = plan.profile.get("onderdeel_tot")
    return ReadContext(
        on=event.at.date(),
        wants=aspects,
        onderdeel=(None, date.fromisoformat(until)) if isinstance(until, str) else (None, None),
        plan_texts=library.programme_of(plan).plan_texts,
    )


def _open_step(library: Library, state: DialogueState) -> Step | None:
    frame = state.top
    flow = library.flows.get(frame.flow) if frame else None
    return flow.step(frame.step) if flow and frame else None


def step(library: Library, state: DialogueState, event: Event, reading: Reading, plan: Plan) -> Turn:
    """What happens now. Raises nothing for any event; `event.at` is in the person's own time zone."""
    return _Engine(library, state, event, reading, plan).run()


class _Engine(Talk):
    """Decides which move an event leads to; the moves themselves are a `Talk`."""

    def __init__(self, library: Library, state: DialogueState, event: Event, reading: Reading, plan: Plan) -> None:
        super().__init__(library, state, event, plan)
        self.text = clean(event.text)
        self.reading = reading
        self.silence = event.at - state.seen if state.seen else timedelta(0)

    def run(self) -> Turn:
        if not self._whole():
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
            self.close(self.phrases.defaults.menu)

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
            return self.library.commands.get(self.event.name)
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
            self._idle_text()
            return
        if self.silence > timedelta(hours=self.phrases.defaults.resume_hours):
            self.say(self.phrases.system.resumed)
        if self.state.asking:
            self._text_to_engine_question()
        else:
            self._text_to_step()

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
            self.close(self.phrases.defaults.menu)
            return
        count = self.frame.missed + 1
        self.frame = replace(self.frame, missed=count)
        self.say([words, media.again, media.more][min(count, 3) - 1])
        if self.state.asking:
            self._repeat_engine_question()
        else:
            self.nudge_on(count)

    def on_command(self) -> None:
        name = self.event.name
        door = self.library.commands.get(name)
        if door is None:
            self._unknown_command()
        elif self.state.stack and door.flow.id == "stop":
            self._stop()
        elif self.state.stack and door.flow.id == "help":
            self.state = replace(self.state, asking="", held=None)
            self.explain()
        else:
            self._open(door, text=(self.text, self.reading) if self.text else None)

    def on_button(self) -> None:
        button = prompt.pressed(self.event.data)
        if button.door and (door := self.library.door(button.door)):
            self._open(door, button.subject)
        elif not self.state.stack:
            self.toast = self.phrases.system.stale
            self.say(self.phrases.system.stale_idle)
            self.close(self.phrases.defaults.menu)
        elif button.prompt != self.state.prompt:
            self._stale()
        elif self.state.asking:
            self._engine_choice(button.choice)
        else:
            self._press(button.choice)

    def on_edit(self) -> None:
        held = self.state.held
        if held and held.message is not None and held.message == self.event.message:
            self._rewritten()
            return
        found = self._answer_of(self.event.message)
        if found is None:
            self.say(self.phrases.system.edited_nothing)
        elif not answers.has_words(self.text):
            self.say(self.phrases.system.edited_kept)
        elif self.reading.privacy and not self._personal(*found):
            self.hold(self.text, self.reading, found[1])
            self._ask_held()
            return
        elif not self.amend(*found, self.text, self.reading):
            self.say(self.phrases.system.edited_kept)
        self._go_on_asking()

    def _answer_of(self, message: int | None) -> tuple[int, str] | None:
        for depth in range(len(self.state.stack) - 1, -1, -1):
            for key, given_in in self.state.stack[depth].messages.items():
                if given_in == message:
                    return depth, key
        return None

    def _personal(self, depth: int, key: str) -> bool:
        flow = self.library.flows[self.state.stack[depth].flow]
        return any(s.personal for s in flow.steps if s.key == key)

    def _go_on_asking(self) -> None:
        """After something in between: the open question, or the next when this one needs no asking any more."""
        if not self.state.stack:
            self.close(self.phrases.defaults.menu)
        elif self.state.asking:
            self._repeat_engine_question()
        else:
            scene, open_step = self.scene(), self.step()
            if open_step.criterion and open_step.when and not holds(scene, open_step.when):
                self.onward()
            else:
                self.pose(again=open_step.kind != "card")

    # --- text

    def _text_to_step(self) -> None:
        step, line = self.step(), plain(self.text)
        words = self.phrases.words
        if self._steered(step, line):
            return
        if line in {plain(w) for w in words.greet} and step.kind != "card" and not step.personal:
            self.resume()
        elif step.kind == "text":
            self._text_answer(step)
        elif step.kind == "date":
            self._date_typed(step)
        elif step.kind == "multi":
            self._multi_typed(step, line)
        else:
            self._choice_typed(step)

    def _steered(self, step: Step, line: str) -> bool:
        """Words that steer the conversation rather than answer it."""
        words = self.phrases.words
        found = answers.match_option(options(self.scene(), step), self.text, strict=True)
        if found is not None and step.kind != "multi":
            return False
        moves = {
            words.skip: self.skip,
            words.back: self.back,
            words.stop: self._stop,
            words.help: self.explain,
            words.unsure: self.explain,
            words.keep: self._keep_or_kept,
            words.finish: self._to_finish,
        }
        for phrases, move in moves.items():
            if line in {plain(w) or w for w in phrases} or (not line and self.text in phrases):
                move()
                return True
        return False

    def _text_answer(self, step: Step) -> None:
        short_nothings = {plain(w) for w in (*self.phrases.words.done, *self.phrases.words.keep)}
        if (
            not answers.has_words(self.text)
            or plain(self.text) in short_nothings
            or (step.maximum is not None and len(self.text) > step.maximum)
        ):
            self.miss("text")
        elif self._must_hold(step):
            self.hold(self.text, self.reading)
            self._ask_held()
        else:
            self.hear(step, self.text, self.reading, self.event.message)

    def _must_hold(self, step: Step) -> bool:
        if step.personal:
            return False
        return bool(self.reading.privacy) or len(self.text) > step.lengthy

    def _date_typed(self, step: Step) -> None:
        day = answers.moment(self.reading, self.event.at.date(), step.past)
        self.date_answer(step, self.text, day, self.reading, self.event.message)

    def _choice_typed(self, step: Step) -> None:
        found = answers.match_option(options(self.scene(), step), self.text, strict=step.other)
        if found is not None:
            self.choose(step, found)
        elif step.kind == "number":
            value = answers.number(self.text, step.minimum, step.maximum)
            if value is None:
                self.miss("number")
            else:
                self.put(step, value)
        elif step.other and answers.has_words(self.text):
            if self._must_hold(step):
                self.hold(self.text, self.reading)
                self._ask_held()
            else:
                self.put(step, self.text)
        elif (door := self._sure_door()) and door.flow.id not in (self.frame.flow, "help", "stop"):
            self._open(door)
        else:
            self.miss("choice")

    def _multi_typed(self, step: Step, line: str) -> None:
        if line in {plain(w) for w in self.phrases.words.done}:
            self._done(step)
            return
        found = answers.match_option(options(self.scene(), step), self.text, strict=False)
        if found is None:
            self.miss("choice")
        else:
            self.frame = replace(self.frame, picked=(*(p for p in self.frame.picked if p != found.id), found.id))
            self._done(step)

    # --- buttons

    def _press(self, choice: str) -> None:
        step = self.step()
        found = next((o for o in options(self.scene(), step) if o.id == choice), None)
        around: dict[str, Callable[[], None]] = {
            prompt.SKIP: self.skip,
            prompt.BACK: self.back,
            prompt.EXAMPLE: self.explain,
            prompt.KEEP: self.keep,
            prompt.KEPT: self._kept,
            prompt.FINISH: self._to_finish,
            prompt.DONE: lambda: self._done(step),
        }
        if choice in around:
            around[choice]()
        elif found is None:
            self._stale()
        elif step.kind == "multi":
            self._tick(step, found.id)
        else:
            self.choose(step, found)

    def _tick(self, step: Step, option: str) -> None:
        """Tick or untick; the message with the buttons changes in place."""
        picked = self.frame.picked
        if option in picked:
            picked = tuple(p for p in picked if p != option)
        elif step.maximum is None or len(picked) < step.maximum:
            picked = (*picked, option)
        else:
            picked = (*picked[1:], option)
        self.frame = replace(self.frame, picked=picked)
        scene = self.scene()
        reply = prompt.question(scene, step, self.state.prompt, (), prompt.asked(scene, step))
        self.replies.append(replace(reply, edits=self.event.message))

    def _done(self, step: Step) -> None:
        if not self.frame.picked:
            self.skip()
            return
        self.put(step, self.frame.picked)

    def _kept(self) -> None:
        self.onward()

    def _keep_or_kept(self) -> None:
        if self.frame.back_to:
            self.onward()
        else:
            self.keep()

    def _to_finish(self) -> None:
        flow = self.scene().flow
        if flow.finish is None or not holds(self.scene(), flow.finish.when):
            self.miss("choice" if self.step().kind not in ("text", "date", "number") else self.step().kind)
            return
        step = self.step()
        self.frame = replace(self.frame, path=(*self.frame.path, step.id))
        self.settle(flow.step(flow.finish.at))

    def _stale(self) -> None:
        self.toast = self.phrases.system.stale
        self.say(self.phrases.system.stale)
        if self.state.asking:
            self._repeat_engine_question()
        else:
            self.pose(again=self.step().kind != "card")

    # --- stopping, opening, going on

    def _stop(self) -> None:
        flow = self.scene().flow
        if flow.keeps and self.scene().value(flow.keeps_with) is not None and not self._saved():
            self.ask("cancel")
        else:
            self.drop()

    def _saved(self) -> bool:
        """Nothing is lost by leaving: what is on the card is what is stored."""
        subject = self.scene().subject
        return subject is not None and all(self.frame.answers.get(k) == v for k, v in subject.values.items())

    def _open(self, door: Door, subject: str = "", text: tuple[str, Reading] | None = None) -> None:
        """A flow on request; one that is open already is gone on with."""
        self.state = replace(self.state, asking="", held=None)
        if door.entry.known and self.plan.consent is Consent.GIVEN:
            if self.state.stack:
                self.resume()
                return
            door = self.library.door(door.entry.known) or door
        at = None if subject else self.depth_of(door.flow)
        if at is not None and self.state.stack[at].flow == "welkom" and door.entry.at:
            at = None
        if at is not None:
            self.state = replace(self.state, stack=self.state.stack[: at + 1])
            self.resume()
            return
        self.enter(door, subject, text)
        if self.state.held:
            self._ask_held()

    # --- questions of the engine itself

    def _ask_of(self) -> Ask:
        ask: Ask = getattr(self.phrases.ask, self.state.asking)
        return ask

    def _ask_held(self) -> None:
        if held := self.state.held:
            self.replies.clear()
            self.ask(held.why, masked=safe(held.masked))

    def _repeat_engine_question(self) -> None:
        title = self.scene().flow.title if self.state.stack else ""
        self.ask(self.state.asking, again=True, title=title)

    def _text_to_engine_question(self) -> None:
        asking, line = self.state.asking, plain(self.text)
        choices = self._ask_of().choices
        found = [c for c in choices if line in {plain(c.label), *(plain(w) for w in c.words)}]
        if len(found) == 1:
            self._engine_choice(found[0].id)
        elif asking in ("privacy", "long"):
            self._rewritten()
        elif asking == "resume" and self.step().kind in ("text", "date"):
            self.state = replace(self.state, asking="")
            self._text_to_step()
        else:
            count = self.frame.missed + 1
            self.frame = replace(self.frame, missed=count)
            lines = self.phrases.missed.choice
            self.say(lines[(count - 1) % len(lines)])
            self._repeat_engine_question()

    def _engine_choice(self, choice: str) -> None:
        asking = self.state.asking
        self.state = replace(self.state, asking="")
        if asking == "resume":
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
            self._stop()
        else:
            self.settle(self.step())

    def _cancel_choice(self, choice: str) -> None:
        if choice == "bewaren":
            self.apply(self.scene().flow.keeps, self.step())
            self.say(self.phrases.system.concept)
            self.finish(self.phrases.defaults.menu)
        elif choice == "weg":
            self.say(self.phrases.system.discarded)
            self.finish(self.phrases.defaults.menu)
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
        if key:
            depth = len(self.state.stack) - 1
            self.amend(depth, key, text, self.reading)
            if message is not None:
                self.frame = replace(self.frame, messages={**self.frame.messages, key: message})
            self._go_on_asking()
            return
        step = self.step()
        if step.kind == "text":
            self.hear(step, text, self.reading, message)
        else:
            self.put(step, text)

    def _rewritten(self) -> None:
        """A new text in place of the held one."""
        held = self.state.held
        self.state = replace(self.state, held=None, asking="")
        if held is None or not held.key:
            self._text_to_step()
        elif self.reading.privacy:
            self.hold(self.text, self.reading, held.key)
            self._ask_held()
        else:
            self._decided(self.text, held.key, self.event.message)

    # --- outside any flow

    def _idle_text(self) -> None:
        line = plain(self.text)
        door = self.library.words.get(line)
        if door is not None:
            self._open(door)
            return
        if not answers.has_words(self.text):
            self._idle_miss()
            return
        door = self._sure_door()
        if self._is_goal() and (door is None or "nieuw_leerdoel" in door.entry.intents):
            self._open(self.library.intents["nieuw_leerdoel"], text=(self.text, self.reading))
        elif door is not None:
            self._open(door)
        else:
            self._guess()

    def _is_goal(self) -> bool:
        """Whether the words hold a goal already, so that it need not be typed again."""
        names_goal = {*plain(self.text).split()} & {plain(w) for w in self.phrases.words.goals}
        if "S" in self.reading.smart and len(self.reading.smart) > 1:
            return True
        return "wish" in self.reading.signals and not names_goal

    def _sure_door(self) -> Door | None:
        best = self.reading.intents[0] if self.reading.intents else None
        return self.library.intents.get(best.label) if best and best.score >= SURE else None

    def _guess(self) -> None:
        """Not sure: offer what it may be, and the menu when nothing comes near."""
        likely = [r.label for r in self.reading.intents[:2] if r.score >= UNSURE]
        known = [door.name for label in likely if (door := self.library.intents.get(label))]
        if known:
            self.say(self.phrases.system.guess)
            self.close([*dict.fromkeys([*known, "help.menu"])])
        elif likely and likely[0] != "anders":
            self.say(self.phrases.missed.later)
            self.close(self.phrases.defaults.menu)
        else:
            self._idle_miss()

    def _idle_miss(self) -> None:
        count = self.state.missed + 1
        self.state = replace(self.state, missed=count)
        lines = self.phrases.missed.idle
        self.say(lines[(count - 1) % len(lines)])
        self.close(self.phrases.defaults.menu)

    def _unknown_command(self) -> None:
        lines = self.phrases.system.unknown_command
        if not self.state.stack:
            count = self.state.missed + 1
            self.state = replace(self.state, missed=count)
            self.say(lines[(count - 1) % len(lines)])
            self.close(self.phrases.defaults.menu)
            return
        count = self.frame.missed + 1
        self.frame = replace(self.frame, missed=count)
        self.say(lines[(count - 1) % len(lines)])
        if self.state.asking:
            self._repeat_engine_question()
        else:
            self.pose(again=True, bare=count > 1)


_ON = {
    EventKind.TEXT: _Engine.on_text,
    EventKind.BUTTON: _Engine.on_button,
    EventKind.COMMAND: _Engine.on_command,
    EventKind.EDIT: _Engine.on_edit,
    EventKind.MEDIA: _Engine.on_media,
}
