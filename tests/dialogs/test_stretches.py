"""A stretch of time in one sentence: both days included, whatever the words say of its end."""

from datetime import date

import pytest

from dialogs.answers import stretch_in
from dialogs.library import Library
from dialogs.reading import Aspect, ReadContext
from dialogs.scene import ROW
from nlp.reader import Reader

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("verlof 15 feb tot 1 maart", "2027-02-15", "2027-02-28"),
        ("verlof 15 feb tot en met 1 maart", "2027-02-15", "2027-03-01"),
        ("2 weken op vakantie vanaf 15 februari", "2027-02-15", "2027-02-28"),
        ("ik ben 15 februari 2 weken weg", "2027-02-15", "2027-02-28"),
        ("vanaf maandag 3 weken op vakantie", "2026-12-07", "2026-12-27"),
        ("ik ga 20 december op vakantie tot 4 januari", "2026-12-20", "2027-01-03"),
        ("kerstvakantie 21 dec t/m 3 jan", "2026-12-21", "2027-01-03"),
        ("volgende week", "2026-12-07", "2026-12-13"),
        ("drie weken", "2026-12-01", "2026-12-21"),
        ("tot april", "", "2027-03-31"),
        ("tot 1 april", "", "2027-03-31"),
        ("tot en met april", "", "2027-04-30"),
        ("6 januari", "", "2027-01-05"),
        ("over drie weken", "", "2026-12-21"),
        ("vanaf 15 februari", "2027-02-15", ""),
        ("tot na de kerst", "", ""),
        ("op vakantie", "", ""),
    ],
)
def test_when_somebody_is_away(library: Library, reader: Reader, text: str, first: str, last: str) -> None:
    reading = reader.read(text, ReadContext(on=TODAY, wants=frozenset({Aspect.TIMES})))
    assert stretch_in(text, reading, library.phrases, TODAY, away=True)[:2] == (first, last)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("vanaf 1 maart 9 maanden heelkunde in Zwolle", ("2027-03-01", "2027-11-30", "Heelkunde in Zwolle")),
        ("1 maart 9 maanden heelkunde", ("2027-03-01", "2027-11-30", "Heelkunde")),
        ("vanaf 1 maart heelkunde tot 1 december", ("2027-03-01", "2027-11-30", "Heelkunde")),
        ("heelkunde van maart tot december", ("2027-03-01", "2027-11-30", "Heelkunde")),
        ("heelkunde van maart tot en met november", ("2027-03-01", "2027-11-30", "Heelkunde")),
        ("heelkunde 1 maart", ("2027-03-01", "", "Heelkunde")),
    ],
)
def test_where_somebody_goes(library: Library, reader: Reader, text: str, row: tuple[str, str, str]) -> None:
    reading = reader.read(text, ReadContext(on=TODAY, wants=frozenset({Aspect.TIMES})))
    assert stretch_in(text, reading, library.phrases, TODAY) == (*row, ())


def test_what_follows_in_the_same_sentence_begins_when_the_first_is_over(library: Library, reader: Reader) -> None:
    text = "vanaf 1 maart 9 maanden ziekenhuis en daarna 3 maanden ggz"
    reading = reader.read(text, ReadContext(on=TODAY, wants=frozenset({Aspect.TIMES})))
    first, last, label, more = stretch_in(text, reading, library.phrases, TODAY)
    assert (first, last, label) == ("2027-03-01", "2027-11-30", "Ziekenhuis")
    assert [row.split(ROW) for row in more] == [["2027-12-01", "2028-02-29", "Ggz"]]
