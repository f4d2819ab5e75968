"""Features and linear models: what they promise to every task that stands on them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.features import BUCKETS, EMPTY, features, fold
from nlp.linear import LinearModel, Weights
from nlp.train import fit
from nlp.training import Example, Item, Training

WORDS = {
    "echo": "maak lever nier galblaas",
    "gesprek": "praat luister vraag stilte",
    "rooster": "plan agenda dienst week",
}


def examples(items: Iterable[Item] = ()) -> list[Example]:
    made = []
    for label, words in WORDS.items():
        for first in words.split():
            for second in words.split():
                text = f"{first} en {second}"
                made.append(Example(features(text), frozenset({label}), text, cues={f"is {label}": 1.0}))
    return made


ONE = Training(tuple(WORDS), "one", examples)
EACH = Training(tuple(WORDS), "each", examples)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Vóór 1 MAART 2027!", "voor 0 maart 0000 !"),
        ("neeeeee", "nee"),
        ("iop-gesprek, foto's", "iop gesprek fotos"),
        ("  \n\t ", ""),
        ("👍 ok", "¤ ok"),
    ],
)
def test_typing_is_folded(typed: str, seen: str) -> None:
    assert fold(typed) == seen


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_has_ascending_unique_buckets(text: str) -> None:
    found = features(text)
    assert len(found.ids) == len(found.values)
    assert np.all(np.diff(found.ids) > 0)
    assert np.all((found.ids >= 0) & (found.ids < BUCKETS))


def test_same_reading_means_same_features() -> None:
    assert features("Écho’s MAKEN").ids.tolist() == features("echos maken").ids.tolist()


def test_word_order_shows_in_the_pairs() -> None:
    assert features("doel over echo").ids.tolist() != features("echo over doel").ids.tolist()


def test_crossing_adds_the_same_words_under_their_context() -> None:
    plain = features("ik belde de supervisor")
    actie, taak = plain.crossed("actie"), plain.crossed("taak")
    assert set(plain.ids) < set(actie.ids)
    assert len(set(actie.ids) & set(taak.ids)) < len(plain.ids) * 1.2


@pytest.mark.parametrize("training", [ONE, EACH])
def test_a_model_learns_is_saved_and_scores_the_same(training: Training, tmp_path: Path) -> None:
    weights = fit(training, examples())
    weights.save(tmp_path / "toy.npz")
    made, loaded = LinearModel.of(weights), LinearModel.load("toy", tmp_path)
    seen = features("luister en stilte")
    assert loaded.scores(seen).tolist() == made.scores(seen).tolist()
    assert loaded.ranked(seen)[0].label == "gesprek"


def test_scores_of_one_add_up_and_of_each_need_not() -> None:
    one, each = LinearModel.of(fit(ONE, examples())), LinearModel.of(fit(EACH, examples()))
    assert float(one.scores(EMPTY).sum()) == pytest.approx(1.0)
    assert all(0 < score < 1 for score in each.scores(EMPTY))


def test_a_cue_moves_its_label_and_an_unknown_one_nothing() -> None:
    model = LinearModel.of(fit(ONE, examples()))
    at = model.labels.index("rooster")
    assert model.scores(EMPTY, {"is rooster": 1.0})[at] > model.scores(EMPTY)[at]
    assert model.scores(EMPTY, {"weather": 1.0}).tolist() == model.scores(EMPTY).tolist()


def test_a_model_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.npz"
    fit(ONE, examples()).save(path)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["version"] = arrays["version"] + 1
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=r"toy\.npz: made for version"):
        Weights.load(path)


def test_a_model_whose_arrays_do_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.npz"
    fit(ONE, examples()).save(path)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["bias"] = arrays["bias"][:-1]
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=r"toy\.npz: its arrays do not fit"):
        Weights.load(path)


def test_the_same_data_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        fit(ONE, examples()).save(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
