"""What a user sees: `leerlijn demo`, a browser, and a new aios who gets from /start to a saved leerdoel."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.phones import PATIENCE, SMALL, WIDE, chromium, page_at, running_demo

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

ANSWERS = {
    "Vind je het goed": "[Ja, dat is goed]",
    "Hoe mag ik je noemen": "Sanne",
    "Welke opleiding": "[Medisch specialist]",
    "Wanneer ben je met de opleiding begonnen": "september 2026",
    "Hoeveel procent": "[100%]",
    "Waar zit je nu": "spoedeisende hulp",
    "Tot wanneer duurt": "eind mei 2027",
    "Eén keer per week": "[Donderdag 16.30]",
    "Zullen we meteen": "[Ja, nu]",
    "Waar hoort dit doel bij": "[Deze stage]",
    "Waar komt dit doel vandaan": "[Zelf gemerkt]",
    "Wat wil je leren": "ik wil beter worden in echo",
    "Wat doe je straks concreet": "zelf een echo van de galblaas maken bij iemand met buikpijn op de SEH",
    "Nog iets scherper": "de galblaas in beeld brengen en opmeten, op de SEH",
    "Waaraan ziet een ander": "10 echo's, waarvan er 8 overeenkomen met het verslag van de radioloog",
    "getal, een niveau of een toets": "tien keer, afgetekend met een OSATS",
    "Waarom wil jij dit": "omdat ik in de nacht steeds op de radioloog moet wachten",
    "Waar merkte je dat aan": "in mijn laatste KPB stond het ook",
    "Wat maakt het haalbaar": "ik oefen eerst een paar keer met de echolaborant erbij",
    "Welke kleine stap": "dinsdag loop ik een middag mee op de echokamer",
    "Wanneer wil je zover zijn": "voor 1 maart 2027",
    "Hoe ga je het leren": "twee middagen meelopen en daarna zelf doen met een supervisor ernaast",
    "Maak eens af": "Als ik dinsdag klaar ben met de visite, dan loop ik een uur mee op de echokamer",
    "Wie of wat heb je erbij nodig": "[Een collega]",
    "Hoe laat je het toetsen": "[OSATS]",
    "Op welke dag": "1 maart 2027",
    "Bij welke competentie": "[Klaar]",
    "Hoort er een EPA bij": "[Overslaan]",
    "is nog ver weg": "[Toch zo laten]",
    "meer dan één doel": "[Het hoort bij elkaar]",
    "Je leerdoel\n": "[Bewaren]",
}
"""Words of a question -> what this aios answers."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    with running_demo(tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def newest(log: Locator, seen: int) -> str:
    """The text of the bot's next message after the first `seen`."""
    until = time.monotonic() + PATIENCE
    while log.locator(".theirs").count() <= seen:
        assert time.monotonic() < until, "no answer"
        log.page.wait_for_timeout(30)
    return log.locator(".theirs").last.inner_text()


def converse(page: Page, log: Locator) -> int:
    """Answer whatever is asked until the goal is saved; returns how many answers it took."""
    for taken in range(len(ANSWERS) + 5):
        text = newest(log, taken)
        if "Bewaard." in text:
            return taken
        answer = next((said for words, said in ANSWERS.items() if words in text), None)
        assert answer, f"not expected: {text}"
        if answer.startswith("["):
            log.locator(".theirs").last.get_by_role("button", name=answer[1:-1]).click()
        else:
            field = page.get_by_role("textbox", name="Bericht van Noor de Wit")
            field.fill(answer)
            field.press("Enter")
    raise AssertionError("the goal was never saved")


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["phone", "desk"])
def test_a_new_aios_gets_from_start_to_a_saved_leerdoel(browser: Browser, demo: str, size: tuple[int, int]) -> None:
    with page_at(browser, demo, size, MONDAY) as page:
        page.get_by_role("button", name="Begin het gesprek").click()
        log = page.get_by_role("log").first
        assert converse(page, log) <= len(ANSWERS)
        field = page.get_by_role("textbox", name="Bericht van Noor de Wit")
        field.fill("/leerdoelen")
        field.press("Enter")
        expect(log.locator(".theirs").last).to_contain_text("1. ik wil beter worden in echo", timeout=PATIENCE * 1000)
