"""The words that show a criterion: of the clauses of a text, the one in which the model hears it best.

A clause ends at a comma, a stop, or before a word that begins a reason, a step or a second half.
"""

from collections.abc import Iterator
from typing import Final

from dialogs.reading import Quote
from nlp.smart.words import CLAUSE_END, LOOSE

CLAUSES: Final = 24
"""Clauses that are weighed at most."""
_CLOSING: Final = ")]%'’"


def clauses(text: str) -> Iterator[Quote]:
    """The clauses of a text with their offsets, without what hangs at their edges."""
    start, given = 0, 0
    for end in [*(match.start() for match in CLAUSE_END.finditer(text)), len(text)]:
        if given < CLAUSES and (quote := _trimmed(text, start, end)) is not None:
            given += 1
            yield quote
        start = end


def _trimmed(text: str, start: int, end: int) -> Quote | None:
    while start < end and not (text[start].isalnum() or text[start] == "["):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    if match := LOOSE.match(text, start, end):
        start = match.end()
    return Quote(text[start:end], start, end) if end - start > 1 else None
