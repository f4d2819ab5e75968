"""No text breaks the reading: spans are sorted, apart and quoted from the text as typed, in bounded time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.reading import PrivacySpan
from nlp.privacy.finder import spans
from tests.nlp.privacy.conftest import Case

Read = Callable[[str], tuple[PrivacySpan, ...]]

FRAGMENTS = (
    "mevr. ",
    "Jan ",
    "van der ",
    "de ",
    "J.",
    "geb. ",
    "1-2-1990",
    "06-",
    "12345678 ",
    "@",
    "a.b@c.nl",
    "bsn ",
    "999932445",
    "kamer 12 ",
    "Kerkstraat 3a ",
    "uit ",
    "Almelo",
    "\n",
    "😀",
    "\u202e",
    "\u200b",
    "é̂",
    "İ",
    "ß",
    "’s ",
    "-",
    "/",
    "(",
    "97",
    " jaar ",
    "woont in ",
    "²",
    "٣",
    "Ⅷ",
)
REPEATED = (
    "Jan ",
    "jan piet ",
    "van der ",
    "1 ",
    "0612345678 ",
    "0",
    "a@",
    "@",
    "J.",
    "mevr. ",
    "geb. 1-1-1950 ",
    "bed 3 ",
    "kerkstraat 3 ",
    "uit almelo ",
    "a",
    "a-",
    "a'",
    "😀",
    "\u202eabc",
    "j\u200ba",
    "patientnummer ",
    "bsn 9",
    " ",
    "\n",
    "Xyzzy ",
    "pt 12 ",
    "(0",
    "+31 6 ",
    "negentig",
    "woont in ",
    "dr. de Wit en ",
    "adres de de de kerkstraat 1 ",
    "e\u0301",
    "9" * 9 + " ",
    "van 97 ",
    "Albert Schweitzer ",
)


def check(text: str) -> None:
    found = spans(text)
    for span in found:
        assert span.quote.text == text[span.quote.start : span.quote.end]
        assert span.quote.start < span.quote.end
    assert list(found) == sorted(found, key=lambda span: span.quote.start)
    assert all(one.quote.end <= other.quote.start for one, other in pairwise(found))


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_mix_of_what_is_looked_for(fragments: list[str]) -> None:
    check("".join(fragments))


@pytest.mark.parametrize("piece", REPEATED)
def test_a_full_message_of_one_piece_takes_no_longer_than_prose(piece: str) -> None:
    """A ratio, because this machine may be busy and its coverage measured: prose of this length takes about 10 ms."""
    text = (piece * 4096)[:4096]
    check(text)
    fastest = min(_seconds(text) for _ in range(3))
    prose = min(_seconds((PROSE * 40)[:4096]) for _ in range(3))
    assert fastest < 6 * prose


PROSE = (
    "Gisteren op de poli sprak ik met mevrouw de Vries over haar uitslag, "
    "en daarna belde ik de huisarts van meneer Bakker. "
)


def _seconds(text: str) -> float:
    start = time.thread_time()
    spans(text)
    return time.thread_time() - start


def test_invisible_signs_do_not_hide_a_name(read: Read) -> None:
    (span,) = read("ik sprak mevr\u200b. Jan\u00adsen vandaag")
    assert (span.quote.text, span.quote.start, span.kind) == ("mevr\u200b. Jan\u00adsen", 9, "person")


def test_threads_agree_with_a_single_reader(read: Read, exam: list[Case]) -> None:
    texts = [case.text for case in exam[:200]]
    alone = [spans(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(read, texts * 2))
    assert together == alone * 2
