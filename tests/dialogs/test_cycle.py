# ruff: noqa: E501 - a table of mistakes reads best with one to a line
"""What a programme says about gesprekken: our three as the sources have it, what follows for one aios, and mistakes."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import content
from dialogs.content import load_library
from dialogs.cycle import KINDS, PRIVATE, Gesprek, Rhythm
from dialogs.errors import ContentError
from dialogs.expected import (
    Expected,
    after,
    diensten_target,
    expectations,
    expected,
    ladder,
    onderdeel_end,
    training_year,
)
from dialogs.plan import Plan
from dialogs.programme import COMPETENCES, Programme, load_programmes

OURS = load_programmes(content.HERE / "programmes")
AIGT, HUISARTS, SPECIALIST = OURS["aigt"], OURS["huisarts"], OURS["medisch-specialist"]
DAY = timedelta(days=1)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PERCENTAGES = st.sampled_from([40, 50, 67, 80, 90, 100])
NAMES = st.sampled_from(list(OURS))
many = settings(max_examples=80, deadline=None, derandomize=True)


def rhythm_of(programme: Programme, kind: str) -> list[tuple[object, ...]]:
    gesprek = programme.gesprek(kind)
    assert gesprek is not None
    return [
        (r.per_year or r.every_months or r.onderdeel or r.before_end_months, r.from_year, r.to_year)
        for r in gesprek.rhythm
    ]


def called(one: Expected | None) -> tuple[str, int, int, str] | None:
    return None if one is None else (one.kind, one.ordinal, one.year, one.target.isoformat())


def next_voortgang(programme: Programme, begun: date, held: Sequence[date], today: date) -> Expected:
    every = expectations(programme, begun, 100, [("voortgang", day) for day in held], today)
    return next(one for one in every if one.kind == "voortgang")


# What the sources say


def test_the_rhythm_is_that_of_the_sources() -> None:
    assert rhythm_of(SPECIALIST, "voortgang") == [(4, 1, 1), (2, 2, 3), (1, 4, None)]
    assert rhythm_of(SPECIALIST, "beoordeling") == [(1, 1, None)]
    assert rhythm_of(AIGT, "voortgang") == [(3, 1, None)]
    assert rhythm_of(AIGT, "introductie") == [("begin", 1, None)]
    assert rhythm_of(HUISARTS, "voortgang") == [(4, 1, None)]
    assert rhythm_of(HUISARTS, "beoordeling") == [(1, 1, 2)]
    assert rhythm_of(HUISARTS, "eind") == [(3, 1, None)]
    assert rhythm_of(HUISARTS, "introductie") == []


def test_who_is_spoken_with_and_who_signs_is_that_of_the_sources() -> None:
    assert {name: {g.id: (g.party, g.signs) for g in p.gesprekken} for name, p in OURS.items()} == {
        "aigt": {
            "introductie": (("opleider",), ("hoofd",)),
            "voortgang": (("opleider",), ("opleider",)),
        },
        "huisarts": {
            "introductie": (("opleider",), ()),
            "voortgang": (("opleider", "docent"), ("opleider", "docent")),
            "beoordeling": (("hoofd",), ()),
            "eind": (("hoofd",), ()),
        },
        "medisch-specialist": {
            "introductie": (("begeleider",), ("opleider",)),
            "voortgang": (("opleider",), ("opleider",)),
            "beoordeling": (("opleider",), ("opleider",)),
            "eind": (("begeleider", "opleider"), ("opleider",)),
        },
    }
    introductie = AIGT.gesprek("introductie")
    assert introductie is not None
    assert introductie.remark == "De leerdoelen zijn met de lokale opleider besproken, en die heeft ze goedgekeurd."


def test_koppel_asks_for_the_roles_of_the_programme() -> None:
    asked = {name: [role.id for role in p.roles if role.asked] for name, p in OURS.items()}
    assert asked == {
        "aigt": ["opleider", "begeleider", "hoofd"],
        "huisarts": ["opleider", "begeleider", "docent", "hoofd"],
        "medisch-specialist": ["opleider", "begeleider"],
    }
    begeleider = SPECIALIST.role("begeleider")
    assert begeleider is not None
    assert (begeleider.label, begeleider.reports_to) == ("stagebegeleider", "opleider")
    assert SPECIALIST.role("docent") is None


def test_the_numbers_are_those_of_the_sources() -> None:
    def numbers(programme: Programme) -> tuple[object, ...]:
        p = programme
        return (p.kpb_per_year, p.rode_draad_per_year, p.iop_review_years, p.months)

    assert {name: numbers(programme) for name, programme in OURS.items()} == {
        "aigt": (0, 2, (1, 2, 3), None),
        "huisarts": (0, 0, (), 36),
        "medisch-specialist": (10, 0, (), None),
    }
    assert [(o.id, o.months, o.months_min, o.months_max) for o in HUISARTS.onderdelen] == [
        ("huisartsperiode_1", 12, None, None),
        ("klinisch", 6, 6, None),
        ("ggz", None, None, 6),
        ("ccz", None, None, 6),
        ("keuze", None, None, 6),
        ("huisartsperiode_2", 12, None, None),
    ]
    diensten = HUISARTS.diensten
    assert diensten is not None
    assert (diensten.onderdelen, diensten.min_hours) == (("huisartsperiode_1", "huisartsperiode_2"), 5)


def test_every_talk_begins_with_what_was_agreed_and_well_being_is_private() -> None:
    talks = [g for p in OURS.values() for g in p.gesprekken if g.id == "voortgang"]
    assert [g.topics[:2] for g in talks] == 3 * [("nalopen", "doelen")]
    assert [PRIVATE & {*g.topics} for g in talks] == 3 * [{"welbevinden"}]


# Years, months and part-time


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-01-31", 2, "2025-03-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-10-15", 3, "2026-01-15"),
        ("2026-01-15", -3, "2025-10-15"),
        ("2026-01-01", Fraction(1, 2), "2026-01-16"),
        ("2026-02-01", Fraction(1, 2), "2026-02-15"),
    ],
)
def test_months_end_where_a_person_says_they_do(day: str, months: Fraction | int, later: str) -> None:
    assert after(date.fromisoformat(day), months).isoformat() == later


@many
@given(DAYS, st.fractions(0, 60, max_denominator=12), st.fractions(0, 60, max_denominator=12))
def test_more_months_are_never_an_earlier_day(day: date, one: Fraction, other: Fraction) -> None:
    assert after(day, min(one, other)) <= after(day, max(one, other))


@pytest.mark.parametrize(
    ("begun", "today", "percentage", "year"),
    [
        ("2025-09-01", "2025-08-31", 100, 1),
        ("2025-09-01", "2025-09-01", 100, 1),
        ("2025-09-01", "2026-08-31", 100, 1),
        ("2025-09-01", "2026-09-01", 100, 2),
        ("2025-09-01", "2026-09-01", 80, 1),
        ("2025-09-01", "2026-11-30", 80, 1),
        ("2025-09-01", "2026-12-01", 80, 2),
        ("2025-09-01", "2029-09-01", 50, 3),
        ("2024-02-29", "2025-02-27", 100, 1),
        ("2024-02-29", "2025-02-28", 100, 2),
    ],
)
def test_a_year_of_training_is_longer_part_time(begun: str, today: str, percentage: int, year: int) -> None:
    assert training_year(date.fromisoformat(begun), date.fromisoformat(today), percentage) == year


@many
@given(DAYS, DAYS, DAYS, PERCENTAGES)
def test_years_of_training_go_up(begun: date, one: date, other: date, percentage: int) -> None:
    early, late = sorted((one, other))
    assert training_year(begun, early, percentage) <= training_year(begun, late, percentage)
    assert training_year(begun, late, percentage) <= training_year(begun, late, 100)


@pytest.mark.parametrize("percentage", [0, -1, 101])
def test_a_percentage_is_from_1_to_100(percentage: int) -> None:
    day = date(2025, 9, 1)
    with pytest.raises(ValueError, match="percentage must be from 1"):
        training_year(day, day, percentage)
    with pytest.raises(ValueError, match="percentage must be from 1"):
        expected(SPECIALIST, day, percentage, [], day)
    with pytest.raises(ValueError, match="percentage must be from 1"):
        diensten_target(HUISARTS, 12, percentage)
    with pytest.raises(ValueError, match="percentage must be from 1"):
        onderdeel_end(HUISARTS, "klinisch", day, percentage)


def test_an_onderdeel_is_longer_part_time_where_the_sources_say_so() -> None:
    begin = date(2025, 9, 1)
    assert onderdeel_end(HUISARTS, "huisartsperiode_1", begin, 100) == date(2026, 8, 31)
    assert onderdeel_end(HUISARTS, "huisartsperiode_1", begin, 80) == date(2026, 11, 30)
    assert onderdeel_end(HUISARTS, "keuze", begin, 100) is None
    assert onderdeel_end(AIGT, "heelkunde", begin, 100) is None
    fixed = HUISARTS.model_copy(update={"onderdelen_pro_rata": False})
    assert onderdeel_end(fixed, "huisartsperiode_1", begin, 80) == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("months", "percentage", "target"),
    [
        (12, 100, (20, 25)),
        (15, 80, (20, 25)),
        (12, 80, (16, 20)),
        (9, 100, (15, 18)),
        (18, 100, (20, 25)),
        (1, 100, (2, 2)),
        (1, 50, (1, 1)),
        (0, 100, (0, 0)),
    ],
)
def test_diensten_are_in_proportion(months: int, percentage: int, target: tuple[int, int]) -> None:
    assert diensten_target(HUISARTS, months, percentage) == target


def test_diensten_are_asked_of_a_huisarts_only() -> None:
    assert diensten_target(AIGT, 12, 100) is None
    with pytest.raises(ValueError, match="months must not be below 0"):
        diensten_target(HUISARTS, -1, 100)


# The ladder


def test_the_ladder_around_a_gesprek() -> None:
    day = date(2026, 3, 2)
    assert [ladder(programme, day, "voortgang") for programme in OURS.values()] == 3 * [
        (
            ("voorbereiden", date(2026, 2, 16)),
            ("portfolio", date(2026, 2, 23)),
            ("herinnering", date(2026, 3, 1)),
            ("verslag", date(2026, 3, 3)),
            ("akkoord", date(2026, 3, 6)),
        )
    ]
    assert [rung.id for rung in SPECIALIST.ladder if rung.to == "opleider"] == ["akkoord"]


def test_no_ladder_around_what_is_no_talk() -> None:
    assert ladder(HUISARTS, date(2026, 8, 18), "beoordeling") == ()


# What is expected


def test_the_third_talk_of_an_aigt_around_half_march() -> None:
    begun = date(2025, 7, 1)
    held = [("introductie", date(2025, 7, 10)), ("voortgang", date(2025, 9, 17)), ("voortgang", date(2025, 12, 18))]
    assert expected(AIGT, begun, 100, held, date(2026, 1, 5)) == Expected(
        kind="voortgang", ordinal=3, year=1, target=date(2026, 3, 18), overdue=False
    )


def walk(programme: Programme, begun: date, percentage: int, years: int, **more: object) -> list[Expected]:
    """Everything of the first years when each gesprek is held on the very day it is expected."""
    held: list[tuple[str, date]] = []
    found: list[Expected] = []
    today = begun
    onderdelen = more.get("onderdelen", ())
    assert isinstance(onderdelen, tuple)
    while (one := expected(programme, begun, percentage, held, today, onderdelen=onderdelen)) and one.year <= years:
        found.append(one)
        today = max(today, one.target)
        held.append((one.kind, one.target))
    return found


def test_a_medical_specialist_in_the_first_year() -> None:
    assert [called(one) for one in walk(SPECIALIST, date(2025, 9, 1), 100, 1)] == [
        ("introductie", 1, 1, "2025-09-15"),
        ("voortgang", 1, 1, "2025-11-03"),
        ("voortgang", 2, 1, "2026-02-01"),
        ("voortgang", 3, 1, "2026-05-04"),
        ("voortgang", 4, 1, "2026-08-04"),
        ("beoordeling", 1, 1, "2026-08-18"),
    ]


def test_a_huisarts_from_begin_to_end() -> None:
    assert [called(one) for one in walk(HUISARTS, date(2025, 9, 1), 100, 9)] == [
        ("voortgang", 1, 1, "2025-12-04"),
        ("voortgang", 2, 1, "2026-04-03"),
        ("voortgang", 3, 1, "2026-08-04"),
        ("beoordeling", 1, 1, "2026-08-18"),
        ("voortgang", 1, 2, "2026-12-04"),
        ("voortgang", 2, 2, "2027-04-03"),
        ("voortgang", 3, 2, "2027-08-04"),
        ("beoordeling", 1, 2, "2027-08-18"),
        ("voortgang", 1, 3, "2027-12-04"),
        ("voortgang", 2, 3, "2028-04-03"),
        ("eind", 1, 3, "2028-05-18"),
        ("voortgang", 3, 3, "2028-08-04"),
    ]


def test_the_interval_of_a_huisarts_stays_and_the_year_grows_part_time() -> None:
    assert [called(one) for one in walk(HUISARTS, date(2025, 9, 1), 80, 1)] == [
        ("voortgang", 1, 1, "2025-12-04"),
        ("voortgang", 2, 1, "2026-04-03"),
        ("voortgang", 3, 1, "2026-08-04"),
        ("beoordeling", 1, 1, "2026-11-17"),
    ]


def test_each_onderdeel_has_its_introductie_and_where_asked_its_end() -> None:
    onderdelen = ((date(2026, 3, 1), date(2026, 8, 31)), (date(2025, 9, 1), date(2026, 2, 28)))
    found = walk(SPECIALIST, date(2025, 9, 1), 100, 1, onderdelen=onderdelen)
    assert [called(one) for one in found if one.kind in ("introductie", "eind")] == [
        ("introductie", 1, 1, "2025-09-15"),
        ("eind", 1, 1, "2026-02-14"),
        ("introductie", 2, 1, "2026-03-15"),
        ("eind", 2, 1, "2026-08-17"),
    ]


def test_an_introductie_held_before_the_begin_counts() -> None:
    begun = date(2025, 9, 1)
    held = [("introductie", date(2025, 8, 20))]
    assert called(expected(AIGT, begun, 100, held, begun)) == ("voortgang", 1, 1, "2025-11-17")


def test_a_missed_introductie_or_end_does_not_take_the_place_of_the_next() -> None:
    begun = date(2025, 9, 1)
    onderdelen = ((begun, date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 8, 31)))

    def following(kind: str, day: date) -> tuple[str, int, int, str] | None:
        every = expectations(SPECIALIST, begun, 100, [(kind, day)], day, onderdelen=onderdelen)
        return called(next((o for o in every if o.kind == kind), None))

    assert following("introductie", date(2026, 1, 20)) == ("introductie", 2, 1, "2026-03-15")
    assert following("introductie", date(2026, 2, 20)) is None
    assert following("eind", date(2026, 3, 20)) == ("eind", 2, 1, "2026-08-17")
    assert following("eind", date(2026, 8, 1)) is None


def test_an_introductie_that_never_came_is_not_asked_for_ever() -> None:
    def kinds(today: date) -> list[str]:
        return [one.kind for one in expectations(AIGT, date(2025, 9, 1), 100, [], today)]

    assert kinds(date(2025, 11, 14)) == ["introductie", "voortgang"]
    assert kinds(date(2025, 11, 15)) == ["voortgang"]


def test_who_is_behind_is_asked_for_one_and_gets_time() -> None:
    """Nothing held in eight months: one gesprek, not two; and after it at least half an interval of rest."""
    begun, today = date(2025, 9, 1), date(2026, 5, 1)
    late = next_voortgang(SPECIALIST, begun, [], today)
    assert (called(late), late.overdue) == (("voortgang", 2, 1, "2026-02-01"), True)
    then = next_voortgang(SPECIALIST, begun, [today], today)
    assert (called(then), then.overdue) == (("voortgang", 3, 1, "2026-06-16"), False)


def test_the_last_of_a_year_may_be_held_in_the_next_and_does_not_count_twice() -> None:
    begun = date(2025, 9, 1)
    held = [date(2025, 11, 3), date(2026, 2, 1), date(2026, 5, 4)]
    late = next_voortgang(SPECIALIST, begun, held, date(2026, 9, 20))
    assert (called(late), late.overdue) == (("voortgang", 4, 1, "2026-08-04"), True)
    then = next_voortgang(SPECIALIST, begun, [*held, date(2026, 9, 21)], date(2026, 9, 22))
    assert called(then) == ("voortgang", 1, 2, "2027-02-01")


def test_a_judgement_that_is_no_longer_asked_for_still_counts_for_its_year() -> None:
    begun, today = date(2025, 9, 1), date(2026, 12, 20)

    def judged(held: Sequence[tuple[str, date]], day: date) -> tuple[str, int, int, str] | None:
        return called(next(o for o in expectations(SPECIALIST, begun, 100, held, day) if o.kind == "beoordeling"))

    assert judged([], date(2026, 11, 16)) == ("beoordeling", 1, 1, "2026-08-18")
    assert judged([], date(2026, 11, 17)) == ("beoordeling", 1, 2, "2027-08-18")
    assert judged([("beoordeling", today)], today) == ("beoordeling", 1, 2, "2027-08-18")


def test_extra_talks_do_not_use_up_the_next_year() -> None:
    begun = date(2025, 9, 1)
    held = [date(2025, 10, 1) + timedelta(weeks=5 * week) for week in range(9)]
    assert called(next_voortgang(SPECIALIST, begun, held, held[-1])) == ("voortgang", 1, 2, "2027-02-01")


def test_the_same_day_twice_is_one_talk_and_a_later_day_was_not_held_yet() -> None:
    begun, day = date(2025, 9, 1), date(2025, 11, 3)
    assert called(next_voortgang(SPECIALIST, begun, [day, day], day)) == ("voortgang", 2, 1, "2026-02-01")
    assert called(next_voortgang(SPECIALIST, begun, [day + DAY], day)) == ("voortgang", 1, 1, "2025-11-03")


def test_the_target_day_itself_is_not_overdue() -> None:
    begun, target = date(2025, 9, 1), date(2025, 11, 3)
    assert [next_voortgang(SPECIALIST, begun, [], target + n * DAY).overdue for n in (-1, 0, 1)] == [False, False, True]


def test_what_was_before_leerlijn_is_settled() -> None:
    begun, joined = date(2025, 9, 1), date(2026, 4, 1)
    one = expected(SPECIALIST, begun, 100, [], joined, since=joined)
    assert called(one) == ("voortgang", 3, 1, "2026-05-04")


def test_a_training_that_is_over_expects_nothing() -> None:
    assert expected(HUISARTS, date(2022, 1, 1), 100, [], date(2026, 1, 1)) is None
    assert expected(HUISARTS, date(2022, 1, 1), 60, [], date(2026, 1, 1)) is not None


def test_a_programme_without_gesprekken_expects_nothing() -> None:
    silent = AIGT.model_copy(update={"gesprekken": ()})
    assert expected(silent, date(2025, 9, 1), 100, [], date(2026, 9, 1)) is None
    unasked = AIGT.model_copy(update={"gesprekken": HUISARTS.gesprekken[:1]})
    assert expected(unasked, date(2025, 9, 1), 100, [], date(2026, 9, 1)) is None


def test_an_interval_is_stretched_only_when_it_says_so() -> None:
    def first(pro_rata: bool) -> date:
        rule = Rhythm(every_months=3, days=-14, pro_rata=pro_rata)
        gesprek = Gesprek(id="voortgang", label="x", party=("opleider",), source="x", rhythm=(rule,))
        one = expected(AIGT.model_copy(update={"gesprekken": (gesprek,)}), date(2026, 1, 1), 50, [], date(2026, 1, 1))
        assert one is not None
        return one.target

    assert (first(pro_rata=False), first(pro_rata=True)) == (date(2026, 3, 18), date(2026, 6, 17))


# Properties


@many
@given(DAYS, PERCENTAGES)
def test_as_many_a_year_as_the_programme_asks_when_each_is_on_its_day(begun: date, percentage: int) -> None:
    found = walk(SPECIALIST, begun, percentage, 5)
    counts = [sum((o.kind, o.year) == ("voortgang", year) for o in found) for year in range(1, 6)]
    judged = [sum((o.kind, o.year) == ("beoordeling", year) for o in found) for year in range(1, 6)]
    assert (counts, judged) == ([4, 2, 2, 1, 1], [1, 1, 1, 1, 1])
    assert [o for o in found if training_year(begun, o.target, percentage) != o.year or o.overdue] == []
    assert found == sorted(found, key=lambda o: o.target)


@many
@given(DAYS)
def test_every_three_months_is_four_a_year(begun: date) -> None:
    found = [o for o in walk(AIGT, begun, 100, 3) if o.kind == "voortgang"]
    assert [(o.year, o.ordinal) for o in found] == [(year, n) for year in (1, 2, 3) for n in (1, 2, 3, 4)]
    apart = [(two.target - one.target).days for one, two in pairwise(found)]
    assert [days for days in apart if not 89 <= days <= 92] == []


HISTORY = st.lists(st.tuples(st.sampled_from((*KINDS, "praatje")), st.integers(-60, 2000)), max_size=25)


def a_history(begun: date, talks: Sequence[tuple[str, int]]) -> list[tuple[str, date]]:
    return [(kind, begun + days * DAY) for kind, days in talks]


@many
@given(NAMES, DAYS, PERCENTAGES, HISTORY, st.integers(-30, 2000))
def test_never_further_past_than_until_the_next_one(
    name: str, begun: date, percentage: int, talks: Sequence[tuple[str, int]], days: int
) -> None:
    today = begun + days * DAY
    found = expectations(OURS[name], begun, percentage, a_history(begun, talks), today)
    longest = {"introductie": 60, "beoordeling": 90, "eind": 90, "voortgang": (366 + 31) * 100 // percentage}
    longest["voortgang"] = longest["voortgang"] if name == "medisch-specialist" else 123
    assert [o for o in found if (today - o.target).days > longest[o.kind]] == []
    assert [o for o in found if o.overdue != (today > o.target)] == []
    assert len({o.kind for o in found}) == len(found)
    assert list(found) == sorted(found, key=lambda o: o.target)
    assert expected(OURS[name], begun, percentage, a_history(begun, talks), today) == (found[0] if found else None)


@many
@given(NAMES, DAYS, PERCENTAGES, HISTORY)
def test_the_order_of_the_history_does_not_matter(
    name: str, begun: date, percentage: int, talks: Sequence[tuple[str, int]]
) -> None:
    held = a_history(begun, talks)
    today = begun + 900 * DAY
    assert expectations(OURS[name], begun, percentage, held, today) == expectations(
        OURS[name], begun, percentage, held[::-1], today
    )


@many
@given(NAMES, DAYS, PERCENTAGES, HISTORY, st.tuples(st.integers(0, 900), st.integers(0, 900)))
def test_time_alone_only_moves_it_on(
    name: str, begun: date, percentage: int, talks: Sequence[tuple[str, int]], days: tuple[int, int]
) -> None:
    """Without another gesprek the next one is never an earlier one, and what is overdue stays so."""
    today = begun + days[0] * DAY
    held = [(kind, day) for kind, day in a_history(begun, talks) if day <= today]

    def voortgang(day: date) -> Expected | None:
        every = expectations(OURS[name], begun, percentage, held, day)
        return next((o for o in every if o.kind == "voortgang"), None)

    now, later = voortgang(today), voortgang(today + days[1] * DAY)
    if now is None:
        assert later is None
    elif later is not None:
        assert (now.year, now.ordinal, now.target) <= (later.year, later.ordinal, later.target)
        assert now.overdue <= later.overdue


@many
@given(st.sampled_from([AIGT, HUISARTS]), DAYS, st.lists(st.integers(0, 200), max_size=12))
def test_one_at_a_time_however_late(programme: Programme, begun: date, delays: Sequence[int]) -> None:
    """Each held some days after it was asked for: the next one is another, in the future, and leaves some rest."""
    held: list[date] = []
    today = begun
    for delay in delays:
        every = expectations(programme, begun, 100, [("voortgang", day) for day in held], today)
        one = next((o for o in every if o.kind == "voortgang"), None)
        if one is None:
            break
        today = max(today, one.target) + delay * DAY
        held.append(today)
        every = expectations(programme, begun, 100, [("voortgang", day) for day in held], today)
        then = next((o for o in every if o.kind == "voortgang"), None)
        if then is None:
            break
        assert (then.year, then.ordinal) > (one.year, one.ordinal)
        assert (then.target - today).days >= 44


# A fourth programme in one file

FOURTH = f"""\
id = "vierde"
title = "Een vierde opleiding"
short = "Vierde"
source = "Lokaal opleidingsplan"
horizon_days = 60
kpb_per_year = 6
rode_draad_per_year = 1
iop_review_years = [1, 2]
months = 24
onderdelen_pro_rata = true

