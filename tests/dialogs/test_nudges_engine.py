"""When the bot speaks first: once per slot, when it suits, less often to who is silent, and it says so once."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from dialogs.library import Library
from dialogs.plan import Consent, RecordStatus
from dialogs.schedule import wanted
from dialogs.turn import PutOff, SaveRecord, SetConsent, SetNudges, Turn
from dialogs.weekly import asked
from tests.dialogs.partner import ZONE, Partner, newcomer

WEEK = "week.vraag"
THURSDAY = datetime(2026, 11, 26, 16, 30, tzinfo=ZONE)


@pytest.fixture
def me(library: Library) -> Partner:
    me = newcomer(library)
    me.at = THURSDAY
    return me


def comes(me: Partner) -> Turn:
    """The next weekly question, at its own moment."""
    due = next(nudge.due for nudge in wanted(me.library, me.plan, me.at) if nudge.kind == WEEK)
    me.at = due
    return me.nudge(WEEK)


def slower(me: Partner, turn: Turn) -> bool:
    """Whether it says that the questions come less often now."""
    first = re.split(r"\{\w+\}", me.library.phrases.pieces.slower)[0]
    return any(first in reply.text for reply in turn.replies)


def test_a_silent_half_year_has_a_question_per_slot_and_two_slower_paces(me: Partner) -> None:
    days, said = [], []
    for _ in range(9):
        turn = comes(me)
        assert len(turn.replies) == 1
        days.append(me.at.date())
        said.append(slower(me, turn))
    assert [(b - a).days // 7 for a, b in itertools.pairwise(days)] == [1, 2, 2, 4, 4, 4, 4, 4]
    assert [at for at, slow in enumerate(said) if slow] == [2, 4]
    assert [record.status for record in asked(me.plan)] == [RecordStatus.GEVRAAGD] * 9
    assert {at.isoweekday() for at in days} == {4}


@pytest.mark.parametrize("reaction", ["antwoord", "niet"])
def test_one_reaction_brings_the_weekly_pace_back(me: Partner, reaction: str) -> None:
    for _ in range(5):
        comes(me)
    if reaction == "niet":
        me.press(f"p{me.state.prompt}:niet")
    else:
        me.say("ik heb deze week veel geleerd van de laborant")
    before = me.at.date()
    turn = comes(me)
    assert (me.at.date() - before).days == 7
    assert not slower(me, turn)


def test_a_year_of_answers_is_one_question_a_week(me: Partner) -> None:
    for _ in range(52):
        comes(me)
        me.say("ik heb deze week veel geleerd van de laborant")
        if me.state.stack:
            me.press(f"p{me.state.prompt}:nee")
    days = [str(record.values["dag"]) for record in asked(me.plan)]
    assert days == [(THURSDAY.date() + timedelta(weeks=week)).isoformat() for week in range(1, 53)]
    assert {record.status for record in asked(me.plan)} == {RecordStatus.KLAAR}


def test_who_is_in_the_middle_of_something_is_asked_later(me: Partner) -> None:
    me.say("/leerdoel")
    before = me.state
    me.at += timedelta(minutes=5)
    turn = me.nudge(WEEK)
    (later,) = (effect for effect in turn.effects if isinstance(effect, PutOff))
    wait = timedelta(minutes=me.library.rhythm.polite_minutes) - timedelta(minutes=5)
    assert (turn.replies, later) == ((), PutOff(WEEK, "", me.at + wait))
    assert me.state.told == (later.at,)
    assert replace(me.state, version=before.version, told=()) == before
    me.at = later.at
    assert len(me.nudge(WEEK).replies) == 1


def test_what_was_open_is_gone_on_with_after_the_question(me: Partner) -> None:
    me.say("/leerdoel")
    open_before = me.state.stack
    me.at += timedelta(hours=1)
    me.nudge(WEEK)
    assert me.state.stack[:-1] == open_before
    me.press(f"p{me.state.prompt}:niet")
    assert me.state.stack == open_before
    assert me.state.asking == "resume"


@pytest.mark.parametrize(
    ("clock", "late", "comes_at"),
    [
        (time(7, 59), 60, time(8)),
        (time(8), 60, None),
        (time(20, 59), 60, None),
        (time(21), 60, time(8)),
        (time(2, 30), 60, time(8)),
        (time(2, 30), 0, None),
        (time(23), 19, None),
        (time(23), 20, time(8)),
    ],
    ids=str,
)
def test_the_night_is_quiet_except_for_the_hour_that_somebody_chose(
    me: Partner, clock: time, late: int, comes_at: time | None
) -> None:
    me.at = datetime.combine(THURSDAY.date() + timedelta(days=3), clock, ZONE)
    turn = me.nudge(WEEK, late=timedelta(minutes=late))
    put_off = [effect.at.time() for effect in turn.effects if isinstance(effect, PutOff)]
    assert put_off == ([] if comes_at is None else [comes_at])
    assert len(turn.replies) == (comes_at is None)


@pytest.mark.parametrize("hours", [71, 72, 73])
def test_what_is_three_days_late_is_left_out(me: Partner, hours: int) -> None:
    turn = me.nudge(WEEK, late=timedelta(hours=hours))
    assert len(turn.replies) == (hours <= 72)
    assert [nudge.kind for nudge in wanted(me.library, me.plan, me.at)] == [WEEK]
    assert me.plan.nudges == wanted(me.library, me.plan, me.at)


@pytest.mark.parametrize("consent", [Consent.UNASKED, Consent.REFUSED])
def test_without_consent_nothing_is_said_or_kept(me: Partner, consent: Consent) -> None:
    me.plan = replace(me.plan, consent=consent, nudges=())
    before = me.state
    turn = me.nudge(WEEK)
    assert (turn.replies, turn.effects, turn.toast) == ((), (), "")
    assert replace(me.state, version=before.version) == before


@pytest.mark.parametrize(
    "kind", ["feedback.herinnering", "meekijken.beurt", "week.herhaal", "koppel.bevestig", "weg.weg"]
)
def test_what_does_not_hold_any_more_is_not_said(me: Partner, kind: str) -> None:
    me.nudge(WEEK)
    key = asked(me.plan)[0].id
    me.press(f"p{me.state.prompt}:niet")
    before = me.state
    for subject in ("", "weg", key):
        turn = me.nudge(kind, subject)
        assert (turn.replies, [e for e in turn.effects if not isinstance(e, SetNudges)]) == ((), [])
    assert replace(me.state, version=before.version) == before


def test_a_question_that_was_snoozed_is_the_same_question(me: Partner) -> None:
    me.nudge(WEEK)
    me.press(f"p{me.state.prompt}:later")
    turn = me.press(f"p{me.state.prompt}:uur")
    (later,) = (effect for effect in turn.effects if isinstance(effect, PutOff))
    (record,) = asked(me.plan)
    assert (later.subject, later.at) == (record.id, me.at + timedelta(hours=1))
    me.at = later.at
    again = me.nudge(later.kind, later.subject)
    assert len(again.replies) == 1
    assert not [effect for effect in again.effects if isinstance(effect, SaveRecord)]
    assert [one.id for one in asked(me.plan)] == [record.id]


HAPPENINGS: dict[str, Callable[[Partner], Turn]] = {
    "words": lambda me: me.say("ik wil beter worden in echo"),
    "command": lambda me: me.say("/help"),
    "sticker": lambda me: me.send("sticker"),
    "button": lambda me: me.press("go:help.menu"),
    "nudge": lambda me: me.nudge("feedback.herinnering", "weg"),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_the_schedule_is_written_when_it_changes_and_not_again(me: Partner, happening: str) -> None:
    me.plan = replace(me.plan, nudges=())
    written = [
        [effect.nudges for effect in HAPPENINGS[happening](me).effects if isinstance(effect, SetNudges)]
        for _ in range(3)
    ]
    assert written == [[me.plan.nudges], [], []]
    assert me.plan.nudges == wanted(me.library, me.plan, me.at)


def test_who_refuses_has_no_schedule_left(me: Partner) -> None:
    me.at = THURSDAY - timedelta(days=1)
    assert [nudge.kind for nudge in me.plan.nudges] == [WEEK]
    me.plan = replace(me.plan, consent=Consent.REFUSED)
    turn = me.say("/help")
    assert [effect for effect in turn.effects if isinstance(effect, SetNudges | SetConsent)] == [SetNudges(())]
