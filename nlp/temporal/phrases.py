"""Reads whole time expressions: a frame ('uiterlijk', 'vanaf', 'binnen') with its days, a range, a duration."""

from typing import Final, NamedTuple

from nlp.temporal import openings as o
from nlp.temporal.amounts import amount
from nlp.temporal.guards import guards
from nlp.temporal.parts import Context
from nlp.temporal.pieces import context
from nlp.temporal.ranges import may_open_range, range_of_days
from nlp.temporal.readers import when
from nlp.temporal.recurrences import recurrence
from nlp.temporal.relative import Ahead, CalendarUnit, DayOffset, Rolling
from nlp.temporal.roles import Frame
from nlp.temporal.said import After, Deadline, Duration, From, Plain, Said, StartingOn
from nlp.temporal.tokens import Tokens
from nlp.temporal.when import Amount, Hit, When


class Phrase(NamedTuple):
    """A whole expression and the place behind it."""

    said: Said
    end: int


def phrase(tokens: Tokens, at: int) -> Phrase | None:
    """The longest time expression that begins here."""
    opens = tokens[at].role.opens
    days = when(tokens, at)
    best = _framed(tokens, at) if opens & o.FRAME else None
    if may_open_range(tokens, at, days.end if days is not None else at):
        read = range_of_days(tokens, at)
        best = _longest(best, read and Phrase(read.said, read.end))
    if opens & _RETURNING or tokens[at].text == "/":
        returning = recurrence(tokens, at)
        best = _longest(best, returning and Phrase(returning.said, returning.end))
    best = _longest(best, days and _plain(tokens, at, days))
    return _longest(best, _duration(tokens, at)) if opens & _MEASURED else best


_RETURNING: Final = o.RETURNING | o.FRAME | o.FIGURE | o.NUMBER | o.ORDINAL | o.DETERMINER
_MEASURED: Final = o.FIGURE | o.NUMBER | o.UNIT


def _longest(one: Phrase | None, other: Phrase | None) -> Phrase | None:
    """The longer of two; the first if they are as long."""
    if one is None or other is None:
        return one or other
    return other if other.end > one.end else one


def _plain(tokens: Tokens, at: int, days: Hit) -> Phrase:
    near = at > 0 and tokens[at - 1].text in {"rond", "omstreeks", "rondom"}
    return Phrase(Plain(days.when, around=near), days.end)


def _duration(tokens: Tokens, at: int) -> Phrase | None:
    """'zes weken', 'een half jaar lang'; not an age, a pregnancy or 'een dag'."""
    read = None if tokens[at].has("approximate") else amount(tokens, at)
    if read is None or read.amount.unit == "weekend" or (at and tokens[at].glued and tokens[at - 1].text.isalnum()):
        return None
    length, end = read
    if guards().is_age(tokens, at, end) or (length.unit in {"day", "week"} and guards().is_dose(tokens, at, end)):
        return None
    if length.unit == "week" and guards().is_pregnant(tokens, at, end):
        return None
    if length.unit == "year" and (length.high >= guards().age_years or guards().is_someones(tokens, at)):
        return None
    lang = tokens[end].has("lang")
    if length.unit == "day" and length.high == 1 and tokens[at].value < 0 and not lang:
        return None
    return Phrase(Duration(length), end + lang)


def _framed(tokens: Tokens, at: int) -> Phrase | None:
    """A frame and what it holds: 'uiterlijk op 1 maart', 'binnen drie weken', 'na de zomer'."""
    frame = tokens[at].role.frame
    if frame is None:
        return None
    if frame == "within":
        return _within(tokens, at + 1)
    if frame in {"since", "after"}:
        measured = amount(tokens, at + 1)
        if measured is not None and not guards().is_age(tokens, at + 1, measured.end):
            return _since_or_after(frame, measured.amount, measured.end)
    if frame == "from" and tokens[at + 1].has("now"):
        return Phrase(From(DayOffset(0)), at + 2)
    if frame == "before" and guards().is_meant_for(tokens, at):
        return None
    read = _held(tokens, at, frame)
    if read is None or (frame == "before" and (_is_for(read.when) or _is_for_coming(tokens, at + 1, read.when))):
        return None
    said = _saying(frame, read.when)
    return None if said is None else Phrase(said, read.end)


def _held(tokens: Tokens, at: int, frame: Frame) -> Hit | None:
    """The days behind a frame; 'uiterlijk' may be followed by another small word first."""
    here = at + 1
    if frame == "by":
        for _ in range(2):
            skipped = tokens[here].has("neutral") or tokens[here].role.frame in {"before", "until", "at", "within"}
            here += skipped
    elif tokens[here].has("neutral") and tokens[here].text in {"op", "in", "rond", "aan"}:
        here += 1
    if frame == "by":
        measured = amount(tokens, here)
        if measured is not None and tokens[here - 1].role.frame == "within":
            return Hit(Ahead(measured.amount), measured.end)
    return when(tokens, here)


def _is_for(days: When) -> bool:
    """'voor deze week' and 'voor de komende maand' say what for, not before when."""
    if isinstance(days, Rolling | Context):
        return True
    if isinstance(days, CalendarUnit):
        return days.offset == 0
    return isinstance(days, DayOffset) and days.days <= 0


def _is_for_coming(tokens: Tokens, at: int, days: When) -> bool:
    """'plannen voor komend jaar', but 'af voor volgend jaar'."""
    return tokens[at].role.shift == "coming" and isinstance(days, CalendarUnit)


def _saying(frame: Frame, days: When) -> Said | None:
    if frame in {"before", "until", "toward"}:
        return Deadline(days, through=False)
    if frame in {"by", "through"}:
        return Deadline(days, through=True)
    if frame in {"from", "since"}:
        return From(days, since=frame == "since")
    if frame == "after":
        return After(days)
    return StartingOn(days) if frame == "at" else None


def _since_or_after(frame: Frame, length: Amount, end: int) -> Phrase:
    if frame == "since":
        return Phrase(From(Ahead(length, back=True), since=True), end)
    return Phrase(Plain(Ahead(length)), end)


def _within(tokens: Tokens, at: int) -> Phrase | None:
    """'binnen drie weken', 'binnen nu en de zomer', 'binnen dit kwartaal', 'binnen het jaar'."""
    if tokens[at].has("now") and tokens[at + 1].has("and"):
        measured = amount(tokens, at + 2)
        if measured is not None:
            return Phrase(Deadline(Ahead(measured.amount), through=True), measured.end)
        read = when(tokens, at + 2)
        return None if read is None else Phrase(Deadline(read.when, through=False), read.end)
    measured = amount(tokens, at)
    if measured is not None:
        return Phrase(Deadline(Ahead(measured.amount), through=True), measured.end)
    unit = tokens[at + 1].role.unit
    if tokens[at].has("article") and unit in {"week", "month", "year", "quarter"} and not tokens[at + 2].has("of"):
        return Phrase(Deadline(Ahead(Amount(1, 1, unit)), through=True), at + 2)
    read = when(tokens, at)
    if read is None and tokens[at].has("possessive"):
        read = context(tokens, at, asked=True)
    if read is not None and isinstance(read.when, Context) and read.when.of == "other" and tokens[at].has("possessive"):
        return None
    return None if read is None else Phrase(Deadline(read.when, through=True), read.end)
