"""Days counted from today: 'morgen', 'vrijdag', 'volgende week', 'over drie weken', 'de komende maand'."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from dialogs.reading import TimeKind
from nlp.temporal.calendar import monday, month_days, next_weekday
from nlp.temporal.conventions import conventions
from nlp.temporal.roles import Shift, Unit
from nlp.temporal.when import Amount, Edge, Impossible, Stretch, Vantage, When

_WEEK = timedelta(7)
_WEEKS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class DayOffset(When):
    """'morgen' is 1."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    days: int

    def around(self, at: Vantage) -> Iterator[Stretch]:
        day = at.today + timedelta(self.days)
        yield Stretch(day, day)


@dataclass(frozen=True, slots=True)
class Weekday(When):
    """'vrijdag' and 'komende vrijdag' are the first one after today; 'volgende vrijdag' is in the next ISO week."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    weekday: int
    shift: Shift | None = None

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if self.shift == "next":
            day = monday(at.today) + _WEEK + timedelta(self.weekday)
            yield Stretch(day, day)
            return
        back = self.shift in ("last", "past") or (at.past and self.shift != "coming")
        day = next_weekday(at.today, self.weekday)
        if back:
            day -= _WEEK * (1 + (day - at.today == _WEEK))
        for _ in range(1 if self.shift is not None else _WEEKS_AHEAD):
            yield Stretch(day, day)
            day = day - _WEEK if back else day + _WEEK


@dataclass(frozen=True, slots=True)
class WeekdayIn(When):
    """A weekday of the ISO week in which something else begins: 'volgende week vrijdag'."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    week: When
    weekday: int

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.week.around(at):
            day = monday(stretch.first) + timedelta(self.weekday)
            yield Stretch(day, day)


@dataclass(frozen=True, slots=True)
class Later(When):
    """'dinsdag over een week', 'twee weken voor Pasen' (`back`); without days ('een week later') from the day that
    the text spoke of last."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    amount: Amount
    days: When | None = None
    back: bool = False

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if self.days is None:
            yield self.amount.after(at.anchor or at.today)
            return
        for stretch in self.days.around(at):
            yield self.amount.before(stretch.first) if self.back else self.amount.after(stretch.last)


@dataclass(frozen=True, slots=True)
class NextTo(When):
    """'de week voor kerst', 'de dag na Pasen': as many days right before or after."""

    days: When
    length: int
    back: bool

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.days.around(at):
            begin = stretch.first - timedelta(self.length) if self.back else stretch.last + timedelta(1)
            yield Stretch(begin, begin + timedelta(self.length - 1))

    def said_as(self) -> TimeKind:
        return "date" if self.length == 1 else "period"


@dataclass(frozen=True, slots=True)
class Ahead(When):
    """'over drie weken', or backwards 'drie weken geleden'."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    amount: Amount
    back: bool = False

    def around(self, at: Vantage) -> Iterator[Stretch]:
        yield self.amount.before(at.today) if self.back else self.amount.after(at.today)


@dataclass(frozen=True, slots=True)
class Rolling(When):
    """'de komende drie maanden' and 'de afgelopen week': up to, or from, today."""

    edge: ClassVar[Edge] = "through"
    amount: Amount
    back: bool = False

    def around(self, at: Vantage) -> Iterator[Stretch]:
        tolerance = max(self.amount.tolerance(), conventions().tolerance.rolling)
        if self.back:
            yield Stretch(self.amount.before(at.today).first, at.today, tolerance)
        else:
            yield Stretch(at.today, self.amount.after(at.today).last, tolerance)


@dataclass(frozen=True, slots=True)
class CalendarUnit(When):
    """A week, month, quarter, half year or year of the calendar, counted from the one of today."""

    unit: Unit
    offset: int

    def around(self, at: Vantage) -> Iterator[Stretch]:
        yield _calendar_unit(at.today, self.unit, self.offset)


def _calendar_unit(today: date, unit: Unit, offset: int) -> Stretch:
    if unit in ("day", "workday"):
        day = today + timedelta(offset)
        return Stretch(day, day)
    if unit in ("week", "weekend"):
        first = monday(today) + _WEEK * offset
        return Stretch(first + timedelta(5 if unit == "weekend" else 0), first + timedelta(6))
    months = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}[unit]
    begin = (today.month - 1) // months * months + 1 + offset * months
    return Stretch(month_days(today.year, begin)[0], month_days(today.year, begin + months - 1)[1])


@dataclass(frozen=True, slots=True)
class Weekend(When):
    """Saturday and Sunday: the first that is not over, or with 'komend' the first that has not begun."""

    shift: Shift | None = None

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if self.shift in ("next", "this"):
            yield _calendar_unit(at.today, "weekend", 1 if self.shift == "next" else 0)
            return
        back = self.shift in ("last", "past") or (at.past and self.shift is None)
        for week in range(_WEEKS_AHEAD):
            stretch = _calendar_unit(at.today, "weekend", -week if back else week)
            over, begun = stretch.last < at.today, stretch.first <= at.today
            fits: dict[Shift | None, bool] = {"last": over, "past": over, "coming": not begun}
            if fits.get(self.shift, begun if back else not over):
                yield stretch


@dataclass(frozen=True, slots=True)
class DayOfMonth(When):
    """'de 15e': of this month or the next; `month` fixes it ('de 15e van volgende maand')."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    day: int
    offset: int | None = None

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if not 1 <= self.day <= 31:
            raise Impossible
        if self.offset is not None:
            months = [self.offset]
        else:
            months = list(range(1, -14, -1)) if at.past else list(range(-1, 14))
        for offset in months:
            first, last = month_days(at.today.year, at.today.month + offset)
            if self.day <= last.day:
                day = first + timedelta(self.day - 1)
                yield Stretch(day, day)


@dataclass(frozen=True, slots=True)
class Shifted(When):
    """'komende zomer', 'afgelopen maart': the first that has yet to begin, or the last that is over."""

    inner: When
    shift: Shift

    def around(self, at: Vantage) -> Iterator[Stretch]:
        back = self.shift in ("last", "past")
        seen = Vantage(at.today, past=back, onderdeel=at.onderdeel)
        if self.shift == "this":
            yield self.inner.likely(at)
        elif back:
            yield self.inner.pick(seen, lambda stretch: stretch.last < at.today)
        else:
            yield self.inner.pick(seen, lambda stretch: stretch.first > at.today)

    def said_as(self) -> TimeKind:
        return self.inner.said_as()

    def ends_before(self) -> Edge:
        return self.inner.ends_before()
