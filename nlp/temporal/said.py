"""Time expressions as they are said, with the words around the days: a deadline, an open period, a range.

Each one turns into a `Value` once it is seen from a `Vantage`. Source of the readings: the conventions of the
evaluation format (a deadline starts null; 'voor 1 maart' ends on 1 March, 'voor de zomer' on the day before).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.reading import TimeKind, TimeProblem
from nlp.temporal.conventions import conventions
from nlp.temporal.when import Amount, Edge, Impossible, NeedsContext, Stretch, Vantage, When

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Value:
    """Of one expression, on one day. `first` and `last` are both in it; None is an open side."""

    kind: TimeKind
    first: date | None = None
    last: date | None = None
    tolerance: int = 0
    rrule: str | None = None
    times: int | None = None
    problem: TimeProblem | None = None


class Said(ABC):
    """One time expression, free of the day of the message."""

    @abstractmethod
    def value(self, at: Vantage) -> Value:
        """Its value; raises Impossible or NeedsContext."""

    @property
    @abstractmethod
    def kind(self) -> TimeKind:
        """What it is, also when its value is not known."""

    def seen(self, at: Vantage) -> Value:
        """Its value, or the problem with it."""
        try:
            return self.value(at)
        except NeedsContext:
            return Value(self.kind, problem="needs_onderdeel")
        except (Impossible, OverflowError, ValueError):
            # The last two come from the ends of the calendar: year 1 and year 9999.
            return Value(self.kind, problem="impossible")


@dataclass(frozen=True, slots=True)
class Plain(Said):
    """The days themselves: '1 maart', 'mijn stage'."""

    when: When
    around: bool = False
    """'rond 1 maart'"""

    def value(self, at: Vantage) -> Value:
        days = self.when.likely(at)
        extra = conventions().tolerance.around if self.around else 0
        return Value(self.kind, days.first, days.last, max(days.tolerance, extra))

    @property
    def kind(self) -> TimeKind:
        return self.when.said_as()


@dataclass(frozen=True, slots=True)
class Deadline(Said):
    """'uiterlijk' and 't/m' reach the last day; 'voor' and 'tot' stop before a week, feast, season or year."""

    when: When
    through: bool

    def value(self, at: Vantage) -> Value:
        onwards = replace(at, past=False)
        edge: Edge = "through" if self.through else self.when.ends_before()
        days = self.when.pick(onwards, lambda stretch: _end(stretch, edge) >= at.today)
        last = _end(days, edge)
        return Value("date", None, last, days.tolerance, problem="past" if last < at.today else None)

    @property
    def kind(self) -> TimeKind:
        return "date"


def _end(stretch: Stretch, edge: Edge) -> date:
    if edge == "through":
        return stretch.last
    return stretch.first if edge == "first" else stretch.first - _DAY


@dataclass(frozen=True, slots=True)
class From(Said):
    """'vanaf 1 maart', or 'sinds maart' which lies behind us."""

    when: When
    since: bool = False

    def value(self, at: Vantage) -> Value:
        seen = replace(at, past=True) if self.since else at
        days = self.when.likely(seen)
        return Value("period", days.first, None, days.tolerance)

    @property
    def kind(self) -> TimeKind:
        return "period"


@dataclass(frozen=True, slots=True)
class After(Said):
    """'na de kerst' begins on the day after it."""

    when: When

    def value(self, at: Vantage) -> Value:
        if at.past:
            days = self.when.pick(at, lambda stretch: stretch.last < at.today)
        else:
            days = self.when.pick(at, lambda stretch: stretch.last + _DAY >= at.today)
        edge = conventions().tolerance.named_edge if self.when.said_as() == "period" else 0
        return Value("period", days.last + _DAY, None, max(days.tolerance, edge))

    @property
    def kind(self) -> TimeKind:
        return "period"


@dataclass(frozen=True, slots=True)
class StartingOn(Said):
    """'per 1 maart', 'per september': the first day of it."""

    when: When

    def value(self, at: Vantage) -> Value:
        days = self.when.likely(at)
        return Value("date", days.first, days.first, days.tolerance)

    @property
    def kind(self) -> TimeKind:
        return "date"


@dataclass(frozen=True, slots=True)
class Range(Said):
    """'van 3 tot 7 mei', 'maart t/m mei': both ends in it, but 'tot de zomer' stops before."""

    begin: When
    end: When
    through: bool

    def value(self, at: Vantage) -> Value:
        edge: Edge = "through" if self.through else self.end.ends_before()
        pairs = self._pairs(at, edge)
        best: tuple[date, date, int] | None = None
        for best in pairs:
            if (best[0] <= at.today) if at.past else (best[1] >= at.today):
                break
        if best is None:
            raise Impossible
        return Value("period", best[0], best[1], best[2])

    def _pairs(self, at: Vantage, edge: Edge) -> list[tuple[date, date, int]]:
        ends = list(self.end.around(replace(at, past=False)))
        begins = list(self.begin.around(at))
        if len(ends) == 1 and len(begins) > 1:
            last = _end(ends[0], edge)
            fitting = [begin for begin in begins if begin.first <= last]
            return [(max(begin.first for begin in fitting), last, ends[0].tolerance)] if fitting else []
        pairs = []
        for begin in begins:
            end = next((end for end in ends if _end(end, edge) >= begin.first), None)
            if end is not None:
                pairs.append((begin.first, _end(end, edge), max(begin.tolerance, end.tolerance)))
        return pairs

    @property
    def kind(self) -> TimeKind:
        return "period"


@dataclass(frozen=True, slots=True)
class Duration(Said):
    """'zes weken': how long, not when."""

    amount: Amount

    def value(self, at: Vantage) -> Value:
        return Value("duration")

    @property
    def kind(self) -> TimeKind:
        return "duration"


@dataclass(frozen=True, slots=True)
class Recurrence(Said):
    """An RRULE of RFC 5545, and how often within its period if that is more than once."""

    rrule: str
    times: int | None = None

    def value(self, at: Vantage) -> Value:
        return Value("recurrence", rrule=self.rrule, times=self.times)

    @property
    def kind(self) -> TimeKind:
        return "recurrence"
