"""Reads what comes back: 'elke dinsdag', 'om de week', 'twee keer per maand', 'iedere eerste maandag van de maand'.

The value is an RRULE of RFC 5545, its parts in the order FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH.
"""

from typing import Final, NamedTuple

from nlp.temporal import openings
from nlp.temporal.amounts import hour_behind, number, ordinal, up_to
from nlp.temporal.guards import guards
from nlp.temporal.roles import Unit
from nlp.temporal.said import Recurrence
from nlp.temporal.tokens import Token, Tokens

_FREQUENCY: Final[dict[Unit, tuple[str, int]]] = {
    "day": ("DAILY", 1), "week": ("WEEKLY", 1), "month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3),
    "halfyear": ("MONTHLY", 6), "year": ("YEARLY", 1),
}  # fmt: skip
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS: Final = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_MOST: Final = 7
"""Weekdays, or ordinals, in one list."""


class Returning(NamedTuple):
    """What was read, and the place behind it."""

    said: Recurrence
    end: int


class _Days(NamedTuple):
    days: list[int]
    end: int


def recurrence(tokens: Tokens, at: int) -> Returning | None:
    """A recurrence that begins here."""
    role = tokens[at].role
    if role.opens == openings.FIGURE and not _counts(tokens[at + 1]):
        return None
    if tokens[at].has("each"):
        return _each(tokens, at)
    if role.rrule is not None:
        return _adverb(tokens, at)
    if role.habit is not None:
        return Returning(Recurrence(_weekly(1, [role.habit])), hour_behind(tokens, at + 1, led=True))
    if tokens[at].text == "om":
        return _every_other(tokens, at)
    if role.frame == "at" or tokens[at].text == "/":
        return _per(tokens, at, None, at)
    if role.per is not None and not tokens[at].capital:
        return Returning(Recurrence(_rrule(role.per, 1)), at + 1)
    return _so_often(tokens, at) or _nth_weekday(tokens, at, each=False)


def _counts(after: Token) -> bool:
    """Can a figure before this token be a number of times, or the nth weekday?"""
    flags = {"times", "or", "working_amount"}
    return bool(after.role.flags & flags) or after.role.unit is not None or after.glued or after.text == "a"


def _rrule(unit: Unit, count: int) -> str:
    if unit == "workday":
        return _WORKDAYS
    if unit == "weekend":
        return "FREQ=WEEKLY;BYDAY=SA,SU" if count == 1 else f"FREQ=WEEKLY;INTERVAL={count};BYDAY=SA,SU"
    frequency, months = _FREQUENCY[unit]
    interval = months * count
    return f"FREQ={frequency}" if interval == 1 else f"FREQ={frequency};INTERVAL={interval}"


def _weekly(interval: int, days: list[int]) -> str:
    head = "FREQ=WEEKLY" if interval == 1 else f"FREQ=WEEKLY;INTERVAL={interval}"
    return head + ";BYDAY=" + ",".join(_DAYS[day] for day in sorted(set(days)))


def _each(tokens: Tokens, at: int) -> Returning | None:
    """'elke dinsdag en donderdag', 'iedere drie maanden', 'elke eerste maandag van de maand', 'elk voorjaar'."""
    days = _weekdays(tokens, at + 1)
    if days is not None:
        return _with_week(tokens, days, 1)
    nth = _nth_weekday(tokens, at + 1, each=True)
    if nth is not None:
        return nth
    token = tokens[at + 1]
    if token.has("daypart"):
        return Returning(Recurrence("FREQ=DAILY"), hour_behind(tokens, at + 2, led=True))
    if token.role.month is not None:
        return Returning(Recurrence(f"FREQ=YEARLY;BYMONTH={token.role.month}"), at + 2)
    if token.role.named is not None:
        return Returning(Recurrence("FREQ=YEARLY"), at + 2)
    ordinal_day = ordinal(tokens, at + 1)
    if ordinal_day is not None and ordinal_day.number >= 1:
        return _each_nth(tokens, int(ordinal_day.number), ordinal_day.end)
    return _counted_unit(tokens, at + 1)


def _each_nth(tokens: Tokens, nth: int, at: int) -> Returning | None:
    """'elke tweede week', 'elke 15e van de maand'."""
    unit = tokens[at].role.unit
    if unit in _FREQUENCY and nth > 1:
        return Returning(Recurrence(_rrule(unit, nth)), at + 1)
    if tokens[at].has("of") and nth <= 31:
        here = at + 1 + tokens[at + 1].has("article")
        if tokens[here].role.unit == "month":
            return Returning(Recurrence(f"FREQ=MONTHLY;BYMONTHDAY={nth}"), here + 1)
    return None


