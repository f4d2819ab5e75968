"""The eleven-test of the BSN against its definition, and numbers that look alike but identify nobody."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import PrivacySpan
from nlp.privacy.numbers import passes_eleven_test

Read = Callable[[str], tuple[PrivacySpan, ...]]


def constructed(prefix: int) -> str | None:
    """The BSN that begins with these eight digits, if there is one."""
    digits = f"{prefix:08d}"
    last = sum((9 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    return digits + str(last) if last < 10 else None


@given(st.integers(99990000, 99999999))
def test_exactly_one_last_digit_passes(prefix: int) -> None:
    passing = [f"{prefix}{last}" for last in range(10) if passes_eleven_test(f"{prefix}{last}")]
    expected = constructed(prefix)
    assert passing == ([expected] if expected else [])


@given(st.integers(99990000, 99999999).map(constructed).filter(bool))
def test_a_bsn_needs_no_announcement(read: Read, number: str) -> None:
    assert [(span.kind, span.quote.text) for span in read(f"het nummer {number} stond erop")] == [("bsn", number)]


@pytest.mark.parametrize("wrong", ["111111111", "12345678", "1234567890", "12345678a", "999932446"])
def test_what_does_not_pass(wrong: str) -> None:
    assert not passes_eleven_test(wrong)


@pytest.mark.parametrize(
    "form",
    [
        "06-12345678",
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+31612345678",
        "+31 (0)6 1234 5678",
        "0031 6 12345678",
        "030-6543217",
        "(030) 234 56 78",
        "0341 560 178",
        "088 123 4567",
    ],
)
def test_phone_numbers_as_people_write_them(read: Read, form: str) -> None:
    assert [(span.kind, span.quote.text) for span in read(f"bel {form} terug")] == [("phone", form)]


@pytest.mark.parametrize(
    "text",
    [
        "dienst van 01-02-2027 10 uur",
        "0800 1234567 is gratis",
        "0,5 mg en 10 ml per uur",
        "week 12 13 14 15 16",
        "rr 120/80 pols 60 sat 98",
        "artikel 10.1016 uit 2019",
        "van 07:30 tot 18:00 dienst",
        "€ 1234567 aan subsidie",
        "BIG-nummer 12345678901",
    ],
)
def test_other_numbers_are_clean(read: Read, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("geb. 12-3-1957", "12-3-1957"),
        ("geboren op 4 juli 1962", "4 juli 1962"),
        ("geb 23/11/71 pte", "23/11/71"),
        ("geb.dat: 01.09.1939", "01.09.1939"),
        ("geboortedatum 3 mei 1948", "3 mei 1948"),
        ("kind geb. 30-10-2019", "30-10-2019"),
        ("mw 22-10-1951 heup", "22-10-1951"),
    ],
)
def test_dates_of_birth(read: Read, text: str, date: str) -> None:
    assert [(span.kind, span.quote.text) for span in read(text)] == [("date_of_birth", date)]


@pytest.mark.parametrize(
    "text",
    [
        "sinds 1-1-2010 werkt de patient hier",
        "patient gezien op 12-03-2026",
        "de oorlog begon op 10 mei 1940, zei meneer",
        "protocol 1-5-1999",
    ],
)
def test_plain_dates_are_clean(read: Read, text: str) -> None:
    assert read(text) == ()
