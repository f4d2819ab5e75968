"""The words that show a criterion: of the clauses of a text, the one in which the model hears it most of all.

A clause ends at a comma, a stop, before a word that begins a reason, a step or a second half, and at both ends of a
time expression. A clause that says something else even more clearly is no proof ('8 van de 10 goed' is M, not S), and
what stands between the same two signs is quoted whole, unless another criterion is proved there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dialogs.reading import CRITERIA, Criterion, Quote, TimeSpan
from nlp.linear import LinearModel
from nlp.smart.words import CLAUSE_START, LOOSE, SIGN
from nlp.wordclass import Looked

CLAUSES: Final = 24
"""Clauses that are weighed at most."""
_OPENING: Final = "["
_CLOSING: Final = ")]%'’+"
"""Signs that belong to the words: '[naam]' stands for what was masked."""
_RIVAL: Final = 0.45
"""How much it counts against a clause that it says something else."""
_LATER: Final = 0.3
"""How much it counts against a clause as the place of S, per clause before it: what one wants comes first."""
_STORY: Final = 8
"""Clauses from which a text is a story, in which many small hints add up to what nobody said..."""
_HEARD: Final = 1.0
"""...so that a criterion counts only when one clause says it by itself (a margin of the model)."""
_KINDS: Final = ("date", "period", "recurrence", "duration")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words with their offsets. Clauses with the same `group` stand between the same two signs or times."""

    quote: Quote
    group: int


def proof(
    looked: Looked,
    shown: Collection[Criterion],
    times: tuple[TimeSpan, ...],
    model: LinearModel,
    on: date,
) -> dict[Criterion, tuple[Quote, ...]]:
    """One quote per criterion that is shown (in a story: and has a clause of its own), in the order of `CRITERIA`.

    `on` is the local date of the message.
    """
    text = looked.text
    parts = list(clauses(text, times)) or [Clause(_whole(text), 0)]
    margins: NDArray[np.float32] = np.array([looked.margins(model, part.quote.start, part.quote.end) for part in parts])
    column = {letter: margins[:, at] for at, letter in enumerate(model.labels)}
    term = term_of(times, on)
    if len(parts) >= _STORY:
        shown = [letter for letter in shown if column[letter].max() > _HEARD]
    places = {letter: _best(letter, column) for letter in shown if letter != "T" or term is None}
    found = {letter: (_widened(text, parts, at, {*places.values()}),) for letter, at in places.items()}
    if term is not None and "T" in shown:
        found["T"] = (term,)
    return {letter: found[letter] for letter in CRITERIA if letter in found}


def _widened(text: str, parts: Sequence[Clause], at: int, taken: Collection[int]) -> Quote:
    """The clause with its neighbours between the same signs, as far as they prove nothing else."""
    first = last = at
    while first > 0 and parts[first - 1].group == parts[at].group and first - 1 not in taken:
        first -= 1
    while last + 1 < len(parts) and parts[last + 1].group == parts[at].group and last + 1 not in taken:
        last += 1
    start, end = parts[first].quote.start, parts[last].quote.end
    return Quote(text[start:end], start, end)


def _best(letter: Criterion, column: Mapping[str, NDArray[np.float32]]) -> int:
    rivals = [other for other in column if other not in (letter, "T")]
    strongest = np.maximum(np.max([column[other] for other in rivals], axis=0), 0)
    late = _LATER * np.arange(len(strongest)) if letter == "S" else 0
    return int(np.argmax(column[letter] - _RIVAL * strongest - late))


def term_of(times: Iterable[TimeSpan], on: date) -> Quote | None:
    """The time expression that reads most like a term: a day or a period before 'elke week', nothing that is over."""
    ahead = [time for time in times if time.end is None or time.end >= on]
    return min(ahead, key=lambda time: _KINDS.index(time.kind)).quote if ahead else None


def clauses(text: str, times: tuple[TimeSpan, ...] = ()) -> Iterator[Clause]:
    """The clauses of a text in order, without what hangs at their edges and without the times in it."""
    spans = [(time.quote.start, time.quote.end) for time in times]
    signs = {match.start() for match in SIGN.finditer(text)} | {at for span in spans for at in span}
    starts = {match.start() for match in CLAUSE_START.finditer(text)}
    start, given, group = 0, 0, 0
    for end in sorted({*signs, *starts, len(text)}):
        inside = any(first <= start and end <= last for first, last in spans)
        if given < CLAUSES and not inside and (quote := _trimmed(text, start, end)) is not None:
            given += 1
            yield Clause(quote, group)
        group += end in signs
        start = end


def _whole(text: str) -> Quote:
    return Quote(text.strip(), len(text) - len(text.lstrip()), len(text.rstrip()))


def _trimmed(text: str, start: int, end: int) -> Quote | None:
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    if match := LOOSE.match(text, start, end):
        start = match.end()
    return Quote(text[start:end], start, end) if end - start > 1 else None
