"""Reads numbers, amounts of time ('anderhalve maand', 'een week of zes') and the hour behind a day.

Every reader takes the tokens and a place, and gives what it read with the place behind it, or None.
"""

from typing import Final, NamedTuple

from nlp.temporal.tokens import Token, Tokens
from nlp.temporal.when import Amount

_LONGEST: Final = 100
"""No plan is longer than this many units."""
_EARLIEST: Final = 7
"""Hours before this one are more likely a length of time."""
_ORDINAL_ENDINGS: Final = ("e", "de", "ste", "ste.", "è")


class Counted(NamedTuple):
    number: float
    end: int


class Measured(NamedTuple):
    amount: Amount
    end: int


def number(tokens: Tokens, at: int) -> Counted | None:
    """'3', '1,5', 'drie', 'anderhalve'."""
    token = tokens[at]
    if token.value >= 0:
        comma, tenths = tokens[at + 1], tokens[at + 2]
        if comma.text in {",", "."} and comma.glued and tenths.glued and tenths.value >= 0 and len(tenths.text) <= 2:
            return Counted(float(f"{token.value}.{tenths.text}"), at + 3)
        return Counted(token.value, at + 1)
    if token.role.number is not None:
        return Counted(token.role.number, at + 1)
    return None


def ordinal(tokens: Tokens, at: int) -> Counted | None:
    """'derde', '3e', '1ste', and 'laatste' as -1."""
    token = tokens[at]
    if token.value >= 0:
        ending = tokens[at + 1]
        if ending.glued and ending.text in _ORDINAL_ENDINGS:
            return Counted(token.value, at + 2)
        return None
    if token.role.ordinal is not None:
        return Counted(token.role.ordinal, at + 1)
    return None


def amount(tokens: Tokens, at: int) -> Measured | None:
    """'drie weken', '2 à 3 maanden', 'een half jaar', 'ongeveer 6 weken', 'een week of zes', 'een paar dagen'."""
    here = at
    while here < at + 2 and tokens[here].has("approximate"):
        here += 1
    if tokens[here].role.unit == "halfyear":
        return Measured(Amount(1, 1, "halfyear"), here + 1)
    if tokens[here].role.number == 1 and tokens[here + 1].has("vague"):
        here += 1
    first = number(tokens, here)
    if first is None or not 0 < first.number <= _LONGEST:
        return None
    vague = tokens[here].has("vague")
    last = up_to(tokens, first)
    here = last.end
    if tokens[here].has("approximate"):
        here += 1
    unit = tokens[here].role.unit
    if unit is None or (tokens[here].glued and tokens[here - 1].value < 0):
        return None
    here = _past_dot(tokens, here + 1)
    if first.number == 1 and tokens[here].has("or_so"):
        about = number(tokens, here + 1)
        if about is not None and 1 < about.number <= _LONGEST and tokens[about.end].role.unit is None:
            return Measured(Amount(about.number, about.number, unit, vague=True), about.end)
    return Measured(Amount(first.number, last.number, unit, vague), here)


def up_to(tokens: Tokens, first: Counted) -> Counted:
    """The far end of '2 à 3', '2-3', 'twee of drie'; the near one if there is no other."""
    if tokens[first.end].has("or") or tokens[first.end].text == "a":
        last = number(tokens, first.end + 1)
        if last is not None and first.number < last.number <= _LONGEST:
            return last
    return first


def _past_dot(tokens: Tokens, at: int) -> int:
    """Behind the dot of an abbreviation ('6 mnd. poli')."""
    return at + 1 if abbreviated(tokens, at) else at


def abbreviated(tokens: Tokens, at: int) -> bool:
    """Is the dot at this place that of an abbreviation before it, and not the end of the sentence?"""
    dot, word, after = tokens[at], tokens[at - 1], tokens[at + 1]
    return dot.text == "." and dot.glued and len(word.text) <= 5 and after.end >= 0 and after.text != "\n"


def hour_behind(tokens: Tokens, at: int, led: bool = False) -> int:
    """The place behind the hour or part of the day that follows a day: ', 14:30u', 'om 9', 'in de ochtend'.

    `led`: an early hour counts only behind 'om' or the like, for 'elke dag 1 uur lezen' is no hour of the day.
    """
    for _ in range(2):
        token = tokens[at]
        if token.has("tail"):
            at += 1
            continue
        unled = led and not token.has("around_clock") and token.value < _EARLIEST
        end = None if unled else _clock(tokens, at)
        if end is None:
            break
        at = end
    return at


def _clock(tokens: Tokens, at: int) -> int | None:
    comma = tokens[at].text in {",", "("}
    here = at + comma
    about = tokens[here].has("around_clock")
    loose = tokens[here].text == "om"
    end = _from_till(tokens, here + about) or _time(tokens, here + about, loose)
    if end is None:
        return None
    if comma and tokens[at].text == "(":
        return end + 1 if tokens[end].text == ")" else None
    return end


def _from_till(tokens: Tokens, at: int) -> int | None:
    """Behind '9.00-10.00', '13 tot 14 uur': the first hour may be bare if the second is not."""
    begin = _time(tokens, at, loose=True)
    if begin is None or tokens[begin].text not in {"-", "tot", "en", "t/m"}:
        return None
    bare = begin == at + 1
    till = _time(tokens, begin + 1, loose=not bare)
    return None if till is None or (bare and till == begin + 2) else till


def _time(tokens: Tokens, at: int, loose: bool) -> int | None:
    """Behind '14:30u', '9 uur', '14u30', 'half 3'; a bare '9' only if `loose`."""
    if tokens[at].has("half_past"):
        at += 1
        loose = True
    token = tokens[at]
    hour = token.value if token.value >= 0 else token.role.number
    if len(token.text) == 4 and token.value >= 0:
        hour = token.value // 100
    if hour is None or not (0 <= hour <= 24 if token.value >= 0 else 1 < hour <= 12):
        return None
    sign, minutes = tokens[at + 1], tokens[at + 2]
    if len(token.text) == 4 and sign.has("hour") and sign.glued and token.value % 100 < 60:
        return at + 2
    if sign.text in {":", "."} and sign.glued and minutes.glued and len(minutes.text) == 2 and 0 <= minutes.value < 60:
        return _behind_hour(tokens, at + 3)
    behind = _behind_hour(tokens, at + 1)
    if behind > at + 1:
        minutes = tokens[behind]
        return behind + 1 if minutes.glued and len(minutes.text) == 2 and minutes.value >= 0 else behind
    if loose and not _counts_something(tokens[at + 1]):
        return at + 1
    return None


def _behind_hour(tokens: Tokens, at: int) -> int:
    return at + 1 if tokens[at].has("hour") else at


def _counts_something(token: Token) -> bool:
    return token.role.unit is not None or token.has("times") or token.text == "%"
