"""Conventions of vague times and the named periods of the year, from `nlp/data/temporal_calendar.toml`.

A named period (season, feast, school holiday) gives its first and last day for a year; it is known by the year
in which it begins.
"""

from abc import abstractmethod
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from nlp.temporal.calendar import easter, from_hijri, last_day, weekday_of_month
from nlp.temporal.files import Strict, load

MonthDay = tuple[Annotated[int, Field(ge=1, le=12)], Annotated[int, Field(ge=1, le=31)]]


class PartDays(Strict):
    """Days of a month (31 is its last) or of a week (Monday is 1), and how far that is convention."""

    first: int = Field(alias="from", ge=1, le=31)
    last: int = Field(alias="to", ge=1, le=31)
    tolerance: int = Field(ge=0)


class _Named(Strict):
    names: tuple[str, ...]
    tolerance: int = 0
    season: bool = False

    @abstractmethod
    def days(self, year: int) -> tuple[date, date]:
        """First and last day in this year."""


class Fixed(_Named):
    rule: Literal["fixed"]
    first: MonthDay = Field(alias="from")
    last: MonthDay = Field(alias="to")
    not_on_sunday: bool = False

    def days(self, year: int) -> tuple[date, date]:
        first = _clamped(year, *self.first)
        last = _clamped(year + (self.last < self.first), *self.last)
        if self.not_on_sunday and first.weekday() == 6:
            return first - timedelta(1), last - timedelta(1)
        return first, last


class FromEaster(_Named):
    rule: Literal["easter"]
    first: int = Field(alias="from")
    last: int = Field(alias="to")

    def days(self, year: int) -> tuple[date, date]:
        sunday = easter(year)
        return sunday + timedelta(self.first), sunday + timedelta(self.last)


class NthWeekday(_Named):
    rule: Literal["weekday"]
    month: int = Field(ge=1, le=12)
    weekday: int = Field(ge=1, le=7)
    nth: int = Field(ge=1, le=4)

    def days(self, year: int) -> tuple[date, date]:
        day = weekday_of_month(year, self.month, self.weekday - 1, self.nth)
        return day, day


class OnOrAfter(_Named):
    rule: Literal["after"]
    first: MonthDay = Field(alias="from")
    weekday: int = Field(ge=1, le=7)
    length: int = Field(alias="days", ge=1)

    def days(self, year: int) -> tuple[date, date]:
        day = _clamped(year, *self.first)
        day += timedelta((self.weekday - 1 - day.weekday()) % 7)
        return day, day + timedelta(self.length - 1)


class Hijri(_Named):
    rule: Literal["hijri"]
    first: MonthDay = Field(alias="from")
    length: int = Field(alias="days", ge=1)

    def days(self, year: int) -> tuple[date, date]:
        day = from_hijri(year, *self.first)
        return day, day + timedelta(self.length - 1)


Named = Annotated[Fixed | FromEaster | NthWeekday | OnOrAfter | Hijri, Field(discriminator="rule")]


class Tolerance(Strict):
    """Days, except `vague_count`: the share of the whole length."""

    vague_count: float
    rolling: int
    fraction: int
    year_part: int
    named_edge: int
    around: int
    first_week: int


class _Counts(Strict):
    few: int = Field(ge=2)
    month: int = Field(ge=28, le=31)


class Conventions(Strict):
    parts: dict[Literal["begin", "half", "eind"], PartDays]
    week_parts: dict[Literal["begin", "half", "eind"], PartDays]
    tolerance: Tolerance
    counts: _Counts
    named: tuple[Named, ...]


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, last_day(year, month)))


@cache
def conventions() -> Conventions:
    """The conventions of this package; ValueError if the file is wrong."""
    return load(Conventions, "temporal_calendar.toml")
