"""What a sentence about a gesprek comes to, next to what is planned."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.appointment import decided, is_about, understood
from dialogs.library import Library
from dialogs.plan import Plan, Record, RecordStatus
from dialogs.reading import Aspect, ReadContext, Reads
from dialogs.scene import Scene
from dialogs.state import Finding, Frame
from tests.dialogs.partner import ZONE

NOW = datetime(2026, 12, 1, 12, 10, tzinfo=ZONE)
"""A Tuesday."""
PROFILE = {"programma": "medisch-specialist", "begonnen": "2026-09-01"}


def gesprek(
    soort: str,
    day: str,
    clock: str = "",
    status: RecordStatus = RecordStatus.GEPLAND,
    created: date = date(2026, 11, 1),
) -> Record:
    values = {"soort": soort, "datum": day, **({"tijd": clock} if clock else {})}
    return Record(f"{soort}-{day}", "gesprek", status, created, values)


ONE = (gesprek("voortgang", "2027-01-12", "15:00"),)
TWO = (gesprek("introductie", "2026-12-08", "10:00"), *ONE)


def scene(library: Library, records: tuple[Record, ...]) -> Scene:
    plan = Plan(profile=PROFILE, records=records)
    return Scene(library, plan, library.flows["gesprek"], Frame("gesprek", "zin", {}), NOW)


def comes_to(library: Library, reader: Reads, text: str, records: tuple[Record, ...]) -> tuple[str, str, str, str]:
    """(what is to be done, with which gesprek, its day, its time)."""
    before = scene(library, records)
    reading = reader.read(text, ReadContext(NOW.date(), frozenset({Aspect.TIMES})))
    slots = understood(before, text, reading)
    heard = replace(before, frame=replace(before.frame, findings={"zin": Finding({}, slots)}))
    decision = decided(heard)
    after = replace(heard, frame=replace(heard.frame, answers=decision.answers))
    return after.text("wat"), decision.gesprek, after.text("datum"), after.text("tijd")


VOORTGANG, INTRODUCTIE = "voortgang-2027-01-12", "introductie-2026-12-08"


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("voortgangsgesprek 20 april kwart over tien", ("", "", "2027-04-20", "10:15")),
        ("voortgangsgesprek 12 januari 15.00", ("dubbel", VOORTGANG, "2027-01-12", "15:00")),
        ("voortgangsgesprek 12 januari", ("dubbel", VOORTGANG, "2027-01-12", "15:00")),
        ("voortgangsgesprek 12 januari half vijf", ("verzet", VOORTGANG, "2027-01-12", "16:30")),
        ("eindgesprek 12 januari 15.00", ("", "", "2027-01-12", "15:00")),
        ("voortgangsgesprek in februari", ("", "", "", "")),
        ("het gesprek is verzet naar 20 januari 14.00", ("verzet", VOORTGANG, "2027-01-20", "14:00")),
        ("het gesprek is verzet naar 20 januari", ("verzet", VOORTGANG, "2027-01-20", "15:00")),
        ("het gesprek van 12 januari 15.00 is om 16.00, verzet dus", ("verzet", VOORTGANG, "2027-01-12", "16:00")),
        ("gesprek van 12 januari 15.00 verzet naar 16.00", ("verzet", VOORTGANG, "2027-01-12", "16:00")),
        ("van 12 januari verplaatst naar 13 januari", ("verzet", VOORTGANG, "2027-01-13", "15:00")),
        ("kan het voortgangsgesprek een week later", ("verzet", VOORTGANG, "2027-01-19", "15:00")),
        ("twee dagen eerder graag", ("verzet", VOORTGANG, "2027-01-10", "15:00")),
        ("het gesprek is een maand later", ("verzet", VOORTGANG, "2027-02-12", "15:00")),
        ("gesprek half uur later", ("verzet", VOORTGANG, "2027-01-12", "15:30")),
        ("gesprek is een uur naar voren", ("verzet", VOORTGANG, "2027-01-12", "14:00")),
        ("ik wil mijn gesprek verzetten", ("verzetten", VOORTGANG, "2027-01-12", "15:00")),
        ("schuif het gesprek door naar februari", ("verzetten", VOORTGANG, "2027-01-12", "15:00")),
        ("het gesprek van 12 januari gaat niet door", ("afzeggen", VOORTGANG, "2027-01-12", "15:00")),
        ("ik zeg het gesprek af", ("afzeggen", VOORTGANG, "2027-01-12", "15:00")),
        ("het eindgesprek gaat niet door", ("afzeggen", "", "", "")),
        ("afgezegd en verzet naar 20 januari", ("verzet", VOORTGANG, "2027-01-20", "15:00")),
        ("gisteren voortgangsgesprek gehad met mijn opleider", ("geweest", "", "2026-11-30", "")),
        ("voortgangsgesprek was donderdag 14.00", ("geweest", "", "2026-11-26", "14:00")),
        ("voortgangsgesprek 12 november", ("geweest", "", "2026-11-12", "")),
        ("net voortgangsgesprek gehad", ("geweest", "", "2026-12-01", "")),
        ("voortgangsgesprek gehad", ("geweest", "", "", "")),
        ("vandaag voortgangsgesprek om 15.00", ("", "", "2026-12-01", "15:00")),
    ],
)
def test_with_one_planned(library: Library, reader: Reads, text: str, done: tuple[str, str, str, str]) -> None:
    assert comes_to(library, reader, text, ONE) == done


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("het gesprek van dinsdag gaat niet door", ("afzeggen", INTRODUCTIE, "2026-12-08", "10:00")),
        ("voortgangsgesprek afgezegd", ("afzeggen", VOORTGANG, "2027-01-12", "15:00")),
        ("gesprek afgezegd", ("afzeggen", "", "", "")),
        ("het gesprek is verzet naar 20 januari 14.00", ("verzetten", "", "2027-01-20", "14:00")),
        ("het gesprek van dinsdag is verzet naar donderdag", ("verzet", INTRODUCTIE, "2026-12-03", "10:00")),
    ],
)
def test_with_two_planned_it_is_the_one_that_is_named(
    library: Library, reader: Reads, text: str, done: tuple[str, str, str, str]
) -> None:
    assert comes_to(library, reader, text, TWO) == done


def test_with_nothing_planned_the_new_day_is_not_lost(library: Library, reader: Reads) -> None:
    moved = comes_to(library, reader, "voortgangsgesprek is verzet naar 20 januari 14.00", ())
    assert moved == ("niets_te_verzetten", "", "2027-01-20", "14:00")
    assert comes_to(library, reader, "gesprek afgezegd", ()) == ("niets_af_te_zeggen", "", "", "")


JUST = gesprek("introductie", "2026-12-08", "10:00", created=NOW.date())


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("nee wacht dat is pas volgende week", ("verzetten", JUST.id, "2026-12-08", "10:00")),
        ("nee wacht, dat is pas 15 december", ("verzet", JUST.id, "2026-12-15", "10:00")),
        ("oh nee, het is 9 december om 11 uur", ("verzet", JUST.id, "2026-12-09", "11:00")),
    ],
)
def test_a_correction_is_about_what_was_planned_today(
    library: Library, reader: Reads, text: str, done: tuple[str, str, str, str]
) -> None:
    planned = (*ONE, JUST)
    assert is_about(scene(library, planned), text) is True
    assert comes_to(library, reader, text, planned) == done


@pytest.mark.parametrize(
    "text", ["nee wacht dat is niet zo", "mijn toets is pas volgende week", "het is druk deze week"]
)
def test_other_words_correct_nothing(library: Library, text: str) -> None:
    assert is_about(scene(library, (*ONE, JUST)), text) is False


@pytest.mark.parametrize(
    ("text", "about"), [("12 januari lukt niet", True), ("kan niet op 12 jan", True), ("13 januari lukt niet", False)]
)
def test_a_planned_day_that_does_not_suit_is_about_its_gesprek(library: Library, text: str, *, about: bool) -> None:
    assert is_about(scene(library, ONE), text) is about


def test_nothing_is_corrected_where_nothing_was_planned_today(library: Library) -> None:
    assert is_about(scene(library, ONE), "nee wacht dat is pas volgende week") is False


@pytest.mark.parametrize(
    ("text", "wish"), [("introductiegesprek 15 december", "tweede"), ("voortgangsgesprek 20 januari", "")]
)
def test_a_second_one_is_asked_about_where_there_is_one_at_a_time(
    library: Library, reader: Reads, text: str, wish: str
) -> None:
    assert comes_to(library, reader, text, TWO)[:2] == (wish, "")


def test_what_was_noted_afterwards_is_not_the_one_that_was_held_on_another_day(library: Library, reader: Reads) -> None:
    noted = (gesprek("voortgang", "2026-11-30", "18:30", created=NOW.date()),)
    text = "ik heb eergisteren een voortgangsgesprek gehad"
    assert comes_to(library, reader, text, noted) == ("geweest", "", "2026-11-29", "")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("het gesprek kan niet op 12 jan, wordt een week later zelfde tijd", ("verzet", "2027-01-19")),
        ("12 januari lukt niet, het gesprek is nu 20 januari", ("verzet", "2027-01-20")),
        ("het gesprek van 12 januari lukt niet", ("verzetten", "2027-01-12")),
        ("12 januari lukt niet", ("verzetten", "2027-01-12")),
        ("ik kan niet op 12 jan", ("verzetten", "2027-01-12")),
        ("mijn voortgangsgesprek op 12 januari past niet, woensdag 20 januari wel", ("verzet", "2027-01-20")),
        ("het gesprek kan niet op 5 januari, wordt een week later zelfde tijd", ("dubbel", "2027-01-12")),
        ("het gesprek is verzet van 5 naar 12 januari", ("dubbel", "2027-01-12")),
    ],
)
def test_a_day_that_does_not_suit_is_never_the_new_one(
    library: Library, reader: Reads, text: str, done: tuple[str, str]
) -> None:
    wish, meant, day, clock = comes_to(library, reader, text, ONE)
    assert ((wish, day), meant, clock) == (done, VOORTGANG, "15:00")


def test_what_was_held_is_the_one_that_was_planned(library: Library, reader: Reads) -> None:
    planned = (gesprek("voortgang", "2026-11-27", "15:00"), gesprek("voortgang", "2026-12-07"), *TWO)
    text = "gisteren voortgangsgesprek gehad"
    assert comes_to(library, reader, text, planned) == ("geweest", "voortgang-2026-11-27", "2026-11-30", "15:00")
    reported = (gesprek("voortgang", "2026-11-30", status=RecordStatus.GEHOUDEN),)
    assert comes_to(library, reader, text, reported) == ("dubbel", "voortgang-2026-11-30", "2026-11-30", "")
    cancelled = (gesprek("voortgang", "2026-11-30", status=RecordStatus.AFGEZEGD),)
    assert comes_to(library, reader, text, cancelled) == ("geweest", "", "2026-11-30", "")


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("ik heb gisteren mijn voortgangsgesprek gehad, ging goed", True),
        ("mijn voortgangsgesprek is verzet naar dinsdag", True),
        ("na mijn voortgangsgesprek heb ik een lastig familiegesprek gehad", False),
        ("in het voortgangsgesprek was ik nerveus", False),
        ("ik had gisteren een slechtnieuwsgesprek met een familie", False),
        ("voortgangsgesprek 12 januari", False),
    ],
)
def test_a_story_in_which_a_gesprek_occurs_is_a_story(library: Library, text: str, *, plainly: bool) -> None:
    assert is_about(scene(library, ()), text) is plainly


@given(ahead=st.lists(st.integers(1, 300), min_size=1, max_size=6, unique=True))
def test_what_is_planned_is_not_asked_for_again(library: Library, ahead: list[int]) -> None:
    """The next one that is expected comes after as many as are planned, and never before the last of them."""
    days = [NOW.date() + timedelta(days=days) for days in sorted(ahead)]
    planned = scene(library, tuple(gesprek("voortgang", day.isoformat()) for day in days))
    expected = planned.expected()
    assert expected is None or expected.kind != "voortgang" or expected.target > max(days)


def test_a_planned_one_counts_on_its_own_day(library: Library) -> None:
    first = scene(library, (gesprek("voortgang", "2027-02-03"),)).expected()
    assert first is not None
    assert (first.kind, first.ordinal, first.target > date(2027, 2, 3)) == ("voortgang", 3, True)
