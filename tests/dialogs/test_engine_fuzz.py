"""Whatever happens, in whatever order: no exception, no lost answer, never a dead end, always fit for Telegram."""

import itertools
import re
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dialogs.applied import applied
from dialogs.content import load_library
from dialogs.event import EventKind
from dialogs.library import Library
from dialogs.plan import (
    PENDLETON,
    Consent,
    Feedback,
    FeedbackStatus,
    Koppeling,
    LinkStatus,
    Nudge,
    Record,
    RecordStatus,
    Side,
    Status,
)
from dialogs.scene import Scene
from dialogs.schedule import wanted
from dialogs.state import DialogueState, Frame
from dialogs.turn import ForgetPerson, PutOff, SaveLeerdoel, SendPicture, SetNudges, Turn
from tests.dialogs.partner import BEGIN, Partner, newcomer

LIBRARY = load_library()
CLEARED = {
    slot for flow in LIBRARY.flows.values() for step in flow.steps for choice in step.choices for slot in choice.clears
}
"""Answers that a person may throw away by choosing something else."""
ALLOWED_TAGS = {"b", "i"}


class _Tags(HTMLParser):
    """Balanced and allowed, or it did not come from us."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS, tag
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def sendable(turn: Turn) -> None:
    """Telegram takes every reply: text, length, HTML, buttons."""
    assert turn.replies, "somebody got no answer"
    for reply in turn.replies:
        tags = _Tags()
        tags.feed(reply.text)
        assert not tags.open
        assert reply.text.strip()
        assert len(reply.text.encode("utf-16-le")) // 2 <= 4096
        assert not {"{kaart}", "{kader_naam}", "{title}", "{masked}", "{komma_naam}"} & {*reply.text.split()}
        for row in reply.rows:
            for button in row:
                assert 1 <= len(button.data.encode()) <= 64
                assert button.label.strip()
    if any(isinstance(effect, SendPicture) for effect in turn.effects):
        # Under a picture fits less: 1,024 after the HTML is read (Bot API, sendPhoto: caption).
        words = unescape(re.sub(r"</?[bi]>", "", turn.replies[-1].text))
        assert len(words.encode("utf-16-le")) // 2 <= 1024


def fits(turn: Turn) -> None:
    """What is sent unasked is fit for Telegram too, but there need not be anything."""
    if turn.replies:
        sendable(turn)


def way_on(turn: Turn) -> None:
    """There is something to press, or nothing is being asked."""
    assert any(reply.rows for reply in turn.replies) or not turn.state.stack


TEXTS = st.one_of(
    st.sampled_from(
        [
            "ik wil beter worden in echo", "hechten bij kinderen", "tien keer", "omdat ik dat graag wil",
            "eerst in het skillslab", "voor 1 maart", "31 februari", "over een jaar klaar met hechten",
            "mevrouw jansen", "ja", "nee", "1", "80", "klaar", "terug", "overslaan", "stop", "help", "weet ik niet",
            "hoi", "overzicht", "nieuw_leerdoel", "privacy", "zo laten", "naar de kaart", "bewaren", "", "🤷", ".",
            "<b>vet & scheef</b>", "{doel} {value}", "x" * 4096, "\u202e\u200bomgekeerd", "a" * 800,
        ]
    ),
    st.text(max_size=60),
)  # fmt: skip
COMMANDS = st.sampled_from([*LIBRARY.commands, "bestaatniet", ""])
MEDIA = st.sampled_from(
    ["sticker", "photo", "voice", "video", "document", "location", "contact", "other", "again", "more", "poll"]
)


DOORS = [f"{flow.id}.{entry.id}" for flow in LIBRARY.flows.values() for entry in flow.entries]
UNASKED = [
    *sorted({*LIBRARY.rhythm.says.entries, *LIBRARY.rhythm.tells.entries}),
    *(LIBRARY.rhythm.week.entry, LIBRARY.rhythm.week.again),
    *sorted({LIBRARY.rhythm.rung(rung.id) for one in LIBRARY.programmes.values() for rung in one.ladder}),
    *("bestaat.niet", ""),
]
STRANGE = ["", "vreemd", "6d5d2ca23b0f4b1e9a3c5b0c7a2f8e11", "x" * 40, "<b>"]
"""Subjects that are nobody's here."""


