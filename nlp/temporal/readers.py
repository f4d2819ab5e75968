"""Reads the days that any word of time may begin, with the hour behind them."""

from collections.abc import Callable
from typing import Final

from nlp.temporal.amounts import hour_behind
from nlp.temporal.days import Hit, day_of_month, day_of_month_and_month, day_offset, numeric_day, weekday
from nlp.temporal.guards import guards
from nlp.temporal.periods import ago, ahead, month, named, quarter, shifted_unit, week, weekend, year
from nlp.temporal.pieces import context, course, ordinal_year, part, piece, rest, within_year
from nlp.temporal.relative import Shifted, Weekday
from nlp.temporal.tokens import Tokens
from nlp.temporal.yearly import DayOfYear, IsoWeek

_Reader = Callable[[Tokens, int], Hit | None]
_READERS: Final[tuple[_Reader, ...]] = (
    numeric_day, day_of_month_and_month, weekday, day_offset, shifted_unit, month, part, named, quarter, week, weekend,
    piece, ordinal_year, ahead, ago, within_year, course, rest, year, day_of_month, context,
)  # fmt: skip


def when(tokens: Tokens, at: int) -> Hit | None:
    """The longest days that can be read here, with the hour behind them."""
    best: Hit | None = None
    for reader in _READERS:
        read = reader(tokens, at)
        if read is not None and (best is None or read.end > best.end):
            best = read
    if best is None:
        return None
    if _is_bare_figures(tokens, at, best) and not guards().is_day(tokens, at, best.end):
        return None
    return _with_tail(tokens, best)


def _is_bare_figures(tokens: Tokens, at: int, read: Hit) -> bool:
    return (
        read.end == at + 3 and isinstance(read.when, DayOfYear) and read.when.year is None and tokens[at + 2].value >= 0
    )


def _with_tail(tokens: Tokens, read: Hit) -> Hit:
    """'1 april a.s.', 'dinsdag om 9 uur': what belongs to a day behind it."""
    found, end = read
    behind = tokens[end].role.behind
    if behind is not None and isinstance(found, DayOfYear | IsoWeek | Weekday):
        found, end = (Shifted(found, behind) if behind == "past" else found), end + 1
    if found.said_as() == "date":
        end = hour_behind(tokens, end)
    return Hit(found, end)
