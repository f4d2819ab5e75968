"""Features for the SMART and STAR(R) models: the words themselves, and what kind of words they are.

'mijn mentor kijkt mee' and 'mijn docent kijkt mee' say the same; `data/smart_words.toml` lists which words count as one
kind. Runs of one to three kinds are hashed beside the shared features of the text.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np

from nlp.features import BUCKETS, Features, features

LONGEST: Final = 1500
"""Characters that are looked at: what makes a goal SMART stands in the first paragraphs."""
_FILE: Final = Path(__file__).parent / "data" / "smart_words.toml"
_WORD: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[%+/&]|[.,;:!?()-]")
_INSIDE: Final = re.compile(r"(?<=\w)['’](?=\w)")
_TEXT_WEIGHT: Final = 3.0
_KIND_WEIGHT: Final = 2.0


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
        self._longest_end = max(map(len, self._ends), default=0)
        self.of = lru_cache(maxsize=8192)(self._of)

    def _of(self, word: str) -> str | None:
        if word[0].isdigit():
            return "number"
        if word in self._words:
            return self._words[word]
        for size in range(min(len(word) - 1, self._longest_end), 2, -1):
            if found := self._ends.get(word[-size:]):
                return found
        for size in range(len(word), 3, -1):
            if found := self._starts.get(word[:size]):
                return found
        return None


CLASSES: Final = WordClasses()


def words(text: str) -> list[str]:
    """Lower-case words, numbers and signs without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", _INSIDE.sub("", text.lower()))
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def classed(text: str) -> Features:
    """The features of a text with its runs of word classes beside them."""
    text = text[:LONGEST]
    shared = features(text)
    kinds = ["^", *(f"@{found}" if (found := CLASSES.of(word)) else word for word in words(text)), "$"]
    runs = {" ".join(kinds[at : at + size]) for size in (1, 2, 3) for at in range(len(kinds) - size + 1)}
    ids = np.array([crc32(run.encode()) & (BUCKETS - 1) for run in runs], dtype=np.int64)
    weight = _KIND_WEIGHT / len(ids) ** 0.25
    values = np.full(len(ids), weight, dtype=np.float32)
    return Features(
        np.concatenate([shared.ids, ids]), np.concatenate([shared.values * np.float32(_TEXT_WEIGHT), values])
    )
