"""What times mean, by category: one table per convention of the reading."""

from collections.abc import Callable
from datetime import date

import pytest

from dialogs.reading import TimeKind, TimeProblem, TimeSpan

Read = Callable[..., tuple[TimeSpan, ...]]
ON = date(2027, 3, 30)  # a Tuesday
Days = tuple[date | None, date | None]


def one(read: Read, text: str, on: date = ON) -> TimeSpan:
    (span,) = read(text, on)
    return span


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("op 1 juni", "1 juni"),
        ("in de zomer", "de zomer"),
        ("tijdens het weekend", "het weekend"),
        ("aan het begin van de maand", "het begin van de maand"),
        ("rond 1 mei", "1 mei"),
        ("gedurende drie weken", "drie weken"),
        ("in de loop van mei", "de loop van mei"),
        ("dus uiterlijk op vrijdag 9 april om 10 uur.", "uiterlijk op vrijdag 9 april om 10 uur"),
        ("klaar (voor 1 juni)", "voor 1 juni"),
        ("voor 1 jun. af", "voor 1 jun."),
        ("af voor 1 jun.", "voor 1 jun"),
        ("vrijdag a.s. om 9", "vrijdag a.s. om 9"),
    ],
)
def test_a_span_holds_what_changes_the_value_and_no_more(read: Read, text: str, span: str) -> None:
    assert one(read, text).quote.text == span


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("voor 1 juni", "2027-06-01"),
        ("voor eind juni", "2027-06-30"),
        ("voor half juni", "2027-06-15"),
        ("voor begin juni", "2027-06-01"),
        ("voor het weekend", "2027-04-02"),
        ("voor de kerst", "2027-12-24"),
        ("voor de zomer", "2027-05-31"),
        ("voor 2028", "2027-12-31"),
        ("voor volgende week", "2027-04-04"),
        ("voor juni", "2027-05-31"),
        ("uiterlijk in juni", "2027-06-30"),
        ("uiterlijk met de kerst", "2027-12-26"),
        ("tot en met juni", "2027-06-30"),
        ("tot 1 juni", "2027-06-01"),
        ("binnen zes weken", "2027-05-11"),
        ("binnen nu en de zomer", "2027-05-31"),
        ("tegen eind mei", "2027-05-31"),
    ],
)
def test_a_deadline_starts_open_and_ends_on_its_last_day(read: Read, text: str, end: str) -> None:
    span = one(read, text)
    assert (span.kind, span.start, span.end, span.problem) == ("date", None, day(end), None)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("vanaf 1 juni", "2027-06-01"),
        ("vanaf nu", "2027-03-30"),
        ("na de zomer", "2027-09-01"),
        ("na 1 juni", "2027-06-02"),
        ("sinds september", "2026-09-01"),
        ("sinds drie weken", "2027-03-09"),
        ("met ingang van mei", "2027-05-01"),
    ],
)
def test_an_open_period_has_no_last_day(read: Read, text: str, start: str) -> None:
    span = one(read, text)
    assert (span.kind, span.start, span.end) == ("period", day(start), None)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("in januari had ik stage", "2027-01-01"),
        ("in mei had ik stage", "2026-05-01"),
        ("in mei heb ik stage", "2027-05-01"),
        ("donderdag ging het mis", "2027-03-25"),
        ("donderdag gaat het goed", "2027-04-01"),
        ("donderdag KPB gedaan", "2027-03-25"),
        ("donderdag wil ik de KPB gedaan hebben", "2027-04-01"),
        ("eind mei heb ik tien echo's gedaan", "2027-05-21"),
        ("het ging mis, donderdag probeer ik het weer", "2027-04-01"),
        ("donderdag staat de KPB gepland", "2027-04-01"),
        ("donderdag heb ik overleg met een gespecialiseerd verpleegkundige", "2027-04-01"),
        ("donderdag heb ik overlegd met de verpleegkundige", "2027-03-25"),
        ("1 september is te vroeg", "2027-09-01"),
    ],
)
def test_the_past_is_in_the_sentence(read: Read, text: str, start: str) -> None:
    assert one(read, text).start == day(start)


