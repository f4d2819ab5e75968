"""Predictions in the format of the evaluation set: `{"spans": [{"text", "offset", "kind", "start", "end", ...}]}`."""

from datetime import date
from functools import cache
from typing import NotRequired, TypedDict

import spacy
from spacy.language import Language

from dialogs.reading import ReadContext, TimeSpan
from nlp.temporal.component import FACTORY
from nlp.temporal.resolve import resolve


class PredictedSpan(TypedDict):
    """Dates are ISO texts; an open side, or one that is not known, is None."""

    text: str
    offset: int
    kind: str
    start: str | None
    end: str | None
    rrule: NotRequired[str]
    times: NotRequired[int]


class Prediction(TypedDict):
    spans: list[PredictedSpan]


def predict(text: str, ref: date) -> Prediction:
    """The time expressions of one message of day `ref`."""
    return {"spans": [predicted(span) for span in resolve(_pipeline()(text), ReadContext(ref))]}


def predicted(span: TimeSpan) -> PredictedSpan:
    """One time span in the evaluation format."""
    shown: PredictedSpan = {
        "text": span.quote.text,
        "offset": span.quote.start,
        "kind": span.kind,
        "start": span.start.isoformat() if span.start else None,
        "end": span.end.isoformat() if span.end else None,
    }
    if span.rrule is not None:
        shown["rrule"] = span.rrule
    if span.times is not None:
        shown["times"] = span.times
    return shown


@cache
def _pipeline() -> Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe(FACTORY)
    return nlp
