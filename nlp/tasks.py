"""The language tasks as JSON lines: one item in, one prediction out, always by way of the Reader.

Formats (texts and labels are Dutch; dates are ISO):

    temporal    {"text", "ref"}   -> {"spans": [{"text", "offset", "kind", "start", "end", "rrule", "times"}]}
    smart       {"text"}          -> {"S": 0/1, "M": 0/1, "A": 0/1, "R": 0/1, "T": 0/1}
    competence  {"text"}          -> {"label", "ranking": [{"label", "score"}, ...]}
    intent      {"text"}          -> {"label", "ranking": [{"label", "score"}, ...]}
    reflection  {"part", "text"}  -> {"concrete": 0/1, "score"}
    privacy     {"text"}          -> {"spans": [{"text", "offset", "kind"}]}
    tone        {"text"}          -> {"persoon": 0/1, "beter": 0/1}
    story       {"text"}          -> {"story": 0/1, "score"}

Without `ref` a text counts as written today in Europe/Amsterdam.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, get_args
from zoneinfo import ZoneInfo

from dialogs.reading import CRITERIA, Aspect, ReadContext, Reading, Reads, Scored, StarPart, Tone

JsonValue = str | int | float | None | list["JsonValue"] | dict[str, "JsonValue"]
Prediction = dict[str, JsonValue]

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
_PARTS: Final[tuple[StarPart, ...]] = get_args(StarPart)
_TONES: Final[tuple[Tone, ...]] = get_args(Tone)


def _temporal(reading: Reading) -> Prediction:
    return {
        "spans": [
            {
                "text": span.quote.text,
                "offset": span.quote.start,
                "kind": span.kind,
                "start": span.start.isoformat() if span.start else None,
                "end": span.end.isoformat() if span.end else None,
                "rrule": span.rrule,
                "times": span.times,
            }
            for span in reading.times
        ]
    }


def _smart(reading: Reading) -> Prediction:
    return {criterion: int(bool(reading.smart.get(criterion))) for criterion in CRITERIA}


def _label(ranked: tuple[Scored, ...]) -> Prediction:
    ranking: list[JsonValue] = [{"label": scored.label, "score": round(scored.score, 4)} for scored in ranked]
    return {"label": ranked[0].label, "ranking": ranking}


def _reflection(reading: Reading) -> Prediction:
    score = reading.concrete or 0.0
    return {"concrete": int(score >= 0.5), "score": round(score, 4)}


def _privacy(reading: Reading) -> Prediction:
    return {
        "spans": [{"text": span.quote.text, "offset": span.quote.start, "kind": span.kind} for span in reading.privacy]
    }


def _tone(reading: Reading) -> Prediction:
    return {tone: int(tone in reading.tone) for tone in _TONES}


def _story(reading: Reading) -> Prediction:
    score = reading.story or 0.0
    return {"story": int(score >= 0.5), "score": round(score, 4)}


_TASKS: Final[Mapping[str, tuple[Aspect, Callable[[Reading], Prediction]]]] = {
    "temporal": (Aspect.TIMES, _temporal),
    "smart": (Aspect.SMART, _smart),
    "competence": (Aspect.COMPETENCE, lambda reading: _label(reading.competences)),
    "intent": (Aspect.INTENT, lambda reading: _label(reading.intents)),
    "reflection": (Aspect.DEPTH, _reflection),
    "privacy": (Aspect.PRIVACY, _privacy),
    "tone": (Aspect.TONE, _tone),
    "story": (Aspect.STORY, _story),
}

TASKS: Final[tuple[str, ...]] = tuple(_TASKS)


def predict(task: str, item: Mapping[str, object], reader: Reads) -> Prediction:
    """Raises ValueError for an unknown task, or an item without a field that the task needs."""
    if task not in _TASKS:
        raise ValueError(f"unknown task: choose from {', '.join(TASKS)}")
    aspect, told = _TASKS[task]
    context = ReadContext(on=_day(item), wants=frozenset({aspect}), part=_part(item) if task == "reflection" else None)
    return told(reader.read(_text(item), context))


def run(task: str, lines: Iterable[str], reader: Reads) -> Iterator[str]:
    """One JSON prediction per JSON line, in order; empty lines are passed over.

    Raises ValueError that names the number of the line that cannot be used (and never its text).
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number}: not JSON ({error.msg})") from None
        if not isinstance(item, dict):
            raise ValueError(f"line {number}: an object with a text was expected")
        try:
            prediction = predict(task, item, reader)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        yield json.dumps(prediction)


def _text(item: Mapping[str, object]) -> str:
    text = item.get("text")
    if not isinstance(text, str):
        raise ValueError("'text' is missing or no text")
    return text


def _day(item: Mapping[str, object]) -> date:
    ref = item.get("ref")
    if ref is None:
        return datetime.now(_AMSTERDAM).date()
    try:
        return date.fromisoformat(ref[:10] if isinstance(ref, str) else "")
    except ValueError:
        raise ValueError("'ref' must be a date like 2027-03-01") from None


def _part(item: Mapping[str, object]) -> StarPart:
    for part in _PARTS:
        if item.get("part") == part:
            return part
    raise ValueError(f"'part' must be one of {', '.join(_PARTS)}")
