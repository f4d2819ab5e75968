"""A time of day is read however it is said, and a number that is no time is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.clock import DayPart, clocks
from dialogs.library import Library

NUMBERS = (
    *("twaalf", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf"),
    *("twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig"),
)
"""The words on a dial: the hour, and the minutes beside it."""
PARTS: dict[DayPart, tuple[str, range]] = {
    "nacht": ("'s nachts", range(1, 5)),
    "ochtend": ("'s ochtends", range(5, 12)),
    "middag": ("'s middags", range(12, 18)),
    "avond": ("'s avonds", range(18, 24)),
}


def read(library: Library, text: str) -> list[str]:
    return [clock.time for clock in clocks(text, library.phrases.clock)]


def said(hour: int, minute: int) -> list[str]:
    """How people say a time on a dial of twelve, in words."""
    this, next_one = NUMBERS[hour % 12], NUMBERS[(hour + 1) % 12]
    if minute == 0:
        return [f"om {this}", f"om {this} uur"]
    if minute == 15:
        return [f"kwart over {this}"]
    if minute == 30:
        return [f"half {next_one}"]
    if minute == 45:
        return [f"kwart voor {next_one}"]
    if minute < 20:
        return [f"{NUMBERS[minute] if minute > 1 else 'een'} over {this}", f"{minute} over {hour % 12 or 12}"]
    if minute < 30:
        return [f"{NUMBERS[30 - minute] if minute < 29 else 'een'} voor half {next_one}"]
    if minute < 41:
        return [f"{NUMBERS[minute - 30] if minute > 31 else 'een'} over half {next_one}"]
    return [f"{NUMBERS[60 - minute] if minute < 59 else 'een'} voor {next_one}"]


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), lead=st.sampled_from(("", "dinsdag ", "12 januari ")))
def test_every_time_of_the_day_in_figures(library: Library, hour: int, minute: int, lead: str) -> None:
    exact = f"{hour:02}:{minute:02}"
    forms = [exact, exact.replace(":", "."), f"{exact} uur", f"{hour:02}u{minute:02}", f"om {exact}"]
    forms += [f"{hour:02} uur {minute:02}"] if minute else [f"{hour:02} uur", f"{hour:02}u", f"om {hour:02}"]
    assert [read(library, f"voortgangsgesprek {lead}{form}") for form in forms] == [[exact]] * len(forms)


@given(hour=st.integers(1, 23), minute=st.integers(0, 59))
def test_every_time_of_the_day_in_words_with_its_part(library: Library, hour: int, minute: int) -> None:
    part = next(words for words, hours in PARTS.values() if hour in hours)
    forms = [f"{form} {part}" for form in said(hour, minute)]
    assert [read(library, form) for form in forms] == [[f"{hour:02}:{minute:02}"]] * len(forms)


@given(hour=st.integers(7, 18), minute=st.integers(0, 59))
def test_without_its_part_it_is_the_time_that_people_have_appointments_at(
    library: Library, hour: int, minute: int
) -> None:
    forms = [*said(hour, minute), f"{hour % 12 or 12}.{minute:02}", f"{hour % 12 or 12}u{minute:02}"]
    exact = f"{hour:02}:{minute:02}"
    assert [read(library, f"dinsdag {form} met mijn opleider") for form in forms] == [[exact]] * len(forms)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("voortgangsgesprek dinsdag kwart over tien", ["10:15"]),
        ("half drie", ["14:30"]),
        ("tien over half vier", ["15:40"]),
        ("kwart voor negen", ["08:45"]),
        ("9u30", ["09:30"]),
        ("15u", ["15:00"]),
        ("om drie uur", ["15:00"]),
        ("om drie uur 's nachts", ["03:00"]),
        ("14 uur", ["14:00"]),
        ("om één uur", ["13:00"]),
        ("één uur", ["13:00"]),
        ("kwart over 14 uur", ["14:15"]),
        ("dinsdagochtend om 6", ["06:00"]),
        ("goedenavond, dinsdag om 9 uur", ["09:00"]),
        ("van 14 tot 15 uur", ["14:00", "15:00"]),
        ("14-15 uur", ["14:00", "15:00"]),
        ("14.00-15.00", ["14:00", "15:00"]),
        ("van 15.00 naar kwart over vier", ["15:00", "16:15"]),
        ("tegen drieën", ["15:00"]),
        ("03.00", ["03:00"]),
    ],
)
def test_said_as_people_do(library: Library, text: str, times: list[str]) -> None:
    assert read(library, text) == times


@pytest.mark.parametrize(
    "text",
    [
        *("12 januari", "12-01-2027", "12.01.2027", "om 12 januari", "vanaf 1 maart", "rond 20/1", "half januari"),
        *(
            "over drie uur",
            "een uur later",
            "twee uur later",
            "het duurt 1 uur",
            "tien KPB's",
            "jaar 1",
            "over 3 weken",
        ),
        *(
            "over 3 weken",
            "een week later",
            "voor 1 maart",
            "half jaar",
            "een kwartier later",
            "25 uur",
            "9.75",
            "gesprek 2",
        ),
    ],
)
def test_what_is_no_time(library: Library, text: str) -> None:
    assert read(library, text) == []


def test_what_was_read_as_a_day_is_none(library: Library) -> None:
    words = library.phrases.clock
    assert clocks("om 12.01", words, {"12.01"}) == ()
    assert [clock.time for clock in clocks("12.01 om 14.00", words, {"12.01"})] == ["14:00"]
