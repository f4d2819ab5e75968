"""Frames, lists and phone typing: more texts, always the same ones."""

from collections import Counter

import pytest

from nlp.augment import Wording, filled, labelled, typed, variants, wording_of
from nlp.training import Item

LINES: list[Item] = [
    {"list": "land", "words": ["malawi", "ghana"]},
    {"list": "before", "words": ["graag"]},
    {"list": "short", "words": ["patiënt=pt/pat"]},
    {"list": "omitted", "words": ["de"]},
    {"frame": "(stage|werken) in {land}", "label": "a"},
    {"frame": "naar {land}", "label": "a", "texts": 1},
    {"text": "een hele gewone zin over de patiënt in zijn bed", "label": "b"},
]


def test_a_frame_gives_each_of_its_texts_once() -> None:
    wording = Wording(slots={"land": ["malawi", "ghana"]})
    assert set(filled("(stage|werken) in {land}", 50, wording)) == {
        "stage in malawi",
        "stage in ghana",
        "werken in malawi",
        "werken in ghana",
    }


def test_no_more_texts_than_asked_for() -> None:
    assert len(list(filled("{land}", 1, Wording(slots={"land": ["malawi", "ghana"]})))) == 1


def test_a_slot_without_a_list_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="land"):
        list(filled("{land}", 1, Wording()))


def test_variants_are_the_same_every_time() -> None:
    wording = wording_of(LINES)
    text = "een hele gewone zin over de patiënt in zijn bed"
    assert list(variants(text, 20, wording)) == list(variants(text, 20, wording))


def test_variants_differ_from_the_text_but_not_beyond_recognition() -> None:
    wording = wording_of(LINES)
    text = "een hele gewone zin over de patiënt in zijn bed"
    made = set(variants(text, 50, wording))
    assert len(made) > 20
    assert all(len(set(one.split()) & set(text.split())) >= 4 for one in made)
    assert any(one.startswith("graag ") for one in made)


def test_a_line_added_changes_nothing_for_the_others() -> None:
    more = [*LINES, {"text": "nog een zin", "label": "a"}]
    assert [one for one in typed(more) if one.source != "nog een zin"] == list(typed(LINES))


def test_a_written_text_weighs_more_than_a_filled_one() -> None:
    made = labelled(LINES)
    assert {example.source: example.weight for example in made} == {
        "(stage|werken) in {land}": 0.2,
        "naar {land}": 0.2,
        "een hele gewone zin over de patiënt in zijn bed": 0.5,
    }
    counts = Counter(example.source for example in made)
    assert (counts["naar {land}"], counts["een hele gewone zin over de patiënt in zijn bed"]) == (1, 4)
