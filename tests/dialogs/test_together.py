"""What is due at once is one message: on one day, late after a downtime, or put off to the same moment."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dialogs.library import Library
from dialogs.plan import Leerdoel, Nudge, Record, RecordStatus, Status
from dialogs.schedule import wanted
from dialogs.turn import PutOff, Turn
from dialogs.weekly import asked
from tests.dialogs.partner import ZONE, Partner, newcomer

TUESDAY = date(2026, 12, 1)
FIVE = datetime(2026, 12, 1, 17, tzinfo=ZONE)
WEEK = "week.vraag"


def goal(key: str, deadline: date) -> Leerdoel:
    values = {"doel": f"doel {key}", "deadline": deadline.isoformat()}
    return Leerdoel(key, Status.OPEN, 1, TUESDAY, values)


def gesprek(day: date) -> Record:
    return Record("g1", "gesprek", RecordStatus.GEPLAND, TUESDAY, {"soort": "voortgang", "datum": day.isoformat()})


@pytest.fixture
def me(library: Library) -> Partner:
    me = newcomer(library)
    me.at = FIVE
    return me


def given(me: Partner, *goals: Leerdoel, records: tuple[Record, ...] = ()) -> None:
    plan = replace(me.plan, leerdoelen=goals, records=records)
    me.plan = replace(plan, nudges=wanted(me.library, plan, me.at))


def hears(me: Partner, *nudges: Nudge, asked: bool = False) -> Turn:
    first, *more = nudges
    return me.nudge(first.kind, first.subject, me.at - first.due, more=tuple(more), asked=asked)


def deadline(key: str, due: datetime) -> Nudge:
    return Nudge("leerdoelen.deadline", key, due)


def shown(me: Partner) -> list[tuple[str, str]]:
    return [(button.label, button.data) for button in me.screen[-1].buttons]


def numbered(me: Partner) -> list[str]:
    return [data for label, data in shown(me) if label.isdigit()]


def put_off(turn: Turn) -> list[tuple[str, str, datetime]]:
    return [(one.kind, one.subject, one.at) for one in turn.effects if isinstance(one, PutOff)]


def test_what_falls_on_one_day_is_one_list_with_a_door_for_each(me: Partner) -> None:
    given(me, goal("a", TUESDAY), goal("b", TUESDAY), records=(gesprek(TUESDAY + timedelta(days=7)),))
    turn = hears(me, Nudge("gesprek.portfolio", "g1", FIVE), deadline("a", FIVE), deadline("b", FIVE))
    assert len(turn.replies) == 1
    lines = me.screen[-1].text.splitlines()
    assert [line[:2] for line in lines[1:]] == ["1.", "2.", "3."]
    offers = [me.library.must(kind).entry.offer[0] for kind in ("gesprek.portfolio", "leerdoelen.deadline")]
    assert numbered(me) == [f"go:{offers[0]}:g1", f"go:{offers[1]}:a", f"go:{offers[1]}:b"]


def test_a_whole_list_can_be_put_off_and_comes_back_as_one(me: Partner) -> None:
    given(me, goal("a", TUESDAY), goal("b", TUESDAY))
    both = (deadline("a", FIVE), deadline("b", FIVE))
    hears(me, *both)
    before = numbered(me)
    me.tap("Later")
    later = put_off(me.tap("Morgen"))
    assert [(kind, subject) for kind, subject, _ in later] == [(one.kind, one.subject) for one in both]
    (moment,) = {at for _, _, at in later}
    me.at = moment
    hears(me, *(Nudge(kind, subject, at) for kind, subject, at in later), asked=True)
    assert numbered(me) == before


def test_late_ones_of_several_days_come_in_one_message_and_stale_ones_not_at_all(me: Partner) -> None:
    days = [FIVE - timedelta(days=ago) for ago in (4, 2, 1)]
    given(me, *(goal(f"d{n}", day.date()) for n, day in enumerate(days)))
    me.at = FIVE - timedelta(hours=6)
    turn = hears(me, *(deadline(f"d{n}", day) for n, day in enumerate(days)))
    assert len(turn.replies) == 1
    assert [data.rpartition(":")[2] for data in numbered(me)] == ["d1", "d2"]


def test_of_several_that_do_not_hold_any_more_the_one_that_does_is_said_as_itself(me: Partner) -> None:
    given(me, goal("a", TUESDAY))
    hears(me, deadline("weg", FIVE), deadline("a", FIVE))
    alone = me.screen[-1]
    hears(me, deadline("a", FIVE))
    assert me.screen[-1] == alone
    assert numbered(me) == []


def test_two_that_lead_to_the_same_are_one(me: Partner) -> None:
    given(me, records=(gesprek(TUESDAY + timedelta(days=7)),))
    hears(me, Nudge("gesprek.voorbereiden", "g1", FIVE), Nudge("gesprek.portfolio", "g1", FIVE), asked=True)
    alone = me.screen[-1]
    hears(me, Nudge("gesprek.voorbereiden", "g1", FIVE), asked=True)
    assert me.screen[-1] == alone


def test_the_weekly_question_in_a_list_is_asked_and_opens_by_its_number(me: Partner) -> None:
    given(me, goal("a", TUESDAY))
    turn = hears(me, Nudge(WEEK, "", FIVE), deadline("a", FIVE))
    assert len(turn.replies) == 1
    assert me.state.stack == ()
    (question,) = asked(me.plan)
    assert question.status is RecordStatus.GEVRAAGD
    me.press(next(data for data in numbered(me) if "week" in data))
    assert me.state.top is not None
    assert (me.state.top.flow, me.state.top.subject) == ("week", question.id)
    assert [one.id for one in asked(me.plan)] == [question.id]


def test_what_another_did_stands_by_itself_besides_a_list(me: Partner) -> None:
    given(me, goal("a", TUESDAY), goal("b", TUESDAY))
    turn = hears(me, Nudge("koppel.beeindigd", "", FIVE), deadline("a", FIVE), deadline("b", FIVE), asked=True)
    assert len(turn.replies) == 2


def test_the_third_of_a_day_waits_for_the_morning_unless_somebody_asked_for_it(me: Partner) -> None:
    given(me, goal("a", TUESDAY), goal("b", TUESDAY), goal("c", TUESDAY), goal("d", TUESDAY))
    for key in ("a", "b"):
        assert len(hears(me, deadline(key, me.at)).replies) == 1
    third = hears(me, deadline("c", me.at))
    morning = datetime(2026, 12, 2, 8, tzinfo=ZONE)
    assert (third.replies, put_off(third)) == ((), [("leerdoelen.deadline", "c", morning)])
    assert len(hears(me, deadline("d", me.at), asked=True).replies) == 1
    me.at = morning
    assert len(hears(me, deadline("c", me.at), asked=True).replies) == 1
    # What waited for the morning is the first of that day.
    assert len(hears(me, deadline("a", me.at)).replies) == 1
    assert hears(me, deadline("b", me.at)).replies == ()


@pytest.mark.parametrize(("days", "said"), [(3, 1), (6, 1), (7, 1), (8, 0), (40, 0)])
def test_what_was_put_off_is_let_go_when_the_gesprek_moved_past_it(me: Partner, days: int, said: int) -> None:
    """The same nudge comes again on its new day; one that moved to sooner has none left, so the old one is said."""
    given(me, records=(gesprek(TUESDAY + timedelta(days=7)),))
    hears(me, Nudge("gesprek.portfolio", "g1", FIVE))
    me.tap("Later")
    ((kind, subject, again),) = put_off(me.tap("Over een uur"))
    given(me, records=(gesprek(TUESDAY + timedelta(days=days)),))
    me.at = again
    assert len(hears(me, Nudge(kind, subject, again), asked=True).replies) == said


def test_what_is_only_looked_at_is_no_reason_to_wait(me: Partner) -> None:
    given(me, goal("a", TUESDAY), records=(gesprek(TUESDAY + timedelta(days=7)),))
    me.press("go:gesprek.bekijk:g1")
    assert me.state.top is not None
    assert len(hears(me, deadline("a", me.at)).replies) == 1
    me.press("go:voorbereiding.begin:g1")
    assert put_off(hears(me, deadline("a", me.at))) != []
