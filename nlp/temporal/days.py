"""Reads days: '1 maart 2027', '20-01', 'dinsdag 3/5', 'vrijdag over een week', 'overmorgen', 'de 15e'."""

from typing import Final

from nlp.temporal.amounts import abbreviated, amount, number, ordinal
from nlp.temporal.guards import guards
from nlp.temporal.relative import CalendarUnit, DayOffset, DayOfMonth, Later, Weekday, WeekdayIn
from nlp.temporal.roles import Shift
from nlp.temporal.tokens import Token, Tokens
from nlp.temporal.when import Hit, When
from nlp.temporal.yearly import DayOfYear, IsoWeek, Month, Year

_SIGNS: Final = frozenset("-/.")
_YEARS: Final = range(2000, 2100)
_SHORT_YEARS: Final = range(20, 46)


OFFSETS: Final[dict[Shift, int]] = {"next": 1, "coming": 1, "this": 0, "last": -1, "past": -1}


def is_long_ago(token: Token) -> bool:
    """A year of the last century: a day of birth, no plan."""
    return len(token.text) == 4 and 1900 <= token.value < 2000


def year_behind(tokens: Tokens, at: int) -> tuple[Year | None, int]:
    """The year behind a month or season: '2027', \"'27\", '27', 'van volgend jaar'."""
    token = tokens[at]
    if token.text == "'" and tokens[at + 1].glued and len(tokens[at + 1].text) == 2 and tokens[at + 1].value >= 0:
        return Year(2000 + tokens[at + 1].value), at + 2
    if len(token.text) == 4 and token.value in _YEARS and not tokens[at + 1].has("hour"):
        return Year(token.value), at + 1
    apart = not token.glued or tokens[at - 1].role.month is not None
    if len(token.text) == 2 and token.value in _SHORT_YEARS and apart and guards().ends_year(tokens[at + 1]):
        return Year(2000 + token.value), at + 1
    here = at + 1 if token.has("of") else at
    shift = tokens[here].role.shift
    if shift is not None and tokens[here + 1].role.unit == "year":
        return Year(OFFSETS[shift], counted=True), here + 2
    if here > at and len(tokens[here].text) == 4 and tokens[here].value in _YEARS:
        return Year(tokens[here].value), here + 1
    return None, at


def day_of_month_and_month(tokens: Tokens, at: int) -> Hit | None:
    """'1 maart', '1e mrt.', 'vijftien april 2027', '1-mrt-27', 'de eerste van mei'."""
    here = at + 1 if tokens[at].has("article") else at
    token = tokens[here]
    nth = ordinal(tokens, here)
    if nth is not None:
        if nth.number < 1:
            return None
        day, end = int(nth.number), nth.end
        if tokens[end].has("of"):
            end += 1
            if tokens[end].has("article"):
                end += 2 if tokens[end + 1].role.unit == "month" else 0
    elif here > at:
        return None
    else:
        count = number(tokens, here)
        if count is None or count.number != int(count.number) or (token.value >= 0 and len(token.text) > 2):
            return None
        day, end = int(count.number), count.end
    if token.value >= 0 and _inside_figure(tokens, here):
        return None
    glued_sign = tokens[end].text in _SIGNS and tokens[end].glued and tokens[end + 1].glued
    end += glued_sign
    month = tokens[end].role.month
    if month is None or not 1 <= day < 40 or is_long_ago(tokens[end + 1]):
        return None
    year, end = _year_after_month(tokens, end + 1)
    return Hit(DayOfYear(year, day=day, month=month), end)


def _year_after_month(tokens: Tokens, at: int) -> tuple[Year | None, int]:
    if tokens[at].text in _SIGNS and tokens[at].glued and tokens[at + 1].glued and tokens[at + 1].value >= 0:
        figures = tokens[at + 1]
        if len(figures.text) == 2:
            return Year(2000 + figures.value), at + 2
        if figures.value in _YEARS:
            return Year(figures.value), at + 2
    if abbreviated(tokens, at):
        at += 1
    return year_behind(tokens, at)


