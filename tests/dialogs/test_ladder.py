"""What is said around a gesprek goes where it goes: moved with it, gone with it, and silent for who asks for that."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.library import Library
from dialogs.plan import (
    Consent,
    Deling,
    Koppeling,
    Leerdoel,
    LinkStatus,
    Nudge,
    Plan,
    Reactie,
    Record,
    RecordStatus,
    Status,
    Value,
)
from dialogs.schedule import Span, outdated, said_of, said_within, span_of, wanted
from tests.dialogs.year import ZONE

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
RUNGS = {-21: "gaten", -14: "voorbereiden", -7: "portfolio", -1: "herinnering", 1: "verslag"}
many = settings(max_examples=60, deadline=None, derandomize=True)
days = st.integers(-40, 300).map(lambda ahead: AT.date() + timedelta(days=ahead))
programmes = st.sampled_from(["aigt", "huisarts", "medisch-specialist"])


def aios(*records: Record, goals: tuple[Leerdoel, ...] = (), **profile: Value) -> Plan:
    return Plan(Consent.GIVEN, {"programma": "huisarts", **profile}, leerdoelen=goals, records=records)


def gesprek(day: date, status: RecordStatus = RecordStatus.GEPLAND, key: str = "g1") -> Record:
    return Record(key, "gesprek", status, AT.date(), {"soort": "voortgang", "datum": day.isoformat(), "tijd": "15:00"})


def goal(deadline: date, status: Status = Status.OPEN) -> Leerdoel:
    return Leerdoel("d1", status, 1, AT.date(), {"doel": "hechten", "deadline": deadline.isoformat()})


def called(nudges: Iterable[Nudge]) -> list[tuple[str, date]]:
    return [(nudge.kind, nudge.due.date()) for nudge in nudges]


def around(day: date) -> list[tuple[str, date]]:
    found = [(f"gesprek.{rung}", day + timedelta(days=ahead)) for ahead, rung in RUNGS.items()]
    return [(rung, when) for rung, when in found if datetime.combine(when, time(17), ZONE) > AT]


@many
@given(day=days, to=days, programme=programmes)
def test_a_gesprek_that_moves_takes_its_whole_ladder_along(
    library: Library, *, day: date, to: date, programme: str
) -> None:
    plan = aios(gesprek(day), programma=programme)
    assert called(wanted(library, plan, AT)) == around(day)
    moved = replace(plan, records=(gesprek(to),))
    assert called(wanted(library, moved, AT)) == around(to)
    assert wanted(library, replace(moved, records=(gesprek(day),)), AT) == wanted(library, plan, AT)


@many
@given(day=days, programme=programmes)
def test_nothing_is_left_of_one_that_is_cancelled(library: Library, *, day: date, programme: str) -> None:
    plan = aios(gesprek(day, RecordStatus.AFGEZEGD), programma=programme)
    assert wanted(library, plan, AT) == ()


@many
@given(day=days, programme=programmes)
def test_what_was_held_keeps_only_what_comes_after(library: Library, *, day: date, programme: str) -> None:
    plan = aios(gesprek(day, RecordStatus.GEHOUDEN), programma=programme)
    after = day + timedelta(days=4)
    there = datetime.combine(after, time(17), ZONE) > AT
    assert called(wanted(library, plan, AT)) == [("gesprek.akkoord", after)] * there


@many
@given(day=days, status=st.sampled_from(list(Status)))
def test_a_deadline_is_about_an_open_goal(library: Library, *, day: date, status: Status) -> None:
    found = called(wanted(library, aios(goals=(goal(day, status),)), AT))
    every = [("leerdoelen.deadline", day + timedelta(days=ahead)) for ahead in library.rhythm.deadline_days]
    later = [one for one in every if datetime.combine(one[1], time(17), ZONE) > AT]
    assert found == (later if status is Status.OPEN else [])


@many
@given(day=days, other=days, deadline=days, begun=st.dates(date(2024, 1, 1), date(2026, 12, 31)), programme=programmes)
def test_the_same_plan_has_the_same_schedule_and_later_it_has_the_rest_of_it(
    library: Library, *, day: date, other: date, deadline: date, begun: date, programme: str
) -> None:
    records = (gesprek(day), gesprek(other, key="g2"))
    profile: dict[str, Value] = {"programma": programme, "week_ritme": 1, "week_dag": 4, "week_tijd": "16:30"}
    plan = aios(*records, goals=(goal(deadline),), **profile)
    first = wanted(library, plan, AT)
    assert wanted(library, replace(plan, records=records[::-1]), AT) == first
    assert wanted(library, replace(plan, nudges=first), AT) == first
    for nudge in first:
        if nudge.kind != "week.vraag":
            rest = tuple(one for one in first if one.due > nudge.due and one.kind != "week.vraag")
            later = wanted(library, plan, nudge.due)
            assert tuple(one for one in later if one.kind != "week.vraag") == rest
    with_begin = replace(plan, profile={**plan.profile, "begonnen": begun.isoformat(), "percentage": 80})
    assert wanted(library, with_begin, AT) == wanted(library, with_begin, AT)
    asked_for = called(wanted(library, with_begin, AT))
    assert [one for one in asked_for if one[0] != "gesprek.gemist"] == called(wanted(library, plan, AT))


@many
@given(day=days, other=days, deadline=days)
def test_what_falls_on_one_day_comes_at_one_moment_and_can_be_put_off_together(
    library: Library, *, day: date, other: date, deadline: date
) -> None:
    plan = aios(gesprek(day), gesprek(other, key="g2"), goals=(goal(deadline),))
    found = wanted(library, plan, AT)
    assert len({nudge.due for nudge in found}) == len({nudge.due.date() for nudge in found})
    for due in {nudge.due for nudge in found}:
        together = [nudge for nudge in found if nudge.due == due]
        span = span_of(library, plan, together, due)
        assert span == Span(due, due)
        assert Span.read(str(span), due) == span
        assert said_within(library, plan, span) == together


@many
@given(day=days, to=days, later=st.integers(0, 60))
def test_what_was_said_is_outdated_once_it_is_about_a_later_day(
    library: Library, *, day: date, to: date, later: int
) -> None:
    """Put off by hand, and the gesprek was moved meanwhile: the same comes again by itself."""
    plan, moved = aios(gesprek(day)), aios(gesprek(to))
    for nudge in wanted(library, plan, AT):
        again = nudge.due + timedelta(days=later)
        assert said_of(library, plan, "g1", nudge.due) == nudge.kind
        ahead = (nudge.kind, "g1") in {(one.kind, one.subject) for one in wanted(library, moved, again)}
        assert outdated(library, moved, nudge, again) is ahead
        assert not outdated(library, plan, nudge, again)


@pytest.mark.parametrize("text", ["", "-", "1", "1-", "-1", "1-2-3", "a-b", "1234567890-1", "١-٢", "1-2 "])
def test_a_button_that_nobody_made_says_nothing(text: str) -> None:
    assert Span.read(text, AT) is None


@many
@given(day=days, off=st.sets(st.sampled_from(["gesprek", "gaten", "gemist", "deadline"])))
def test_what_somebody_switched_off_does_not_come(library: Library, *, day: date, off: set[str]) -> None:
    groups = {group.id: set(group.kinds) for group in library.rhythm.groups}
    assert set(groups) == {"gesprek", "gaten", "gemist", "deadline"}
    plan = aios(gesprek(day), goals=(goal(day),), begonnen="2026-01-01", percentage=100)
    silent = {kind for group in off for kind in groups[group]}
    every = wanted(library, plan, AT)
    quiet = replace(plan, profile={**plan.profile, "nudges_uit": tuple(sorted(off))})
    assert wanted(library, quiet, AT) == tuple(nudge for nudge in every if nudge.kind not in silent)


@many
@given(day=days, begin=st.one_of(st.none(), days), until=days)
def test_who_is_away_hears_nothing_from_the_first_day_until_the_last(
    library: Library, *, day: date, begin: date | None, until: date
) -> None:
    plan = aios(gesprek(day), goals=(goal(day),), week_ritme=1, week_dag=4, week_tijd="16:30")
    pause = {"pauze_tot": until.isoformat()} | ({"pauze_van": begin.isoformat()} if begin else {})
    away = replace(plan, profile={**plan.profile, **pause})
    found = wanted(library, away, AT)

    def silent(nudge: Nudge) -> bool:
        return (begin is None or nudge.due.date() >= begin) and nudge.due.date() < until

    assert [nudge for nudge in found if silent(nudge)] == []
    fixed = [nudge for nudge in wanted(library, plan, AT) if nudge.kind != "week.vraag"]
    assert [nudge for nudge in found if nudge.kind != "week.vraag"] == [n for n in fixed if not silent(n)]


@pytest.mark.parametrize(
    ("begin", "end", "heard"),
    [
        ("21:00", "08:00", "2026-12-01 17:00"),
        ("16:00", "18:30", "2026-12-01 18:30"),
        ("16:30", "09:00", "2026-12-01 09:00"),
        ("23:00", "17:30", "2026-12-01 17:30"),
        ("17:00", "17:01", "2026-12-01 17:01"),
        ("08:00", "17:00", "2026-12-01 17:00"),
    ],
)
def test_quiet_hours_are_over_when_somebody_says_so(library: Library, begin: str, end: str, heard: str) -> None:
    plan = aios(gesprek(date(2026, 12, 15)), stil_van=begin, stil_tot=end)
    (found,) = (nudge for nudge in wanted(library, plan, AT) if nudge.kind == "gesprek.voorbereiden")
    assert f"{found.due:%Y-%m-%d %H:%M}" == heard


# --- who is here for somebody else


def opleider(*shared: Deling, aiossen: int = 1, **profile: Value) -> Plan:
    links = tuple(
        Koppeling(f"k{n}", "opleider", "opleider", f"Aios {n}", LinkStatus.GEKOPPELD, AT.date()) for n in range(aiossen)
    )
    return Plan(Consent.GIVEN, {"naam": "Olga", **profile}, koppelingen=links, delingen=shared)


def verslag(at: datetime, reactie: Reactie = "", gone: bool = False, key: str = "v1") -> Deling:
    return Deling(key, "opleider", "Anna", "opleider", "verslag", at, "tekst", ingetrokken=gone, reactie=reactie)


MOMENTS = st.integers(0, 60 * 24 * 30).map(lambda minutes: AT + timedelta(minutes=minutes))


@many
@given(
    at=MOMENTS,
    aiossen=st.integers(1, 3),
    reactie=st.sampled_from(["", "gezien", "bespreken", "akkoord", "aanvulling"]),
    gone=st.booleans(),
)
def test_an_opleider_is_left_alone_at_night_and_in_the_weekend(
    library: Library, *, at: datetime, aiossen: int, reactie: Reactie, gone: bool
) -> None:
    plan = opleider(verslag(at, reactie, gone), aiossen=aiossen)
    found = wanted(library, plan, at)
    for nudge in found:
        assert nudge.due.isoweekday() <= 5
        assert time(8) <= nudge.due.time() < time(21)
    kinds = {nudge.kind for nudge in wanted(library, plan, at)}
    expected = set()
    if not gone and reactie not in ("akkoord", "aanvulling"):
        expected.add("ontvangen.herinnering")
    if not gone and aiossen > 1 and not reactie:
        expected.add("ontvangen.bundel")
    assert kinds == expected


@pytest.mark.parametrize(
    ("shared", "heard"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=ZONE), "2026-11-27 17:00"),
        (datetime(2026, 11, 24, 12, tzinfo=ZONE), "2026-11-30 08:00"),
        (datetime(2026, 11, 25, 23, tzinfo=ZONE), "2026-11-30 08:00"),
        (datetime(2026, 11, 26, 12, tzinfo=ZONE), "2026-11-30 17:00"),
    ],
    ids=str,
)
def test_an_akkoord_is_asked_for_once_more_after_four_days(library: Library, shared: datetime, heard: str) -> None:
    (found,) = wanted(library, opleider(verslag(shared, "gezien")), shared)
    assert (found.kind, found.subject, f"{found.due:%Y-%m-%d %H:%M}") == ("ontvangen.herinnering", "v1", heard)


@pytest.mark.parametrize("day", range(1, 6))
def test_a_bundle_comes_on_the_own_day(library: Library, day: int) -> None:
    plan = opleider(verslag(AT), aiossen=2, week_ritme=1, week_dag=day)
    bundle = next(nudge for nudge in wanted(library, plan, AT) if nudge.kind == "ontvangen.bundel")
    assert (bundle.due.isoweekday(), bundle.due.time()) == (day, time(17))
    assert timedelta() < bundle.due - AT <= timedelta(days=7)
