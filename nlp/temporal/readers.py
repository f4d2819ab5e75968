"""Reads the days that any word of time may begin, with the hour behind them."""

from collections.abc import Callable
from functools import cache
from typing import Final

from nlp.temporal import openings as o
from nlp.temporal.amounts import hour_behind
from nlp.temporal.counted import ago, ahead, next_to
from nlp.temporal.days import day_of_month, day_of_month_and_month, day_offset, numeric_day, weekday
from nlp.temporal.guards import guards
from nlp.temporal.periods import month, named, quarter, shifted_unit, week, weekend, year
from nlp.temporal.pieces import context, course, ordinal_year, part, piece, rest, within_year
from nlp.temporal.relative import Shifted, Weekday
from nlp.temporal.tokens import Token, Tokens
from nlp.temporal.when import Hit
from nlp.temporal.yearly import DayOfYear, IsoWeek, Month

_Reader = Callable[[Tokens, int], Hit | None]
_FIGURES: Final = o.FIGURE | o.NUMBER | o.ORDINAL
_READERS: Final[tuple[tuple[int, bool, _Reader], ...]] = (
    (o.FIGURE, False, numeric_day),
    (_FIGURES, True, day_of_month_and_month),
    (o.WEEKDAY | o.SHIFT, True, weekday),
    (o.DAY, False, day_offset),
    (o.SHIFT | o.ORDINAL | o.SPECIAL, True, shifted_unit),
    (o.MONTH | o.SHIFT | o.UNIT | o.SPECIAL, True, month),
    (o.PART, True, part),
    (o.NAMED | o.SHIFT, True, named),
    (o.SPECIAL | o.UNIT | o.ORDINAL | o.FIGURE, True, quarter),
    (o.UNIT, True, week),
    (o.UNIT, True, weekend),
    (o.UNIT, True, next_to),
    (o.ORDINAL | o.FIGURE, True, piece),
    (o.ORDINAL | o.FIGURE, True, ordinal_year),
    (o.FRAME, False, ahead),
    (_FIGURES | o.UNIT, False, ago),
    (o.SHIFT, False, within_year),
    (o.SPECIAL, True, course),
    (o.SPECIAL, True, rest),
    (o.FIGURE | o.SPECIAL | o.UNIT, True, year),
    (o.ORDINAL | o.FIGURE, True, day_of_month),
)
"""What opens each reader's expressions, and whether a 'de' or 'mijn' may stand before it."""


@cache
def _readers(opens: int, determined: bool) -> tuple[_Reader, ...]:
    """The readers for a word that opens these; a few dozen combinations exist."""
    return tuple(reader for bits, after, reader in _READERS if bits & opens and (after or not determined))


_DATED: Final = (numeric_day, day_of_month_and_month, ago)
_NTH: Final = (day_of_month_and_month, quarter, piece, ordinal_year)
_COUNTED: Final = (numeric_day, day_of_month_and_month, ago, year)


def _behind_figure(after: Token) -> tuple[_Reader, ...]:
    """The readers for a figure, by what follows it: '1-', '1e', '1 maart'."""
    if after.glued and after.text.isalpha() and after.role.unit is None and after.role.month is None:
        return _NTH
    return _DATED if after.glued else _COUNTED


def when(tokens: Tokens, at: int) -> Hit | None:
    """The longest days that can be read here, with the hour behind them."""
    if at in tokens.days:
        return tokens.days[at]
    opens = tokens[at].role.opens
    readers = _behind_figure(tokens[at + 1]) if opens == o.FIGURE else _readers(opens & ~o.DETERMINER, False)
    if opens & o.DETERMINER:
        readers = (*readers, *_readers(tokens[at + 1].role.opens, True))
    if opens & (o.DETERMINER | o.SHIFT | o.CONTEXT):
        readers = (*readers, context)
    best: Hit | None = None
    for reader in readers:
        read = reader(tokens, at)
        if read is not None and (best is None or read.end > best.end):
            best = read
    if best is not None:
        best = None if _is_no_time(tokens, at, best) else _with_tail(tokens, best)
    tokens.days[at] = best
    return best


def _is_no_time(tokens: Tokens, at: int, read: Hit) -> bool:
    """A score or share ('4/5'), the version of a text ('2019-03'), a day of birth."""
    if isinstance(read.when, DayOfYear | Month) and guards().is_birth(tokens, at):
        return True
    if isinstance(read.when, Month) and tokens[at].value >= 0:
        return guards().is_measured(tokens, at)
    return _is_bare_figures(tokens, at, read) and not guards().is_day(tokens, at, read.end)


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
