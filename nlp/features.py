"""What the linear models see of a text: hashed words, word pairs and letter groups, computed once per message.

The text is folded first (lower case, accents off, every digit 0, letters repeated three times or more
squeezed to two), so that typing on a phone costs little. Then every word, every pair of neighbouring words
and every group of 3-5 letters inside a word (with its edges) gets a number below `BUCKETS`. All numbers come
from one running sum over the text, so that the work is a handful of numpy calls, not a loop per group.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

SCHEME: Final = 2
"""Raise it with every change to what is computed here: a model made by another scheme refuses to load."""
BUCKETS: Final = 1 << 16
LONGEST: Final = 4096
"""Characters that count; a Telegram message has no more."""

_GROUPS: Final = (3, 4, 5)
_KEPT: Final = "?!%+"
_SQUEEZE: Final = re.compile(r"([a-z])\1{2,}")
_OTHER_SCRIPT: Final = "§"
_PICTURE: Final = "¤"
_FIRST, _LAST = "^", "$"  # so that a pair can say: this is all there is ('goedemorgen' alone, or before a question)


@runtime_checkable
class HasText(Protocol):
    """A spaCy Doc, as far as this module looks at it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Features:
    """Bucket numbers (ascending, unique) of one text and the weight of each; words and letter groups weigh alike."""

    ids: NDArray[np.int64]
    values: NDArray[np.float32]

    def crossed(self, *contexts: str) -> "Features":
        """These features, and once more under each context ('actie'), so that a word can mean
        something else there. Still one unique, ascending row."""
        ids = [self.ids]
        for context in contexts:
            salt = np.uint64(sum(ord(letter) * 131**at for at, letter in enumerate(context)) & 0xFFFFFFFF)
            ids.append(_spread(self.ids.astype(np.uint64) + (salt << np.uint64(20))))
        unique, at = np.unique(np.concatenate(ids), return_index=True)
        return Features(unique, np.tile(self.values, len(ids))[at])


class _Fold(dict[int, str]):
    """Lower case, no accents, digits to 0; what is no letter, digit or kept sign becomes a space or nothing."""

    def __missing__(self, point: int) -> str:
        folded = _folded(chr(point))
        if point < 0x3000:
            self[point] = folded
        return folded


def _folded(sign: str) -> str:
    if sign in "'’`´‘":
        return ""
    if sign in _KEPT:
        return f" {sign} "
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign.lower()) if not unicodedata.combining(part))
    if plain.isascii() and plain.isalpha():
        return plain
    if plain.isdigit():
        return "0" * len(plain)
    if not plain:
        return ""
    category = unicodedata.category(sign)
    if category.startswith("L"):
        return {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"}.get(sign.lower(), _OTHER_SCRIPT)
    return f" {_PICTURE} " if category == "So" else " "


_FOLD: Final = _Fold()
_PRIME: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_PRIME, -1, 1 << 64)


def _powers(base: int) -> NDArray[np.uint64]:
    row, power = [], 1
    for _ in range(LONGEST + 6):
        row.append(power)
        power = power * base & 0xFFFFFFFFFFFFFFFF
    return np.array(row, dtype=np.uint64)


_WORD: Final = np.uint64(1 << 60)
_POWERS: Final = _powers(_PRIME)
_INVERSES: Final = _powers(_INVERSE)


def fold(text: str) -> str:
    """The text as the models see it: words of a-z and 0, and the signs ? ! % +, with one space between."""
    spaced = text[:LONGEST].translate(_FOLD)
    return " ".join(_SQUEEZE.sub(r"\1\1", spaced).split())[:LONGEST]


def features(source: str | HasText) -> Features:
    """Never raises; a text without any word gives the features of an empty text."""
    text = f" {_FIRST} {fold(source if isinstance(source, str) else source.text)} {_LAST} "
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum(points * _POWERS[: len(points)], out=sums[1:])

    spaces = np.flatnonzero(points == 32)
    firsts, lasts = spaces[:-1] + 1, spaces[1:]  # words, end exclusive
    starts, ends = [firsts, firsts[:-1]], [lasts, lasts[1:]]
    words = 2 * len(firsts) - 1
    inner = np.zeros(len(points) + 1, dtype=np.int64)
    np.cumsum(points == 32, out=inner[1:])
    for size in _GROUPS:
        at = np.arange(max(len(points) - size + 1, 0))
        at = at[inner[at + size - 1] == inner[at + 1]]  # no space but at the edges
        starts.append(at)
        ends.append(at + size)
    begin, end = np.concatenate(starts), np.concatenate(ends)
    hashes = (sums[end] - sums[begin]) * _INVERSES[begin]
    hashes[:words] += _WORD  # a word is another thing than the same letters inside one
    weights = np.array([1 / max(len(begin) - words, 1) ** 0.5, 1 / max(words, 1) ** 0.5], dtype=np.float32)
    keys = _spread(hashes) << 1
    keys[:words] |= 1
    keys.sort()
    first = np.empty(len(keys), dtype=bool)  # what occurs twice counts once: a text says something or does not
    first[:1] = True
    np.not_equal(keys[1:] >> 1, keys[:-1] >> 1, out=first[1:])
    keys = keys[first]
    return Features(keys >> 1, weights[keys & 1])


def _spread(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The finaliser of MurmurHash3 (public domain, Austin Appleby), cut down to a bucket number."""
    mixed = hashes ^ (hashes >> np.uint64(33))
    mixed = mixed * np.uint64(0xFF51AFD7ED558CCD)
    mixed = mixed ^ (mixed >> np.uint64(33))
    mixed = mixed * np.uint64(0xC4CEB9FE1A85EC53)
    mixed = mixed ^ (mixed >> np.uint64(33))
    buckets: NDArray[np.int64] = (mixed & np.uint64(BUCKETS - 1)).astype(np.int64)
    return buckets


EMPTY: Final = features("")
