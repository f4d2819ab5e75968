"""One pipeline for all tests of privacy, and fixtures that read a text or the project's own exam."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import pytest
import spacy
from spacy.language import Language

from dialogs.reading import PrivacySpan
from nlp.privacy import FACTORY, find

Read = Callable[[str], tuple[PrivacySpan, ...]]


@dataclass(frozen=True)
class Case:
    """A sentence of nlp/data/eval/privacy.jsonl with what identifies somebody in it: (start, end, kind)."""

    text: str
    gold: tuple[tuple[int, int, str], ...]


@pytest.fixture(scope="session")
def pipeline() -> Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe(FACTORY)
    return nlp


@pytest.fixture(scope="session")
def read(pipeline: Language) -> Read:
    return lambda text: find(pipeline(text))


@pytest.fixture(scope="session")
def exam() -> list[Case]:
    lines = files("nlp").joinpath("data/eval/privacy.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Case(
            item["text"],
            tuple((span["offset"], span["offset"] + len(span["text"]), span["kind"]) for span in item["spans"]),
        )
        for item in map(json.loads, lines)
    ]
