"""What tests in a browser share: `leerlijn demo` as a process of its own, Chromium, and a phone to talk on.

Needs Chromium: in the PATH as `chromium`, or named by $CHROMIUM.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from dialogs.flow import Choice, Entry, Step
from dialogs.library import Library

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SMALL, WIDE = (390, 844), (1440, 900)
"""Width and height in pixels: a phone shows one person at a time, a desk an aios and an opleider side by side."""
ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
"""Seconds that an answer may take to appear, on a busy machine."""


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """The command itself, on a free port and with its data in `folder`; gives the address of the page."""
    command = [str(Path(sys.executable).parent / "leerlijn"), "demo", "--port", "0", "--no-browser"]
    # Who plays these people types faster than a person can, so the limit of a message a second is lifted.
    # The tests say which code runs: theirs, also where another checkout is the one that is installed.
    quick = {**os.environ, "LEERLIJN_CHAT_BURST": "1000", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*command, "--data", str(folder)], stdout=subprocess.PIPE, text=True, env=quick) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        found = re.search(r"http://[\d.:]+", line)
        assert found, line
        try:
            yield found[0]
        finally:
            running.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is needed: install the package `chromium`, or set $CHROMIUM to its path")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def page_at(browser: Browser, url: str, size: tuple[int, int], start: datetime) -> Iterator[Page]:
    """The page on a screen of this size, in a fresh world whose clock begins at `start` (aware). Nothing may go wrong
    in it, and nothing may be wider than the screen."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL", reduced_motion="reduce")
    assert context.request.post(f"{url}/sim/reset", data={"start": start.isoformat()}).ok
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    yield page
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


class Sentences:
    """What the content says, as far as it is the same for everybody: a test that reads it here goes on working when
    somebody finds better words. Places are 'flow.entry', 'flow.step' or 'flow.step.choice'; KeyError for any other."""

    def __init__(self, library: Library) -> None:
        self._flows = library.flows

    def question(self, place: str) -> list[str]:
        """Of a step."""
        return _fixed(self._step(place).question)

    def said(self, place: str) -> list[str]:
        """By an entry or a choice."""
        return _fixed(self._door(place).say)

    def label(self, place: str) -> str:
        """On the button of an entry or a choice."""
        return self._door(place).label

    def _step(self, place: str) -> Step:
        flow, _, name = place.partition(".")
        step = self._flows[flow].step(name)
        if step is None:
            raise KeyError(place)
        return step

    def _door(self, place: str) -> Entry | Choice:
        flow, name, *choice = place.split(".")
        doors = self._step(f"{flow}.{name}").choices if choice else self._flows[flow].entries
        found = next((each for each in doors if each.id == [name, *choice][-1]), None)
        if found is None:
            raise KeyError(place)
        return found


def _fixed(text: str) -> list[str]:
    """The parts of a sentence between what is filled in."""
    parts = re.split(r"\{\w+\}|\n", unescape(re.sub(r"<[^>]+>", "", text)))
    return [each.strip() for each in parts if len(each.strip()) > 2]


