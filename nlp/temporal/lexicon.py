"""The words of time and what each of them is, read once from `nlp/data/temporal.toml` and `temporal_typos.toml`.

A word may be several things ("half" is a number, a part of a month and half past); the grammar decides which.
Names of several words are read as one word. A mistake in the file is refused at load, with file and key.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Final, Literal

from pydantic import Field

from nlp.temporal.conventions import conventions
from nlp.temporal.files import Strict, load
from nlp.temporal.roles import PLAIN, Behind, Frame, Part, Role, Shift, Unit, opening

TOKEN: Final = re.compile(
    r"[A-Za-z]++(?![^\x00-\x7f])|[0-9]+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff])*"
    r"|\n|(?P<sign>[^\s\w])(?P=sign)*|[\w]"
)
"""Letters (with what floats between them; plain ones first, for speed), figures, a line end, or a run of one sign."""


def fold(word: str) -> str:
    """Lower case, without accents and invisible signs; every dash and apostrophe its plain one."""
    if word.isascii():
        return word.lower()
    kept = (part for part in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(part) not in _FLOATING)
    return "".join(kept).translate(_PLAIN_SIGNS)


_FLOATING: Final = {"Mn", "Cf"}
_PLAIN_SIGNS: Final = str.maketrans("’‘`´–—‐‑−", "''''-----")


class _Calendar(Strict):
    names: list[list[str]]
    short: list[list[str]]
    habit: list[list[str]] = []


class _Dayparts(Strict):
    words: list[str]
    tails: list[str]


class _Context(Strict):
    onderdeel: list[str]
    other: list[str]
    endings: list[str]
    not_compound: list[str]
    names: list[str]


class _Typos(Strict):
    """`temporal_typos.toml`."""

    shortest: int = Field(ge=5)
    tables: list[Literal["months", "weekdays", "adverbs"]]
    words: list[str]
    never: list[str]


class _Plain(Strict):
    phrases: list[str]


class _Words(Strict):
    numbers: dict[str, float]
    ordinals: dict[str, int]
    months: _Calendar
    weekdays: _Calendar
    dayparts: _Dayparts
    days: dict[str, int]
    units: dict[Unit, list[str]]
    shifts: dict[Shift, list[str]]
    behind: dict[Behind, list[str]]
    parts: dict[Part, list[str]]
    frames: dict[Frame, list[str]]
    flags: dict[str, list[str]]
    adverbs: dict[str, list[str]]
    counts: dict[str, int]
    per_short: dict[Unit, list[str]]
    context: _Context
    plain: _Plain


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Single words, names of several words by their first (longest first), and what is one letter off."""

    words: Mapping[str, Role]
    phrases: Mapping[str, tuple[tuple[list[str], Role], ...]]
    typos: Mapping[str, tuple[str, ...]]
    """A word of `words`, or one with a letter left out -> the words it may stand for."""
    heads: frozenset[str]
    """How a misspelt word may begin: the first letter is right, and the second, or it is gone or swapped."""
    never: frozenset[str]
    shortest: int
    longest: int
    endings: tuple[str, ...]
    not_compound: frozenset[str]

    def role(self, word: str) -> Role:
        """What a folded word is."""
        known = self.words.get(word)
        if known is not None:
            return known
        if self.shortest - 1 <= len(word) and word not in self.never:
            if word.endswith(self.endings) and word not in self.not_compound:
                return self.words[next(end for end in self.endings if word.endswith(end))]
            if len(word) <= self.longest + 1 and word[:2] in self.heads:
                return self._misspelt(word)
        return PLAIN

    def _misspelt(self, word: str) -> Role:
        for shape in (word, *_shorter(word)):
            for meant in self.typos.get(shape, ()):
                if meant[0] == word[0] and _one_off(word, meant):
                    return self.words[meant]
        return PLAIN


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _one_off(typed: str, meant: str) -> bool:
    """One letter missing, extra or other, or two neighbours swapped."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _merged(one: Role, other: Role) -> Role:
    """Both at once; the later table wins where both say something."""
    given: dict[str, Any] = {
        part.name: getattr(other, part.name)
        for part in fields(Role)
        if getattr(other, part.name) != getattr(PLAIN, part.name)
    }
    given["flags"] = one.flags | other.flags
    return replace(one, **given)


def _flag(*names: str) -> Role:
    return Role(flags=frozenset(names))


def _entries(words: _Words) -> Iterator[tuple[str, Role]]:
    yield from _calendar_entries(words)
    for name, number in words.numbers.items():
        yield name, Role(number=number)
    yield from ((name, Role(number=conventions().counts.few)) for name in words.flags["vague"])
    for name, ordinal in words.ordinals.items():
        yield name, Role(ordinal=ordinal)
    for name, day in words.days.items():
        yield name, Role(day=day)
    for unit, names in words.units.items():
        yield from ((name, Role(unit=unit)) for name in names)
    for shift, names in words.shifts.items():
        yield from ((name, Role(shift=shift)) for name in names)
    for behind, names in words.behind.items():
        yield from ((name, Role(behind=behind)) for name in names)
    for part, names in words.parts.items():
        yield from ((name, Role(part=part)) for name in names)
    for frame, names in words.frames.items():
        yield from ((name, Role(frame=frame)) for name in names)
    for flag, names in words.flags.items():
        yield from ((name, _flag(flag)) for name in names)
    for rrule, names in words.adverbs.items():
        yield from ((name, Role(rrule=rrule)) for name in names)
    for name, count in words.counts.items():
        yield name, Role(count=count)
    for unit, names in words.per_short.items():
        yield from ((name, Role(per=unit)) for name in names)
    yield from ((name, Role(context="onderdeel")) for name in words.context.onderdeel)
    yield from ((name, Role(context="other")) for name in words.context.other)
    yield from ((name, _flag("context_name")) for name in words.context.names)
    yield from ((name, _flag("no_time")) for name in words.plain.phrases)


def _calendar_entries(words: _Words) -> Iterator[tuple[str, Role]]:
    for month, (names, short) in enumerate(zip(words.months.names, words.months.short, strict=True), 1):
        yield from ((name, Role(month=month)) for name in names)
        yield from ((name, Role(month=month, short=True)) for name in short)
    weekdays = words.weekdays
    for weekday, (names, short, habit) in enumerate(zip(weekdays.names, weekdays.short, weekdays.habit, strict=True)):
        yield from ((name, Role(weekday=weekday)) for name in names)
        glued = ((name + part, Role(weekday=weekday)) for name in names for part in words.dayparts.words)
        yield from glued
        yield from ((name, Role(weekday=weekday, short=True)) for name in short)
        yield from ((name, Role(habit=weekday)) for name in habit)
    yield from ((name, _flag("daypart")) for name in words.dayparts.words)
    yield from ((name, _flag("tail")) for name in words.dayparts.tails)
    for index, named in enumerate(conventions().named):
        yield from ((name, Role(named=index)) for name in named.names)


def _spelt(words: _Words, typos: _Typos) -> Iterable[str]:
    """The words of which a typing error counts."""
    yield from typos.words
    if "months" in typos.tables:
        yield from (name for names in words.months.names for name in names)
    if "weekdays" in typos.tables:
        yield from (name for names in words.weekdays.names for name in names)
        yield from (
            name + part for names in words.weekdays.names for name in names for part in words.dayparts.words
        )  # fmt: skip
    if "adverbs" in typos.tables:
        yield from (name for names in words.adverbs.values() for name in names if name.isalpha())


@cache
def lexicon() -> Lexicon:
    """The word lists of this package; ValueError if the file is wrong."""
    raw = load(_Words, "temporal.toml")
    forgiven = load(_Typos, "temporal_typos.toml")
    words: dict[str, Role] = {}
    phrases: dict[str, dict[tuple[str, ...], Role]] = {}
    for name, role in _entries(raw):
        parts = tuple(fold(match[0]) for match in TOKEN.finditer(name))
        if len(parts) == 1:
            words[parts[0]] = _merged(words.get(parts[0], PLAIN), role)
        else:
            known = phrases.setdefault(parts[0], {})
            known[parts] = _merged(known.get(parts, PLAIN), role)
    typos: dict[str, list[str]] = {}
    spelt = sorted({fold(name) for name in _spelt(raw, forgiven) if len(fold(name)) >= forgiven.shortest})
    for name in spelt:
        for shape in {name, *_shorter(name)}:
            typos.setdefault(shape, []).append(name)
    by_length = {
        first: tuple((list(parts), opening(known[parts])) for parts in sorted(known, key=len, reverse=True))
        for first, known in phrases.items()
    }
    return Lexicon(
        words={word: opening(role) for word, role in words.items()},
        phrases=by_length,
        typos={shape: tuple(names) for shape, names in typos.items()},
        heads=frozenset(head for name in spelt for head in (name[:2], name[0] + name[2])),
        never=frozenset(forgiven.never),
        shortest=forgiven.shortest,
        longest=max(map(len, spelt)),
        endings=tuple(raw.context.endings),
        not_compound=frozenset(raw.context.not_compound),
    )
