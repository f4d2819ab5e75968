"""Features for the SMART and STAR(R) models: the words themselves, their letters, and what kind of words they are.

'mijn mentor kijkt mee' and 'mijn docent kijkt mee' say the same; `data/smart_words.toml` lists which words count as one
kind. A text is looked at once; every feature knows where it stands, so that a clause can be weighed without looking
again. Three families: groups of 3-5 letters, words and pairs of words, runs of one to three kinds.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.features import BUCKETS, Features
from nlp.linear import LinearModel

LONGEST: Final = 1500
"""Characters that are looked at: what makes a goal SMART stands in the first paragraphs."""

_FILE: Final = Path(__file__).parent / "data" / "smart_words.toml"
_TOKEN: Final = re.compile(r"[a-z§]+(?:'[a-z§]+)*|0+(?:[.,:]0+)*|[%+/&]|[.,;:!?()-]")
_SHORTEST_GROUP: Final = 3
_LONGEST_GROUP: Final = 5
_LETTERS, _WORDS, _KINDS = 0, 1, 2
_FAMILIES: Final = (_LETTERS, _WORDS, _KINDS)
_NUMBER: Final = "number"

Row = NDArray[np.int64]


class WordClasses:
    """Which class a word belongs to: as a whole, by its ending, or by its beginning; the first listed class wins."""

    def __init__(self, file: Path = _FILE) -> None:
        self._words: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        self._starts: dict[str, str] = {}
        for name, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for key, table in (("words", self._words), ("ends", self._ends), ("starts", self._starts)):
                for word in str(lists.get(key, "")).split():
                    table.setdefault(word, name)
        self._end_sizes = sorted({len(end) for end in self._ends}, reverse=True)
        self._start_sizes = sorted({len(start) for start in self._starts}, reverse=True)

    def of(self, word: str) -> str | None:
        """The class of a folded word ('0' for every digit); None when it stands for itself. Keeps nothing."""
        if word[0] == "0":
            return _NUMBER
        if found := self._words.get(word):
            return found
        for size in self._end_sizes:
            if size < len(word) and (found := self._ends.get(word[-size:])):
                return found
        for size in self._start_sizes:
            if size <= len(word) and (found := self._starts.get(word[:size])):
                return found
        return None


CLASSES: Final = WordClasses()


class _Fold(dict[int, str]):
    """One sign for one sign, so that offsets keep their meaning: lower case, no accents, 0 for every digit."""

    def __missing__(self, point: int) -> str:
        folded = _folded(chr(point))
        if point < 0x3000:
            self[point] = folded
        return folded


def _folded(sign: str) -> str:
    if sign in "'’`´‘":
        return "'"
    plain = unicodedata.normalize("NFKD", sign.lower())[:1]
    if plain.isdigit():
        return "0"
    if plain.isascii():
        return plain if plain.isprintable() and plain else " "
    return "§" if plain.isalpha() else " "


_FOLD: Final = _Fold()


@dataclass(frozen=True, slots=True)
class Looked:
    """The features of `text`, in no order: bucket, family, and where each begins and ends."""

    text: str
    ids: Row
    family: Row
    starts: Row
    ends: Row

    def features(self) -> Features:
        """Of the whole text; what occurs twice counts once."""
        keys, first = np.unique(self.ids * 4 + self.family, return_index=True)
        family = self.family[first]
        return Features(keys >> 2, _weights(family))

    def margins(self, model: LinearModel, begin: int, end: int) -> NDArray[np.float32]:
        """What the model makes of the part between two offsets."""
        inside = np.flatnonzero((self.starts >= begin) & (self.ends <= end))
        return model.margins(Features(self.ids[inside], _weights(self.family[inside])))


def _weights(family: Row) -> NDArray[np.float32]:
    """A family weighs alike in a short and a long text, except that many kinds together say somewhat more."""
    counts = np.maximum(np.bincount(family, minlength=3), 1)
    per = np.array([3 / counts[_LETTERS] ** 0.5, 3 / counts[_WORDS] ** 0.5, 2 / counts[_KINDS] ** 0.25])
    weights: NDArray[np.float32] = per.astype(np.float32)[family]
    return weights


def look(text: str) -> Looked:
    """Never raises. A text without any word gives the features of its two ends."""
    text = text[:LONGEST]
    folded = text.translate(_FOLD)
    tokens = [(match[0].replace("'", ""), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    rows = (_letter_groups(folded), _words(tokens), _kinds(tokens, len(folded)))
    family = np.repeat(_FAMILIES, [sum(len(starts) for _, starts, _ in runs) for runs in rows])
    hashes, starts, ends = (np.concatenate(column) for column in zip(*chain(*rows), strict=True))
    return Looked(text, _spread(hashes * np.uint64(4) + family.astype(np.uint64)), family, starts, ends)


def words(text: str) -> list[str]:
    """Lower-case words, numbers ('0' for every digit) and signs, without accents or apostrophes."""
    return [match[0].replace("'", "") for match in _TOKEN.finditer(text[:LONGEST].translate(_FOLD))]


def classed(text: str) -> Features:
    """The features of a text."""
    return look(text).features()


Rows = list[tuple[NDArray[np.uint64], Row, Row]]
"""Hashes with the offsets where each thing begins and ends."""


def _letter_groups(folded: str) -> Rows:
    """Groups of letters inside a word, its edges with it."""
    points = np.frombuffer(f" {folded} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    apart = (points < 48) | ((points > 57) & (points < 97))
    letters = np.where(apart, 32, points).astype(np.uint64)
    breaks = np.cumsum(apart)
    rows: Rows = []
    hashes = letters
    for size in range(2, _LONGEST_GROUP + 1):
        hashes = hashes[:-1] * np.uint64(0x100000001B3) + letters[size - 1 :]
        if size < _SHORTEST_GROUP:
            continue
        at = np.flatnonzero(breaks[size - 2 : len(hashes) + size - 2] == breaks[: len(hashes)])
        rows.append((hashes[at], np.maximum(at - 1, 0), np.minimum(at + size - 1, len(folded))))
    return rows


def _words(tokens: list[tuple[str, int, int]]) -> Rows:
    """Words and neighbouring words; signs between them do not count."""
    plain = [token for token in tokens if token[0][0].isalnum() or token[0] in "%+§"]
    return _runs([word for word, _, _ in plain], plain, 2)


def _kinds(tokens: list[tuple[str, int, int]], length: int) -> Rows:
    """Runs of classes (a word without a class stands for itself), with signs and both ends of the text."""
    names = [f"@{found}" if (found := CLASSES.of(word)) else word for word, _, _ in tokens]
    return _runs(["^", *names, "$"], [("^", 0, 0), *tokens, ("$", length, length)], 3)


def _runs(names: list[str], placed: list[tuple[str, int, int]], longest: int) -> Rows:
    """All runs of one up to `longest` names."""
    hashes = np.array([crc32(name.encode("utf-8", "replace")) for name in names], dtype=np.uint64)
    starts = np.array([start for _, start, _ in placed], dtype=np.int64)
    ends = np.array([end for _, _, end in placed], dtype=np.int64)
    rows: Rows = [(hashes, starts, ends)]
    run = hashes
    for size in range(2, longest + 1):
        run = run[:-1] * np.uint64(0x9E3779B97F4A7C15) + hashes[size - 1 :]
        rows.append((run, starts[: len(run)], ends[size - 1 :]))
    return rows


def _spread(hashes: NDArray[np.uint64]) -> Row:
    """The finaliser of MurmurHash3 (public domain, Austin Appleby), cut down to a bucket number."""
    mixed = hashes ^ (hashes >> np.uint64(33))
    mixed = mixed * np.uint64(0xFF51AFD7ED558CCD)
    mixed = mixed ^ (mixed >> np.uint64(33))
    mixed = mixed * np.uint64(0xC4CEB9FE1A85EC53)
    mixed = mixed ^ (mixed >> np.uint64(33))
    buckets: Row = (mixed & np.uint64(BUCKETS - 1)).astype(np.int64)
    return buckets
