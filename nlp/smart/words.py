"""The word lists of `data/smart_signals.toml` as patterns."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_LISTS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "smart_signals.toml").read_text(encoding="utf-8")
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


SIGN: Final = re.compile(r"[,.;:!?()\n]+(?=\s|$)|\s[-/]\s")
CLAUSE_START: Final = re.compile(rf"\s(?=(?:{_any(_LISTS['clauses']['begin'])})\b)", re.I)
LOOSE: Final = re.compile(rf"(?:{_any(_LISTS['clauses']['loose'])})(?:\s+|$)", re.I)
WISH: Final = frozenset(_LISTS["wish"]["words"])
HEAD: Final = re.compile(rf"\b(?:{_any(_LISTS['several']['heads'])})\b", re.I)
JOINT: Final = re.compile(rf"\b(?:{_any(_LISTS['several']['joints'])})\b", re.I)
TOGETHER: Final = tuple(
    (re.compile(rf"\b{re.escape(own)}\b", re.I), ours)
    for own, ours in zip(_LISTS["together"]["own"], _LISTS["together"]["ours"], strict=True)
)
SHORT: Final = tuple(zip(_LISTS["phone"]["long"], _LISTS["phone"]["short"], strict=True))
"""How words are cut short on a phone, for training texts."""
