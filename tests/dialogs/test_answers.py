"""What a typed line means: which option a sentence names, and how a name is written."""

import pytest

from dialogs.answers import option_in, says_enough, with_capitals
from dialogs.library import Library
from dialogs.options import Option

OPTIONS = (
    Option("huisarts", "Huisarts", ("haio", "huisarts in opleiding")),
    Option("medisch_specialist", "Specialist", ("interne geneeskunde",)),
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("noor", "Noor"),
        ("bram de wit", "Bram de Wit"),
        ("Sanne van der meer", "Sanne van der Meer"),
        ("de wit", "De Wit"),
        ("jan-willem", "Jan-Willem"),
        ("ijsbrand", "IJsbrand"),
        ("Anna McNeil", "Anna McNeil"),
        ("AJ", "AJ"),
    ],
)
def test_a_name_gets_its_capitals(library: Library, typed: str, written: str) -> None:
    assert with_capitals(typed, library.phrases.words) == written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ik ben haio, eerste jaar in een gezondheidscentrum in Zwolle", "huisarts"),
        ("medisch specialist, interne", "medisch_specialist"),
        ("ik ben geen huisarts", None),
        ("niet huisarts maar specialist", "medisch_specialist"),
        ("huisarts of specialist, dat weet ik niet", None),
        ("de huisartsenpost", None),
        ("", None),
    ],
)
def test_the_one_option_that_a_sentence_names(library: Library, typed: str, meant: str | None) -> None:
    found = option_in(OPTIONS, typed, library.phrases.words.denies)
    assert (found.id if found else None) == meant


@pytest.mark.parametrize(
    ("typed", "enough"), [("12", False), ("hechten", False), ("3 x 4", False), ("leren hechten", True)]
)
def test_a_number_is_no_word(typed: str, enough: bool) -> None:
    assert says_enough(typed, 2) is enough
