"""The lists load, stay small, and the weights in the repository are those that `python -m nlp.privacy.train` makes."""

import re
import tracemalloc
from importlib.resources import files

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from nlp.privacy import FACTORY, find, lexicon, model
from nlp.privacy.compose import Composer
from nlp.privacy.train import SEED, train
from tests.nlp.privacy.conftest import Case


def test_lists_hold_enough_names_of_many_origins() -> None:
    flags = lexicon.load().flags
    assert sum(bool(flag & lexicon.GIVEN) for flag in flags.values()) >= 1500
    assert sum(bool(flag & lexicon.SURNAME) for flag in flags.values()) >= 2500
    for name in ("sjoukje", "mehmet", "aicha", "soerin", "churandy", "agnieszka", "siti", "xiaoli", "fatoumata", "bep"):
        assert flags[name] & lexicon.GIVEN, name


@pytest.mark.parametrize("name", ["roos", "bakker", "bos", "groot", "koning", "storm", "mark", "does", "dok", "haar"])
def test_names_that_are_words_are_marked(name: str) -> None:
    flags = lexicon.load().flags[name]
    assert flags & lexicon.NAME
    assert flags & (lexicon.COMMON | lexicon.LIGHT | lexicon.FUNCTION_WORD)


def test_every_list_tells_its_source() -> None:
    folder = files("nlp").joinpath("data/privacy")
    for entry in folder.iterdir():
        if entry.name.endswith((".txt", ".toml")):
            assert entry.read_text(encoding="utf-8").startswith("# "), entry.name


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("praten", "praatte"),
        ("huilen", "huilde"),
        ("stoppen", "gestopt"),
        ("verhuizen", "verhuisd"),
        ("wandelen", "wandelt"),
    ],
)
def test_verb_forms(verb: str, form: str) -> None:
    assert form in lexicon.inflect(verb)


def test_lists_and_weights_stay_under_ten_mebibytes() -> None:
    lexicon.load.cache_clear()
    model.load.cache_clear()
    tracemalloc.start()
    lexicon.load()
    model.load()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 10 * 2**20


def test_weights_file_is_small() -> None:
    assert len(files("nlp").joinpath(model.RESOURCE).read_bytes()) < 1_500_000


def test_training_again_gives_the_same_weights() -> None:
    names, weights, bias = train()
    stored = model.load()
    again = dict(zip(names, weights.tolist(), strict=True))
    shared = again.keys() & stored.weights.keys()
    assert len(shared) >= 0.99 * max(len(again), len(stored.weights))
    assert np.allclose([again[name] for name in shared], [stored.weights[name] for name in shared], atol=0.02)
    assert bias == pytest.approx(stored.bias, abs=0.02)


def test_the_same_seed_composes_the_same_sentences() -> None:
    assert list(Composer(SEED).corpus(1)) == list(Composer(SEED).corpus(1))


def test_exam_and_training_share_no_sentence(exam: list[Case]) -> None:
    """No pattern of four words or more, its slots filled with one to three words, gives a sentence of the exam."""
    folder = files("nlp").joinpath("data/train")
    text = "".join(
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("privacy_zinnen.txt", "privacy_sjablonen.txt")
    )
    patterns = [
        re.compile(r"\S+(?: \S+){0,2}".join(map(re.escape, re.split(r"\{\w+\}", line))), re.IGNORECASE)
        for line in text.splitlines()
        if not line.startswith("#") and len(re.sub(r"\{\w+\}", "", line).split()) > 3
    ]
    assert len(patterns) > 500
    assert [case.text for case in exam if any(pattern.fullmatch(case.text) for pattern in patterns)] == []


def test_a_doc_that_missed_the_pipe_has_no_spans() -> None:
    assert find(Doc(spacy.blank("nl").vocab, words=["mevrouw", "Jansen"])) == ()


def test_the_pipe_does_not_touch_the_tokens() -> None:
    nlp = spacy.blank("nl")
    before = [token.text for token in nlp("mevr. Jansen-de Boer")]
    nlp.add_pipe(FACTORY)
    assert [token.text for token in nlp("mevr. Jansen-de Boer")] == before
