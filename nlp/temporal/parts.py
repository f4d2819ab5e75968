"""Parts of longer stretches: 'eind maart', 'de tweede helft van 2027', 'de eerste maandag van mei'."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from dialogs.reading import TimeKind
from nlp.temporal.calendar import add_months, monday, month_days, next_weekday
from nlp.temporal.conventions import PartDays, conventions
from nlp.temporal.roles import ContextKind, Part
from nlp.temporal.when import Amount, Edge, Impossible, NeedsContext, Stretch, Vantage, When

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Context(When):
    """'mijn stage': the onderdeel, from today if its first day is not known. Another period is never known."""

    of: ContextKind

    def around(self, at: Vantage) -> Iterator[Stretch]:
        first, last = at.onderdeel
        if self.of != "onderdeel" or last is None:
            raise NeedsContext
        first = min(at.today, last) if first is None else first
        if last < first:
            raise NeedsContext
        yield Stretch(first, last)


@dataclass(frozen=True, slots=True)
class PartOf(When):
    """'begin', 'half' or 'eind' of a stretch, by convention."""

    part: Part
    whole: When

    def around(self, at: Vantage) -> Iterator[Stretch]:
        if self.part != "eind" and isinstance(self.whole, Context) and at.onderdeel[0] is None:
            raise NeedsContext
        for stretch in self.whole.around(at):
            yield _part(self.part, stretch)

    def said_as(self) -> TimeKind:
        return "date" if self.part == "half" and not isinstance(self.whole, Context) else "period"

    def ends_before(self) -> Edge:
        return "first" if self.part == "begin" else "through"


def _part(part: Part, stretch: Stretch) -> Stretch:
    rules = conventions()
    days = (stretch.last - stretch.first).days + 1
    if days <= 7:
        week = rules.week_parts[part]
        first = monday(stretch.first)
        return Stretch(first + _DAY * (week.first - 1), first + _DAY * (week.last - 1), week.tolerance)
    if _whole_months(stretch):
        return _part_of_months(part, stretch, rules.parts[part])
    if part == "half":
        middle = stretch.first + _DAY * (days // 2)
        return Stretch(middle, middle, max(stretch.tolerance, rules.parts[part].tolerance))
    share = _DAY * min(days // 3, 9)
    tolerance = max(stretch.tolerance, rules.parts[part].tolerance)
    if part == "begin":
        return Stretch(stretch.first, stretch.first + share, tolerance)
    return Stretch(stretch.last - share, stretch.last, tolerance)


def _part_of_months(part: Part, stretch: Stretch, rule: PartDays) -> Stretch:
    months = _months(stretch)
    tolerance = rule.tolerance if months < 12 else conventions().tolerance.year_part
    if part == "half" and months % 2 == 0:
        middle = add_months(stretch.first, months // 2)
        return Stretch(middle, middle, tolerance)
    month = stretch.last if part == "eind" else add_months(stretch.first, months // 2 if part == "half" else 0)
    first, last = month_days(month.year, month.month)
    return Stretch(first + _DAY * (rule.first - 1), min(first + _DAY * (rule.last - 1), last), tolerance)


def _whole_months(stretch: Stretch) -> bool:
    return stretch.first.day == 1 and (stretch.last + _DAY).day == 1


def _months(stretch: Stretch) -> int:
    return (stretch.last.year - stretch.first.year) * 12 + stretch.last.month - stretch.first.month + 1


@dataclass(frozen=True, slots=True)
class HalfOf(When):
    """'de eerste helft van': of a month up to the 15th, of more by whole months."""

    second: bool
    whole: When

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.whole.around(at):
            days = (stretch.last - stretch.first).days + 1
            turn = stretch.first + _DAY * (days // 2)
            if _whole_months(stretch):
                months = _months(stretch)
                turn = stretch.first + _DAY * 15 if months == 1 else turn
                turn = add_months(stretch.first, months // 2) if months % 2 == 0 else turn
            yield Stretch(turn, stretch.last) if self.second else Stretch(stretch.first, turn - _DAY)


@dataclass(frozen=True, slots=True)
class PieceOf(When):
    """'de eerste week van maart' (1-7), 'de laatste drie dagen van': the nth piece of this length, -1 for the last."""

    nth: int
    amount: Amount
    whole: When

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.whole.around(at):
            tolerance = conventions().tolerance.first_week if self.amount.unit == "week" else 0
            if self.nth < 0:
                first = self.amount.before(stretch.last + _DAY).first
                yield Stretch(max(first, stretch.first), stretch.last, tolerance)
                continue
            first = stretch.first
            for _ in range(self.nth - 1):
                first = self.amount.after(first).last
            last = self.amount.after(first).last - _DAY
            if first <= stretch.last:
                yield Stretch(first, min(last, stretch.last), tolerance)

    def said_as(self) -> TimeKind:
        return "date" if self.amount.unit == "day" and self.amount.high == 1 else "period"

    def ends_before(self) -> Edge:
        return "through" if self.said_as() == "date" else "day_before"


@dataclass(frozen=True, slots=True)
class WeekdayOf(When):
    """'de eerste maandag van mei', -1 for the last."""

    kind: ClassVar[TimeKind] = "date"
    edge: ClassVar[Edge] = "through"
    nth: int
    weekday: int
    whole: When

    def around(self, at: Vantage) -> Iterator[Stretch]:
        found = False
        for stretch in self.whole.around(at):
            day = _nth(stretch, self.weekday, self.nth)
            if stretch.first <= day <= stretch.last:
                found = True
                yield Stretch(day, day)
        if not found:
            raise Impossible


def _nth(stretch: Stretch, weekday: int, nth: int) -> date:
    if nth < 0:
        return stretch.last - _DAY * ((stretch.last.weekday() - weekday) % 7)
    return next_weekday(stretch.first - _DAY, weekday) + _DAY * 7 * (nth - 1)


@dataclass(frozen=True, slots=True)
class WeekOf(When):
    """'de week van 3 mei', or its weekend."""

    day: When
    weekend: bool = False

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.day.around(at):
            first = monday(stretch.first)
            yield Stretch(first + _DAY * (5 if self.weekend else 0), first + _DAY * 6)


@dataclass(frozen=True, slots=True)
class RestOf(When):
    """'de rest van het jaar': from today to its end."""

    edge: ClassVar[Edge] = "through"
    whole: When

    def around(self, at: Vantage) -> Iterator[Stretch]:
        for stretch in self.whole.around(at):
            if stretch.last >= at.today:
                yield Stretch(max(at.today, stretch.first), stretch.last, stretch.tolerance)
