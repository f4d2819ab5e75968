"""One pipeline for all tests of times, and a fixture that reads a text on a day."""

from collections.abc import Callable
from datetime import date

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from dialogs.reading import ReadContext, TimeSpan
from nlp.temporal import FACTORY, resolve

Read = Callable[..., tuple[TimeSpan, ...]]


@pytest.fixture(scope="session")
def pipeline() -> Language:
    nlp = spacy.blank("nl")
    nlp.add_pipe(FACTORY)
    return nlp


@pytest.fixture(scope="session")
def read(pipeline: Language) -> Read:
    """read(text, on, first=None, last=None): the time spans of a text, with the onderdeel first-last.

    The text is one token of its Doc: spaCy's own are not looked at, and cutting them costs seconds on hostile text.
    """
    find = pipeline.get_pipe(FACTORY)

    def read(text: str, on: date, first: date | None = None, last: date | None = None) -> tuple[TimeSpan, ...]:
        doc = Doc(Vocab(), words=[text] if text else [], spaces=[False] if text else [])
        return resolve(find(doc), ReadContext(on, onderdeel=(first, last)))

    return read
