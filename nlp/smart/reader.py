"""The SMART criteria of one goal: what the model sees in the whole, and where it stands."""

from collections.abc import Mapping

from spacy.tokens import Doc

from dialogs.reading import CRITERIA, Criterion, Quote, ReadContext, Signal, TimeSpan
from nlp.linear import LinearModel
from nlp.smart.evidence import clauses
from nlp.smart.signals import signals
from nlp.wordclass import LONGEST, classed


class SmartReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("smart")

    def __call__(
        self, doc: Doc, context: ReadContext, times: tuple[TimeSpan, ...]
    ) -> tuple[Mapping[Criterion, tuple[Quote, ...]], frozenset[Signal]]:
        """Per criterion that is shown the words that show it, in order; and the signals."""
        text = doc.text[:LONGEST]
        scores = dict(zip(self._model.labels, self._model.scores(classed(text)), strict=True))
        shown = tuple(letter for letter in CRITERIA if scores[letter] >= 0.5)
        proof = self._proof(text, shown, times) if shown else {}
        return proof, signals(text, shown, context.plan_texts)

    def _proof(
        self, text: str, shown: tuple[Criterion, ...], times: tuple[TimeSpan, ...]
    ) -> dict[Criterion, tuple[Quote, ...]]:
        parts = list(clauses(text))
        whole = Quote(text.strip(), len(text) - len(text.lstrip()), len(text.rstrip()))
        margins = [self._model.margins(classed(part.text)) for part in parts]
        proof: dict[Criterion, tuple[Quote, ...]] = {}
        for letter in shown:
            if letter == "T" and (named := [time.quote for time in times if time.kind != "duration"]):
                proof["T"] = (named[0],)
            elif parts:
                at = self._model.labels.index(letter)
                best = max(range(len(parts)), key=lambda part: float(margins[part][at]))
                proof[letter] = (_without_time(text, parts[best], times),)
            else:
                proof[letter] = (whole,)
        return proof


def _without_time(text: str, part: Quote, times: tuple[TimeSpan, ...]) -> Quote:
    """'Voor 1 maart doe ik vijf LP's': the date in front proves another letter."""
    for time in times:
        if time.quote.start <= part.start < time.quote.end < part.end:
            start = (
                time.quote.end + len(text[time.quote.end : part.end]) - len(text[time.quote.end : part.end].lstrip())
            )
            return Quote(text[start : part.end], start, part.end)
    return part
