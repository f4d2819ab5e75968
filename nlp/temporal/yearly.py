"""Days that come back every year, with or without a year said: '1 maart', 'de zomer', 'Q2', 'week 12'."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from dialogs.reading import TimeKind
from nlp.temporal.calendar import iso_week, last_day, month_days
from nlp.temporal.conventions import conventions
from nlp.temporal.when import YEARS, Edge, Impossible, Stretch, Vantage, When


@dataclass(frozen=True, slots=True)
class Year:
    """'2027', or counted from the year of today ('volgend jaar' is 1)."""

    number: int
    counted: bool = False

    def seen_from(self, today: date) -> int:
        return today.year + self.number if self.counted else self.number


@dataclass(frozen=True, slots=True)
class Yearly(When):
    """What has one stretch per year, or none in some years."""

    year: Year | None = None

    @abstractmethod
    def of(self, year: int) -> Stretch | None:
        """The stretch that begins in this year."""

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if self.year is not None:
            stretch = self.of(self.year.seen_from(at.today))
            if stretch is None:
                raise Impossible
            yield stretch
            return
        now = at.today.year
        years = range(now + 1, now - YEARS, -1) if at.past else range(now - 1, now + YEARS)
        for year in years:
            stretch = self.of(year)
            if stretch is not None:
                yield stretch

    def in_year(self, year: Year | None) -> "Yearly":
        """The same with a year said."""
        return self if year is None else replace(self, year=year)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfYear(Yearly):
    """'1 maart'; a day that the month never has is impossible."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    day: int
    month: int

    def of(self, year: int) -> Stretch | None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= last_day(year, self.month):
            return None
        day = date(year, self.month, self.day)
        return Stretch(day, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Yearly):
    month: int

    def of(self, year: int) -> Stretch:
        return Stretch(*month_days(year, self.month))


@dataclass(frozen=True, slots=True, kw_only=True)
class Months(Yearly):
    """Several whole months in a row: a quarter, a half of the year. `first` counts from January 1."""

    first: int
    count: int

    def of(self, year: int) -> Stretch | None:
        if not 1 <= self.first <= 12:
            return None
        return Stretch(month_days(year, self.first)[0], month_days(year, self.first + self.count - 1)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeriod(Yearly):
    """A season, feast or school holiday; `index` in `Conventions.named`."""

    index: int

    def of(self, year: int) -> Stretch:
        named = conventions().named[self.index]
        return Stretch(*named.days(year), named.tolerance)

    def said_as(self) -> TimeKind:
        first, last = conventions().named[self.index].days(2027)
        return "date" if first == last else "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoWeek(Yearly):
    week: int

    def of(self, year: int) -> Stretch | None:
        days = iso_week(year, self.week)
        return None if days is None else Stretch(*days)


@dataclass(frozen=True, slots=True)
class WholeYear(When):
    """'2027', 'volgend jaar'."""

    year: Year

    def around(self, at: Vantage) -> Iterator[Stretch]:
        year = self.year.seen_from(at.today)
        yield Stretch(date(year, 1, 1), date(year, 12, 31))
