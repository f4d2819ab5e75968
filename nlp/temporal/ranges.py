"""Reads ranges: 'van 3 tot 7 mei', 'maart-mei', 'tussen 1 en 15 juni', 'de maanden april en mei', 'week 12 t/m 16'."""

from typing import Final, NamedTuple

from nlp.temporal.amounts import number, ordinal
from nlp.temporal.days import Hit, day_of_month_and_month, numeric_day
from nlp.temporal.readers import when
from nlp.temporal.relative import DayOffset, Weekday
from nlp.temporal.said import Range
from nlp.temporal.tokens import Tokens
from nlp.temporal.when import When
from nlp.temporal.yearly import DayOfYear, IsoWeek, Month, Months, WholeYear

_SAME_KIND: Final = (DayOfYear, Month, Months, IsoWeek, Weekday, WholeYear)
"""Without 'van' in front, 'A - B' is a range only of two of these alike."""


class Ranged(NamedTuple):
    """What was read, and the place behind it."""

    said: Range
    end: int


def range_of_days(tokens: Tokens, at: int) -> Ranged | None:
    """A range that begins here."""
    here = _behind_opening(tokens, at)
    between = here > at and tokens[here - 1].role.frame == "between"
    opened = here > at
    return _days_of_one_month(tokens, here, between) or _two_ends(tokens, here, between, opened)


def _behind_opening(tokens: Tokens, at: int) -> int:
    """Behind '(de periode) van', 'tussen', 'vanaf', 'de maanden'."""
    here = at
    if tokens[here].has("article") and tokens[here + 1].has("span_noun"):
        here += 2
    elif tokens[here].has("span_noun"):
        here += 1
    if tokens[here].role.frame in {"span", "between", "from"}:
        here += 1
    return here


def _joint(tokens: Tokens, at: int, between: bool) -> bool | None:
    """Does what stands here join two ends of a range, and is the last one in it? None if it does not join."""
    token = tokens[at]
    if between:
        return True if token.has("and") or token.has("dash") else None
    if token.role.frame == "through" or token.has("dash"):
        return True
    return False if token.role.frame == "until" else None


def _days_of_one_month(tokens: Tokens, at: int, between: bool) -> Ranged | None:
    """'3 tot 7 mei', '1-5 maart', '3 en 4 maart': the first day borrows the month of the second."""
    first = ordinal(tokens, at + tokens[at].has("article")) or number(tokens, at)
    if first is None or first.number != int(first.number) or not 1 <= first.number <= 31:
        return None
    joint = first.end
    together = tokens[joint].has("and")
    if not together and _joint(tokens, joint, between) is None:
        return None
    last = day_of_month_and_month(tokens, joint + 1)
    if last is None or not isinstance(last.when, DayOfYear) or last.when.day <= first.number:
        return None
    begin = DayOfYear(last.when.year, day=int(first.number), month=last.when.month)
    return Ranged(Range(begin, last.when, through=True), last.end)


def _two_ends(tokens: Tokens, at: int, between: bool, opened: bool) -> Ranged | None:
    begin = _begin(tokens, at)
    if begin is None:
        return None
    through = _joint(tokens, begin.end, between)
    months = isinstance(begin.when, Month) and (tokens[begin.end].has("and") or tokens[begin.end].text == "/")
    if through is None and not months:
        return None
    here = begin.end + 1
    if tokens[begin.end].role.frame == "until" and tokens[here].has("neutral"):
        here += 1
    end = _end(tokens, here, begin.when)
    if end is None or not (opened or _alike(begin.when, end.when)):
        return None
    if months and through is None and not _follows(begin.when, end.when):
        return None
    return Ranged(Range(begin.when, end.when, through is not False), end.end)


def _begin(tokens: Tokens, at: int) -> Hit | None:
    if tokens[at].has("now"):
        return Hit(DayOffset(0), at + 1)
    return when(tokens, at) or numeric_day(tokens, at)


def _end(tokens: Tokens, at: int, begin: When) -> Hit | None:
    if isinstance(begin, IsoWeek) and 1 <= tokens[at].value <= 53:
        return Hit(IsoWeek(None, week=tokens[at].value), at + 1)
    read = when(tokens, at)
    if read is None and isinstance(begin, DayOfYear):
        return numeric_day(tokens, at) or day_of_month_and_month(tokens, at)
    return read


def _alike(begin: When, end: When) -> bool:
    return isinstance(begin, _SAME_KIND) and type(begin) is type(end)


def _follows(begin: When, end: When) -> bool:
    """'april en mei' is one period, 'april en oktober' is two."""
    return isinstance(begin, Month) and isinstance(end, Month) and end.month == begin.month % 12 + 1