def _inside_figure(tokens: Tokens, at: int) -> bool:
    """Is this figure the tail of something longer, as in '12.3', 'B12' or '+31'?"""
    if at == 0 or not tokens[at].glued:
        return False
    before = tokens[at - 1]
    if before.role.weekday is not None:
        return False
    return before.text not in {"(", "'", '"', ":", ",", "/", "-", "=", "[", ">", "~", "*"}


def numeric_day(tokens: Tokens, at: int) -> Hit | None:
    """'2027-03-01', '1/3/27', '01-03', '3.9', '1 3 2027'. Whether '1-3' is a day at all is for the guards."""
    first = tokens[at]
    if first.value < 0:
        return None
    sign, second = tokens[at + 1], tokens[at + 2]
    if second.value >= 0 and sign.text in _SIGNS and sign.glued and second.glued:
        third = tokens[at + 4]
        if tokens[at + 3].text == sign.text and third.value >= 0 and tokens[at + 3].glued and third.glued:
            return _three_figures(tokens, at, third)
        return _two_figures(tokens, at, second)
    year = second
    spaced = sign.value in range(1, 13) and len(first.text) <= 2 and not sign.glued and not year.glued
    if spaced and len(year.text) == 4 and year.value in _YEARS and 1 <= first.value <= 31:
        return Hit(DayOfYear(Year(year.value), day=first.value, month=sign.value), at + 3)
    return None


def _three_figures(tokens: Tokens, at: int, third: Token) -> Hit | None:
    if not _stands_free(tokens, at, at + 5):
        return None
    first, second = tokens[at], tokens[at + 2]
    if len(first.text) == 4 and first.value in _YEARS and len(third.text) <= 2:
        return Hit(DayOfYear(Year(first.value), day=third.value, month=second.value), at + 5)
    if len(first.text) > 2 or len(second.text) > 2:
        return None
    if len(third.text) == 4 and third.value in _YEARS:
        return Hit(DayOfYear(Year(third.value), day=first.value, month=second.value), at + 5)
    plausible = 1 <= first.value <= 31 and 1 <= second.value <= 12
    if len(third.text) == 2 and third.value in _SHORT_YEARS and plausible:
        return Hit(DayOfYear(Year(2000 + third.value), day=first.value, month=second.value), at + 5)
    return None


def _two_figures(tokens: Tokens, at: int, second: Token) -> Hit | None:
    first, sign = tokens[at], tokens[at + 1].text
    if tokens[at + 3].text == sign and tokens[at + 4].text == "'" and len(tokens[at + 5].text) == 2:
        year = Year(2000 + tokens[at + 5].value)
        fits = tokens[at + 5].value in _SHORT_YEARS
        return Hit(DayOfYear(year, day=first.value, month=second.value), at + 6) if fits else None
    if not _stands_free(tokens, at, at + 3):
        return None
    if len(second.text) == 4 and second.value in _YEARS and first.value in range(1, 13) and sign != ".":
        return Hit(Month(Year(second.value), month=first.value), at + 3)
    if len(first.text) == 4 and first.value in _YEARS and len(second.text) == 2 and second.value in range(1, 13):
        return Hit(Month(Year(first.value), month=second.value), at + 3)
    if len(first.text) > 2 or len(second.text) > 2:
        return None
    if 1 <= first.value <= 31 and 1 <= second.value <= 12:
        return Hit(DayOfYear(None, day=first.value, month=second.value), at + 3)
    return None


def _stands_free(tokens: Tokens, at: int, end: int) -> bool:
    """Do these figures end here, and begin here? Not in '12-3-4-5', '1.2.3', '3-4x' or 'v1-2'."""
    sign = tokens[at + 1].text
    chained = at > 1 and tokens[at].glued and tokens[at - 1].text in _SIGNS and tokens[at - 1].glued
    if _inside_figure(tokens, at) or (chained and not (sign == "/" and tokens[at - 3].text == "/")):
        return False
    after = tokens[end]
    if not after.glued or (after.has("dash") and sign == "/" and tokens[end + 2].text == "/"):
        return True
    if after.text in _SIGNS or after.text == "+":
        return not (tokens[end + 1].glued and tokens[end + 1].text.isalnum())
    return not after.text.isalnum() and after.text not in {"%", "°"}


