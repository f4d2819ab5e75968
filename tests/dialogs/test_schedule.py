"""The weekly question comes on the asked weekday, at the asked time on the wall, through every night that the clock
changes; what else is said unasked waits for the morning."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.library import Library
from dialogs.plan import Consent, Feedback, FeedbackStatus, Nudge, Plan, Record, RecordStatus, Value
from dialogs.schedule import audible, wanted
from dialogs.weekly import next_question, on_the_wall, weeks_between

ZONE = ZoneInfo("Europe/Amsterdam")
SUMMER = {date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26)}
"""Nights in which 02:00 becomes 03:00."""
WINTER = {date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29)}
"""Nights in which 03:00 becomes 02:00."""
CHANGES = sorted(SUMMER | WINTER)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
SKIPPED = (time(2), time(3))

clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.one_of(
    st.integers(0, int((LAST - FIRST).total_seconds()) // 60).map(lambda m: FIRST + timedelta(minutes=m)),
    st.tuples(st.sampled_from(CHANGES), st.integers(-60 * 24 * 8, 60 * 24)).map(
        lambda change: datetime.combine(change[0], time(0), UTC) + timedelta(minutes=change[1])
    ),
).map(lambda moment: moment.astimezone(ZONE))


def asked_on(day: date, number: int = 0, status: RecordStatus = RecordStatus.KLAAR) -> Record:
    return Record(f"vraag{number}", "voortgang", status, day, {"dag": day.isoformat(), "vraag": "hielp"})


def person(day: int, clock: time, weeks: int = 1, records: tuple[Record, ...] = (), until: date | None = None) -> Plan:
    profile: dict[str, Value] = {"week_dag": day, "week_tijd": clock.isoformat("minutes"), "week_ritme": weeks}
    if until is not None:
        profile["pauze_tot"] = until.isoformat()
    return Plan(Consent.GIVEN, profile, records=records)


def on_the_clock(day: date, clock: time) -> time:
    """What clocks show at that time, or an hour later in the night that skips it."""
    skipped = day in SUMMER and SKIPPED[0] <= clock < SKIPPED[1]
    return clock.replace(hour=3) if skipped else clock


def doubled(moment: datetime) -> bool:
    """Whether the wall shows this time twice that night."""
    return moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    at=moments,
    day=st.integers(1, 7),
    clock=clocks,
    weeks=st.sampled_from([1, 2, 4]),
    last=st.none() | st.integers(0, 40),
    silent=st.integers(0, 6),
    pause=st.none() | st.integers(-10, 60),
)
def test_it_comes_on_the_day_and_at_the_time_that_were_asked_for(
    library: Library,
    *,
    at: datetime,
    day: int,
    clock: time,
    weeks: int,
    last: int | None,
    silent: int,
    pause: int | None,
) -> None:
    today = at.date()
    before: tuple[Record, ...] = () if last is None else (asked_on(today - timedelta(days=last)),)
    if before and silent:
        before = tuple(asked_on(today - timedelta(days=last or 0), n, RecordStatus.GEVRAAGD) for n in range(silent))
    until = None if pause is None else today + timedelta(days=pause)
    plan = person(day, clock, weeks, before, until)
    due = next_question(plan, library.rhythm, at)
    assert due is not None
    local = due.astimezone(ZONE)
    assert due.astimezone(UTC) > at.astimezone(UTC)
    assert local.isoweekday() == day
    assert local.timetz().replace(tzinfo=None, fold=0) == on_the_clock(local.date(), clock)
    assert local.fold == 0
    assert until is None or local.date() >= until
    earliest = today
    if before:
        every = max([weeks, *(step.weeks for step in library.rhythm.week.back_off if silent >= step.unanswered)])
        assert weeks_between(plan, library.rhythm) == every
        assert local.date() > today - timedelta(days=last or 0) + timedelta(weeks=every - 1)
        earliest = max(earliest, today - timedelta(days=last or 0) + timedelta(weeks=every))
    if until is not None:
        earliest = max(earliest, until)
    assert local.date() <= earliest + timedelta(days=7)


@pytest.mark.parametrize("night", CHANGES, ids=str)
@pytest.mark.parametrize(
    "clock", [time(0), time(1, 59), time(2), time(2, 30), time(2, 59), time(3), time(16, 30)], ids=str
)
def test_around_the_night_that_the_clock_changes_every_week_has_one(library: Library, night: date, clock: time) -> None:
    """Each question is written down as it comes: five weeks, five questions, whole weeks apart on the wall."""
    at = datetime.combine(night - timedelta(days=15), time(12), ZONE)
    plan, days = person(7, clock), []
    for number in range(5):
        due = next_question(plan, library.rhythm, at)
        assert due is not None
        local = due.astimezone(UTC).astimezone(ZONE)
        assert local.time() == on_the_clock(local.date(), clock)
        days.append(local.date())
        plan = person(7, clock, records=(*plan.records, asked_on(local.date(), number)))
        at = local
    assert days == [night + timedelta(weeks=week) for week in range(-2, 3)]


@pytest.mark.parametrize("night", sorted(SUMMER), ids=str)
def test_a_time_that_the_night_skips_is_an_hour_later(library: Library, night: date) -> None:
    at = datetime.combine(night - timedelta(days=1), time(20), ZONE)
    due = next_question(person(7, time(2, 30)), library.rhythm, at)
    assert due is not None
    assert due.isoformat() == f"{night}T03:30:00+02:00"


@pytest.mark.parametrize("night", sorted(WINTER), ids=str)
def test_a_time_that_the_night_has_twice_comes_once(library: Library, night: date) -> None:
    at = datetime.combine(night - timedelta(days=1), time(20), ZONE)
    first = next_question(person(7, time(2, 30)), library.rhythm, at)
    assert first is not None
    assert first.isoformat() == f"{night}T02:30:00+02:00"
    asked = (asked_on(night),)
    later = [first + timedelta(0), *((first.astimezone(UTC) + timedelta(minutes=m)).astimezone(ZONE) for m in (1, 60))]
    again = [next_question(person(7, time(2, 30), records=asked), library.rhythm, at) for at in later]
    assert [due and due.isoformat() for due in again] == [f"{night + timedelta(days=7)}T02:30:00+01:00"] * 3


@pytest.mark.parametrize("weeks", [0, 1, 2, 4])
def test_who_wants_none_gets_none(library: Library, weeks: int) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    due = next_question(person(4, time(16, 30), weeks), library.rhythm, at)
    assert (due is None) is (weeks == 0)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(at=moments)
def test_what_may_be_heard_is_now_or_the_next_morning(library: Library, at: datetime) -> None:
    rhythm = library.rhythm
    moment = audible(at, rhythm, Plan())
    if rhythm.quiet_until <= at.time() < rhythm.quiet_from:
        assert moment == at
        return
    assert at < moment
    assert moment.time() == rhythm.quiet_until
    assert moment.date() - at.date() == timedelta(days=at.time() >= rhythm.quiet_from)


def feedback(side: str, waits_for: str, other: str, since: datetime) -> Feedback:
    """`waits_for`: the side whose turn it is."""
    values = {"goed": "Ik bleef zitten."} if waits_for == "opleider" else {}
    return Feedback("f1", side, other, FeedbackStatus.LOPEND, since.date(), since, values)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    at=moments,
    ago=st.integers(0, 60 * 24 * 6),
    side=st.sampled_from(["aios", "opleider"]),
    waits_for=st.sampled_from(["aios", "opleider"]),
    other=st.sampled_from(["", "Hugo"]),
)
def test_whose_turn_waited_two_days_hears_it_once_and_by_day(
    library: Library, *, at: datetime, ago: int, side: str, waits_for: str, other: str
) -> None:
    rhythm = library.rhythm
    since = at.astimezone(UTC) - timedelta(minutes=ago)
    plan = Plan(Consent.GIVEN, {"week_ritme": 0}, feedback=(feedback(side, waits_for, other, since),))
    local = since.astimezone(ZONE)
    day = local.date() + timedelta(days=2)
    due = on_the_wall(day, rhythm.nudge_time, local)
    if side == "opleider" and day.isoweekday() > 5:
        due = on_the_wall(day + timedelta(days=8 - day.isoweekday()), rhythm.quiet_until, local)
    kind = rhythm.says.waiting["aios" if side == "aios" else "opleider"]
    said = side == waits_for and other and due.astimezone(UTC) > at.astimezone(UTC)
    wanted_ = ((kind, "f1", due.astimezone(UTC)),) if said else ()
    found = wanted(library, plan, at)
    assert tuple((one.kind, one.subject, one.due.astimezone(UTC)) for one in found) == wanted_


@pytest.mark.parametrize("consent", [Consent.UNASKED, Consent.REFUSED])
def test_nobody_is_written_to_without_consent(library: Library, consent: Consent) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    plan = person(4, time(16, 30))
    assert [nudge.kind for nudge in wanted(library, plan, at)] == [library.rhythm.week.entry]
    assert wanted(library, Plan(consent, plan.profile), at) == ()


def test_what_comes_first_stands_first(library: Library) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    plan = Plan(Consent.GIVEN, {"week_ritme": 1, "week_dag": 1}, feedback=(feedback("aios", "aios", "Hugo", at),))
    found = wanted(library, plan, at)
    assert found == (
        Nudge(library.rhythm.week.entry, "", datetime(2026, 11, 23, 16, 30, tzinfo=ZONE)),
        Nudge("feedback.herinnering", "f1", datetime(2026, 11, 25, 17, tzinfo=ZONE)),
    )