[[levels]]
id = "iop"
label = "Mijn opleiding"
explanation = "Wat jij wilt leren."
maximum = 4
hard = true
counts = "open"

[[onderdelen]]
id = "kliniek"
label = "Kliniek"
text = "Op de afdeling."
months = 12
months_min = 6
months_max = 18

[[card]]
label = "Doel"
fields = ["doel"]

[[roles]]
id = "mentor"
label = "mentor"
asked = true

[[roles]]
id = "coach"
label = "coach"
asked = false
reports_to = "mentor"

[[gesprekken]]
id = "voortgang"
label = "kwartaalgesprek"
party = ["mentor", "coach"]
signs = ["mentor"]
topics = ["doelen", "agenda"]
source = "Lokaal opleidingsplan"

[[gesprekken.rhythm]]
per_year = 3
from_year = 1
to_year = 1
days = -7

[[gesprekken.rhythm]]
every_months = 6
from_year = 2
days = -7

[[gesprekken]]
id = "eind"
label = "eindgesprek"
party = ["mentor"]
source = "Lokaal opleidingsplan"

[[gesprekken.rhythm]]
before_end_months = 1
days = 0
lapses_days = 30

[[ladder]]
id = "herinnering"
label = "Vooraf"
days = -3
to = "aios"

[[ladder]]
id = "akkoord"
label = "Na afloop"
days = 2
to = "opleider"
gesprekken = ["voortgang"]

