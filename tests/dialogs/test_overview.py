"""What /overzicht shows of a plan: every area once, every moment in its order, and words that fit under a picture."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.content import load_library
from dialogs.overview import SHOWN, caption, picture
from dialogs.plan import Consent, Feedback, FeedbackStatus, Leerdoel, Plan, Record, RecordStatus, Status, Value
from dialogs.scene import Scene
from dialogs.state import Frame
from dialogs.turn import SendPicture
from dialogs.weekly import gaps_of
from tests.dialogs.partner import BEGIN

LIBRARY = load_library()
FLOW = LIBRARY.flows["overzicht"]
TODAY = BEGIN.date()
SOMEBODY = Plan(consent=Consent.GIVEN, profile={"programma": "medisch-specialist"})
AREAS = [area.id for area in LIBRARY.programmes["medisch-specialist"].competences]


def scene(plan: Plan) -> Scene:
    return Scene(LIBRARY, plan, FLOW, Frame("overzicht", "niets", {}, subject="", seed="e"), BEGIN)


def words(plan: Plan) -> str:
    return caption(scene(plan), FLOW.steps[0])


def goal(key: str, days: int | None = None, status: Status = Status.OPEN, areas: tuple[str, ...] = ()) -> Leerdoel:
    values: dict[str, Value] = {"doel": f"Doel {key}", "competenties": areas}
    if days is not None:
        values["deadline"] = (TODAY + timedelta(days=days)).isoformat()
    return Leerdoel(key, status, 1, TODAY, values)


def gesprek(key: str, days: int, status: RecordStatus = RecordStatus.GEPLAND) -> Record:
    day = (TODAY + timedelta(days=days)).isoformat()
    return Record(key, "gesprek", status, TODAY, {"soort": "voortgang", "datum": day, "tijd": "15:00"})


def states(plan: Plan) -> list[tuple[str, str]]:
    return [(area.state, area.note) for area in picture(scene(plan)).areas]


def test_an_area_is_open_done_or_empty() -> None:
    plan = replace(
        SOMEBODY,
        leerdoelen=(
            goal("a", areas=(AREAS[0],)),
            goal("b", areas=(AREAS[0], AREAS[1])),
            goal("c", status=Status.AFGEROND, areas=(AREAS[2],)),
            goal("d", status=Status.LATEN_STAAN, areas=(AREAS[3],)),
            goal("e", status=Status.CONCEPT, areas=(AREAS[4],)),
        ),
        records=(
            Record("b1", "bewijs", RecordStatus.KLAAR, TODAY, {"titel": "x", "competenties": (AREAS[1], AREAS[2])}),
            Record("r1", "reflectie", RecordStatus.KLAAR, TODAY, {"competenties": (AREAS[5],)}),
        ),
    )
    nothing = ("niets", "nog niets")
    assert states(plan) == [
        ("open", "2 doelen open"),
        ("open", "1 doel open"),
        ("gedaan", "2 keer aan gewerkt"),
        nothing,
        nothing,
        ("gedaan", "1 keer aan gewerkt"),
        nothing,
    ]
    assert [area for area, (state, _) in zip(AREAS, states(plan), strict=True) if state == "niets"] == gaps_of(
        plan, LIBRARY.programmes["medisch-specialist"]
    )


def test_moments_stand_by_their_day_and_without_one_last() -> None:
    plan = replace(
        SOMEBODY,
        leerdoelen=(
            goal("open"),
            goal("laat", -3),
            goal("later", 300),
            goal("straks", 20),
            goal("af", 5, Status.AFGEROND),
        ),
        records=(gesprek("g", 10), gesprek("was", -4), gesprek("af", 6, RecordStatus.AFGEZEGD)),
    )
    shown = picture(scene(plan))
    assert [(one.kind, one.label, one.when, one.late) for one in shown.moments] == [
        ("doel", "Doel laat", "20 nov, voorbij", True),
        ("gesprek", "Voortgangsgesprek", "3 dec", False),
        ("doel", "Doel straks", "13 dec", False),
        ("doel", "Doel later", "19 sep 2027", False),
        ("doel", "Doel open", "geen deadline", False),
    ]
    assert shown.begin < TODAY - timedelta(days=3)
    assert shown.end > TODAY + timedelta(days=300)


@pytest.mark.parametrize(
    ("goals", "talks", "rows", "rest"),
    [(0, 0, 0, "Nog geen open doelen of gesprekken."), (7, 0, 7, ""), (6, 2, 7, "en nog 1"), (12, 3, 7, "en nog 8")],
)
def test_what_does_not_fit_is_counted(goals: int, talks: int, rows: int, rest: str) -> None:
    plan = replace(
        SOMEBODY,
        leerdoelen=tuple(goal(f"d{n}", n) for n in range(goals)),
        records=tuple(gesprek(f"g{n}", n) for n in range(talks)),
    )
    shown = picture(scene(plan))
    assert (len(shown.moments), shown.rest) == (rows, rest)


def test_the_words_say_what_comes_next_and_what_is_to_do() -> None:
    waits = Feedback("f", "aios", "Hugo", FeedbackStatus.LOPEND, TODAY, BEGIN)
    plan = replace(
        SOMEBODY,
        leerdoelen=(goal("a", -1, areas=(AREAS[0],)), goal("b", status=Status.CONCEPT)),
        records=(
            gesprek("g", 10),
            gesprek("was", -4),
            Record("n", "reflectie", RecordStatus.CONCEPT, TODAY, {"aanleiding": "x"}),
        ),
        feedback=(waits,),
    )
    areas, *ahead = words(plan).split("\n\n")
    assert areas.splitlines()[-1] == "<b>Open doelen:</b> Doel a (22 nov, voorbij)"
    assert ahead == [
        "<b>Volgend gesprek:</b> voortgangsgesprek op 3 dec. Je voorbereiding: nog 8 van de 8 onderdelen te doen, "
        "ongeveer 5 minuten.",
        "<b>Nog te doen:</b> een verslag schrijven, een doel dat voorbij is afronden of verlengen, een concept "
        "afmaken, feedback waarop iemand wacht, een notitie uitwerken en 10 KPB's dit jaar.",
    ]


def test_who_has_nothing_to_do_hears_that() -> None:
    plan = replace(SOMEBODY, profile={"programma": "huisarts"}, records=(gesprek("g", 10),))
    assert words(plan).endswith("<b>Nog te doen:</b> niets, je bent bij.")


TEXTS = st.text(max_size=200) | st.sampled_from(["🎉" * 100, "&" * 300, "<b>" * 50, "W" * 400])
PLANS = st.builds(
    Plan,
    consent=st.just(Consent.GIVEN),
    profile=st.fixed_dictionaries(
        {"programma": st.sampled_from(sorted(LIBRARY.programmes)), "begonnen": st.just("2025-09-01")}
    ),
    leerdoelen=st.lists(
        st.builds(
            Leerdoel,
            id=st.uuids().map(str),
            status=st.sampled_from(Status),
            version=st.just(1),
            created=st.just(TODAY),
            values=st.fixed_dictionaries(
                {"doel": TEXTS, "competenties": st.lists(st.sampled_from([*AREAS, "oud"]), max_size=7).map(tuple)},
                optional={"deadline": st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat)},
            ),
        ),
        max_size=25,
    ).map(tuple),
    records=st.lists(
        st.builds(gesprek, st.uuids().map(str), st.integers(-400, 3000), st.sampled_from(RecordStatus)), max_size=8
    ).map(tuple),
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(PLANS)
def test_any_plan_has_its_picture_and_words_that_fit(plan: Plan) -> None:
    shown: SendPicture = picture(scene(plan))
    text = words(plan)
    plain = unescape(re.sub(r"</?[bi]>", "", text))
    assert len(plain.encode("utf-16-le")) // 2 <= 900
    assert "Volgend gesprek" in plain
    programme = LIBRARY.programmes[str(plan.profile["programma"])]
    assert [area.label for area in shown.areas] == [area.label for area in programme.competences]
    assert len(shown.moments) <= SHOWN
    assert len(shown.ticks) <= 7
    assert shown.begin < shown.today < shown.end
    assert all(shown.begin < tick.day <= shown.end for tick in shown.ticks)
    dated = [one.day for one in shown.moments if one.day]
    assert dated == sorted(dated)


def test_a_row_of_all_empty_areas_is_not_shown_to_somebody_who_begins() -> None:
    assert words(Plan(Consent.GIVEN, {"naam": "Sanne"})).splitlines()[0] == (
        "<b>Competenties:</b> nog niets, en dat geeft niet. Kies er één om mee te starten."
    )