class Phone:
    """One person's phone on the page. Where it is not in view, everything begins with a tap that brings it there."""

    def __init__(self, page: Page, name: str, role: str, sentences: Sentences) -> None:
        self.page = page
        self.name = name
        self._sentences = sentences
        self._tab = page.get_by_role("navigation", name="Telefoons").get_by_role("button", name=name)
        self._row = page.get_by_role("region", name="Wie speel je?").get_by_role("button", name=name)
        self.screen = page.get_by_role("region", name=f"Telefoon van {name}, {role}")
        self.acts = 0
        """Taps on buttons and messages sent so far, by this person."""

    def show(self) -> Locator:
        """The messages, with this phone in view."""
        self._bring()
        expect(self.screen).to_be_visible()
        return self.screen.get_by_role("log")

    def _bring(self) -> None:
        """Into view, where it is not: a phone shows one person at a time, a desk one opleider."""
        if self._tab.is_visible():
            self._tab.click()
        elif not self.screen.is_visible():
            self._row.click()

    def write(self, text: str) -> None:
        self.show()
        field = self.page.get_by_role("textbox", name=f"Bericht van {self.name}")
        field.fill(text)
        field.press("Enter")
        self.acts += 1

    def press(self, label: str) -> None:
        """The newest button with these very words."""
        self._bring()
        self.screen.get_by_role("button", name=label, exact=True).last.click()
        self.acts += 1

    def tap(self, place: str) -> None:
        """The newest button of this entry or choice."""
        self.press(self._sentences.label(place))

    def sees(self, *words: str) -> Locator:
        """Wait until the newest message of the bot holds all these words; gives that message."""
        newest = self.show().locator(".theirs").last
        for each in words:
            expect(newest).to_contain_text(each, timeout=PATIENCE * 1000)
        return newest

    def asked(self, step: str, *words: str) -> Locator:
        """As `sees`: the question of this step, with these words in it."""
        return self.sees(*self._sentences.question(step), *words)

    def told(self, place: str, *words: str) -> Locator:
        """As `sees`: what this entry or choice says, with these words in it."""
        return self.sees(*self._sentences.said(place), *words)

    def found(self, place: str, *words: str) -> Locator:
        """As `told`, of the newest message that says this: what else came with it may stand below it."""
        messages = self.show().locator(".theirs")
        for each in (*self._sentences.said(place), *words):
            messages = messages.filter(has_text=each)
        expect(messages.last).to_be_visible(timeout=PATIENCE * 1000)
        return messages.last

    def times_told(self, place: str) -> int:
        """How many messages in view say this."""
        messages = self.show().locator(".theirs")
        for each in self._sentences.said(place):
            messages = messages.filter(has_text=each)
        return messages.count()

    def chat(self) -> str:
        """Everything that stands in the chat, once the bot has nothing more to say here."""
        log = self.show()
        person = self.screen.get_attribute("data-person")
        address = self.page.url.partition("#")[0]
        assert self.page.request.get(f"{address}sim/chats/{person}/silence").json()["silent"]
        return log.inner_text()


def wording(message: Locator) -> str:
    """What a message says, letter for letter, with its line ends; not the hour beside it or the buttons below it."""
    text = message.locator(".text").evaluate(
        "(all) => [...all.childNodes].map((each) => (each.className === 'meta' ? '' : each.textContent)).join('')"
    )
    assert isinstance(text, str)
    return text


def move_to(page: Page, moment: str) -> None:
    """Put the clock forward to this moment, YYYY-MM-DDTHH:MM in Amsterdam; in the sheet where no panel is in view."""
    opener = page.get_by_role("button", name="Verzet de klok")
    small = opener.is_visible()
    if small:
        opener.click()
    page.get_by_text("Kies een ander moment").click()
    field = page.get_by_label("Dag en tijd")
    field.fill(moment)
    page.get_by_role("button", name="Ga erheen").click()
    expect(field).to_be_hidden()
    if small:
        page.get_by_role("button", name="Sluit").click()


def give_phone(page: Page, name: str) -> None:
    """One more phone, of somebody who is no aios."""
    page.get_by_role("button", name="Nieuwe telefoon").click()
    window = page.get_by_role("dialog", name="Nieuwe telefoon")
    window.get_by_label("Van wie is die?").fill(name)
    window.get_by_role("radio", name="Opleider").check(force=True)
    window.get_by_role("button", name="Geef een telefoon").click()
    expect(window).to_be_hidden()


def link(page: Page, aios: Phone, other: Phone, choice: str, *, first: bool) -> None:
    """An invitation in the role of this choice, opened on the other phone, and confirmed by the aios. `first`: the
    aios has nobody yet."""
    aios.write("/koppel")
    if first:
        aios.asked("koppel.leeg")
        aios.tap("koppel.leeg.nieuw")
    else:
        aios.asked("koppel.lijst")
        aios.tap("koppel.lijst.nieuw")
    aios.asked("koppel.rol")
    aios.tap(f"koppel.rol.{choice}")
    aios.sees("?start=").get_by_role("link").click()
    page.get_by_role("dialog", name="Open deze link op").get_by_role("button", name=other.name).click()
    other.asked("uitnodiging.toestemming")
    other.tap("uitnodiging.toestemming.ja")
    other.asked("uitnodiging.naam")
    other.write(other.name)
    other.asked("uitnodiging.klaar")
    aios.told("koppel.bevestig", other.name)
    aios.tap("koppel.ja")
    aios.told("koppel.ja", other.name)
    other.told("koppel.bevestigd")
