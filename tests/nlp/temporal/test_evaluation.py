"""The project's own evaluation sentences: finding, values, recurrences and false alarms stay at the agreed level.

`nlp/data/eval/temporal.jsonl` has the format of the exam. The levels are those of the exam; how far the file lies
above them is in the report of the day, not here.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from nlp.temporal.predict import PredictedSpan, predict

Item = Mapping[str, Any]


def items() -> Iterator[Item]:
    text = files("nlp").joinpath("data", "eval", "temporal.jsonl").read_text(encoding="utf-8")
    return (json.loads(line) for line in text.splitlines())


def overlaps(gold: Mapping[str, Any], found: PredictedSpan) -> bool:
    return bool(
        gold["offset"] < found["offset"] + len(found["text"]) and found["offset"] < gold["offset"] + len(gold["text"])
    )


def near(gold: str | None, found: str | None, days: int) -> bool:
    if gold is None or found is None:
        return gold is found
    return abs((date.fromisoformat(gold) - date.fromisoformat(found)).days) <= days


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    """How often each thing occurred over the whole file."""
    count: Counter[str] = Counter()
    for item in items():
        found = predict(item["text"], date.fromisoformat(item["ref"]))["spans"]
        count["clean"] += not item["spans"]
        count["alarms"] += not item["spans"] and bool(found)
        count["found"] += len(found)
        for gold in item["spans"]:
            count["gold"] += 1
            best = next((span for span in found if overlaps(gold, span)), None)
            exact = best is not None and (best["offset"], best["text"]) == (gold["offset"], gold["text"])
            count["exact"] += exact
            if gold["rrule"] is not None:
                count["recurrences"] += 1
                count["rrules"] += best is not None and (best.get("rrule"), best.get("times")) == (
                    gold["rrule"],
                    gold.get("times"),
                )
            if gold["start"] is None and gold["end"] is None:
                continue
            count["dated"] += 1
            if best is not None:
                count["both"] += (best["start"], best["end"]) == (gold["start"], gold["end"])
                last = gold["end"] or gold["start"], best["end"] or best["start"]
                count["last"] += near(*last, gold.get("tol_days", 0))
    return count


def test_the_file_is_sound() -> None:
    texts = [item["text"].lower() for item in items()]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 250
    for item in items():
        for span in item["spans"]:
            assert item["text"][span["offset"] : span["offset"] + len(span["text"])] == span["text"]


def test_exact_spans(counts: Counter[str]) -> None:
    assert 2 * counts["exact"] / (counts["found"] + counts["gold"]) >= 0.90


def test_values_of_dated_spans(counts: Counter[str]) -> None:
    assert counts["both"] / counts["dated"] >= 0.88
    assert counts["last"] / counts["dated"] >= 0.94


def test_recurrences(counts: Counter[str]) -> None:
    assert counts["rrules"] / counts["recurrences"] >= 0.90


def test_false_alarms(counts: Counter[str]) -> None:
    assert counts["alarms"] / counts["clean"] <= 0.05
