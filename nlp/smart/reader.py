"""The SMART criteria of one goal: what the model sees in the whole, and where it stands."""

from collections.abc import Mapping

from spacy.tokens import Doc

from dialogs.reading import CRITERIA, Criterion, Quote, ReadContext, Signal, TimeSpan
from nlp.linear import LinearModel
from nlp.smart.evidence import proof
from nlp.smart.signals import signals
from nlp.wordclass import look


class SmartReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("smart")

    def __call__(
        self, doc: Doc, context: ReadContext, times: tuple[TimeSpan, ...]
    ) -> tuple[Mapping[Criterion, tuple[Quote, ...]], frozenset[Signal]]:
        """Per criterion that is shown the words that show it, in the order of `CRITERIA`; and the signals."""
        looked = look(doc.text)
        scores = dict(zip(self._model.labels, self._model.scores(looked.features()), strict=True))
        shown = tuple(letter for letter in CRITERIA if scores[letter] >= 0.5)
        near = tuple(time for time in times if time.quote.end <= len(looked.text))
        quotes = proof(looked, shown, near, self._model, context.on) if shown else {}
        return quotes, signals(looked.text, shown, context.plan_texts)
