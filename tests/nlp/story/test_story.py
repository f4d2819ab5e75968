"""A story out of the blue: the data, the committed model, and what tells no story."""

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from dialogs.reading import Aspect, ReadContext
from nlp.augment import typed
from nlp.features import BUCKETS, features, fold
from nlp.linear import LinearModel
from nlp.measures import measure
from nlp.reader import Reader
from nlp.train import train
from nlp.training import DATA, Item, lines_of, training_items

UNASKED = ReadContext(date(2026, 11, 23), frozenset({Aspect.STORY}))
READER = Reader()
NEAR = 0.75
"""Share of features in common from which two texts count as the same one, said a little differently."""


def story(text: str) -> float:
    probability = READER.read(text, UNASKED).story
    assert probability is not None
    return probability


def exam() -> list[Item]:
    return list(lines_of(DATA / "eval" / "story.jsonl"))


def incidence(texts: list[str]) -> csr_matrix:
    found = [features(text).ids for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids in found])])
    return csr_matrix((np.ones(starts[-1], dtype=np.float32), np.concatenate(found), starts), (len(texts), BUCKETS))


def test_the_level_on_our_own_exam() -> None:
    told = [{"score": story(str(item["text"]))} for item in exam()]
    figures = measure("story", list(zip(exam(), told, strict=True))).figures
    least = {"AUC": 0.985, "precision from 0.5": 0.96, "recall from 0.5": 0.92, "precision from 0.8": 0.98}
    assert {name: (figures[name] or 0) >= limit for name, limit in least.items()} == dict.fromkeys(least, True)


def test_there_is_enough_of_either_kind() -> None:
    lessons = [item for item in training_items("story") if "text" in item]
    assert {item["story"] for item in training_items("story")} == {0, 1}
    assert min(sum(item["story"] == kind for item in lessons) for kind in (0, 1)) >= 350
    assert len(exam()) >= 300


def test_no_text_is_written_twice() -> None:
    texts = [fold(str(item["text"])) for item in (*training_items("story"), *exam()) if "text" in item]
    assert len(set(texts)) == len(texts)


def test_nothing_that_is_trained_on_is_nearly_the_same_as_an_exam_text() -> None:
    wording = [item for item in training_items("intent") if "list" in item]
    lessons = [{**item, "label": ""} for item in training_items("story")]
    learnt = list(dict.fromkeys(one.text for one in typed([*wording, *lessons], copies=0)))
    asked = [str(item["text"]) for item in exam()]
    left, right = incidence(asked), incidence(learnt)
    common = (left @ right.T).tocoo()
    either = left.sum(axis=1).A1[common.row] + right.sum(axis=1).A1[common.col] - common.data
    near = np.flatnonzero(common.data / either >= NEAR)
    assert [(asked[common.row[at]], learnt[common.col[at]]) for at in near] == []


def test_a_rebuilt_model_says_what_the_committed_one_says() -> None:
    rebuilt, committed = LinearModel.of(train("story")), LinearModel.load("story")
    for item in exam():
        seen = features(str(item["text"]))
        np.testing.assert_allclose(rebuilt.scores(seen), committed.scores(seen), atol=0.01)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("net mn eerste bevalling gedaan, ging super", True),
        ("ik ga morgen mijn eerste bevalling doen", False),
        ("ruzie gehad met de verpleegkundige over de medicatie", True),
        ("hoe voorkom ik ruzie met de verpleegkundige over de medicatie", False),
        ("vanmiddag moest ik een slechtnieuwsgesprek doen en ik klapte dicht", True),
        ("ik wil niet meer dichtklappen in slechtnieuwsgesprekken", False),
        ("kpb toevoegen van gisteren", False),
        ("dank je", False),
        ("", False),
    ],
)
def test_what_was_gone_through_is_no_wish_plan_or_question(text: str, wanted: bool) -> None:
    assert (story(text) >= 0.5) is wanted


def test_a_story_that_is_not_asked_for_is_not_read() -> None:
    context = ReadContext(date(2026, 11, 23), frozenset({Aspect.INTENT}))
    assert READER.read("net mn eerste bevalling gedaan, ging super", context).story is None


@given(text=st.text(max_size=300))
def test_any_text_has_a_probability(text: str) -> None:
    assert 0 <= story(text) <= 1


def test_every_exam_line_says_whether_it_is_a_story() -> None:
    assert [json.dumps(item) for item in exam() if item.keys() != {"text", "story"}] == []
