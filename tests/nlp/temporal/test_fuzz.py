"""Any text is read without an error, in bounded time, with spans that are parts of it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from dialogs.reading import ReadContext, TimeSpan
from nlp.temporal import resolve
from nlp.temporal.lexicon import lexicon

Read = Callable[..., tuple[TimeSpan, ...]]
DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
WORDS = [*sorted(lexicon().words), "1", "3", "31", "30-2", "2027", "12", "0", "99", "20-01", "1/5", "999999999"]
SIGNS = ["", " ", " ", " ", "-", "/", ".", ",", "'", ":", "\n", "(", "\u200b", "\u202e", "😀", "e", "\u0301"]
SOUP = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SIGNS)), max_size=40).map(
    lambda parts: "".join(word + sign for word, sign in parts)
)
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_sound(text: str, spans: tuple[TimeSpan, ...]) -> None:
    behind = 0
    for span in spans:
        assert behind <= span.quote.start < span.quote.end <= len(text)
        assert text[span.quote.start : span.quote.end] == span.quote.text
        assert span.quote.text == span.quote.text.strip()
        behind = span.quote.end
        if span.start is not None and span.end is not None:
            assert span.start <= span.end
        assert (span.rrule is not None) == (span.kind == "recurrence")
        assert span.tolerance >= 0
        if span.problem in {"impossible", "needs_onderdeel"} or span.kind in {"duration", "recurrence"}:
            assert (span.start, span.end) == (None, None)
        else:
            assert (span.start, span.end) != (None, None)


@MANY
@given(text=st.text(max_size=300), on=DAYS)
def test_any_text(read: Read, text: str, on: date) -> None:
    assert_sound(text, read(text, on))


@MANY
@given(text=SOUP, on=DAYS, first=st.none() | DAYS, last=st.none() | DAYS)
def test_any_words_of_time(read: Read, text: str, on: date, first: date | None, last: date | None) -> None:
    assert_sound(text, read(text, on, first, last))


HOSTILE = {
    "figures": "1 " * 2048,
    "figures and dashes": "1-" * 2048,
    "dates that are none": "1/1 " * 1024,
    "figures and commas": "1," * 2048,
    "frames": "voor " * 820,
    "articles": "de " * 1365,
    "numbers": "een " * 1024,
    "pieces": "de eerste " * 410,
    "parts": "eind van de " * 341,
    "months": "maart " * 682,
    "joined months": "maart en " * 455,
    "weekdays": "ma," * 1365,
    "open ranges": "1 tot " * 682,
    "every other": "om de " * 682,
    "past": "maart gedaan " * 315,
    "typing errors": "septembr " * 455,
    "signs": "!?" * 2048,
    "one sign": "(" * 4096,
    "emoji": "😀" * 4096,
    "right to left": "\u202e1 maart " * 400,
    "invisible": "a\u200b" * 2048,
    "accents": "e" + "\u0301" * 4095,
    "one word": "a" * 4096,
    "one number": "9" * 4096,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_costs_little(read: Read, text: str) -> None:
    """A tenth of a second of processor time is ten times what is measured; a quadratic reader needs seconds."""
    on = date(2027, 1, 15)
    read(text, on)
    begin = time.thread_time()
    spans = read(text, on)
    assert time.thread_time() - begin < 0.1
    assert_sound(text, spans)


def test_a_longer_text_is_read_up_to_the_length_of_a_message(read: Read) -> None:
    text = "x" * 5000 + " voor 1 maart"
    assert read(text, date(2027, 1, 15)) == ()


def test_the_component_works_in_a_pipeline(pipeline: Language) -> None:
    text = "Klaar voor 1maart, 20-01 of één week later."
    spans = resolve(pipeline(text), ReadContext(date(2027, 1, 15)))
    assert [span.quote.text for span in spans] == ["voor 1maart", "20-01", "één week later"]
    assert_sound(text, spans)


def test_several_threads_read_the_same(pipeline: Language) -> None:
    texts = [f"voor {day} maart, elke {name}, eind mei" for day in range(1, 29) for name in ("dinsdag", "week")]
    context = ReadContext(date(2027, 1, 15))
    alone = [resolve(pipeline(text), context) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: resolve(pipeline(text), context), texts))
    assert together == alone