def _counted_unit(tokens: Tokens, at: int) -> Returning | None:
    """'twee weken' of 'elke twee weken', with the day on which: 'elke week op dinsdag'."""
    count = number(tokens, at)
    here = at if count is None else up_to(tokens, count).end
    interval = 1 if count is None else count.number
    unit = tokens[here].role.unit
    if unit is None or interval < 1 or interval != int(interval) or interval > 60:
        return None
    return _on_which(tokens, here + 1, unit, int(interval))


def _on_which(tokens: Tokens, at: int, unit: Unit, interval: int) -> Returning:
    plain = Returning(Recurrence(_rrule(unit, interval)), hour_behind(tokens, at, led=True) if unit == "day" else at)
    here = at + tokens[at].has("on")
    if unit == "week":
        days = _weekdays(tokens, here) if here > at else None
        if days is not None:
            return Returning(Recurrence(_weekly(interval, days.days)), hour_behind(tokens, days.end, led=True))
    if unit == "month" and here > at and tokens[here].has("article"):
        nth_day = _nth_weekday(tokens, here + 1, each=True)
        if nth_day is not None:
            by_day = nth_day.said.rrule.partition(";")[2]
            return Returning(Recurrence(f"{_rrule(unit, interval)};{by_day}"), nth_day.end)
        nth = ordinal(tokens, here + 1)
        if nth is not None and 1 <= nth.number <= 31 and not guards().is_counted(tokens[nth.end]):
            return Returning(Recurrence(f"{_rrule(unit, interval)};BYMONTHDAY={int(nth.number)}"), nth.end)
    if unit == "year" and tokens[at].has("in") and tokens[at + 1].role.month is not None:
        return Returning(Recurrence(f"{_rrule(unit, interval)};BYMONTH={tokens[at + 1].role.month}"), at + 2)
    return plain


def _adverb(tokens: Tokens, at: int) -> Returning:
    rrule = tokens[at].role.rrule or ""
    if rrule.startswith("FREQ=WEEKLY") and tokens[at + 1].has("on") and "BYDAY" not in rrule:
        days = _weekdays(tokens, at + 2)
        if days is not None:
            by_day = _weekly(1, days.days).partition(";")[2]
            return Returning(Recurrence(f"{rrule};{by_day}"), hour_behind(tokens, days.end, led=True))
    return Returning(Recurrence(rrule), hour_behind(tokens, at + 1, led=True) if rrule == "FREQ=DAILY" else at + 1)


def _every_other(tokens: Tokens, at: int) -> Returning | None:
    """'om de week' and 'om de twee weken' are both every two weeks; 'om de dinsdag'."""
    if tokens[at + 1].text != "de" and tokens[at + 1].text != "het":
        return None
    here = at + 2
    token = tokens[here]
    if token.role.weekday is not None and not token.role.short:
        return Returning(Recurrence(_weekly(2, [token.role.weekday])), hour_behind(tokens, here + 1, led=True))
    if token.role.unit is not None:
        return None if token.role.unit == "workday" else _on_which(tokens, here + 1, token.role.unit, 2)
    return _counted_unit(tokens, here)


def _so_often(tokens: Tokens, at: int) -> Returning | None:
    """'twee keer per maand', '2x/week', 'eens in de drie weken', 'twee dagen per week'."""
    role = tokens[at].role
    if role.count is not None and tokens[at].text != "paar keer":
        return _per(tokens, at + 1, role.count, at)
    if role.count is not None:
        return _per(tokens, at + 1, 0, at)
    count = number(tokens, at)
    if count is None or (tokens[at].glued and at and tokens[at - 1].text.isalnum()):
        return None
    here, times = count.end, count.number
    if tokens[here].has("or") or tokens[here].text == "a":
        further = number(tokens, here + 1)
        if further is not None and further.number > times:
            here, times = further.end, 0
    counted = tokens[here].has("times") or tokens[here].role.unit == "day" or tokens[here].has("working_amount")
    if not counted or times != int(times):
        return None
    return _per(tokens, here + 1, int(times), at)


