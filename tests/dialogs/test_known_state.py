"""What is offered and said about a gesprek follows what was prepared, and what was shared of it with whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.library import Library
from dialogs.plan import Consent, Deling, Koppeling, LinkStatus, Plan, Record, RecordStatus
from tests.dialogs.partner import BEGIN, Partner

DAY = BEGIN.date() + timedelta(days=30)
GESPREK = Record("g", "gesprek", RecordStatus.GEPLAND, BEGIN.date(), {"soort": "voortgang", "datum": DAY.isoformat()})
HUGO = Koppeling("k", "aios", "opleider", "Hugo", LinkStatus.GEKOPPELD, BEGIN.date())
INEKE = Koppeling("i", "aios", "docent", "Ineke", LinkStatus.GEKOPPELD, BEGIN.date())
SUMMARY = Deling("s", "aios", "Hugo", "opleider", "samenvatting", BEGIN, "tekst", gesprek="g")
PLAN = Plan(
    consent=Consent.GIVEN,
    profile={"naam": "Sanne", "programma": "huisarts", "begonnen": "2026-09-01"},
    records=(GESPREK,),
)


def with_values(**values: str) -> Plan:
    return replace(PLAN, records=(replace(GESPREK, values={**GESPREK.values, **values}),))


def labels(partner: Partner) -> list[str]:
    return [button.label for button in partner.screen[-1].buttons]


def test_what_was_passed_over_on_purpose_is_not_left(library: Library) -> None:
    partner = Partner(library, plan=PLAN)
    partner.press("go:voorbereiding.begin:g")
    while partner.state.top:
        partner.tap("Overslaan")
    assert partner.plan.records[0].values["voorbereid"] == "ja"
    partner.press("go:gesprek.bekijk:g")
    assert library.phrases.talks.prepared in partner.screen[-1].text
    assert "Voorbereiden" not in labels(partner)
    assert "Voorbereiding aanvullen" in labels(partner)


@pytest.mark.parametrize(("prepared", "said"), [({}, 1), ({"voorbereid": "ja"}, 0)])
def test_nobody_is_asked_to_prepare_what_is_prepared(library: Library, prepared: dict[str, str], said: int) -> None:
    partner = Partner(library, plan=with_values(**prepared), at=BEGIN + timedelta(days=16, hours=8))
    partner.nudge("gesprek.voorbereiden", "g")
    assert len(partner.screen) == said


@pytest.mark.parametrize(("rung", "days"), [("portfolio", 23), ("herinnering", 29)])
def test_the_ladder_says_who_has_the_summary(library: Library, rung: str, days: int) -> None:
    of = replace(with_values(voorbereid="ja"), koppelingen=(HUGO,), delingen=(SUMMARY,))
    partner = Partner(library, plan=of, at=BEGIN + timedelta(days=days, hours=8))
    partner.nudge(f"gesprek.{rung}", "g")
    assert "Je voorbereiding is klaar. Je samenvatting is gedeeld met Hugo." in partner.screen[-1].text
    assert {"Voorbereiden", "Samenvatting delen"} & {*labels(partner)} == set()


@pytest.mark.parametrize(
    ("of", "heard"),
    [
        (PLAN, ""),
        (replace(PLAN, koppelingen=(HUGO,)), ""),
        (replace(PLAN, koppelingen=(HUGO,), delingen=(replace(SUMMARY, ingetrokken=True),)), ""),
        (replace(PLAN, koppelingen=(HUGO,), delingen=(SUMMARY,)), "Hugo hoort dit niet van mij."),
        (replace(with_values(koppeling="k"), koppelingen=(HUGO, INEKE)), "Hugo hoort dit niet van mij."),
        (
            replace(with_values(koppeling="i"), koppelingen=(HUGO, INEKE), delingen=(SUMMARY,)),
            "Hugo en Ineke horen dit niet van mij.",
        ),
    ],
)
def test_who_cancels_hears_who_does_not_hear_it_from_us_and_can_take_it_back(
    library: Library, of: Plan, heard: str
) -> None:
    partner = Partner(library, plan=of)
    partner.press("go:gesprek.bekijk:g")
    partner.tap("Afzeggen")
    assert partner.plan.records[0].status is RecordStatus.AFGEZEGD
    assert partner.screen[-1].text.partition("Er komt niets meer over.")[2].partition(" Laat jij")[0].strip() == heard
    partner.tap("Toch niet")
    assert partner.plan.records == of.records


REPORT = replace(SUMMARY, id="v", soort="verslag", reactie="akkoord", reacted=BEGIN)


@pytest.mark.parametrize(
    ("links", "left"),
    [
        ((HUGO, INEKE), "Ineke moet nog akkoord geven."),
        ((HUGO,), "Akkoord nodig van: docent."),
    ],
)
def test_after_one_akkoord_it_is_said_who_still_has_to(
    library: Library, links: tuple[Koppeling, ...], left: str
) -> None:
    held = replace(GESPREK, status=RecordStatus.GEHOUDEN)
    partner = Partner(library, plan=replace(PLAN, records=(held,), koppelingen=links, delingen=(REPORT,)))
    partner.nudge("gedeeld.reactie", "v")
    assert partner.screen[-1].text == f"Hugo is akkoord met je verslag. {left}"