@pytest.mark.parametrize(
    ("text", "span", "start"),
    [
        ("mijn doel voor juni", "juni", "2027-06-01"),
        ("een doel voor dit jaar", "dit jaar", "2027-01-01"),
        ("genoeg voor vandaag", "vandaag", "2027-03-30"),
        ("iets voor de komende weken", "de komende weken", "2027-03-30"),
    ],
)
def test_voor_may_say_what_something_is_for(read: Read, text: str, span: str, start: str) -> None:
    found = one(read, text)
    assert (found.quote.text, found.start) == (span, day(start))


@pytest.mark.parametrize(
    ("text", "problem", "kind"),
    [
        ("op 31 februari", "impossible", "date"),
        ("voor 30-2", "impossible", "date"),
        ("uiterlijk 31 april", "impossible", "date"),
        ("29 februari 2027", "impossible", "date"),
        ("week 54", "impossible", "period"),
        ("week 53 van 2027", "impossible", "period"),
        ("uiterlijk 1 maart 2027", "past", "date"),
        ("voor 2025", "past", "date"),
        ("uiterlijk gisteren", "past", "date"),
        ("uiterlijk 1 maart", None, "date"),
        ("tijdens mijn stage", "needs_onderdeel", "period"),
        ("in het tweede jaar", "needs_onderdeel", "period"),
        ("voor het einde van mijn stage", "needs_onderdeel", "date"),
    ],
)
def test_a_value_that_cannot_be_used_says_why(
    read: Read, text: str, problem: TimeProblem | None, kind: TimeKind
) -> None:
    span = one(read, text)
    assert (span.problem, span.kind) == (problem, kind)
    assert (span.start, span.end) == (None, None) or problem in {"past", None}


FIRST, LAST = date(2027, 2, 1), date(2027, 7, 31)


@pytest.mark.parametrize(
    ("text", "first", "last", "expected"),
    [
        ("tijdens mijn stage", FIRST, LAST, (FIRST, LAST)),
        ("tijdens mijn stage", None, LAST, (ON, LAST)),
        ("tijdens mijn stage", FIRST, None, (None, None)),
        ("aan het einde van mijn stage", None, LAST, (date(2027, 7, 22), LAST)),
        ("voor het einde van dit blok", None, LAST, (None, LAST)),
        ("na mijn stage", None, LAST, (date(2027, 8, 1), None)),
        ("halverwege mijn stage", FIRST, LAST, (date(2027, 5, 1), date(2027, 5, 1))),
        ("halverwege mijn stage", None, LAST, (None, None)),
        ("de laatste maand van mijn stage", None, LAST, (date(2027, 7, 1), LAST)),
        ("de eerste week van mijn stage", FIRST, LAST, (FIRST, date(2027, 2, 7))),
        ("de rest van mijn stage", None, LAST, (ON, LAST)),
        ("mijn volgende stage", FIRST, LAST, (None, None)),
        ("dit opleidingsjaar", FIRST, LAST, (None, None)),
    ],
)
def test_the_onderdeel_dates_what_only_the_programme_knows(
    read: Read, text: str, first: date | None, last: date | None, expected: Days
) -> None:
    (span,) = read("in " + text if text.startswith("mijn") else text, ON, first, last)
    assert (span.start, span.end) == expected
    assert (span.problem == "needs_onderdeel") == (expected == (None, None))


