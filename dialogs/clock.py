"""Reads times of day: '15.00', '9u30', '14 uur', 'half drie', 'tien over half vier', 'kwart voor negen', 'om drie uur'.

A number is an hour only with something that says so: minutes, an hour word behind it, 'om' before it, or a range to
one of those. On a dial of twelve an hour may be two times of the day. Unless a part of the day is named ('s ochtends'),
or the hour begins with a nought, it is the one that people have appointments at: from `DAY` up to twelve hours later.
The words are in `phrases.toml`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dialogs.flow import Content

Lines = tuple[str, ...]
DayPart = Literal["nacht", "ochtend", "middag", "avond"]

DAY = 7
"""The first hour of a day of appointments: '7 uur' is in the morning, 'half zeven' in the evening."""
EVENING, NIGHT = 5, 9
"""The first hours of the evening and of the night."""
DIAL, HOURS = 12, 24
MINUTES, HALF_HOUR, QUARTER = 60, 30, 15
HALF_DAY, WHOLE_DAY = DIAL * MINUTES, HOURS * MINUTES
DIGITS = 2
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\s\w]")


class ClockWords(Content):
    """The words around a time of day, all in small letters and without accents."""

    hours: Lines
    """Behind an hour: 'uur'."""
    at: Lines
    """Before an hour: 'om'."""
    half: str
    quarter: str
    over: Lines
    before: Lines
    until: Lines
    """Between the two times of a range."""
    lasting: Lines
    """Before a number of hours that says how long or how soon."""
    shifting: Lines
    """Behind a number of hours that says how much later or longer."""
    counted: Lines
    """Behind a number that counts something else than hours."""
    article: str
    """The number that is an article as well: 'een uur' is no time without more."""
    numbers: tuple[Lines, ...]
    """The words for one, two, and on."""
    parts: dict[DayPart, Lines]
    """How words for a part of the day end."""
    not_parts: Lines
    """Words that end like one and are none."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as 'HH:MM', and where it stands in the text (end exclusive)."""

    time: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    raw: str
    glued: bool
    """Nothing stands between it and the one before."""


_END = _Token("", -1, -1, "", glued=False)


@dataclass(frozen=True, slots=True)
class _Found:
    """Minutes since midnight or noon; `exact`: of the whole day, not of a dial of twelve."""

    minutes: int
    end: int
    exact: bool = False


def clocks(
    text: str, words: ClockWords, not_these: Collection[str] = (), *, bare: bool = False, day: int = DAY
) -> tuple[Clock, ...]:
    """The times of day in a text, in order.

    `not_these` are pieces that were read as something else ('12.01', a day). With `bare` a number alone is an hour as
    well; `day` is the first hour that is meant by a number without more.
    """
    found = []
    reading = _Reading(_tokens(text), words, bare=bare)
    part = reading.part()
    for first, one in reading.times():
        start, end = reading.at(first).start, reading.at(one.end - 1).end
        asked = reading.at(first).text in words.at
        if text[reading.at(first + asked).start : end] not in not_these:
            minutes = one.minutes if one.exact else _meant(one.minutes, part, day)
            found.append(Clock(f"{minutes // 60:02}:{minutes % 60:02}", start, end))
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        plain = unicodedata.normalize("NFD", match[0].casefold())
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign)) or match[0]
        glued = bool(found) and found[-1].end == match.start()
        found.append(_Token(plain, match.start(), match.end(), match[0].casefold(), glued))
    return found


def _meant(minutes: int, part: DayPart | None, day: int) -> int:
    """The time of the whole day that these minutes of a dial of twelve stand for."""
    hour = minutes // 60
    if part is None:
        late = hour < day
    elif part == "ochtend":
        late = hour == 0
    elif part == "middag":
        late = hour < DAY
    elif part == "avond":
        late = hour >= EVENING
    else:
        late = hour >= NIGHT
    return minutes + (HALF_DAY if late else 0)


