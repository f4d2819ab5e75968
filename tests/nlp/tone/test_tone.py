"""The tone of feedback: the level on our own exam, what is behaviour and what is a person, and hostile texts."""

import json
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import Aspect, ReadContext, Tone
from nlp.measures import measure
from nlp.reader import Reader
from nlp.tone import Words

EXAM = Path(__file__).parents[3] / "nlp" / "data" / "eval" / "tone.jsonl"
FEEDBACK = ReadContext(date(2026, 11, 23), frozenset({Aspect.TONE}))
READER = Reader()


def tone(text: str) -> frozenset[Tone]:
    return READER.read(text, FEEDBACK).tone


def test_the_level_on_our_own_exam() -> None:
    items = [json.loads(line) for line in EXAM.read_text(encoding="utf-8").splitlines()]
    told = [{label: int(label in tone(item["text"])) for label in ("persoon", "beter")} for item in items]
    figures = measure("tone", list(zip(items, told, strict=True))).figures
    least = {"precision persoon": 0.98, "recall persoon": 0.94, "precision beter": 0.95, "recall beter": 0.97}
    assert {name: (figures[name] or 0) >= limit for name, limit in least.items()} == dict.fromkeys(least, True)


def test_the_exam_is_large_and_holds_every_tone() -> None:
    items = [json.loads(line) for line in EXAM.read_text(encoding="utf-8").splitlines()]
    assert len({item["text"].lower() for item in items}) == len(items) >= 300
    assert sum(item["persoon"] for item in items) >= 100
    assert sum(item["beter"] for item in items) >= 100


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("je bent onzeker", {"persoon"}),
        ("Je was onzeker over de dosis en belde de apotheker.", set()),
        ("je bent gewoon geen prater", {"persoon"}),
        ("je bent naast het bed gaan zitten", set()),
        ("je bent nogal slrodig", {"persoon"}),
        ("je was duidelijk in je uitleg", set()),
        ("de patient was boos, hij is nogal dominant", set()),
        ("hij is nogal dominant", {"persoon"}),
        ("je zei dat je onzeker bent", set()),
        ("volgens mij vindt hij dat omdat je zo onzeker bent", {"persoon"}),
        ("je bent een topper", {"persoon"}),
        ("je bent een topper, je bleef bij de moeder zitten tot de vader er eindelijk was", set()),
        ("je riep 'ik ben een chaoot' en toen lachte iedereen", set()),
        ("ben je onzeker?", set()),
        ("volgende keer eerst de familie bellen", {"beter"}),
        ("volgende keer weer zo", set()),
        ("geen verbeterpunten, kon niet beter", set()),
        ("je praatte te snel", {"beter"}),
        ("niet te snel gesproken", set()),
        ("hij is slordig, let nog op de medicatielijsten", {"persoon", "beter"}),
        ("", set()),
    ],
)
def test_what_somebody_did_is_not_who_somebody_is(text: str, wanted: set[Tone]) -> None:
    assert tone(text) == wanted


def test_a_tone_that_is_not_asked_for_is_not_read() -> None:
    context = ReadContext(date(2026, 11, 23), frozenset({Aspect.INTENT}))
    assert READER.read("je bent onzeker", context).tone == frozenset()


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("arrogant", True),
        ("arogant", True),
        ("arrogantt", True),
        ("arrognat", True),
        ("arrogont", True),
        ("arronga", False),
        ("barrogant", False),
        ("lui", True),
        ("luu", False),
    ],
)
def test_a_long_word_may_hold_one_typing_error(word: str, known: bool) -> None:
    assert (word in Words("arrogant lui")) is known


@given(text=st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert tone(text) <= {"persoon", "beter"}


@pytest.mark.parametrize("word", ["je bent een ", "te ", "had je ", "ging goed en ", "mag nog niet ", "ik vind "])
def test_a_hostile_text_costs_no_more_than_its_length(word: str) -> None:
    start = time.perf_counter()
    tone(word * (4000 // len(word)))
    assert time.perf_counter() - start < 1


def test_threads_share_one_reader() -> None:
    text = "hij is slordig, let nog op de medicatielijsten"
    seen: list[frozenset[Tone]] = []
    threads = [threading.Thread(target=lambda: seen.extend(tone(text) for _ in range(50))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [frozenset({"persoon", "beter"})] * 200