def _shared(key: str, side: Side, **values: str) -> Feedback:
    day = BEGIN - timedelta(days=3)
    said = {"situatie": "een lastig gesprek", **values}
    return Feedback(key, side, "Hugo", FeedbackStatus.LOPEND, day.date(), day, said)


SHARED: dict[str, Any] = {
    "feedback": (
        _shared("f1", "aios", goed="bleef zitten"),
        _shared("f2", "aios", goed="bleef zitten", goed_opleider="liet stilte"),
        _shared("f3", "opleider", goed="bleef zitten"),
        _shared("f4", "opleider", **dict.fromkeys([*PENDLETON][:-1], "x" * 1200)),
    ),
    "koppelingen": tuple(
        Koppeling(f"k{n}", side, "opleider", "Hugo", status, BEGIN.date())
        for n, (side, status) in enumerate(itertools.product(get_args(Side), LinkStatus))
    ),
    "records": (
        Record("w1", "voortgang", RecordStatus.GEVRAAGD, BEGIN.date(), {"vraag": "los_trots", "dag": "2026-11-19"}),
        Record("g1", "gesprek", RecordStatus.GEPLAND, BEGIN.date(), {"soort": "voortgang", "datum": "2026-12-01"}),
        Record("r1", "reflectie", RecordStatus.CONCEPT, BEGIN.date(), {"aanleiding": "een nacht", "vorm": "star"}),
    ),
}
"""What others share with this person, at different points."""


def looked_at(frame: Frame) -> bool:
    step = LIBRARY.flows[frame.flow].step(frame.step)
    return step is None or step.rests


def busy(state: DialogueState) -> bool:
    return not all(looked_at(frame) for frame in state.stack)