class _Reading:
    """The tokens of one text and what can be read at each of them."""

    def __init__(self, tokens: Sequence[_Token], words: ClockWords, *, bare: bool) -> None:
        self._tokens, self._words, self._bare = tokens, words, bare
        self._numbers = {name: value for value, names in enumerate(words.numbers, 1) for name in names}

    def at(self, place: int) -> _Token:
        return self._tokens[place] if 0 <= place < len(self._tokens) else _END

    def part(self) -> DayPart | None:
        """The part of the day that is named, when it is one."""
        named = {
            part
            for token in self._tokens
            if token.text not in self._words.not_parts
            for part, endings in self._words.parts.items()
            if token.text.endswith(endings)
        }
        return named.pop() if len(named) == 1 else None

    def times(self) -> Iterator[tuple[int, _Found]]:
        """(the place where it begins, what was found), in order and without overlap."""
        place = 0
        while place < len(self._tokens):
            found = self._asked(place) or self._said(place) or self._range(place) or self._alone(place)
            if found is None:
                place += 1
            else:
                yield place, found
                place = found.end

    def _asked(self, place: int) -> _Found | None:
        """'om tien', 'om kwart over tien'."""
        if self.at(place).text not in self._words.at:
            return None
        return self._said(place + 1, asked=True) or self._hour(place + 1)

    def _said(self, place: int, asked: bool = False) -> _Found | None:
        return self._written(place) or self._beside(place) or self._half(place) or self._whole(place, asked)

    def _range(self, place: int) -> _Found | None:
        """The first of 'van 14 tot 15 uur'."""
        hour = self._hour(place)
        if hour is None or self.at(hour.end).text not in self._words.until or self._dated(place, hour.end):
            return None
        return hour if self._written(hour.end + 1) or self._whole(hour.end + 1, asked=False) else None

    def _alone(self, place: int) -> _Found | None:
        return self._hour(place) if self._bare and self.at(place).text.isdecimal() else None

    def _written(self, place: int) -> _Found | None:
        """'15.00', '9:30 uur', '9u30'."""
        hour, sign, minute = (self.at(place + step) for step in range(3))
        if not (hour.text.isdecimal() and sign.glued and minute.glued and minute.text.isdecimal()):
            return None
        joined = sign.text in (".", ":") or sign.text in self._words.hours
        if not joined or len(hour.text) > DIGITS or len(minute.text) != DIGITS or self._dated(place, place + 3):
            return None
        return self._digits(hour.text, minute.text, self._behind(place + 3))

    def _dated(self, place: int, end: int) -> bool:
        """Whether these figures are part of a longer row: '14-03-2027'."""
        first, before, after = self.at(place), self.at(place - 1), self.at(end)
        longer = after.glued and after.text in (".", "/", "-", ":") and self.at(end + 1).glued
        more = longer and self.at(end + 1).text.isdecimal() and not self._written_at(end + 1, after.text)
        follows = first.glued and before.glued and before.text in (".", "/", ":", "-")
        return more or (follows and self.at(place - 2).text.isdecimal() and before.text != "-")

    def _written_at(self, place: int, sign: str) -> bool:
        """Whether a range goes on here: '14.00-15.00'."""
        after = self.at(place + 1)
        return sign == "-" and (after.text in self._words.hours or (after.glued and after.text in (".", ":")))

    def _digits(self, hour: str, minute: str, end: int) -> _Found | None:
        hours, minutes = int(hour), int(minute)
        if hours > HOURS or minutes >= MINUTES:
            return None
        exact = hour.startswith("0") or hours > DIAL
        return _Found((hours * 60 + minutes) % (WHOLE_DAY if exact else HALF_DAY), end, exact)

    def _beside(self, place: int) -> _Found | None:
        """'kwart over tien', 'vijf voor half drie'."""
        minutes = QUARTER if self.at(place).text == self._words.quarter else self._number(place)
        sign = self.at(place + 1).text
        if minutes is None or not 0 < minutes < HALF_HOUR or sign not in (*self._words.over, *self._words.before):
            return None
        hour = self._half(place + 2) or self._hour(place + 2)
        if hour is None:
            return None
        moved = hour.minutes + (minutes if sign in self._words.over else -minutes)
        return _Found(moved % (WHOLE_DAY if hour.exact else HALF_DAY), hour.end, hour.exact)

    def _half(self, place: int) -> _Found | None:
        hour = self._hour(place + 1) if self.at(place).text == self._words.half else None
        return None if hour is None or hour.exact else _Found((hour.minutes - HALF_HOUR) % HALF_DAY, hour.end)

    def _whole(self, place: int, asked: bool) -> _Found | None:
        """'14 uur', '15u', '9 uur 30'."""
        number, hour_word, minute = (self.at(place + step) for step in range(3))
        hours = self._number(place)
        if hours is None or hour_word.text not in self._words.hours or hours > HOURS:
            return None
        counts = self.at(place - 1).text in self._words.lasting or minute.text in self._words.shifting
        if counts or (number.raw == self._words.article and not asked):
            return None
        digits = number.text if number.text.isdecimal() else str(hours)
        if minute.text.isdecimal() and len(minute.text) == DIGITS and not self._counts(place + 3):
            return self._digits(digits, minute.text, place + 3)
        return self._digits(digits, "00", place + 2)

    def _hour(self, place: int) -> _Found | None:
        """An hour without minutes, with or without 'uur' behind it."""
        token, hours = self.at(place), self._number(place)
        end = self._behind(place + 1)
        if hours is None or hours > HOURS or self._counts(end) or self._dated(place, place + 1):
            return None
        return self._digits(token.text if token.text.isdecimal() else str(hours), "00", end)

    def _counts(self, place: int) -> bool:
        """Whether what stands here is counted by the number before it."""
        return self.at(place).text in self._words.counted

    def _behind(self, place: int) -> int:
        return place + 1 if self.at(place).text in self._words.hours else place

    def _number(self, place: int) -> int | None:
        text = self.at(place).text
        return int(text) if text.isdecimal() and len(text) <= DIGITS else self._numbers.get(text)
