"""Reads periods: 'volgende week vrijdag', 'de komende drie maanden', 'de zomer van 2027', 'Q2', 'week 12'."""

from typing import Final

from nlp.temporal.amounts import abbreviated, amount, number, ordinal
from nlp.temporal.conventions import conventions
from nlp.temporal.days import OFFSETS, day_of_month_and_month, is_long_ago, numeric_day, year_behind
from nlp.temporal.guards import guards
from nlp.temporal.parts import WeekOf
from nlp.temporal.relative import CalendarUnit, DayOfMonth, Rolling, Shifted, WeekdayIn, Weekend
from nlp.temporal.roles import Shift, Unit
from nlp.temporal.tokens import Token, Tokens
from nlp.temporal.when import Amount, Hit, When
from nlp.temporal.yearly import IsoWeek, Month, Months, NamedPeriod, WholeYear, Year

_YEARS: Final = range(2015, 2050)
_WINDOW: Final[frozenset[Shift]] = frozenset({"coming", "past", "next"})
_WHOLE: Final = ("week", "month", "quarter", "year")


def month(tokens: Tokens, at: int) -> Hit | None:
    """'maart', 'de maand mei 2027', 'komende april', 'mrt a.s.'; an abbreviation only where time is asked for."""
    here = at
    if tokens[here].has("article") and (tokens[here + 1].role.unit == "month" or tokens[here + 1].role.shift):
        here += 1
    elif tokens[here].has("whole") or (tokens[here].has("article") and tokens[here + 1].has("whole")):
        here += 1 + tokens[here].has("article")
    shift = tokens[here].role.shift
    here += shift is not None
    if tokens[here].role.unit == "month" and (here > at or tokens[here].text == "maand"):
        here += 1
    token = tokens[here]
    if token.role.month is None or is_long_ago(tokens[here + 1]):
        return None
    if token.glued and here and tokens[here - 1].text.isalnum():
        return None
    year, end = year_behind(tokens, _behind_abbreviation(tokens, here + 1))
    if token.role.short and shift is None and year is None and not _asks_for_month(tokens, here):
        return None
    if here == at and guards().is_name(tokens, at):
        return None
    found: When = Month(year, month=token.role.month)
    behind = tokens[end].role.behind
    if shift is None and behind is not None:
        shift, end = behind, end + 1
    return Hit(Shifted(found, shift) if shift is not None else found, end)


