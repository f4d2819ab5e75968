"""What deserves a kind remark: a mere wish, several goals in one, a text copied from an EPA or Thema.

Each needs clear words: a remark that is wrong annoys more than a missing one. Sources: OIGT 'Maak het persoonlijk',
'Maak het behapbaar'; MMV 'kopieer niet de leerdoelen uit het landelijk en lokaal plan'.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from dialogs.reading import Criterion, Signal
from nlp.features import fold
from nlp.smart.words import HEAD, JOINT, WISH
from nlp.wordclass import words

_ENOUGH: Final = 5
"""Words that a text must have before it can be called a copy."""
_GROUP: Final = 4
"""Letters in a group."""
_GROUPS: Final = 20
"""Groups that a text must have to be compared at all: 'Visite lopen' occurs in many a goal."""
_COPIED: Final = 0.7
"""Share of letter groups in common from which a text counts as copied."""


def signals(text: str, shown: Collection[Criterion], plan_texts: tuple[str, ...]) -> frozenset[Signal]:
    """The signals of a goal that shows these criteria. Precision first."""
    found: set[Signal] = set()
    typed = words(text)
    if "S" not in shown and "M" not in shown and WISH & {*typed}:
        found.add("wish")
    if _several(text):
        found.add("several")
    if plan_texts and len(typed) >= _ENOUGH and _copied(text, plan_texts):
        found.add("copied")
    return frozenset(found)


def _several(text: str) -> bool:
    """Two things to become good at, joined by a word that adds."""
    joint = JOINT.search(text)
    if joint is None:
        return False
    before, after = text[: joint.start()], text[joint.end() :]
    return bool(HEAD.search(before) and HEAD.search(after) and len(words(after)) > 1)


def _copied(text: str, plan_texts: tuple[str, ...]) -> bool:
    """Whether most of the shorter of two texts stands in the other, by groups of letters."""
    ours = _groups(text)
    for theirs in _groups_of(plan_texts):
        shortest = min(len(ours), len(theirs))
        if shortest >= _GROUPS and len(ours & theirs) >= _COPIED * shortest:
            return True
    return False


@lru_cache(maxsize=32)
def _groups_of(plan_texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Of a programme's texts, which stay the same for as long as we run."""
    return tuple(map(_groups, plan_texts))


def _groups(text: str) -> frozenset[str]:
    line = fold(text)
    return frozenset(line[at : at + _GROUP] for at in range(len(line) - _GROUP + 1))
