"""What two people see: an aios and an opleider, each on a phone, from an invitation to a KPB and the weekly question.

The opleider reads what the aios sends, no sooner than it is sent, and nothing else.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dialogs.library import Library
from tests.phones import SMALL, WIDE, Phone, Sentences, chromium, page_at, running_demo

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

STAGE = "spoedeisende hulp"
SITUATIE = "Slechtnieuwsgesprek met een echtpaar, vanochtend op de poli"
EIGEN_DOEL = "Na het slechte nieuws stil blijven"
TE_VROEG = "Ik begon met een heel verhaal over de scan"
GOED = "Ik begon met een waarschuwing en liet daarna een stilte vallen"
GOED_HUGO = "Je liet ze eerst vertellen wat ze al wisten, daardoor kwam de rest beter aan"
BETER = "Ik begon te snel over de behandeling. Ik kan eerst vragen of ze het begrepen hebben."
BETER_HUGO = "Je keek veel naar je scherm. Leg je pen neer en draai je stoel naar ze toe."
SAMENVATTING = "Ik begin rustig en duidelijk, en mag langer wachten en ze aankijken"
AFSPRAAK = "Bij mijn volgende twee slechtnieuwsgesprekken leg ik mijn pen neer. Voor 1 januari vraag ik een KPB."
DOEL = (
    "Voor 1 maart 2027 doe ik 5 LP's zelfstandig, beoordeeld met een KPB op niveau 4. In mijn laatste KPB stond dat ik "
    "te veel hulp nodig heb. Ik oefen eerst twee keer op het fantoom in het skillslab."
)
WEEKZIN = "Dinsdag deed ik er een onder begeleiding, de naald zat in een keer goed"

NEVER_SENT = (STAGE, "2027", "LP's", "fantoom", TE_VROEG, WEEKZIN, "opleidingsjaar")
"""Words of the aios, or about the aios, that are for nobody else."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    with running_demo(tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def sentences(library: Library) -> Sentences:
    return Sentences(library)


def onboard(noor: Phone) -> None:
    """From the first tap to a profile with a moment for the weekly question."""
    noor.press("Begin het gesprek")
    noor.asked("welkom.toestemming")
    noor.tap("welkom.toestemming.ja")
    noor.asked("welkom.naam")
    noor.write("Sanne")
    noor.asked("welkom.programma")
    noor.press("Medisch specialist")
    noor.asked("welkom.begonnen")
    noor.write("september 2026")
    noor.asked("welkom.percentage")
    noor.tap("welkom.percentage.p100")
    noor.asked("welkom.onderdeel")
    noor.write(STAGE)
    noor.asked("welkom.onderdeel_tot")
    noor.write("eind mei 2027")
    noor.asked("welkom.moment")
    noor.tap("welkom.moment.do")
    noor.asked("welkom.klaar")
    noor.tap("welkom.klaar.later")
    noor.told("welkom.klaar.later")


def save_a_goal(noor: Phone) -> None:
    noor.write("/leerdoel")
    noor.asked("leerdoel.niveau")
    noor.press("Deze stage")
    noor.asked("leerdoel.bron")
    noor.tap("leerdoel.bron.kpb")
    noor.asked("leerdoel.doel")
    noor.write(DOEL)
    noor.asked("leerdoel.leeractiviteiten")
    noor.press("Naar de kaart")
    noor.asked("leerdoel.kaart", DOEL)
    noor.tap("leerdoel.kaart.bewaren")
    noor.told("leerdoel.kaart.bewaren")


def link(noor: Phone, hugo: Phone) -> None:
    """An invitation, opened on the other phone, and confirmed."""
    noor.write("/koppel")
    noor.asked("koppel.leeg")
    noor.tap("koppel.leeg.nieuw")
    noor.asked("koppel.rol")
    noor.tap("koppel.rol.opleider")
    noor.sees("?start=").get_by_role("link").click()
    sheet = noor.page.get_by_role("dialog", name="Open deze link op")
    sheet.get_by_role("button", name="Hugo Brandsma").click()
    hugo.asked("uitnodiging.toestemming", "Sanne", "opleider")
    hugo.tap("uitnodiging.toestemming.ja")
    hugo.asked("uitnodiging.naam", "Sanne")
    hugo.write("Hugo Brandsma")
    hugo.asked("uitnodiging.klaar")
    noor.told("koppel.bevestig", "Hugo Brandsma", "opleider")
    noor.tap("koppel.ja")
    noor.told("koppel.ja", "Hugo Brandsma")
    hugo.told("koppel.bevestigd", "Sanne", "opleider")


