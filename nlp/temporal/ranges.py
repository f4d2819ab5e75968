"""Reads ranges: 'van 3 tot 7 mei', 'maart-mei', 'tussen 1 en 15 juni', 'de maanden april en mei', 'week 12 t/m 16'."""

from typing import Final, NamedTuple

from nlp.temporal import openings as o
from nlp.temporal.amounts import number, ordinal
from nlp.temporal.days import day_of_month_and_month, numeric_day
from nlp.temporal.parts import PartOf
from nlp.temporal.readers import when
from nlp.temporal.relative import DayOffset, Weekday, WeekdayIn
from nlp.temporal.said import Range
from nlp.temporal.tokens import Token, Tokens
from nlp.temporal.when import Hit, When
from nlp.temporal.yearly import DayOfYear, IsoWeek, Month, Months, WholeYear

_SAME_KIND: Final = (DayOfYear, Month, Months, IsoWeek, WholeYear, PartOf)
"""Without 'van' in front, 'A - B' is a range only of two of these alike."""


_MOST_LISTED: Final = 6


class Ranged(NamedTuple):
    """What was read, and the place behind it."""

    said: Range
    end: int


def may_open_range(tokens: Tokens, at: int, end: int) -> bool:
    """A quick look: a word that opens a range, or something that joins behind the days (up to `end`) or figure here."""
    token = tokens[at]
    opens = token.role.opens
    if opens & (o.SPECIAL | o.DETERMINER) or token.role.frame in {"span", "between", "from"}:
        return True
    if end > at and _may_join(tokens[end]):
        return True
    figures = opens & (o.FIGURE | o.NUMBER | o.ORDINAL)
    if opens & o.WEEKDAY:
        return tokens[at + 1].value >= 0
    listed = tokens[at + 1].text == "," and tokens[at + 2].value >= 0
    return bool(figures) and (listed or _may_join(tokens[at + 1]) or _may_join(tokens[at + 2]))


def _may_join(token: Token) -> bool:
    role = token.role
    return role.frame in {"through", "until"} or bool(role.flags & {"and", "dash"}) or token.text == "/"


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
    at += tokens[at].role.weekday is not None
    if not (tokens[at].role.opens & (o.FIGURE | o.NUMBER | o.ORDINAL | o.DETERMINER)):
        return None
    at += tokens[at].has("article")
    first = ordinal(tokens, at) or number(tokens, at)
    if (
        first is None
        or tokens[at].role.ordinal is not None
        or first.number != int(first.number)
        or not 1 <= first.number <= 31
    ):
        return None
    joint = _behind_list(tokens, first.end)
    together = tokens[joint].has("and")
    if not together and _joint(tokens, joint, between) is None:
        return None
    here = joint + 1 + (tokens[joint + 1].role.weekday is not None)
    last = day_of_month_and_month(tokens, here)
    if last is None or not isinstance(last.when, DayOfYear) or last.when.day <= first.number:
        return None
    begin = DayOfYear(last.when.year, day=int(first.number), month=last.when.month)
    return Ranged(Range(begin, last.when, through=True), last.end)


def _behind_list(tokens: Tokens, at: int) -> int:
    """Behind ', 4' and ', 5' of '3, 4, 5 en 6 mei'."""
    for _ in range(_MOST_LISTED):
        if tokens[at].text != "," or not 1 <= tokens[at + 1].value <= 31 or tokens[at + 1].glued:
            break
        at += 2
    return at


def _two_ends(tokens: Tokens, at: int, between: bool, opened: bool) -> Ranged | None:
    begin = _begin(tokens, at)
    if begin is None:
        return None
    through = _joint(tokens, begin.end, between)
    listed = isinstance(begin.when, Month | Months | IsoWeek | PartOf) and (
        tokens[begin.end].has("and") or tokens[begin.end].text == "/"
    )
    if through is None and not listed:
        return None
    here = begin.end + 1
    if tokens[begin.end].role.frame == "until" and tokens[here].has("neutral"):
        here += 1
    end = _end(tokens, here, begin.when)
    explicit = opened or tokens[at].has("now") or tokens[begin.end].role.frame == "through"
    if end is None or not (explicit or _alike(begin.when, end.when)):
        return None
    if listed and through is None and not _follows(begin.when, end.when):
        return None
    open_end = through is False or tokens[at].has("now")
    return Ranged(Range(begin.when, end.when, not open_end), end.end)


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
    if isinstance(begin, Weekday | WeekdayIn) and isinstance(end, Weekday | WeekdayIn):
        return True
    return isinstance(begin, _SAME_KIND) and type(begin) is type(end)


def _follows(begin: When, end: When) -> bool:
    """'april en mei' is one period, 'april en oktober' is two."""
    if isinstance(begin, PartOf) and isinstance(end, PartOf):
        return (begin.part, end.part) == ("eind", "begin")
    if isinstance(begin, IsoWeek) and isinstance(end, IsoWeek):
        return end.week == begin.week + 1
    if isinstance(begin, Months) and isinstance(end, Months):
        return end.first == begin.first + begin.count
    return isinstance(begin, Month) and isinstance(end, Month) and end.month == begin.month % 12 + 1
