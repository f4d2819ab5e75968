"""What a quarter looks like on the phones of an aios and of those who sign: a goal, the weekly question, a gesprek in
one message, its nudges, preparation, summary, verslag and akkoord.

On the other phones stands what was in the preview, word for word, no sooner than it is sent, and nothing else.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from dialogs.library import Library
from tests.phones import (
    SMALL,
    WIDE,
    Phone,
    Sentences,
    chromium,
    give_phone,
    link,
    move_to,
    page_at,
    running_demo,
    wording,
)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

DOEL = (
    "Voor 1 maart 2027 doe ik 5 LP's zelfstandig, beoordeeld met een KPB op niveau 4. In mijn laatste KPB stond dat ik "
    "te veel hulp nodig heb. Ik oefen eerst twee keer op het fantoom in het skillslab."
)
DOEL_KORT = "Voor 1 maart 2027 doe ik 5 LP's zelfstandig"
WEEKZIN = "Dinsdag deed ik er een onder begeleiding"
STAND = "Drie gedaan, de laatste zonder hulp"
GOED = "Ik durf stil te zijn in het gesprek met naasten"
BETER = "Overdragen onder druk"
LEERKLIMAAT = "Op dinsdag is er tijd, op vrijdag nooit"
AGENDA = "Wanneer ik zelf poli mag doen"
MORE = "Bij Meer lezen staat er dit:"
VRAAG = "Een keer meekijken bij een slechtnieuwsgesprek"
WELZIJN = "Ik slaap slecht na de nachtdiensten"
TWIJFEL = "Soms vraag ik me af of dit vak bij me past"
BRIEFJE = "Ik heb het graag vooral over het overdragen"
BESPROKEN = "De overdracht gaat beter"
AFSPRAAK = "Voor 1 maart doe ik twee poli's zelf"
BIJDRAGE = "Regelt een kamer"
BIJDRAGE_DOCENT = "Bespreekt in februari mijn video"

NEVER_SENT = (WEEKZIN, LEERKLIMAAT, AGENDA, WELZIJN, TWIJFEL, "eind mei")
"""Words of the aios that are private, or in a part that was off."""


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


def onboard(noor: Phone, programme: str, moment: str) -> None:
    """From the first tap to a profile, in the shortest way."""
    noor.press("Begin het gesprek")
    noor.asked("welkom.toestemming")
    noor.tap("welkom.toestemming.ja")
    noor.asked("welkom.naam")
    noor.write("Sanne")
    noor.asked("welkom.programma")
    noor.press(programme)
    noor.asked("welkom.begonnen")
    noor.write("september 2026")
    noor.asked("welkom.percentage")
    noor.tap("welkom.percentage.p100")
    noor.asked("welkom.onderdeel")
    noor.write("Heelkunde")
    noor.asked("welkom.onderdeel_tot")
    noor.write("eind mei 2027")
    noor.asked("welkom.moment")
    noor.tap(f"welkom.moment.{moment}")
    noor.asked("welkom.klaar")
    noor.tap("welkom.klaar.later")
    noor.told("welkom.klaar.later")


def save_a_goal(noor: Phone, level: str = "") -> None:
    """`level`: where the programme asks for it."""
    noor.write("/leerdoel")
    if level:
        noor.asked("leerdoel.niveau")
        noor.press(level)
    noor.asked("leerdoel.bron")
    noor.tap("leerdoel.bron.kpb")
    noor.asked("leerdoel.doel")
    noor.write(DOEL)
    noor.asked("leerdoel.leeractiviteiten")
    noor.press("Naar de kaart")
    noor.asked("leerdoel.kaart", DOEL)
    noor.tap("leerdoel.kaart.bewaren")
    noor.told("leerdoel.kaart.bewaren")


def answer_the_weekly_question(noor: Phone) -> None:
    move_to(noor.page, "2026-11-26T16:31")
    noor.asked("week.score", DOEL_KORT)
    noor.tap("week.score.s4")
    noor.sees("Overslaan")
    noor.write(WEEKZIN)
    noor.asked("week.klaar")


def plan(noor: Phone, sentence: str, *words: str) -> None:
    """One message, after the command that asks for it."""
    noor.write("/gesprek")
    noor.asked("gesprek.zin")
    acts = noor.acts
    noor.write(sentence)
    noor.asked("gesprek.bewaard", *words)
    assert noor.acts - acts == 1


def prepare(noor: Phone, *steps: tuple[str, str]) -> None:
    """The one goal, then these steps with their answers (empty: skipped), until the private lane is offered."""
    noor.asked("voorbereiding.doel", DOEL_KORT)
    noor.write(STAND)
    for step, answer in steps:
        noor.asked(f"voorbereiding.{step}")
        noor.write(answer) if answer else noor.press("Overslaan")
    noor.asked("voorbereiding.klaar")


def write_for_myself(noor: Phone) -> None:
    noor.tap("welzijn.tussendoor")
    noor.asked("welzijn.welzijn")
    noor.write(WELZIJN)
    noor.asked("welzijn.twijfel")
    noor.write(TWIJFEL)
    noor.asked("welzijn.bewaard")


def preview_summary(noor: Phone, sentences: Sentences, name: str, *, off: str, lone: bool = False) -> str:
    """From the choice of a person to the preview: what this person will see. `off`: a part that is switched off;
    `lone`: there is nobody else to choose, so it is not asked."""
    if not lone:
        noor.asked("samenvatting.aan")
        noor.press(name)
    noor.asked("samenvatting.items")
    noor.press(f"✓ {off}")
    expect(noor.screen.get_by_role("button", name=off, exact=True).last).to_be_visible()
    noor.press("Klaar")
    noor.asked("samenvatting.briefje")
    noor.write(BRIEFJE)
    return inside(noor.asked("samenvatting.versturen", name), sentences.question("samenvatting.versturen"))


def inside(preview: Locator, words: list[str]) -> str:
    """Of a preview: all that follows the sentence that announces it."""
    return wording(preview).partition(f"{words[-1]}\n\n")[2]


def send_summary(noor: Phone, hugo: Phone, preview: str) -> Locator:
    """With one tap, and nothing before it. What arrives is the preview; gives that message, to find it again."""
    before = hugo.chat()
    assert VRAAG in preview
    noor.tap("samenvatting.versturen.ja")
    arrived = hugo.sees(VRAAG)
    # What can be read besides stands in the preview too, under a line of its own.
    shown, _, _ = preview.partition(f"\n\n{MORE}")
    assert wording(arrived) == shown
    assert VRAAG not in before
    number = arrived.get_attribute("data-message")
    assert_nothing_else(hugo)
    noor.told("samenvatting.versturen.ja")
    return hugo.screen.locator(f"[data-message='{number}']")


def assert_nothing_else(*others: Phone) -> None:
    for other in others:
        read = other.chat()
        assert [each for each in NEVER_SENT if each in read] == []


def take_back(noor: Phone, hugo: Phone, arrived: Locator, gone: str) -> None:
    """The newest of what was shared. On the other phone only `gone` is left, without buttons."""
    noor.write("/gedeeld")
    noor.asked("gedeeld.lijst")
    noor.screen.get_by_role("button", name=f"aan {hugo.name}").first.click()
    noor.asked("gedeeld.bekijk", VRAAG)
    noor.tap("gedeeld.bekijk.intrekken")
    noor.told("gedeeld.bekijk.intrekken")
    hugo.show()
    expect(arrived).to_contain_text(gone)
    assert wording(arrived) == gone
    expect(arrived.get_by_role("button")).to_have_count(0)
    assert [each for each in (STAND, GOED, BETER, VRAAG, BRIEFJE) if each in hugo.chat()] == []


def share_again(noor: Phone, hugo: Phone, sentences: Sentences) -> None:
    noor.write("/delen")
    noor.asked("samenvatting.welk")
    noor.screen.get_by_role("button", name="voortgangsgesprek").last.click()
    preview = preview_summary(noor, sentences, hugo.name, off="Bespreken", lone=True)
    send_summary(noor, hugo, preview)


def write_the_verslag(noor: Phone, docent: str = "") -> None:
    """After the nudge of the day after; `docent`: what the docent does, where the programme has one."""
    noor.found("gesprek.verslag")
    noor.tap("verslag.begin")
    noor.asked("verslag.besproken")
    noor.write(BESPROKEN)
    noor.asked("verslag.afspraken")
    noor.write(AFSPRAAK)
    noor.asked("verslag.bijdrage_opleider")
    noor.write(BIJDRAGE)
    if docent:
        noor.asked("verslag.bijdrage_docent")
        noor.write(docent)


def send_the_verslag(
    noor: Phone, other: Phone, sentences: Sentences, *words: str, remark: str = "", lone: bool = False
) -> None:
    """To one person, from the question who signs. What arrives is the preview, with these words in it.

    `lone`: there is nobody else to choose, so it is not asked.
    """
    before = other.chat()
    assert BESPROKEN not in before
    if not lone:
        noor.asked("verslag.aan")
        noor.press(other.name)
    if remark:
        noor.asked("verslag.opmerking", remark)
        noor.tap("verslag.opmerking.ja")
    preview = inside(
        noor.asked("verslag.versturen", other.name, remark, *words), sentences.question("verslag.versturen")
    )
    assert other.chat() == before
    noor.tap("verslag.versturen.ja")
    arrived = other.sees(BESPROKEN, AFSPRAAK, BIJDRAGE)
    assert wording(arrived) == preview
    noor.told("verslag.versturen.ja")


def agree(noor: Phone, other: Phone) -> None:
    """With one tap, which the aios hears of."""
    acts = other.acts
    other.tap("ontvangen.akkoord")
    other.told("ontvangen.akkoord")
    assert other.acts - acts == 1
    agreed = other.screen.locator(".theirs", has_text="Je gaf akkoord op")
    expect(agreed.get_by_role("button")).to_have_count(0)
    noor.sees(other.name, "akkoord")


def signed_by(noor: Phone, kind: str) -> Locator:
    """The card of the gesprek that was held."""
    noor.write("/gesprek")
    noor.asked("gesprek.overzicht")
    noor.screen.locator(".theirs").last.get_by_role("button", name=kind).click()
    return noor.sees("Akkoord van:")


def test_a_quarter_of_a_medisch_specialist(browser: Browser, demo: str, library: Library, sentences: Sentences) -> None:
    with page_at(browser, demo, SMALL, MONDAY) as page:
        noor = Phone(page, "Noor de Wit", "aios", sentences)
        hugo = Phone(page, "Hugo Brandsma", "opleider", sentences)
        onboard(noor, "Medisch specialist", "do")
        save_a_goal(noor, "Deze stage")
        link(page, noor, hugo, "opleider", first=True)
        answer_the_weekly_question(noor)
        plan(noor, "voortgangsgesprek 12 januari 15.00 met Hugo", "12 januari 2027 om 15.00", hugo.name)

        move_to(page, "2026-12-29T17:01")
        noor.found("gesprek.voorbereiden", "12 januari 2027 om 15.00")
        noor.tap("voorbereiding.begin")
        prepare(
            noor,
            ("goed", GOED), ("beter", BETER), ("niveau", ""), ("leerklimaat", LEERKLIMAAT),
            ("concept_doelen", ""), ("agenda", AGENDA), ("vraag", VRAAG),
        )  # fmt: skip
        write_for_myself(noor)
        assert STAND not in hugo.chat()

        move_to(page, "2027-01-05T17:01")
        noor.found("gesprek.portfolio", "12 januari 2027 om 15.00")
        noor.tap("samenvatting.nieuw")
        arrived = send_summary(noor, hugo, preview_summary(noor, sentences, hugo.name, off="Bespreken", lone=True))
        hugo.tap("ontvangen.bespreken")
        hugo.told("ontvangen.bespreken")
        noor.sees(hugo.name, "agenda")
        take_back(noor, hugo, arrived, library.phrases.sharing.taken_back)
        share_again(noor, hugo, sentences)

        move_to(page, "2027-01-11T17:01")
        noor.sees("Morgen", "12 januari 2027 om 15.00")
        move_to(page, "2027-01-13T17:01")
        write_the_verslag(noor)
        send_the_verslag(noor, hugo, sentences, lone=True)
        agree(noor, hugo)
        expect(signed_by(noor, "voortgangsgesprek")).to_contain_text(hugo.name)
        assert_nothing_else(hugo)
        noor.write("/overzicht")
        expect(noor.show().locator(".theirs").last.locator(".picture img")).to_be_visible()


def test_a_gesprek_of_a_huisarts_with_opleider_and_docent(browser: Browser, demo: str, sentences: Sentences) -> None:
    with page_at(browser, demo, WIDE, MONDAY) as page:
        noor = Phone(page, "Noor de Wit", "aios", sentences)
        hugo = Phone(page, "Hugo Brandsma", "opleider", sentences)
        ineke = Phone(page, "Ineke Visser", "opleider", sentences)
        give_phone(page, ineke.name)
        onboard(noor, "Huisarts", "niet")
        save_a_goal(noor)
        link(page, noor, hugo, "opleider", first=True)
        link(page, noor, ineke, "docent", first=False)
        plan(noor, "voortgangsgesprek 10 december 10.00 met Hugo", "10 december 2026 om 10.00", hugo.name)

        move_to(page, "2026-11-26T17:01")
        noor.found("gesprek.voorbereiden", "10 december 2026 om 10.00")
        noor.tap("voorbereiding.begin")
        prepare(
            noor,
            ("goed", GOED),
            ("beter", BETER),
            ("niveau", ""),
            ("combel", ""),
            ("diensten", "14"),
            ("leerklimaat", LEERKLIMAAT),
            ("concept_doelen", ""),
            ("agenda", AGENDA),
            ("vraag", VRAAG),
        )
        noor.tap("samenvatting.nieuw")
        send_summary(noor, hugo, preview_summary(noor, sentences, hugo.name, off="Bespreken"))
        assert VRAAG not in ineke.chat()

        move_to(page, "2026-12-11T17:01")
        write_the_verslag(noor, BIJDRAGE_DOCENT)
        send_the_verslag(noor, hugo, sentences, BIJDRAGE_DOCENT)
        noor.tap("verslag.ook.ja")
        send_the_verslag(noor, ineke, sentences, BIJDRAGE_DOCENT, lone=True)
        agree(noor, hugo)
        expect(signed_by(noor, "voortgangsgesprek")).to_contain_text(f"{ineke.name} moet nog akkoord geven")
        # Who is in the middle of something hears of no reaction until it is done.
        noor.tap("gesprek.bekijk.goed")
        noor.told("gesprek.bekijk.goed")
        agree(noor, ineke)
        expect(signed_by(noor, "voortgangsgesprek")).to_contain_text(f"{hugo.name} en {ineke.name}")
        assert_nothing_else(hugo, ineke)


def test_an_introductiegesprek_of_an_aigt_goes_to_the_hoofd(
    browser: Browser, demo: str, library: Library, sentences: Sentences
) -> None:
    with page_at(browser, demo, WIDE, MONDAY) as page:
        noor = Phone(page, "Noor de Wit", "aios", sentences)
        hugo = Phone(page, "Hugo Brandsma", "opleider", sentences)
        karin = Phone(page, "Karin Smit", "opleider", sentences)
        give_phone(page, karin.name)
        onboard(noor, "Tropengeneeskunde (AIGT)", "niet")
        save_a_goal(noor, "Dit opleidingsonderdeel")
        link(page, noor, hugo, "opleider", first=True)
        link(page, noor, karin, "hoofd", first=False)
        plan(noor, "introductiegesprek 15 december half 3 met Hugo", "15 december 2026 om 14.30", hugo.name)

        move_to(page, "2026-12-16T17:01")
        write_the_verslag(noor)
        remark = next(each.remark for each in library.programmes["aigt"].gesprekken if each.id == "introductie")
        assert remark is not None
        send_the_verslag(noor, karin, sentences, remark=remark)
        agree(noor, karin)
        expect(signed_by(noor, "introductiegesprek")).to_contain_text(karin.name)
        assert BESPROKEN not in hugo.chat()
        assert_nothing_else(hugo, karin)
