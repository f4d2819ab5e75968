"""Depth of a STAR(R) answer: the level on our own answers, and that the part that was asked matters."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dialogs.reading import Aspect, Lack, ReadContext, StarPart
from nlp.linear import LinearModel
from nlp.reader import Reader
from nlp.train import train
from nlp.wordclass import classed

DATA = Path(__file__).parents[3] / "nlp" / "data"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def concrete(reader: Reader, part: StarPart, text: str) -> bool:
    probability = reader.read(text, ReadContext(date(2026, 11, 23), frozenset({Aspect.DEPTH}), part)).concrete
    assert probability is not None
    return probability >= 0.5


def answers(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def test_the_level_on_our_own_answers(reader: Reader) -> None:
    exam = answers("eval/reflection.jsonl")
    right = [concrete(reader, one["part"], str(one["text"])) is bool(one["concrete"]) for one in exam]  # type: ignore[arg-type]
    assert sum(right) / len(exam) >= 0.90


@pytest.mark.parametrize(
    ("part", "text", "wanted"),
    [
        (
            "situatie",
            "nachtdienst op de SEH, een vrouw van 30 met buikpijn, ik was er alleen voor",
            True,
        ),
        ("situatie", "het was druk", False),
        ("actie", "ik ging zitten, vroeg wat ze al wist en vertelde toen in één zin de uitslag", True),
        ("actie", "we hebben het samen goed opgelost", False),
        ("reflectie", "het ging wel goed", False),
    ],
)
def test_what_is_concrete(reader: Reader, part: StarPart, text: str, wanted: bool) -> None:
    assert concrete(reader, part, text) is wanted


def test_a_rebuilt_model_says_what_the_committed_one_says() -> None:
    rebuilt, committed = LinearModel.of(train("reflection")), LinearModel.load("reflection")
    for one in answers("eval/reflection.jsonl")[::8]:
        seen = classed(str(one["text"]))
        np.testing.assert_allclose(rebuilt.scores(seen), committed.scores(seen), atol=0.01)


def test_lessons_and_exam_share_nothing() -> None:
    lessons = {(one["part"], str(one["text"]).lower()) for one in answers("train/reflection.jsonl")}
    assert [o["text"] for o in answers("eval/reflection.jsonl") if (o["part"], str(o["text"]).lower()) in lessons] == []


@pytest.mark.parametrize(
    ("part", "text", "wanted"),
    [
        ("actie", "ik ging zitten, vroeg wat ze al wist en vertelde toen in één zin de uitslag", None),
        ("actie", "we hebben het samen goed opgelost", "ik"),
        ("situatie", "het gaat vaak zo", "voorbeeld"),
        ("reflectie", "het ging wel goed", "oordeel"),
        ("situatie", "iets met een patiënt", "concreet"),
        ("situatie", "ik ging zitten, vroeg wat ze al wist en vertelde toen in één zin de uitslag", "ander_deel"),
    ],
)
def test_what_an_answer_leaves_out(reader: Reader, part: StarPart, text: str, wanted: Lack | None) -> None:
    assert reader.read(text, ReadContext(date(2026, 11, 23), frozenset({Aspect.DEPTH}), part)).lack == wanted


def test_nothing_lacks_where_no_depth_is_asked_for(reader: Reader) -> None:
    reading = reader.read("het ging wel goed", ReadContext(date(2026, 11, 23), frozenset({Aspect.DEPTH})))
    assert (reading.concrete, reading.lack) == (None, None)


def test_a_lack_goes_with_every_answer_that_is_not_concrete(reader: Reader) -> None:
    for one in answers("eval/reflection.jsonl"):
        context = ReadContext(date(2026, 11, 23), frozenset({Aspect.DEPTH}), one["part"])  # type: ignore[arg-type]
        reading = reader.read(str(one["text"]), context)
        assert reading.concrete is not None
        assert (reading.lack is None) is (reading.concrete >= 0.5)
