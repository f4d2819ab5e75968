"""Arithmetic on the calendar, without words. Weekdays count from Monday 0, as in `datetime`."""

from calendar import isleap
from datetime import date, timedelta
from typing import Final

_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def last_day(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == 2 and isleap(year) else _LENGTHS[month - 1]


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month; `month` may lie outside 1-12 and then carries into other years."""
    years, index = divmod(month - 1, 12)
    year, month = year + years, index + 1
    return date(year, month, 1), date(year, month, last_day(year, month))


def add_months(day: date, months: int) -> date:
    """The same day of the month, or its last if there is no such day ('31 januari' and a month is 28 februari)."""
    years, index = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, index + 1, min(day.day, last_day(year, index + 1)))


def monday(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(day.weekday())


def iso_week(year: int, week: int) -> tuple[date, date] | None:
    """Monday and Sunday of an ISO week; None if the year has no such week."""
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return first, first + timedelta(6)


def next_weekday(after: date, weekday: int) -> date:
    """The first such weekday later than `after`."""
    return after + timedelta((weekday - after.weekday() - 1) % 7 + 1)


def weekday_of_month(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month, -1 for the last. A fifth that the month does not have lies in the next one."""
    first, last = month_days(year, month)
    if nth < 0:
        return last - timedelta((last.weekday() - weekday) % 7)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous computus, Meeus)."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    month, day = divmod(moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


def from_hijri(year: int, month: int, day: int) -> date:
    """The first time that a day of the tabular Islamic calendar falls in a Gregorian year (within a day or two:
    the feast itself waits for the moon). Source: Reingold and Dershowitz, Calendrical Calculations."""
    lunar = int((year - 622) * 33 / 32) - 1
    while True:
        ordinal = day + (6 * month - 1) // 11 + 29 * (month - 1) + (lunar - 1) * 354 + (3 + 11 * lunar) // 30 + 227014
        if date.fromordinal(ordinal).year >= year:
            return date.fromordinal(ordinal)
        lunar += 1