@pytest.mark.parametrize(
    ("text", "rrule", "times"),
    [
        ("elke dinsdag", "FREQ=WEEKLY;BYDAY=TU", None),
        ("elke ma, wo en vr", "FREQ=WEEKLY;BYDAY=MO,WE,FR", None),
        ("elke vrijdag en maandag", "FREQ=WEEKLY;BYDAY=MO,FR", None),
        ("om de week op dinsdag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", None),
        ("eens per kwartaal", "FREQ=MONTHLY;INTERVAL=3", None),
        ("twee keer per jaar", "FREQ=YEARLY", 2),
        ("3x/wk", "FREQ=WEEKLY", 3),
        ("iedere eerste en derde maandag van de maand", "FREQ=MONTHLY;BYDAY=1MO,3MO", None),
        ("elke 15e van de maand", "FREQ=MONTHLY;BYMONTHDAY=15", None),
        ("werkdagen", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", None),
    ],
)
def test_a_recurrence_is_a_rule_and_a_number_of_times(read: Read, text: str, rrule: str, times: int | None) -> None:
    span = one(read, "op " + text)
    assert (span.kind, span.rrule, span.times, span.start, span.end) == ("recurrence", rrule, times, None, None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("van 3 tot 7 mei", "2027-05-03", "2027-05-07"),
        ("van 20-4 t/m 2-5", "2027-04-20", "2027-05-02"),
        ("1-5 mei", "2027-05-01", "2027-05-05"),
        ("3, 4 en 5 mei", "2027-05-03", "2027-05-05"),
        ("maart-mei", "2027-03-01", "2027-05-31"),
        ("van september tot de kerst", "2027-09-01", "2027-12-24"),
        ("tussen 1 en 15 juni", "2027-06-01", "2027-06-15"),
        ("week 20 t/m 24", "2027-05-17", "2027-06-20"),
        ("vandaag t/m vrijdag", "2027-03-30", "2027-04-02"),
        ("1 oktober tot en met 31 maart 2029", "2028-10-01", "2029-03-31"),
    ],
)
def test_a_range_has_both_ends_in_it(read: Read, text: str, start: str, end: str) -> None:
    span = one(read, text)
    assert (span.kind, span.start, span.end) == ("period", day(start), day(end))


@pytest.mark.parametrize(
    ("text", "tolerance"),
    [
        ("1 juni", 0),
        ("rond 1 juni", 3),
        ("begin juni", 5),
        ("eind juni", 7),
        ("over anderhalve maand", 7),
        ("over drie weken", 0),
        ("over een paar weken", 8),
        ("de komende maand", 1),
        ("begin 2028", 31),
        ("in de zomervakantie", 14),
    ],
)
def test_what_rests_on_convention_says_how_far(read: Read, text: str, tolerance: int) -> None:
    assert one(read, text).tolerance == tolerance


@pytest.mark.parametrize(
    "text",
    [
        "3 KPB's op niveau 4 voor EPA 3",
        "RR 120/80, pijn 10/10, het werd 1-0",
        "24/7 bereikbaar op 06-12345678",
        "zwanger van 30 weken, week 34 zwangerschap",
        "man van 54 jaar, paracetamol 2 dd 500 mg",
        "geboren 4 juli 1962",
        "geb. 1 februari 2001, geb.dat. 12-03-2005",
        "Kiki, 6 jaar, en hij is 4 jaar",
        "kind met 6 dagen koorts, sinds 3 dagen hoesten",
        "waarom doen we dit zo",
        "een ritueel om de werkdag af te sluiten",
        "versie 2019-03 van het protocol",
        "voor mij en na het gesprek",
        "Meijer, Augustijn en een zondagskind",
        "dr. Mei en mevrouw de Winter",
        "in jaar 2, paragraaf 3.4",
    ],
)
def test_other_figures_and_names_are_no_times(read: Read, text: str) -> None:
    assert read(text, ON) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("volgnde week donderdg", "volgende week donderdag"),
        ("vor de zomer", None),
        ("uiterlik 1 febuari", "uiterlijk 1 februari"),
        ("Eind Septmeber", "eind september"),
        ("vóór 1 juni", "voor 1 juni"),
        ("voor 1 ju\u200bni", "voor 1 juni"),
        ("BINNEN ÉÉN MAAND", "binnen een maand"),
        ("1juni", "1 juni"),
        ("wekken", None),
    ],
)
def test_one_wrong_letter_is_forgiven_unless_it_makes_another_word(read: Read, text: str, meant: str | None) -> None:
    found = [(span.start, span.end) for span in read(text, ON)]
    if meant is None:
        assert [span.quote.text for span in read(text, ON) if span.quote.text == text] == []
    else:
        assert found == [(span.start, span.end) for span in read(meant, ON)]


def test_a_week_later_counts_from_the_day_before_it(read: Read) -> None:
    spans = read("10 april KPB, een week later de tweede", ON)
    assert [span.start for span in spans] == [date(2027, 4, 10), date(2027, 4, 17)]
