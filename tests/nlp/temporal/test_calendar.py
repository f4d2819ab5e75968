"""Every day of two years and the odd days of the calendar: what is counted from today is right on each of them."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dialogs.reading import TimeSpan
from nlp.temporal.calendar import add_months, easter, iso_week, weekday_of_month

Read = Callable[..., tuple[TimeSpan, ...]]
TWO_YEARS = [date(2027, 1, 1) + timedelta(days) for days in range(731)]
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def days_of(read: Read, text: str, on: date) -> tuple[date | None, date | None]:
    (span,) = read(text, on)
    return span.start, span.end


def first_after(on: date, weekday: int) -> date:
    return next(day for day in (on + timedelta(n) for n in range(1, 8)) if day.weekday() == weekday)


def test_every_komende_dinsdag_is_the_first_tuesday_after_today(read: Read) -> None:
    for on in TWO_YEARS:
        expected = first_after(on, 1)
        assert days_of(read, "komende dinsdag", on) == (expected, expected), on


def test_every_bare_weekday_is_within_the_next_seven_days(read: Read) -> None:
    for index, on in enumerate(TWO_YEARS):
        weekday = index % 7
        expected = first_after(on, weekday)
        assert days_of(read, WEEKDAYS[weekday], on) == (expected, expected), on


def test_every_afgelopen_vrijdag_is_within_the_last_seven_days(read: Read) -> None:
    for on in TWO_YEARS:
        expected = next(day for day in (on - timedelta(n) for n in range(1, 8)) if day.weekday() == 4)
        assert days_of(read, "afgelopen vrijdag", on) == (expected, expected), on


def test_every_volgende_week_vrijdag_lies_in_the_next_iso_week(read: Read) -> None:
    for on in TWO_YEARS:
        start, end = days_of(read, "volgende week vrijdag", on)
        assert start is not None, on
        assert start == end, on
        assert start.isocalendar()[:2] == (on + timedelta(7)).isocalendar()[:2], on
        assert start.weekday() == 4, on


def test_every_week_is_monday_to_sunday(read: Read) -> None:
    for on in TWO_YEARS:
        monday = on - timedelta(on.weekday())
        assert days_of(read, "deze week", on) == (monday, monday + timedelta(6)), on
        assert days_of(read, "vorige week", on) == (monday - timedelta(7), monday - timedelta(1)), on


def test_every_over_drie_weken_is_twenty_one_days_ahead(read: Read) -> None:
    for on in TWO_YEARS:
        expected = on + timedelta(21)
        assert days_of(read, "over drie weken", on) == (expected, expected), on


def test_every_binnen_een_maand_ends_on_the_same_day_or_the_last_of_the_next_month(read: Read) -> None:
    for on in TWO_YEARS:
        year, month = (on.year, on.month + 1) if on.month < 12 else (on.year + 1, 1)
        expected = date(year, month, min(on.day, monthrange(year, month)[1]))
        assert days_of(read, "binnen een maand", on) == (None, expected), on


def test_every_eind_januari_is_the_first_that_is_not_over(read: Read) -> None:
    for on in TWO_YEARS:
        year = on.year if on <= date(on.year, 1, 31) else on.year + 1
        assert days_of(read, "eind januari", on) == (date(year, 1, 21), date(year, 1, 31)), on


def test_every_begin_januari_is_the_first_that_is_not_over(read: Read) -> None:
    for on in TWO_YEARS:
        year = on.year if on <= date(on.year, 1, 10) else on.year + 1
        assert days_of(read, "begin januari", on) == (date(year, 1, 1), date(year, 1, 10)), on


def test_every_first_of_a_month_is_today_or_ahead_by_less_than_a_year(read: Read) -> None:
    for index, on in enumerate(TWO_YEARS):
        month = index % 12 + 1
        expected = date(on.year, month, 1)
        if expected < on:
            expected = date(on.year + 1, month, 1)
        assert days_of(read, f"1 {MONTHS[month - 1]}", on) == (expected, expected), on


def test_every_deadline_of_a_month_lies_ahead(read: Read) -> None:
    for on in TWO_YEARS:
        start, end = days_of(read, "voor de zomer", on)
        assert start is None, on
        assert end == date(on.year if on <= date(on.year, 5, 31) else on.year + 1, 5, 31), on


def test_every_sinds_september_lies_behind(read: Read) -> None:
    for on in TWO_YEARS:
        expected = date(on.year if on >= date(on.year, 9, 1) else on.year - 1, 9, 1)
        assert days_of(read, "sinds september", on) == (expected, None), on


def test_every_iso_week_number_is_the_first_that_is_not_over(read: Read) -> None:
    for index, on in enumerate(TWO_YEARS):
        week = index % 52 + 1
        start, end = days_of(read, f"week {week}", on)
        assert start is not None, on
        assert end is not None, on
        assert start.isocalendar()[1:] == (week, 1), on
        assert end == start + timedelta(6), on
        assert on <= end < on + timedelta(7 * 54), on


def test_every_quarter_is_the_first_that_is_not_over(read: Read) -> None:
    for index, on in enumerate(TWO_YEARS):
        quarter = index % 4 + 1
        last = (date(on.year, quarter * 3, 1) + timedelta(31)).replace(day=1) - timedelta(1)
        year = on.year if on <= last else on.year + 1
        start, end = days_of(read, f"Q{quarter}", on)
        assert start == date(year, quarter * 3 - 2, 1), on
        assert end == (date(year, quarter * 3, 1) + timedelta(31)).replace(day=1) - timedelta(1), on


@pytest.mark.parametrize(
    ("text", "on", "start", "end"),
    [
        ("29 februari", date(2027, 3, 1), date(2028, 2, 29), date(2028, 2, 29)),
        ("29 februari", date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
        ("29 februari", date(2096, 3, 1), date(2104, 2, 29), date(2104, 2, 29)),
        ("over een jaar", date(2028, 2, 29), date(2029, 2, 28), date(2029, 2, 28)),
        ("over een maand", date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),
        ("eind februari", date(2028, 1, 1), date(2028, 2, 21), date(2028, 2, 29)),
        ("eind van de maand", date(2027, 2, 3), date(2027, 2, 21), date(2027, 2, 28)),
        ("morgen", date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 1)),
        ("volgende week", date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 10)),
        ("deze week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("week 53", date(2026, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("week 53", date(2027, 1, 15), date(2032, 12, 27), date(2033, 1, 2)),
        ("week 1", date(2026, 12, 1), date(2027, 1, 4), date(2027, 1, 10)),
        ("volgende maand", date(2027, 12, 5), date(2028, 1, 1), date(2028, 1, 31)),
        ("dit kwartaal", date(2027, 12, 31), date(2027, 10, 1), date(2027, 12, 31)),
        ("van november tot en met februari", date(2027, 6, 1), date(2027, 11, 1), date(2028, 2, 29)),
        ("de winter", date(2027, 6, 1), date(2027, 12, 1), date(2028, 2, 29)),
        ("van 28 december tot 3 januari", date(2027, 6, 1), date(2027, 12, 28), date(2028, 1, 3)),
    ],
)
def test_leap_days_and_the_turn_of_the_year(read: Read, text: str, on: date, start: date, end: date) -> None:
    assert days_of(read, "in " + text, on) == (start, end)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)),
     (2028, date(2028, 4, 16)), (2029, date(2029, 4, 1)), (2030, date(2030, 4, 21)), (2038, date(2038, 4, 25))],
)  # fmt: skip
def test_easter(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_easter_is_a_sunday_between_22_march_and_25_april() -> None:
    for year in range(1900, 2200):
        day = easter(year)
        assert day.weekday() == 6
        assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_a_month_ahead_and_back_is_never_later_than_the_day_itself() -> None:
    for day in TWO_YEARS:
        for months in (1, 2, 3, 6, 12, 18):
            there = add_months(day, months)
            assert add_months(there, -months) <= day
            assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months


def test_a_year_without_week_53_has_none() -> None:
    assert iso_week(2027, 53) is None
    assert iso_week(2026, 53) == (date(2026, 12, 28), date(2027, 1, 3))


def test_the_last_weekday_of_a_month() -> None:
    assert weekday_of_month(2027, 2, 6, -1) == date(2027, 2, 28)
    assert weekday_of_month(2027, 3, 0, 1) == date(2027, 3, 1)
