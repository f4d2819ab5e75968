"""A gesprek is prepared as the programme of this aios says for its kind, in as few messages as it takes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from dialogs import content
from dialogs.cycle import Topic
from dialogs.library import Library
from dialogs.plan import RECORDS, Consent, Leerdoel, Plan, Record, RecordStatus, Status, Value
from dialogs.programme import load_programmes
from dialogs.schedule import planned
from tests.dialogs.partner import BEGIN, Partner

OURS = load_programmes(content.HERE / "programmes")
KINDS = [(name, g.id) for name, programme in OURS.items() for g in programme.gesprekken if g.talk]
TODAY = BEGIN.date()
MOST = 15
"""Taps and messages, from [Voorbereiden] to the end."""
END = "Je voorbereiding staat er."
ASKED = {
    "ervaring": {"ervaring"},
    "nalopen": {"nalopen"},
    "doelen": {"doel"},
    "rode_draad": {"rode_draad"},
    "sterk_zwak": {"goed", "beter"},
    "kader": {"niveau"},
    "diensten": {"diensten"},
    "combel": {"combel"},
    "ambitie": {"ambitie"},
    "toetsing": {"toetsing"},
    "leerklimaat": {"leerklimaat"},
    "concept_doelen": {"concept_doelen"},
    "agenda": {"agenda", "vraag"},
    "welbevinden": set(),
}
BEGINNING = {"goed": "sterk", "beter": "zwak"}
"""What is asked in other words where there is nothing to look back on."""


def plan(programme: str, kind: str, goals: int = 1, **profile: Value) -> Plan:
    """A planned gesprek of this kind, one before it that left afspraken, and open goals."""
    values: dict[str, Value] = {"soort": kind, "datum": "2026-12-20", "tijd": "15:00"}
    held: dict[str, Value] = {"soort": "voortgang", "datum": "2026-10-01", "afspraken": "Twee echo's doen"}
    leerdoelen = tuple(Leerdoel(f"d{n}", Status.OPEN, 1, TODAY, {"doel": f"Doel {n}"}) for n in range(goals))
    records = (
        Record("eerder", "gesprek", RecordStatus.GEHOUDEN, date(2026, 10, 1), held),
        Record("g", "gesprek", RecordStatus.GEPLAND, TODAY, values),
    )
    known: dict[str, Value] = {"naam": "Sanne", "programma": programme, "week_ritme": 0, **profile}
    if programme == "aigt":
        # Where its EPAs belong.
        known["onderdeel"] = "Heelkunde"
    return Plan(Consent.GIVEN, known, leerdoelen, records)


def prepared(library: Library, of: Plan) -> tuple[list[str], Partner]:
    """The steps that were asked, in order, each answered once; and who answered."""
    partner = Partner(library, plan=of)
    partner.press("go:voorbereiding.begin:g")
    asked = []
    while (frame := partner.state.top) and len(asked) < 30:
        asked.append(frame.step)
        step = library.flows["voorbereiding"].step(frame.step)
        assert step is not None
        if step.id == "combel":
            partner.tap("Ja")
        else:
            partner.say("7" if step.kind == "number" else "Afgerond, drie keer gedaan")
    return asked, partner


@pytest.mark.parametrize(("programme", "kind"), KINDS)
def test_what_is_asked_is_what_the_programme_names(library: Library, programme: str, kind: str) -> None:
    topics = OURS[programme].topics(kind)
    asked, partner = prepared(library, plan(programme, kind))
    wanted = {step for topic in topics for step in ASKED[topic]}
    wanted = {BEGINNING.get(step, step) for step in wanted} if kind == "introductie" else wanted
    assert set(asked) == wanted
    assert len(asked) == len(wanted)
    doors = {button.label for button in partner.screen[-1].buttons}
    assert (END in partner.screen[-1].text) is bool(topics)
    assert ("Voor mezelf" in doors) is ("welbevinden" in topics)
    assert ("Samenvatting delen" in doors) is bool(topics)
    assert "Nieuw leerdoel" in doors


def test_every_topic_is_asked_somewhere(library: Library) -> None:
    """A topic that a programme names and no step knows would silently not be prepared."""
    steps = library.flows["voorbereiding"].steps
    known = {c.argument for s in steps if s.asks or s.then for c in s.when if c.test == "topic" and not c.negated}
    assert known == set(get_args(Topic)) == set(ASKED)


@pytest.mark.parametrize("programme", OURS)
def test_four_goals_closed_with_a_sentence_each_take_at_most_fifteen(library: Library, programme: str) -> None:
    asked, partner = prepared(library, plan(programme, "voortgang", goals=4))
    assert asked.count("doel") == 4
    assert asked.count("nalopen") == 1
    assert END in partner.screen[-1].text
    assert 1 + len(asked) <= MOST
    assert [goal.status for goal in partner.plan.leerdoelen] == 4 * [Status.AFGEROND]
    standen = [one.values["zin"] for one in partner.plan.records if one.kind == "doelstand"]
    assert standen == 4 * ["Afgerond, drie keer gedaan"]


@pytest.mark.parametrize(
    ("said", "stand"),
    [
        ("Afgerond, drie echo's gedaan", "afgerond"),
        ("klaar: tien gedaan en acht klopten", "afgerond"),
        ("Tien echo's gedaan, dus dit doel is helemaal klaar", "afgerond"),
        ("laat ik staan, want hier zie ik er te weinig", "laten_staan"),
        ("Die laat ik nog even staan tot de stage in Zwolle", "laten_staan"),
        ("Hier ga ik mee stoppen, het past niet meer bij mij", "laten_staan"),
        ("Drie gesprekken gedaan, de laatste ging rustig", "loopt"),
        ("Nog niet klaar, twee van de vijf", "loopt"),
        ("Loopt nog, is bijna klaar", "loopt"),
        ("Bijna afgerond, nog één te gaan", "loopt"),
        ("Alles klaarzetten lukt nu alleen", "loopt"),
    ],
)
def test_a_sentence_tells_how_a_goal_stands(library: Library, said: str, stand: str) -> None:
    partner = Partner(library, plan=plan("medisch-specialist", "voortgang"))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", said)
    [kept] = [one.values for one in partner.plan.records if one.kind == "doelstand"]
    assert (kept["stand"], kept["zin"]) == (stand, said)
    step = library.flows["voorbereiding"].step("doel")
    assert step is not None
    heard = next(choice.heard for choice in step.choices if choice.id == stand)
    assert partner.screen[-1].text.startswith(heard or library.phrases.clear.noted[0])


@pytest.mark.parametrize(
    "said", ["Afgerond heb ik er twee van de vijf", "Klaar voor de helft", "Ik heb dit afgerond met een CAT"]
)
def test_a_sentence_that_is_not_clear_is_asked_and_kept(library: Library, said: str) -> None:
    partner = Partner(library, plan=plan("medisch-specialist", "voortgang"))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", said)
    assert [one.kind for one in partner.plan.records] == ["gesprek", "gesprek"]
    partner.tap("Loopt nog")
    [kept] = [one.values for one in partner.plan.records if one.kind == "doelstand"]
    assert (kept["stand"], kept["zin"]) == ("loopt", said)
    assert [goal.status for goal in partner.plan.leerdoelen] == [Status.OPEN]


@pytest.mark.parametrize("said", ["afgerond", "Helemaal klaar", "dit doel is afgerond"])
def test_no_more_than_the_stand_asks_for_the_sentence(library: Library, said: str) -> None:
    partner = Partner(library, plan=plan("medisch-specialist", "voortgang"))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", said)
    assert partner.state.top is not None
    assert partner.state.top.step == "doel_zin"
    partner.say("Tien gedaan")
    [kept] = [one.values for one in partner.plan.records if one.kind == "doelstand"]
    assert (kept["stand"], kept["zin"]) == ("afgerond", "Tien gedaan")


def test_a_sentence_with_somebody_in_it_is_decided_on_and_not_asked_again(library: Library) -> None:
    partner = Partner(library, plan=plan("medisch-specialist", "voortgang"))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", "Afgerond, mevrouw Jansen was tevreden")
    assert [one.kind for one in partner.plan.records] == ["gesprek", "gesprek"]
    [keep, *_] = [button for button in partner.screen[-1].buttons if button.data.endswith(":bewaren")]
    partner.press(keep.data)
    partner.tap("Afgerond")
    [kept] = [one.values for one in partner.plan.records if one.kind == "doelstand"]
    assert kept["stand"] == "afgerond"
    assert "Jansen" not in str(kept["zin"])
    assert partner.state.top is not None
    assert partner.state.top.step == "goed"


def test_what_is_left_follows_the_kind(library: Library) -> None:
    """Counted of the steps that apply, with the time that the content gives to each."""
    card = {}
    for name, kind in KINDS:
        partner = Partner(library, plan=plan(name, kind))
        partner.press("go:gesprek.bekijk:g")
        asked, _ = prepared(library, plan(name, kind))
        minutes = max(1, round(len(asked) * library.rhythm.question_minutes))
        left = f"nog {len(asked)} van de {len(asked)} onderdelen te doen, ongeveer {minutes} minuten"
        card[name, kind] = left in partner.screen[-1].text
    assert card == {one: bool(OURS[one[0]].topics(one[1])) for one in KINDS}


def test_a_quicker_aios_is_a_number_in_the_content(library: Library) -> None:
    quick = replace(library, rhythm=library.rhythm.model_copy(update={"question_minutes": 0.1}))
    partner = Partner(quick, plan=plan("medisch-specialist", "voortgang"))
    partner.press("go:gesprek.bekijk:g")
    assert "ongeveer een minuut" in partner.screen[-1].text


# Nothing to prepare


def test_where_nothing_is_named_nothing_is_offered(library: Library) -> None:
    nothing = library.phrases.talks.nothing_asked
    partner = Partner(library, plan=plan("medisch-specialist", "beoordeling"))
    partner.press("go:gesprek.bekijk:g")
    labels = [button.label for button in partner.screen[-1].buttons]
    assert nothing in partner.screen[-1].text
    assert {"Voorbereiden", "Samenvatting delen"} & {*labels} == set()
    for kind in ("gesprek.portfolio", "gesprek.herinnering"):
        partner = Partner(
            library, plan=plan("medisch-specialist", "beoordeling"), at=BEGIN + timedelta(days=26, hours=9)
        )
        partner.nudge(kind, "g")
        assert nothing in partner.screen[-1].text
        assert {"Voorbereiden", "Samenvatting delen"} & {b.label for b in partner.screen[-1].buttons} == set()


@pytest.mark.parametrize("door", ["voorbereiding.begin", "samenvatting.nieuw"])
def test_an_old_button_says_kindly_that_nothing_is_asked(library: Library, door: str) -> None:
    partner = Partner(library, plan=plan("medisch-specialist", "beoordeling"))
    partner.press(f"go:{door}:g")
    assert library.phrases.talks.nothing_asked in partner.screen[-1].text
    partner = Partner(library, plan=plan("medisch-specialist", "voortgang"))
    held = [replace(one, status=RecordStatus.GEHOUDEN) for one in partner.plan.records]
    partner.plan = replace(partner.plan, records=tuple(held))
    partner.press(f"go:{door}:g")
    assert library.phrases.talks.closed in partner.screen[-1].text


@pytest.mark.parametrize(("programme", "kind"), KINDS)
def test_nobody_is_asked_to_prepare_what_asks_nothing(library: Library, programme: str, kind: str) -> None:
    rungs = {nudge.kind for nudge in planned(library, plan(programme, kind), BEGIN) if nudge.subject == "g"}
    assert ("gesprek.voorbereiden" in rungs) is bool(OURS[programme].topics(kind))
    assert {"gesprek.portfolio", "gesprek.herinnering", "gesprek.verslag"} <= rungs


def test_a_gesprek_of_another_programme_is_prepared_as_a_voortgangsgesprek(library: Library) -> None:
    assert OURS["aigt"].gesprek("eind") is None
    asked, _ = prepared(library, plan("aigt", "eind"))
    assert asked == prepared(library, plan("aigt", "voortgang"))[0]


# Diensten and ComBeL


@pytest.mark.parametrize(
    ("profile", "target"),
    [
        ({"onderdeel": "Eerste huisartsperiode", "percentage": 100}, "20 tot 25"),
        ({"onderdeel": "Tweede huisartsperiode in Tiel", "percentage": 50}, "20 tot 25"),
        ({}, ""),
        ({"onderdeel": "Waarneming"}, ""),
    ],
)
def test_the_target_of_diensten_is_that_of_the_programme(
    library: Library, profile: dict[str, Value], target: str
) -> None:
    partner = Partner(library, plan=plan("huisarts", "voortgang", goals=0, **profile))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", "overslaan", "overslaan", "overslaan", "overslaan")
    question = partner.screen[-1].text
    assert "van 5 uur of langer" in question
    assert ("tot 25" in question) is bool(target)
    assert target in question
    partner.say("14")
    kept = next(one for one in partner.plan.records if one.id == "g").values
    assert kept["diensten"] == 14


def test_a_shorter_period_asks_fewer_diensten(library: Library) -> None:
    base = plan("huisarts", "voortgang", goals=0, onderdeel="Eerste huisartsperiode", percentage=100)
    values: dict[str, Value] = {"label": "Eerste huisartsperiode", "van": "2026-09-01", "tot": "2027-05-31"}
    row = Record("rij", "onderdeel_plan", RecordStatus.KLAAR, TODAY, values)
    partner = Partner(library, plan=replace(base, records=(*base.records, row)))
    partner.press("go:voorbereiding.begin:g")
    partner.play("overslaan", "overslaan", "overslaan", "overslaan", "overslaan")
    assert "15 tot 18" in partner.screen[-1].text


def test_where_no_diensten_are_done_they_are_not_asked(library: Library) -> None:
    asked, _ = prepared(library, plan("huisarts", "voortgang", onderdeel="Stage GGZ", percentage=100))
    assert "diensten" not in asked
    assert "combel" in asked


# What may be shared of it


def test_the_agreements_are_on_and_the_climate_is_off_at_first(library: Library) -> None:
    _, partner = prepared(library, plan("huisarts", "voortgang"))
    items = library.flows["samenvatting"].step("items")
    assert items is not None
    everything = {*library.phrases.sharing.items}
    assert everything - {*items.picked} == {"leerklimaat"}
    assert {*items.picked} <= everything
    kept = next(one for one in partner.plan.records if one.id == "g").values
    assert {*RECORDS["gesprek"]} & {*everything} - {*kept} == {"ervaring", "ambitie", "toetsing", "rode_draad"}