def _per(tokens: Tokens, at: int, times: int | None, begin: int) -> Returning | None:
    """'per maand', '/week', 'in de twee weken', 'pw' behind a count, or 'per maand' alone (`times` None)."""
    token = tokens[at]
    if times is not None and token.role.per is not None:
        return _often(tokens, begin, at + 1, _rrule(token.role.per, 1), times)
    if times is not None and token.role.rrule is not None:
        return _often(tokens, begin, at + 1, token.role.rrule, times)
    if token.has("per"):
        here = at + 1 + (tokens[at + 1].text == "/")
    elif times is not None and token.has("loosely_per"):
        here = at + 1 + (tokens[at + 1].has("article") or tokens[at + 1].text == "een")
        if token.has("in") and here == at + 1:
            return None
    else:
        return None
    count = number(tokens, here)
    interval, here = (1.0, here) if count is None else (count.number, count.end)
    unit = tokens[here].role.unit
    if unit is None or interval < 1 or interval != int(interval) or interval > 60:
        return None
    if times is None and unit in {"weekend", "workday"} and token.text == "/":
        return None
    whole = _on_which(tokens, here + 1, unit, int(interval))
    return _often(tokens, begin, whole.end, whole.said.rrule, times or 0)


def _often(tokens: Tokens, begin: int, end: int, rrule: str, times: int) -> Returning | None:
    if rrule == "FREQ=DAILY" and guards().is_dose(tokens, begin, end):
        return None
    return Returning(Recurrence(rrule, times if times > 1 else None), end)


def _weekdays(tokens: Tokens, at: int) -> _Days | None:
    """'dinsdag', 'ma, wo en vr', 'maandag t/m donderdag'."""
    first = tokens[at].role.weekday
    if first is None:
        first = tokens[at].role.habit
    if first is None:
        return None
    days, end = [first], at + 1 + tokens[at + 1].has("daypart")
    while len(days) < _MOST:
        joint, after = tokens[end], tokens[end + 1]
        if joint.has("dash") and joint.glued and after.has("list"):
            joint, after, end = after, tokens[end + 2], end + 1
        elif joint.text == "," and after.has("and"):
            after, end = tokens[end + 2], end + 1
        if joint.role.weekday is not None:
            days, end = [*days, joint.role.weekday], end + 1
            continue
        further = after.role.weekday if after.role.weekday is not None else after.role.habit
        if further is None:
            break
        if joint.role.frame == "through" or joint.has("dash"):
            days = [*days, *((days[-1] + step) % 7 for step in range(1, (further - days[-1]) % 7 + 1))]
        elif joint.has("list"):
            days = [*days, further]
        else:
            break
        end += 2
        end += tokens[end].has("daypart")
    return _Days(days, end)


def _with_week(tokens: Tokens, days: _Days, interval: int) -> Returning:
    """'elke dinsdag van de week', 'elke dinsdag om 9 uur'."""
    end = days.end
    here = end + 1 + tokens[end + 1].has("article")
    if tokens[end].has("of") and tokens[here].role.unit == "week":
        end = here + 1
    return Returning(Recurrence(_weekly(interval, days.days)), hour_behind(tokens, end, led=True))


def _nth_weekday(tokens: Tokens, at: int, each: bool) -> Returning | None:
    """'(elke) eerste en derde maandag van de maand', 'de laatste vrijdag van elk kwartaal'."""
    here = at + (not each and tokens[at].has("article"))
    counts: list[int] = []
    while len(counts) < _MOST:
        nth = ordinal(tokens, here)
        if nth is None or not (nth.number == -1 or 1 <= nth.number <= 5):
            break
        counts.append(int(nth.number))
        here = nth.end
        if not tokens[here].has("list") or ordinal(tokens, here + 1) is None:
            break
        here += 1
    day = tokens[here].role.weekday
    if not counts or day is None:
        return None
    unit, end = _of_each(tokens, here + 1, each)
    if unit not in {"month", "quarter", "year"}:
        return None
    by_day = ",".join(f"{nth}{_DAYS[day]}" for nth in counts)
    return Returning(Recurrence(f"{_rrule(unit, 1)};BYDAY={by_day}"), hour_behind(tokens, end, led=True))


def _of_each(tokens: Tokens, at: int, each: bool) -> tuple[Unit | None, int]:
    """'van de maand', 'van elke maand', 'per kwartaal', 'in de maand'; nothing said behind 'elke' is the month."""
    token = tokens[at]
    if token.has("of") or token.has("in") or token.role.frame == "at":
        here = at + 1 + (tokens[at + 1].has("article") or tokens[at + 1].has("each"))
        unit = tokens[here].role.unit
        if unit is not None:
            return unit, here + 1
    return ("month", at) if each else (None, at)