def day_offset(tokens: Tokens, at: int) -> Hit | None:
    """'morgen', 'vanavond', 'morgen over een week'."""
    day = tokens[at].role.day
    if day is None:
        return None
    here: When = DayOffset(day)
    end = at + 1
    if tokens[end].role.frame == "ahead":
        later = amount(tokens, end + 1)
        if later is not None:
            return Hit(Later(later.amount, here), later.end)
    return Hit(here, end)


def weekday(tokens: Tokens, at: int) -> Hit | None:
    """'vrijdag', 'komende di', 'donderdag 20 mei', 'vrijdag over een week', 'ma 3/5', 'dinsdag van week 12'."""
    here = at + 1 if tokens[at].has("article") and tokens[at + 1].role.shift else at
    shift = tokens[here].role.shift
    here += shift is not None
    token = tokens[here]
    if token.role.weekday is None or (token.text == "zo" and shift == "this"):
        return None
    if token.role.short and shift is None and not guards().is_short_weekday(tokens, here):
        return None
    end = here + 1
    if token.role.short and abbreviated(tokens, end):
        end += 1
    end += tokens[end].has("daypart")
    date = _date_behind(tokens, end)
    if date is not None:
        return date
    return _which(tokens, end, Weekday(token.role.weekday, shift))


def _date_behind(tokens: Tokens, at: int) -> Hit | None:
    here = at + 1 if tokens[at].text == "," else at
    if tokens[here].has("article") or here == at or tokens[here].value >= 0:
        day = day_of_month_and_month(tokens, here) or numeric_day(tokens, here)
        if day is not None and not tokens[day.end].has("hour"):
            return day
    if tokens[here].has("article"):
        nth = ordinal(tokens, here + 1)
        if nth is not None and nth.number >= 1 and not guards().is_counted(tokens[nth.end]):
            return Hit(DayOfMonth(int(nth.number)), nth.end)
    return None


def _which(tokens: Tokens, at: int, day: Weekday) -> Hit:
    """Which of them: 'over een week', 'van volgende week', 'in week 12', 'a.s.'."""
    behind = tokens[at].role.behind
    here = at + (tokens[at].has("of") or tokens[at].has("in"))
    shift = tokens[here].role.shift
    if shift is not None and tokens[here + 1].role.unit == "week":
        return Hit(WeekdayIn(CalendarUnit("week", OFFSETS[shift]), day.weekday), here + 2)
    if behind is not None:
        return Hit(Weekday(day.weekday, behind), at + 1)
    if tokens[at].role.frame == "ahead":
        later = amount(tokens, at + 1)
        if later is not None and later.amount.unit == "week":
            return Hit(Later(later.amount, day), later.end)
    week = tokens[here + 1]
    if tokens[here].role.unit == "week" and 1 <= week.value <= 53:
        return Hit(WeekdayIn(IsoWeek(None, week=week.value), day.weekday), here + 2)
    return Hit(day, at)


def day_of_month(tokens: Tokens, at: int) -> Hit | None:
    """'de 15e', 'de 3e van volgende maand'; only behind a word that asks for a day."""
    if not tokens[at].has("article") or tokens[at].text == "het":
        return None
    nth = ordinal(tokens, at + 1)
    if nth is None or not 1 <= nth.number <= 31:
        return None
    day, end = int(nth.number), nth.end
    here = end + tokens[end].has("of")
    here += tokens[here].has("article")
    if here > end and tokens[here].role.unit == "month":
        return Hit(DayOfMonth(day), here + 1)
    shift = tokens[here].role.shift
    if shift is not None and tokens[here + 1].role.unit == "month":
        return Hit(DayOfMonth(day, OFFSETS[shift]), here + 2)
    if at == 0 or not guards().asks_for_day(tokens[at - 1]):
        return None
    after = tokens[end]
    figures = tokens[at + 1].value >= 0
    sure = day > 12 or (figures and tokens[at - 1].role.frame in {"by", "from", "until", "through"})
    if guards().is_counted(after) or not (sure or (figures and guards().ends_year(after))):
        return None
    return Hit(DayOfMonth(day), end)