[diensten]
onderdelen = ["kliniek"]
minimum = 10
maximum = 12
months = 12
min_hours = 4
source = "Lokaal opleidingsplan"
{
    "".join(
        f'''
[[competences]]
id = "{name}"
label = "{name}"
text = "Wat het is."
'''
        for name in COMPETENCES
    )
}"""


def test_a_fourth_programme_is_one_file_in_a_whole_library(tmp_path: Path) -> None:
    for name in ("flows", "programmes"):
        shutil.copytree(content.HERE / name, tmp_path / name)
    for name in ("phrases.toml", "rhythm.toml"):
        shutil.copy(content.HERE / name, tmp_path)
    (tmp_path / "programmes" / "vierde.toml").write_text(FOURTH, encoding="utf-8")
    library = load_library(tmp_path)
    assert list(library.programmes) == [*OURS, "vierde"]
    vierde = library.programme_of(Plan(profile={"programma": "vierde"}))
    begun = date(2026, 1, 1)
    assert [called(one) for one in walk(vierde, begun, 100, 9)] == [
        ("voortgang", 1, 1, "2026-04-24"),
        ("voortgang", 2, 1, "2026-08-25"),
        ("voortgang", 3, 1, "2026-12-25"),
        ("voortgang", 1, 2, "2027-06-24"),
        ("eind", 1, 2, "2027-12-01"),
        ("voortgang", 2, 2, "2027-12-25"),
    ]
    assert ladder(vierde, begun, "voortgang") == (("herinnering", date(2025, 12, 29)), ("akkoord", date(2026, 1, 3)))
    assert ladder(vierde, begun, "eind") == (("herinnering", date(2025, 12, 29)),)
    assert [role.id for role in vierde.roles] == ["mentor", "coach"]
    assert diensten_target(vierde, 6, 100) == (5, 6)
    assert onderdeel_end(vierde, "kliniek", begun, 50) == date(2027, 12, 31)


def load(folder: Path, text: str, standard: str | None = None) -> Mapping[str, Programme]:
    (folder / "vierde.toml").write_text(text, encoding="utf-8")
    if standard is not None:
        (folder / "_standaard.toml").write_text(standard, encoding="utf-8")
    return load_programmes(folder)


def refused(folder: Path, text: str, standard: str | None = None) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder, text, standard)
    return [line.removeprefix(f"{folder.as_posix()}/") for line in str(caught.value).splitlines()]


def without(key: str) -> str:
    """The fourth programme without its tables of that name."""
    return "\n\n".join(part for part in FOURTH.split("\n\n") if not part.startswith(f"[[{key}]]"))


def test_what_it_does_not_say_it_shares(tmp_path: Path) -> None:
    standard = (content.HERE / "programmes" / "_standaard.toml").read_text(encoding="utf-8")
    vierde = load(tmp_path, without("ladder"), standard)["vierde"]
    assert vierde.ladder == AIGT.ladder
    assert [role.id for role in vierde.roles] == ["mentor", "coach"]
    text = without("roles").replace('"mentor", "coach"', '"opleider"').replace('"mentor"', '"opleider"')
    assert load(tmp_path, text, standard)["vierde"].role("begeleider") == SPECIALIST.role("begeleider")


VOORTGANG = "gesprekken.0.rhythm.0"
MISTAKES: dict[str, tuple[str, str, str]] = {
    "unknown key": ("per_year = 3", "per_year = 3\nper_maand = 1", f"{VOORTGANG}.per_maand: is not a key that is known here"),
    "unknown kind": ('id = "eind"', 'id = "exit"', "gesprekken.1.id: must be 'introductie', 'voortgang', 'beoordeling' or 'eind'"),
    "kind twice": ('id = "eind"', 'id = "voortgang"', "gesprekken.1.id: 'voortgang' is already used by gesprekken.0.id"),
    "label twice": ('"eindgesprek"', '"kwartaalgesprek"', "gesprekken.1.label: 'kwartaalgesprek' is already used by gesprekken.0.label"),
    "word of another": ('label = "eindgesprek"', 'label = "eindgesprek"\nwords = ["kwartaalgesprek"]', "gesprekken.1.words.0: 'kwartaalgesprek' is what people call 'voortgang'"),
    "word with a capital": ('label = "eindgesprek"', 'label = "eindgesprek"\nwords = ["Eind"]', "gesprekken.1.words.0: must be in small letters"),
    "words for what nobody plans": ('label = "eindgesprek"', 'label = "eindgesprek"\ntalk = false\nwords = ["exit"]', "gesprekken.1.words: are of no use, because nobody plans it"),
    "unknown role spoken with": ('["mentor", "coach"]', '["mentor", "coatch"]', "gesprekken.0.party.1: there is no role 'coatch'"),
    "unknown role signs": ('signs = ["mentor"]', 'signs = ["hoofd"]', "gesprekken.0.signs.0: there is no role 'hoofd'"),
    "unknown role reported to": ('reports_to = "mentor"', 'reports_to = "hoofd"', "roles.1.reports_to: there is no other role 'hoofd'"),
    "reports to itself": ('reports_to = "mentor"', 'reports_to = "coach"', "roles.1.reports_to: there is no other role 'coach'"),
    "role twice": ('label = "coach"', 'label = "mentor"', "roles.1.label: 'mentor' is already used by roles.0.label"),
    "signs twice": ('signs = ["mentor"]', 'signs = ["mentor", "mentor"]', "gesprekken.0.signs.1: 'mentor' is already used by gesprekken.0.signs.0"),
    "nobody": ('party = ["mentor", "coach"]', "party = []", "gesprekken.0.party: must hold at least one"),
    "topic twice": ('["doelen", "agenda"]', '["doelen", "doelen"]', "gesprekken.0.topics.1: 'doelen' is already used by gesprekken.0.topics.0"),
    "signed without a talk": ('label = "kwartaalgesprek"', 'label = "besluit"\ntalk = false', "gesprekken.0.talk: is false, so nobody prepares it or signs it"),
    "two ways": ("per_year = 3", "per_year = 3\nevery_months = 3", f"{VOORTGANG}: must have exactly one of per_year, every_months, onderdeel, before_end_months"),
    "no way": ("per_year = 3\n", "", f"{VOORTGANG}: must have exactly one of per_year, every_months, onderdeel, before_end_months"),
    "too many a year": ("per_year = 3", "per_year = 13", f"{VOORTGANG}.per_year: must be at most 12"),
    "none a year": ("per_year = 3", "per_year = 0", f"{VOORTGANG}.per_year: must be at least 1"),
    "after the stretch": ("to_year = 1\ndays = -7", "to_year = 1\ndays = 7", f"{VOORTGANG}.days: must be from -28 up to and including -1 with 'per_year'"),
    "years overlap": ("to_year = 1", "to_year = 2", f"gesprekken.0.rhythm.1: overlaps {VOORTGANG}: both are about year 2"),
    "years turned round": ("from_year = 1\nto_year = 1", "from_year = 3\nto_year = 1", f"{VOORTGANG}.to_year: must not be before from_year"),
    "years of an end": ("before_end_months = 1", "before_end_months = 1\nto_year = 2", "gesprekken.1.rhythm.0.from_year: has no meaning with 'before_end_months'"),
    "no end of waiting": ("days = 0\nlapses_days = 30", "days = 0", "gesprekken.1.rhythm.0.lapses_days: is missing, as it must be there with 'before_end_months'"),
    "pro rata of a number": ("per_year = 3", "per_year = 3\npro_rata = true", f"{VOORTGANG}.pro_rata: is for every_months only"),
    "no length": ("months = 24\n", "", "gesprekken.1.rhythm.0.before_end_months: needs a longer training: 'months' of the programme"),
    "unknown kind on the ladder": ('gesprekken = ["voortgang"]', 'gesprekken = ["introductie"]', "ladder.1.gesprekken.0: there is no gesprek 'introductie'"),
    "rung twice": ('id = "akkoord"', 'id = "herinnering"', "ladder.1.id: 'herinnering' is already used by ladder.0.id"),
    "same day, same person": ('days = 2\nto = "opleider"', 'days = -3\nto = "aios"', "ladder.1.days: 'herinnering' is on that day already, for the same person"),
    "unknown person on the ladder": ('to = "opleider"', 'to = "docent"', "ladder.1.to: must be 'aios' or 'opleider'"),
    "unknown onderdeel": ('onderdelen = ["kliniek"]', 'onderdelen = ["post"]', "diensten.onderdelen.0: there is no onderdeel 'post'"),
    "no onderdeel": ('onderdelen = ["kliniek"]', "onderdelen = []", "diensten.onderdelen: must hold at least one"),
    "most below fewest": ("maximum = 12", "maximum = 9", "diensten.maximum: must not be below the minimum"),
    "too short": ("months_min = 6", "months_min = 13", "onderdelen.0.months: must be from 13 up to and including 18"),
    "shorter than shortest": ("months_min = 6", "months_min = 20", "onderdelen.0.months_max: must not be below months_min"),
    "a number as text": ("kpb_per_year = 6", 'kpb_per_year = "6"', "kpb_per_year: must be a whole number"),
    "below nothing": ("kpb_per_year = 6", "kpb_per_year = -1", "kpb_per_year: must be at least 0"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after_", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_file_and_key(tmp_path: Path, before: str, after_: str, said: str) -> None:
    assert before in FOURTH
    assert refused(tmp_path, FOURTH.replace(before, after_, 1)) == [f"vierde.toml: {said}"]


def test_two_rules_for_one_moment_are_refused(tmp_path: Path) -> None:
    rule = '\n[[gesprekken.rhythm]]\nonderdeel = "{}"\ndays = 0\nlapses_days = 9\n'
    twice = FOURTH.replace("\n[[ladder]]", rule.format("begin") + rule.format("begin") + "\n[[ladder]]", 1)
    assert refused(tmp_path, twice) == [
        "vierde.toml: gesprekken.1.rhythm.2: overlaps gesprekken.1.rhythm.1: both are about the begin of an onderdeel"
    ]
    load(tmp_path, FOURTH.replace("\n[[ladder]]", rule.format("begin") + rule.format("einde") + "\n[[ladder]]", 1))


def test_gesprekken_need_a_ladder(tmp_path: Path) -> None:
    assert refused(tmp_path, without("ladder")) == ["vierde.toml: ladder: must hold at least one"]


@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ("months = 12\n", "months: is not a key that is known here"),
        ("roles = 3\n", "roles: must be a list"),
        ("roles = [\n", None),
        (
            '[[roles]]\nid = "a"\nlabel = "a"\nasked = true\nreports_to = "b"\n',
            "roles.0.reports_to: there is no other role 'b'",
        ),
        (2 * '[[ladder]]\nid = "a"\nlabel = "a"\ndays = 1\nto = "aios"\n', "ladder.1.id: 'a' is already used by ladder.0.id"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_is_shared_names_that_file(tmp_path: Path, standard: str, said: str | None) -> None:
    first, *_ = refused(tmp_path, FOURTH, standard)
    if said is None:
        assert first.startswith("_standaard.toml: is not TOML: ")
    else:
        assert first == f"_standaard.toml: {said}"
