"""Whatever happens, in whatever order: no exception, no lost answer, never a dead end, always fit for Telegram."""

import string
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dialogs.content import load_library
from dialogs.effects import applied
from dialogs.event import EventKind
from dialogs.library import Library
from dialogs.plan import Consent, Status
from dialogs.scene import Scene
from dialogs.state import DialogueState, Frame
from dialogs.turn import ForgetPerson, SaveLeerdoel, Turn
from tests.dialogs.partner import Partner, newcomer

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


class Conversation(RuleBasedStateMachine):
    """A person who does anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.me = Partner(LIBRARY)
        self.turn: Turn | None = None
        self.answers: dict[str, set[str]] = {}
        """Per flow in progress, which questions have an answer."""

    @initialize(known=st.booleans())
    def begin(self, known: bool) -> None:
        if known:
            self.me = newcomer(LIBRARY)

    def _did(self, turn: Turn) -> None:
        self.turn = turn
        for frame in self.me.state.stack:
            before = self.answers.get(frame.seed, set())
            assert before - set(frame.answers) <= CLEARED, "an answer was lost"
        self.answers = {frame.seed: set(frame.answers) for frame in self.me.state.stack}
        note(" | ".join(reply.text[:80] for reply in turn.replies))

    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self._did(self.me.say(text.removeprefix("/") or "…"))

    @rule(name=COMMANDS)
    def commands(self, name: str) -> None:
        self._did(self.me.say(f"/{name}"))

    @rule(kind=MEDIA, caption=st.one_of(st.just(""), TEXTS))
    def sends(self, kind: str, caption: str) -> None:
        self._did(self.me.send(kind, caption))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses(self, data: st.DataObject) -> None:
        newest = next(seen for seen in reversed(self.me.screen) if seen.buttons)
        self._did(self.me.press(data.draw(st.sampled_from(newest.buttons)).data))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses_something_old(self, data: st.DataObject) -> None:
        buttons = [button for seen in self.me.screen for button in seen.buttons]
        self._did(self.me.press(data.draw(st.sampled_from(buttons)).data))

    @rule(data=st.one_of(st.text(max_size=64), st.sampled_from(["p0:x", "p1:_done", "go:leerdoel.nieuw:x", "go:x.y"])))
    def forges_a_button(self, data: str) -> None:
        self._did(self.me.press(data))

    @precondition(lambda self: self.me.typed)
    @rule(data=st.data(), text=TEXTS)
    def edits(self, data: st.DataObject, text: str) -> None:
        self._did(self.me.edit(data.draw(st.sampled_from(sorted(self.me.typed))), text))

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
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
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
    assert len(set(said)) > 1 or happening in ("old_button", "forged_button", "edit_of_nothing", "unsure", "long")


@given(text=st.text(alphabet=string.printable + "éëïöü€…🤷\u200b\u202e", max_size=200))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_as_a_goal_comes_back_whole(text: str) -> None:
    """An answer is kept as it was typed (without control characters), whatever is in it."""
    me = newcomer(LIBRARY)
    me.play("/leerdoel", "overslaan")
    me.say(f"hechten {text}".strip())
    kept = me.state.stack[0].answers.get("doel") if me.state.stack else None
    if kept is not None:
        assert str(kept).startswith("hechten")


def test_kinds_of_events_are_all_played() -> None:
    assert {kind.value for kind in EventKind} == {"text", "button", "command", "edit", "media"}