def _behind_abbreviation(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens[at - 1].role.short and abbreviated(tokens, at) else at


def _asks_for_month(tokens: Tokens, at: int) -> bool:
    after = tokens[at + 1]
    joins = after.has("dash") or after.has("and") or after.text == "/" or after.role.frame in {"through", "until"}
    if joins and tokens[at + 2].role.month is not None:
        return True
    if at == 0:
        return False
    before = tokens[at - 1]
    if before.role.part is not None or before.role.unit == "month":
        return True
    if tokens[at].capital and tokens[at].text == "jan":
        return False
    if (before.has("dash") or before.text in {"/", "en"}) and at > 1 and tokens[at - 2].role.month is not None:
        return True
    return before.text in {"in", "rond"} or before.role.frame in {
        "before", "by", "until", "through", "from", "since", "after", "at", "toward"
    }  # fmt: skip


def named(tokens: Tokens, at: int) -> Hit | None:
    """'de zomer van 2027', 'komende kerst', 'Pasen'."""
    here = at
    here += tokens[here].has("article")
    shift = tokens[here].role.shift
    here += shift is not None
    index = tokens[here].role.named
    if index is None:
        return None
    if here == at and (guards().is_name(tokens, at) or not _may_begin(tokens, at)):
        return None
    if here == at + 1 and shift is None and conventions().named[index].season and guards().is_name(tokens, here):
        return None
    year, end = year_behind(tokens, here + 1)
    behind = tokens[end].role.behind
    if shift is None and behind is not None:
        shift, end = behind, end + 1
    found: When = NamedPeriod(year, index=index)
    return Hit(Shifted(found, shift) if shift is not None and year is None else found, end)


def _may_begin(tokens: Tokens, at: int) -> bool:
    """Does time begin at this word, rather than a topic: 'ramadan' in 'diabetes en ramadan'?"""
    if at == 0:
        return True
    before = tokens[at - 1]
    role = before.role
    if role.frame == "span":
        return tokens[at + 1].role.frame in {"until", "through"}
    return (
        role.frame is not None
        or role.part is not None
        or role.day is not None
        or bool(role.flags & {"neutral", "during", "dash", "and", "now"})
        or not before.text.isalnum()
    )


def quarter(tokens: Tokens, at: int) -> Hit | None:
    """'Q2', 'kwartaal 3', 'het derde kwartaal van 2027', 'de eerste helft van 2027', 'het eerste halfjaar'."""
    if tokens[at].has("quarter") and not tokens[at].glued and tokens[at + 1].value in range(1, 5):
        if tokens[at + 2].glued and tokens[at + 2].text.isalnum():
            return None
        return _months(tokens, at + 2, tokens[at + 1].value, 3)
    if tokens[at].role.unit == "quarter" and tokens[at + 1].value in range(1, 5):
        return _months(tokens, at + 2, tokens[at + 1].value, 3)
    here = at + tokens[at].has("article")
    nth = ordinal(tokens, here)
    if nth is None:
        return None
    unit = tokens[nth.end].role.unit
    last = 4 if unit == "quarter" else 2
    if unit not in {"quarter", "halfyear"}:
        return None
    count = last if nth.number == -1 and unit == "quarter" else int(nth.number)
    if not 1 <= count <= last:
        return None
    return _months(tokens, nth.end + 1, count, 12 // last)


def _months(tokens: Tokens, at: int, count: int, length: int) -> Hit:
    year, end = year_behind(tokens, at)
    return Hit(Months(year, first=(count - 1) * length + 1, count=length), end)


def week(tokens: Tokens, at: int) -> Hit | None:
    """'week 12', 'wk 3 van 2027', 'vrijdag' behind it, 'de week van 3 mei'."""
    here = at + tokens[at].has("article")
    token = tokens[here]
    if token.role.unit not in {"week", "weekend"}:
        return None
    counted = at > 0 and tokens[at - 1].has("per")
    if token.role.unit == "week" and here == at and not counted and 1 <= tokens[at + 1].value <= 54:
        after = tokens[at + 2]
        if after.text in {"+"} or (after.glued and after.text.isalpha()) or guards().is_pregnancy(tokens, at, at + 2):
            return None
        year, end = year_behind(tokens, at + 2)
        return weekday_behind(tokens, Hit(IsoWeek(year, week=tokens[at + 1].value), end))
    if here > at and tokens[here + 1].has("of"):
        day = day_of_month_and_month(tokens, here + 2) or numeric_day(tokens, here + 2)
        if day is not None:
            return Hit(WeekOf(day.when, token.role.unit == "weekend"), day.end)
    return None


def weekday_behind(tokens: Tokens, week_read: Hit) -> Hit:
    """The weekday behind a week, if there is one: 'volgende week (op) vrijdag'."""
    here = week_read.end + tokens[week_read.end].has("on")
    token = tokens[here]
    if token.role.weekday is None or (token.role.short and token.text == "zo"):
        return week_read
    end = here + 1
    end += tokens[end].has("daypart")
    return Hit(WeekdayIn(week_read.when, token.role.weekday), end)


def year(tokens: Tokens, at: int, asked: bool = False) -> Hit | None:
    """'2027' where time is asked for, 'het jaar 2027'."""
    here = at
    if tokens[here].has("article") and tokens[here + 1].role.unit == "year":
        here += 2
    elif tokens[here].has("whole"):
        here += 1
    token = tokens[here]
    if len(token.text) != 4 or token.value not in _YEARS or tokens[here + 1].has("hour") or token.glued:
        return None
    if tokens[here + 1].glued and tokens[here + 1].text not in {".", ",", ";", ":", "!", "?", ")"}:
        return None
    if not asked and at > 0:
        opened = tokens[at - 1].role.frame == "span" and tokens[here + 1].role.frame in {"until", "through"}
        asked = here > at or opened or _frame_of_year(tokens[at - 1])
    return Hit(WholeYear(Year(token.value)), here + 1) if asked else None


def _frame_of_year(token: Token) -> bool:
    asking = {"before", "by", "until", "through", "from", "since", "after", "at", "toward", "between"}
    return token.has("in") or token.has("during") or token.role.part is not None or token.role.frame in asking


def shifted_unit(tokens: Tokens, at: int) -> Hit | None:
    """'volgende week', 'de komende drie maanden', 'dit jaar', 'afgelopen weekend', 'de laatste twee weken'."""
    here = at + (tokens[at].has("article") or tokens[at].has("possessive"))
    article = here > at
    shift = tokens[here].role.shift
    if shift is None:
        return _whole_unit(tokens, here) if article and tokens[here].has("whole") else _last_few(tokens, here)
    here += 1
    if shift in _WINDOW:
        window = amount(tokens, here)
        counted = number(tokens, here) is not None or tokens[here].has("vague") or tokens[here].has("approximate")
        if window is not None and counted:
            return Hit(Rolling(window.amount, back=shift == "past"), window.end)
    unit = tokens[here].role.unit
    if unit is None or (unit == "year" and tokens[here].text == "jaren" and shift == "this"):
        return None
    return _of_calendar(tokens, here, shift, unit, article)


def _whole_unit(tokens: Tokens, at: int) -> Hit | None:
    """'(de) hele week', '(het) hele jaar': of today."""
    unit = tokens[at + 1].role.unit
    return Hit(CalendarUnit(unit, 0), at + 2) if unit in _WHOLE and not tokens[at + 1].has("plural") else None


def _of_calendar(tokens: Tokens, at: int, shift: Shift, unit: Unit, article: bool) -> Hit | None:
    if unit == "weekend":
        return Hit(Weekend(shift), at + 1)
    plural = tokens[at].has("plural")
    if plural or unit in {"day", "workday"}:
        if shift not in _WINDOW or not plural:
            return None
        return Hit(
            Rolling(Amount(conventions().counts.few, conventions().counts.few, unit, vague=True), back=shift == "past"),
            at + 1,
        )
    rolls = (article and shift in {"coming", "past"}) or (unit == "halfyear" and shift in _WINDOW)
    if rolls:
        return Hit(Rolling(Amount(1, 1, unit), back=shift == "past"), at + 1)
    read = Hit(CalendarUnit(unit, OFFSETS[shift]), at + 1)
    if unit == "week":
        return weekday_behind(tokens, read)
    if unit == "month" and tokens[at + 1].has("article"):
        nth = ordinal(tokens, at + 2)
        if nth is not None and 1 <= nth.number <= 31:
            return Hit(DayOfMonth(int(nth.number), OFFSETS[shift]), nth.end)
    return read


def _last_few(tokens: Tokens, at: int) -> Hit | None:
    """'de laatste drie weken', unless they are those of something ('van mijn stage')."""
    if tokens[at].role.ordinal != -1:
        return None
    window = amount(tokens, at + 1)
    if window is not None and not tokens[window.end].has("of"):
        return Hit(Rolling(window.amount, back=True), window.end)
    unit = tokens[at + 1].role.unit
    if unit in {"week", "month"} and not tokens[at + 2].has("of"):
        few = conventions().counts.few if tokens[at + 1].has("plural") else 1
        return Hit(Rolling(Amount(few, few, unit, vague=few > 1), back=True), at + 2)
    return None


def weekend(tokens: Tokens, at: int) -> Hit | None:
    """'het weekend', and 'weekend' behind a frame."""
    here = at + tokens[at].has("article")
    if tokens[here].role.unit != "weekend" or tokens[here].has("plural"):
        return None
    framed = at > 0 and tokens[at - 1].role.frame in {"before", "by", "until", "after", "since", "from", "through"}
    return Hit(Weekend(), here + 1) if here > at or framed else None
