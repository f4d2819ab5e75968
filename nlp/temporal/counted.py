"""Reads days counted from today or from other days: 'over drie weken', 'een maand geleden', 'de week voor kerst'."""

from nlp.temporal.amounts import amount
from nlp.temporal.conventions import conventions
from nlp.temporal.days import day_of_month_and_month
from nlp.temporal.periods import named, weekday_behind
from nlp.temporal.relative import Ahead, Later, NextTo
from nlp.temporal.tokens import Tokens
from nlp.temporal.when import Hit
from nlp.temporal.yearly import NamedPeriod


def ahead(tokens: Tokens, at: int) -> Hit | None:
    """'over twee weken', with a weekday 'over drie weken op vrijdag'."""
    if tokens[at].role.frame != "ahead":
        return None
    measured = amount(tokens, at + 1)
    if measured is None:
        return None
    read = Hit(Ahead(measured.amount), measured.end)
    return weekday_behind(tokens, read) if measured.amount.unit == "week" else read


def ago(tokens: Tokens, at: int) -> Hit | None:
    """'drie weken geleden', 'een maand later', 'twee weken voor 1 mei', 'een dag na Pasen'."""
    measured = amount(tokens, at)
    if measured is None:
        return None
    behind = tokens[measured.end]
    if behind.has("ago"):
        return Hit(Ahead(measured.amount, back=True), measured.end + 1)
    if behind.has("later"):
        return Hit(Later(measured.amount), measured.end + 1)
    fixed = _fixed_days(tokens, measured.end)
    if fixed is None:
        return None
    return Hit(Later(measured.amount, fixed.when, behind.role.frame == "before"), fixed.end)


def next_to(tokens: Tokens, at: int) -> Hit | None:
    """'de week voor kerst', 'de dag na Koningsdag'."""
    here = at + tokens[at].has("article")
    length = {"day": 1, "week": 7}.get(tokens[here].role.unit or "")
    if length is None or here == at or tokens[here].has("plural"):
        return None
    fixed = _fixed_days(tokens, here + 1)
    if fixed is None:
        return None
    return Hit(NextTo(fixed.when, length, tokens[here + 1].role.frame == "before"), fixed.end)


def _fixed_days(tokens: Tokens, at: int) -> Hit | None:
    """A date or feast behind 'voor' or 'na'."""
    if tokens[at].role.frame not in {"before", "after"}:
        return None
    read = day_of_month_and_month(tokens, at + 1) or named(tokens, at + 1)
    if read is not None and isinstance(read.when, NamedPeriod) and conventions().named[read.when.index].season:
        return None
    return read
