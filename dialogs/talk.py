"""One step of the engine in the making: what is looked at, what is said, what is changed.

A `Talk` is the working copy of one step of the engine: it begins with a state and a plan, collects what to say
and what to change, and ends in a `Turn`. Which event leads to which move is decided in `engine.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogs import prompt
from dialogs.applied import applied
from dialogs.effects import EFFECTS
from dialogs.event import Event, EventKind
from dialogs.flow import Step
from dialogs.library import Library, plain
from dialogs.offering import offered
from dialogs.phrases import Ask
from dialogs.plan import Nudge, Plan
from dialogs.reading import Reading
from dialogs.scene import Scene
from dialogs.schedule import wanted
from dialogs.state import DialogueState, Frame
from dialogs.turn import Effect, ForgetPerson, Invite, Reply, Rows, SaveFeedback, SaveRecord, SetNudges, Turn

LONGEST = 4096
"""Characters of one answer: a message holds no more (Bot API)."""
SHORT_NAME = 2
"""Letters of a part of a name that say too little: 'de'."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """What a person typed, without control and zero-width characters, which only confuse."""
    return _INVISIBLE.sub("", text).strip()


def _known(reading: Reading, plan: Plan) -> Reading:
    """Without the names of the person and of those who are linked: they are nobody's patient."""
    if not reading.privacy:
        return reading
    names = [str(plan.profile.get("naam", "")), *(link.naam for link in plan.koppelingen)]
    parts = {part for name in names for part in plain(name).split() if len(part) > SHORT_NAME}
    left = (span for span in reading.privacy if span.kind != "person" or not {*plain(span.quote.text).split()} <= parts)
    return replace(reading, privacy=tuple(left))


def _moment(nudge: Nudge) -> tuple[str, str, float]:
    # Moments of two zones are never equal in the night that the clock goes back, and seconds are.
    return nudge.kind, nudge.subject, nudge.due.timestamp()


class Talk:
    """One step in the making. Not shared, not kept."""

    def __init__(self, library: Library, state: DialogueState, event: Event, reading: Reading, plan: Plan) -> None:
        self.text = clean(event.text)
        self.reading = _known(reading, plan)
        last = max((moment for moment in (state.seen, state.spoke) if moment), default=event.at)
        self.silence = event.at - last
        self.same_day = state.seen is not None and state.seen.astimezone(event.at.tzinfo).date() == event.at.date()
        self.library = library
        self.phrases = library.phrases
        self.event = event
        self.plan = plan
        seen = state.seen if event.kind is EventKind.NUDGE else event.at
        self.state = replace(state, version=state.version + 1, seen=seen)
        self.lead: list[str] = []
        self.faint = ""
        """Said only when there is nothing better to say."""
        self.effects: list[Effect] = []
        self.replies: list[Reply] = []
        self.toast = ""

    # --- looking

    @property
    def frame(self) -> Frame:
        return self.state.stack[-1]

    @frame.setter
    def frame(self, frame: Frame) -> None:
        self.state = self.state.with_top(frame)

    def scene(self) -> Scene:
        return self.scene_of(self.frame)

    def scene_of(self, frame: Frame) -> Scene:
        return Scene(self.library, self.plan, self.library.flows[frame.flow], frame, self.event.at)

    def step(self) -> Step:
        """The open step. Its existence is settled at the start of the turn, see `engine`."""
        found = self.scene().step()
        if found is None:
            raise LookupError(self.frame.step)
        return found

    @property
    def forgotten(self) -> bool:
        return any(isinstance(effect, ForgetPerson) for effect in self.effects)

    @property
    def menu(self) -> Sequence[str]:
        """Where to go when nothing else fits, by what the person is here for."""
        defaults = self.phrases.defaults
        return defaults.menu if self.plan.side == "aios" else defaults.menu_opleider

    # --- saying

    def say(self, html: str) -> None:
        if html and html not in self.lead:
            self.lead.append(html)

    def turn(self) -> Turn:
        if (held := self.state.held) and len(self.state.stack) < held.depth:
            self.state = replace(self.state, held=None)
        new = [reply for reply in self.replies if reply.edits is None]
        if new:
            self.state = replace(self.state, offered=offered(new[-1]))
        if not self.forgotten and self._may_change_schedule():
            self._reschedule()
        return Turn(self.state, tuple(self.replies), tuple(self.effects), self.toast)

    def _may_change_schedule(self) -> bool:
        """It follows from the plan and the day: without a change in either, and nothing due, it stays as it was."""
        if self.effects or self.event.kind is EventKind.NUDGE or not self.same_day:
            return True
        first = next(iter(self.plan.nudges), None)
        return first is None or first.due.timestamp() <= self.event.at.timestamp()

    def _reschedule(self) -> None:
        ahead, at = wanted(self.library, self.plan, self.event.at), self.event.at.timestamp()
        known = [_moment(nudge) for nudge in self.plan.nudges if nudge.due.timestamp() > at]
        if [_moment(nudge) for nudge in ahead] != known:
            self.effects.append(SetNudges(ahead))

    def _send(self, reply: Reply, asks: bool = True) -> None:
        self.replies.append(reply)
        self.lead = []
        if asks:
            self.state = replace(self.state, prompt=self.state.version)

    def pose(self, again: bool = False, bare: bool = False, probe: str = "") -> None:
        """Ask the open step; `bare` sends what there is to say with only its buttons."""
        scene, step = self.scene(), self.step()
        if not self.lead:
            self.say(self.faint)
        body = probe or ("" if bare else prompt.asked(scene, step, again))
        self._send(prompt.question(scene, step, self.state.version, self.lead, body, probing=bool(probe)))

    def ask(self, name: str, again: bool = False, **values: str) -> None:
        """A question of the engine itself, over the open step."""
        self.state = replace(self.state, asking=name)
        question: Ask = getattr(self.phrases.ask, name)
        self._send(prompt.engine_question(question, self.state.version, self.lead, values, again))

    def close(self, doors: Sequence[str] = (), subject: str = "", *, rows: Rows = (), about: str = "") -> None:
        """Say what there is to say, with doors to go on by, or with these buttons; nothing stays open."""
        if not self.lead:
            # Nothing came of it: what it was about changed in the meantime.
            self.say(self.faint or self.phrases.system.gone)
        rows = rows or prompt.doors(self.library, doors, subject)
        self._send(Reply("\n\n".join(self.lead), rows, about=about), asks=False)

    # --- changing the IOP

    def apply(self, name: str, step: Step) -> None:
        if not name:
            return
        scene = self.scene()
        for effect in EFFECTS[name](scene, step):
            self.effects.append(effect)
            self.plan = applied(self.plan, effect, scene)
            if isinstance(effect, SaveRecord | SaveFeedback | Invite) and not self.frame.subject:
                self.frame = replace(self.frame, subject=effect.id)
            if isinstance(effect, SaveFeedback):
                # What was given is given: there is no way back to it.
                self.frame = replace(self.frame, path=(), messages={})
