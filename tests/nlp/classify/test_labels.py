"""Competence and intent: the data, the committed models, and what the readers promise."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from dialogs.reading import Scored
from nlp import competence, intent
from nlp.augment import typed
from nlp.competence import CompetenceReader
from nlp.features import BUCKETS, Features, features, fold
from nlp.intent import IntentReader
from nlp.linear import LinearModel, Weights
from nlp.train import train
from nlp.training import DATA, Item, lines_of, training_items

Reads = Callable[[Features], tuple[Scored, ...]]
LABELS = {"competence": competence.LABELS, "intent": intent.LABELS}
READERS: dict[str, Reads] = {"competence": CompetenceReader(), "intent": IntentReader()}
TASKS = tuple(LABELS)
PER_TASK = pytest.mark.parametrize("task", TASKS)

NEAR = 0.75
"""Share of features in common from which two texts count as the same one, said a little differently."""


def exam(task: str) -> list[Item]:
    return list(lines_of(DATA / "eval" / f"{task}.jsonl"))


def text_of(item: Item) -> str:
    return str(item["text"])


def accuracy(read: Reads, items: list[Item]) -> float:
    return sum(read(features(text_of(item)))[0].label == item["label"] for item in items) / len(items)


@PER_TASK
def test_every_line_has_a_label_of_the_task_and_a_text_or_a_frame(task: str) -> None:
    wrong = [
        item
        for item in training_items(task)
        if "list" not in item and (item["label"] not in LABELS[task] or ("text" in item) == ("frame" in item))
    ]
    assert wrong == []


@PER_TASK
def test_no_text_is_written_twice(task: str) -> None:
    texts = Counter(fold(text_of(item)) for item in (*training_items(task), *exam(task)) if "text" in item)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("task", "written", "examined"), [("competence", 350, 350), ("intent", 245, 400)], ids=["competence", "intent"]
)
def test_there_is_enough_of_every_label(task: str, written: int, examined: int) -> None:
    counts = Counter(str(item["label"]) for item in training_items(task) if "text" in item)
    assert set(counts) == set(LABELS[task])
    assert min(counts.values()) >= written
    assert len(exam(task)) >= examined
    assert {str(item["label"]) for item in exam(task)} == set(LABELS[task])


@PER_TASK
def test_nothing_that_is_trained_on_is_nearly_the_same_as_an_exam_text(task: str) -> None:
    learnt = list(dict.fromkeys(one.text for one in typed(training_items(task), copies=0)))
    asked = [text_of(item) for item in exam(task)]
    left, right = _incidence(asked), _incidence(learnt)
    common = (left @ right.T).tocoo()
    sizes_left, sizes_right = left.sum(axis=1).A1, right.sum(axis=1).A1
    share = common.data / (sizes_left[common.row] + sizes_right[common.col] - common.data)
    near = {(asked[common.row[at]], learnt[common.col[at]]) for at in np.flatnonzero(share >= NEAR)}
    assert near == set()


def _incidence(texts: list[str]) -> csr_matrix:
    found = [features(text).ids for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids in found])])
    return csr_matrix((np.ones(starts[-1], dtype=np.float32), np.concatenate(found), starts), (len(texts), BUCKETS))


@PER_TASK
def test_a_rebuilt_model_says_what_the_committed_one_says(task: str) -> None:
    rebuilt, committed = LinearModel.of(train(task)), LinearModel.load(task)
    assert rebuilt.labels == committed.labels
    for item in exam(task):
        seen = features(text_of(item))
        assert rebuilt.scores(seen) == pytest.approx(committed.scores(seen), abs=0.01)


@pytest.mark.parametrize(("task", "least"), [("competence", 0.88), ("intent", 0.93)])
def test_the_committed_model_passes_its_exam(task: str, least: float) -> None:
    assert accuracy(READERS[task], exam(task)) >= least


def test_what_is_out_of_scope_is_recognised() -> None:
    assert accuracy(READERS["intent"], [item for item in exam("intent") if item["label"] == "anders"]) >= 0.9


@PER_TASK
def test_scores_can_be_taken_at_their_word(task: str) -> None:
    tops = [(READERS[task](features(text_of(item)))[0], item["label"]) for item in exam(task)]
    sure = [top.label == label for top, label in tops if top.score >= 0.9]
    unsure = [top.label == label for top, label in tops if top.score < 0.6]
    assert sum(sure) / len(sure) >= 0.95
    assert sum(unsure) / len(unsure) < 0.8


@PER_TASK
@given(text=st.text(alphabet=st.characters(), max_size=200))
def test_any_text_gets_every_label_best_first(task: str, text: str) -> None:
    ranked = READERS[task](features(text))
    assert {scored.label for scored in ranked} == set(LABELS[task])
    assert [scored.score for scored in ranked] == sorted((scored.score for scored in ranked), reverse=True)
    assert sum(scored.score for scored in ranked) == pytest.approx(1.0, abs=1e-4)


@PER_TASK
def test_threads_share_one_reader(task: str) -> None:
    seen = features("hoe deel ik mijn doel over overdracht met de nachtdienst")
    expected = READERS[task](seen)
    answers: list[bool] = []

    def ask() -> None:
        answers.extend(READERS[task](seen) == expected for _ in range(200))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 800


def test_reading_a_message_costs_next_to_nothing() -> None:
    text = "Ik wil in het voorjaar leren hoe ik de visite leid, met hulp van de oudste verpleegkundige op zaal. " * 2
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(20):
            seen = features(text)
            for read in READERS.values():
                read(seen)
        best = min(best, (time.perf_counter() - start) / 20)
    assert best < 0.002


def test_the_models_are_small() -> None:
    assert sum((DATA.parent / "model" / f"{task}.npz").stat().st_size for task in TASKS) < 2_500_000
    assert all(Weights.load(DATA.parent / "model" / f"{task}.npz").choice == "one" for task in TASKS)