def send_feedback(noor: Phone, hugo: Phone) -> None:
    """The first turn. Until it is sent nothing of it is on the other phone; what was written otherwise never is."""
    before = hugo.chat()
    noor.tap("feedback.nieuw")
    noor.asked("feedback.situatie")
    noor.write(SITUATIE)
    noor.asked("feedback.competenties")
    noor.press("Klaar")
    noor.asked("feedback.eigen_doel")
    noor.write(EIGEN_DOEL)
    noor.asked("feedback.goed")
    noor.write(TE_VROEG)
    noor.asked("feedback.versturen", "Hugo Brandsma", TE_VROEG)
    noor.tap("feedback.versturen.anders")
    noor.asked("feedback.veld")
    noor.press("Ging goed")
    noor.asked("feedback.goed")
    noor.write(GOED)
    noor.asked("feedback.versturen", "Hugo Brandsma", SITUATIE, EIGEN_DOEL, GOED)
    assert hugo.chat() == before
    noor.tap("feedback.versturen.ja")
    noor.told("feedback.versturen.ja", "Hugo Brandsma")
    hugo.told("meekijken.gevraagd", "Sanne", SITUATIE, EIGEN_DOEL, GOED)


def add_in_turns(noor: Phone, hugo: Phone) -> None:
    """The opleider adds, the aios goes on, and after two silent days the opleider is reminded."""
    hugo.tap("meekijken.aanvullen")
    hugo.asked("meekijken.goed_opleider", GOED)
    hugo.write(GOED_HUGO)
    hugo.asked("meekijken.goed_verstuurd")
    noor.told("feedback.beurt", "Hugo Brandsma", SITUATIE)
    noor.tap("feedback.verder")
    noor.asked("feedback.beter", GOED_HUGO)
    noor.write(BETER)
    noor.sees("Hugo Brandsma").get_by_role("button", name="Bekijken").wait_for()
    hugo.told("meekijken.beurt", "Sanne", SITUATIE)
    before = hugo.chat()
    move(hugo.page, "+1 dag")
    assert hugo.chat() == before
    move(hugo.page, "+1 dag", *["+1 uur"] * 7)
    hugo.told("meekijken.herinnering", "Sanne", SITUATIE)
    hugo.tap("meekijken.aanvullen")
    hugo.asked("meekijken.beter_opleider", BETER)
    hugo.write(BETER_HUGO)
    hugo.asked("meekijken.beter_verstuurd")
    noor.told("feedback.beurt", "Hugo Brandsma", SITUATIE)


def agree(noor: Phone, hugo: Phone) -> None:
    """Summary and agreements go out together, with one tap; then the opleider agrees with one."""
    before = hugo.chat()
    noor.tap("feedback.verder")
    noor.asked("feedback.samenvatting", BETER_HUGO)
    noor.write(SAMENVATTING)
    noor.asked("feedback.afspraken")
    noor.write(AFSPRAAK)
    noor.asked("feedback.kaart", SAMENVATTING, AFSPRAAK)
    assert hugo.chat() == before
    noor.tap("feedback.kaart.ja")
    hugo.told("meekijken.afspraken", GOED, GOED_HUGO, BETER, BETER_HUGO, SAMENVATTING, AFSPRAAK)
    acts = hugo.acts
    hugo.tap("meekijken.akkoord")
    hugo.told("meekijken.akkoord", "Sanne")
    assert hugo.acts - acts == 1
    noor.told("feedback.klaar", "Hugo Brandsma", SITUATIE)


def keep_as_kpb(noor: Phone, count: str) -> None:
    noor.tap("feedback.kpb")
    noor.asked("bewijs.leerdoel")
    noor.tap("bewijs.leerdoel.geen")
    noor.asked("bewijs.bewaard", count)


def answer_the_weekly_question(noor: Phone, hugo: Phone) -> None:
    """At the moment that was chosen while onboarding: a tap and a sentence, which nobody else sees."""
    before = hugo.chat()
    move(noor.page, "Naar donderdag 16.30")
    noor.asked("week.score", "Voor 1 maart 2027 doe ik 5 LP's zelfstandig")
    acts = noor.acts
    noor.tap("week.score.s4")
    noor.sees("Overslaan")
    noor.write(WEEKZIN)
    noor.asked("week.klaar")
    assert noor.acts - acts == 2
    assert hugo.chat() == before


def move(page: Page, *steps: str) -> None:
    """Put the clock forward, in the sheet where the panel is not in view."""
    opener = page.get_by_role("button", name="Verzet de klok")
    small = opener.is_visible()
    if small:
        opener.click()
    for each in steps:
        before = page.locator(".clock-face").inner_text()
        page.get_by_role("button", name=each, exact=True).click()
        expect(page.locator(".clock-face")).not_to_have_text(before)
    if small:
        page.get_by_role("button", name="Sluit").click()


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_from_an_invitation_to_a_kpb_and_the_weekly_question(
    browser: Browser, demo: str, library: Library, sentences: Sentences, size: tuple[int, int]
) -> None:
    with page_at(browser, demo, size, MONDAY) as page:
        noor = Phone(page, "Noor de Wit", "aios", sentences)
        hugo = Phone(page, "Hugo Brandsma", "opleider", sentences)
        onboard(noor)
        save_a_goal(noor)
        link(noor, hugo)
        send_feedback(noor, hugo)
        add_in_turns(noor, hugo)
        agree(noor, hugo)
        keep_as_kpb(noor, library.phrases.pieces.kpb_norm.format(aantal=1, norm=10))
        answer_the_weekly_question(noor, hugo)
        read = hugo.chat()
        assert [each for each in NEVER_SENT if each in read] == []
        assert hugo.times_told("meekijken.herinnering") == 1