class Conversation(RuleBasedStateMachine):
    """A person who does anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.me = Partner(LIBRARY)
        self.turn: Turn | None = None
        self.answers: dict[str, set[str]] = {}
        """Per flow in progress, which questions have an answer."""

    @initialize(known=st.booleans(), linked=st.booleans())
    def begin(self, known: bool, linked: bool) -> None:
        if known:
            self.me = newcomer(LIBRARY)
            if linked:
                plan = replace(self.me.plan, **SHARED)
                self.me.plan = replace(plan, nudges=wanted(LIBRARY, plan, self.me.at))

    def _happens(self, what: Callable[[], Turn]) -> Turn:
        """Whatever happens, the schedule is what the plan asks for, and is not written again when it stays the same."""
        before = self.me.plan.nudges
        turn = what()
        plan, at = self.me.plan, self.me.at
        forgotten = any(isinstance(effect, ForgetPerson) for effect in turn.effects)
        rewritten = [effect for effect in turn.effects if isinstance(effect, SetNudges)]
        assert forgotten or [n for n in plan.nudges if n.due > at] == list(wanted(LIBRARY, plan, at))
        assert [effect.nudges for effect in rewritten if effect.nudges == tuple(n for n in before if n.due > at)] == []
        assert len(rewritten) <= 1
        return turn

    def _did(self, what: Callable[[], Turn]) -> None:
        self.turn = turn = self._happens(what)
        for frame in self.me.state.stack:
            before = self.answers.get(frame.seed, set())
            assert before - set(frame.answers) <= CLEARED, "an answer was lost"
        self.answers = {frame.seed: set(frame.answers) for frame in self.me.state.stack}
        note(" | ".join(reply.text[:80] for reply in turn.replies))

    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self._did(lambda: self.me.say(text.removeprefix("/") or "…"))

    @rule(name=COMMANDS)
    def commands(self, name: str) -> None:
        self._did(lambda: self.me.say(f"/{name}"))

    @rule(kind=MEDIA, caption=st.one_of(st.just(""), TEXTS))
    def sends(self, kind: str, caption: str) -> None:
        self._did(lambda: self.me.send(kind, caption))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses(self, data: st.DataObject) -> None:
        newest = next(seen for seen in reversed(self.me.screen) if seen.buttons)
        pressed = data.draw(st.sampled_from(newest.buttons)).data
        self._did(lambda: self.me.press(pressed))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses_something_old(self, data: st.DataObject) -> None:
        buttons = [button for seen in self.me.screen for button in seen.buttons]
        pressed = data.draw(st.sampled_from(buttons)).data
        self._did(lambda: self.me.press(pressed))

    @rule(data=st.one_of(st.text(max_size=64), st.sampled_from(["p0:x", "p1:_done", "go:leerdoel.nieuw:x", "go:x.y"])))
    def forges_a_button(self, data: str) -> None:
        self._did(lambda: self.me.press(data))

    @precondition(lambda self: self.me.typed)
    @rule(data=st.data(), text=TEXTS)
    def edits(self, data: st.DataObject, text: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.me.typed)))
        self._did(lambda: self.me.edit(number, text))

    @rule(
        kind=st.one_of(st.sampled_from(UNASKED), st.sampled_from(DOORS)),
        own=st.booleans(),
        data=st.data(),
        late=st.sampled_from([0, 10, 30, 24 * 60, 80 * 60]),
        besides=st.lists(st.sampled_from(UNASKED), max_size=3),
        asked=st.booleans(),
    )
    def hears_unasked(
        self, *, kind: str, own: bool, data: st.DataObject, late: int, besides: list[str], asked: bool
    ) -> None:
        """Any entry at all, about anything: it answers nothing, and what is open stays open."""
        plan = self.me.plan
        subjects = [*(r.id for r in plan.records), *(f.id for f in plan.feedback), *(k.id for k in plan.koppelingen)]
        subject = data.draw(st.sampled_from(subjects)) if own and subjects else data.draw(st.sampled_from(STRANGE))
        before, consent = self.me.state, self.me.plan.consent
        rhythm, at = LIBRARY.rhythm, self.me.at
        told = [one for one in before.told if one.astimezone(at.tzinfo).date() == at.date()]
        due = at - timedelta(minutes=late)
        more = tuple(Nudge(one, data.draw(st.sampled_from([*subjects, ""])), due) for one in besides)
        turn = self._happens(lambda: self.me.nudge(kind, subject, timedelta(minutes=late), more=more, asked=asked))
        self.turn = None
        fits(turn)
        note(f"{kind} {subject}: " + " | ".join(reply.text[:80] for reply in turn.replies))
        now = self.me.state
        assert (now.seen, now.version) == (before.seen, before.version + 1)
        assert turn.toast == ""
        doors = [door for one in (kind, *besides) if (door := LIBRARY.door(one))]
        if turn.replies:
            assert consent is Consent.GIVEN
            assert timedelta(minutes=late) <= timedelta(hours=rhythm.stale_hours)
            silence = at - before.seen if before.seen else timedelta.max
            assert not busy(before) or silence >= timedelta(minutes=rhythm.polite_minutes), "somebody was interrupted"
            assert asked or len(told) < rhythm.unasked_a_day, "somebody heard too much in a day"
            punctual = kind == rhythm.week.entry and late < rhythm.polite_minutes
            awake = rhythm.quiet_until <= at.time() < rhythm.quiet_from
            active = silence < timedelta(minutes=rhythm.polite_minutes)
            assert awake or punctual or active, "somebody was woken"
        if turn.replies and any(door.entry.opens for door in doors):
            kept = [frame for frame in before.stack if not looked_at(frame) and not LIBRARY.flows[frame.flow].transient]
            assert [*now.stack][: len(kept)] == kept
        else:
            assert (now.stack, now.asking, now.held, now.prompt) == (
                before.stack,
                before.asking,
                before.held,
                before.prompt,
            )
        for later in (effect for effect in turn.effects if isinstance(effect, PutOff)):
            assert (later.kind, later.subject) in {(kind, subject), *((one.kind, one.subject) for one in more)}
            assert at < later.at < at + timedelta(hours=13 if asked or len(told) < rhythm.unasked_a_day else 32)
        self.answers = {frame.seed: set(frame.answers) for frame in now.stack}

    @rule(hours=st.sampled_from([1, 13, 72]))
    def waits(self, hours: int) -> None:
        self.me.at += timedelta(hours=hours)

    @invariant()
    def telegram_takes_it(self) -> None:
        if self.turn is not None:
            sendable(self.turn)
            way_on(self.turn)

    @invariant()
    def versions_rise(self) -> None:
        assert self.me.state.prompt <= self.me.state.version

    @invariant()
    def nothing_is_kept_without_consent(self) -> None:
        if self.me.plan.consent is not Consent.GIVEN:
            assert not self.me.plan.leerdoelen
            assert not self.me.plan.profile

    @invariant()
    def saved_goals_stay(self) -> None:
        forgotten = max((n for n, e in enumerate(self.me.effects) if isinstance(e, ForgetPerson)), default=-1)
        saved = {e.id for e in self.me.effects[forgotten + 1 :] if isinstance(e, SaveLeerdoel)}
        assert saved == {goal.id for goal in self.me.plan.leerdoelen}


Conversation.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestConversation = Conversation.TestCase


STEPS = [(flow.id, step.id) for flow in LIBRARY.flows.values() for step in flow.steps if step.asks]
HAPPENINGS = {
    "sticker": lambda me: me.send("sticker"),
    "photo": lambda me: me.send("photo"),
    "photo_without_words": lambda me: me.send("photo", "  "),
    "voice": lambda me: me.send("voice"),
    "location": lambda me: me.send("location"),
    "long": lambda me: me.say("woord " * 682),
    "unknown_command": lambda me: me.say("/bestaatniet"),
    "empty": lambda me: me.say(" "),
    "emoji": lambda me: me.say("🤷"),
    "nonsense": lambda me: me.say("qwertyuiop"),
    "unsure": lambda me: me.say("weet ik niet"),
    "old_button": lambda me: me.press("p0:ja"),
    "forged_button": lambda me: me.press("ongeldig"),
    "edit_of_nothing": lambda me: me.edit(99999, "anders"),
}  # fmt: skip


def at_step(library: Library, flow: str, step: str) -> Partner:
    me = newcomer(library)
    goal = SaveLeerdoel("doel1", {"doel": "hechten", "niveau": "iop"}, Status.OPEN, "nieuw")
    frame = Frame(flow, step, {"doel": "hechten"}, subject="doel1", seed="seed")
    me.plan = applied(me.plan, goal, Scene(library, me.plan, library.flows[flow], frame, me.at))
    me.state = DialogueState((frame,), me.state.version + 1, me.state.version + 1, seen=me.at)
    return me


@pytest.mark.parametrize("happening", HAPPENINGS)
@pytest.mark.parametrize(("flow", "step"), STEPS)
def test_every_step_answers_everything(flow: str, step: str, happening: str) -> None:
    """Three times in a row, never in the same words, and always with a way on."""
    me = at_step(LIBRARY, flow, step)
    said = []
    for _ in range(3):
        turn = HAPPENINGS[happening](me)
        sendable(turn)
        way_on(turn)
        said.append(turn.replies[-1].text)
    open_step = LIBRARY.flows[flow].step(step)
    kept = open_step is not None and open_step.tells and happening == "nonsense"
    unchanging = ("old_button", "forged_button", "edit_of_nothing", "unsure", "long")
    assert len(set(said)) > 1 or kept or happening in unchanging


@given(text=st.text(alphabet=string.printable + "éëïöü€…🤷\u200b\u202e", max_size=200))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_is_typed_as_a_goal_comes_back_whole(text: str) -> None:
    """An answer is kept as it was typed (without control characters), whatever is in it."""
    me = newcomer(LIBRARY)
    me.play("/leerdoel", "overslaan")
    me.say(f"hechten {text}".strip())
    kept = me.state.stack[0].answers.get("doel") if me.state.stack else None
    if kept is not None:
        assert str(kept).startswith("hechten")


def test_kinds_of_events_are_all_played() -> None:
    assert {kind.value for kind in EventKind} == {"text", "button", "command", "edit", "media", "nudge"}
