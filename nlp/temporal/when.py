"""What a time expression means, before anyone looks at a calendar: a `When` is free of the day of the message.

Seen from a `Vantage` (today, past or to come, the onderdeel) a When offers stretches of days, the most likely
first; the frame around it ('voor', 'sinds') picks the first one that fits.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import ClassVar, Final, Literal, NamedTuple

from dialogs.reading import TimeKind
from nlp.temporal.calendar import add_months
from nlp.temporal.conventions import conventions
from nlp.temporal.roles import Unit


class Impossible(Exception):  # noqa: N818 - not an error: a person may well type it
    """There is no such day: '31 februari'."""


class NeedsContext(Exception):  # noqa: N818 - as above
    """Only the programme of the aios can date this: 'mijn stage'."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day, both in it; `tolerance` in days."""

    first: date
    last: date
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where a When is seen. `anchor` is the last day that the text spoke of before."""

    today: date
    past: bool = False
    onderdeel: tuple[date | None, date | None] = (None, None)
    anchor: date | None = None


Edge = Literal["through", "first", "day_before"]
"""Where 'voor' ends: on the last day itself, on the first one, or on the day before it."""

YEARS: Final = 9
"""How far a yearly day is looked for: a 29th of February may be eight years away."""


class When(ABC):
    """Days as said."""

    kind: ClassVar[TimeKind] = "period"
    edge: ClassVar[Edge] = "day_before"

    @abstractmethod
    def around(self, at: Vantage) -> Iterator[Stretch]:
        """Stretches in the order of search: onwards from about today, or backwards if `at.past`.

        Raises Impossible or NeedsContext; yields at least one otherwise.
        """

    def pick(self, at: Vantage, fits: Callable[[Stretch], bool]) -> Stretch:
        """The first that fits, else the last that was offered."""
        found: Stretch | None = None
        for found in self.around(at):
            if fits(found):
                return found
        if found is None:
            raise Impossible
        return found

    def likely(self, at: Vantage) -> Stretch:
        """The first that is not over yet, or backwards the last that has begun."""
        if at.past:
            return self.pick(at, lambda stretch: stretch.first <= at.today)
        return self.pick(at, lambda stretch: stretch.last >= at.today)

    def ends_before(self) -> Edge:
        """Where 'voor' ends."""
        return self.edge

    def said_as(self) -> TimeKind:
        """Whether it is a day or a period."""
        return self.kind


class Hit(NamedTuple):
    """Days that were read, and the place behind them."""

    when: When
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """'drie weken', '2 à 3 maanden': from `low` to `high` units; `vague` for 'een paar' and 'een week of zes'."""

    low: float
    high: float
    unit: Unit
    vague: bool = False

    def after(self, day: date) -> Stretch:
        """The day, or days, this long after."""
        return Stretch(_moved(day, self.low, self.unit), _moved(day, self.high, self.unit), self.tolerance())

    def before(self, day: date) -> Stretch:
        """The day, or days, this long before."""
        return Stretch(_moved(day, -self.high, self.unit), _moved(day, -self.low, self.unit), self.tolerance())

    def tolerance(self) -> int:
        """Days of convention in it."""
        rules = conventions().tolerance
        days = self.high * _ABOUT_DAYS[self.unit]
        if self.vague:
            return ceil(days * rules.vague_count)
        if self.high != int(self.high) and self.unit not in _WHOLE_MONTHS:
            return rules.fraction
        return 0


_ABOUT_DAYS: Final[dict[Unit, int]] = {
    "day": 1, "workday": 1, "week": 7, "weekend": 7, "month": 30, "quarter": 91, "halfyear": 182, "year": 365,
}  # fmt: skip
_WHOLE_MONTHS: Final[dict[Unit, int]] = {"quarter": 3, "halfyear": 6, "year": 12}


def _moved(day: date, count: float, unit: Unit) -> date:
    if unit == "workday":
        return _workdays(day, int(count))
    if unit in _WHOLE_MONTHS:
        return add_months(day, round(count * _WHOLE_MONTHS[unit]))
    if unit == "month" and count == int(count):
        return add_months(day, int(count))
    days = conventions().counts.month if unit == "month" else 7 if unit in ("week", "weekend") else 1
    return day + timedelta(ceil(count * days))


def _workdays(day: date, count: int) -> date:
    """Monday to Friday; feasts are not left out."""
    weeks, rest = divmod(abs(count), 5)
    step = 1 if count > 0 else -1
    day += timedelta(7 * weeks * step)
    while rest:
        day += timedelta(step)
        rest -= day.weekday() < 5
    return day
