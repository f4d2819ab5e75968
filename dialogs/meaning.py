"""Which choice a typed sentence means that says more than the choice alone: 'Afgerond, drie echo's gedaan'.

What such a choice does may be hard to undo, so it has to be said clearly: at the beginning, as a clause by itself, or
in a phrase of several words, and with nothing in that clause that takes it back. Words that only touch on a choice
leave it open, and it is asked. The lists are content: `Choice.told`, and `denies`, `doubts`, `joins` and `bare` of the
words that every conversation shares.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.library import plain, plains
from dialogs.options import Option
from dialogs.phrases import Words

_MARKS = re.compile(r"[,.;:!?()\n]+|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`option` is what is clearly meant, `bare` whether nothing more was said; `open`: some choice is touched on."""

    option: Option | None = None
    bare: bool = False
    open: bool = False


def meaning(found: Sequence[Option], text: str, words: Words) -> Meaning:
    """What this text means among options of which some have words that tell."""
    clauses = _clauses(text, words)
    bare = plains(words.bare)
    clear, touched = {}, False
    for option in found:
        for phrase in map(plain, option.choice.told if option.choice else ()):
            for at, clause in enumerate(clauses):
                # What stands inside the phrase itself takes nothing back: 'laat ik nog even staan'.
                around = f" {clause} ".replace(f" {phrase} ", "  ", 1)
                if not _in(phrase, clause) or any(_in(plain(word), around) for word in words.denies):
                    continue
                doubtful = any(_in(plain(word), around) for word in words.doubts)
                if not doubtful and _says(phrase, clause, bare, first=at == 0):
                    clear[option.id] = option, _rest(phrase, clauses, bare)
                touched = True
    if len(clear) == 1:
        [(option, more)] = clear.values()
        return Meaning(option, bare=not more)
    return Meaning(open=touched)


def _clauses(text: str, words: Words) -> list[str]:
    joins = plains(words.joins)
    found: list[list[str]] = []
    for part in _MARKS.split(text):
        found.append([])
        for word in plain(part).split():
            if word in joins:
                found.append([])
            else:
                found[-1].append(word)
    return [" ".join(clause) for clause in found if clause]


def _says(phrase: str, clause: str, bare: frozenset[str], *, first: bool) -> bool:
    if " " in phrase:
        return True
    return (first and clause.split(maxsplit=1)[0] == phrase) or {*clause.split()} - bare == {phrase}


def _rest(phrase: str, clauses: Sequence[str], bare: frozenset[str]) -> set[str]:
    """The words besides the phrase that say something."""
    return {*" ".join(clauses).split()} - {*phrase.split()} - bare


def _in(phrase: str, clause: str) -> bool:
    return f" {phrase} " in f" {clause} "
