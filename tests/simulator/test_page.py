"""The page in a real browser: write, press, switch person, move the clock; on a phone and on a desk.

Needs Chromium: in the PATH as `chromium`, or named by $CHROMIUM.
"""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import NetworkError

from bot.simulator import Person, Role, SimClock, Simulator, play
from tests.simulator.conftest import HUGO, NOOR, START

pytestmark = pytest.mark.asyncio(loop_scope="module")
expect.set_options(timeout=20_000)

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
INVITATION = "https://t.me/leerlijn_bot?start=nodig-uit_42"
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Ja graag", callback_data="ja")]])


class Echo:
    """A bot that says what it heard, with a button, and answers the button."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def run(self) -> None:
        offset = 0
        while True:
            with suppress(NetworkError):
                for update in await self.bot.get_updates(offset=offset, timeout=10):
                    offset = update.update_id + 1
                    await self.hear(update)

    async def hear(self, update: Update) -> None:
        if update.callback_query:
            await update.callback_query.answer("Genoteerd")
        elif update.effective_message and update.effective_chat:
            heard = update.effective_message.text or "geen tekst"
            word = "Aangepast" if update.edited_message else "Gehoord"
            text = f"<b>{word}</b>: {heard.replace('<', '&lt;')}"
            await self.bot.send_message(update.effective_chat.id, text, ParseMode.HTML, reply_markup=KEYS)


@pytest_asyncio.fixture(loop_scope="module")
async def demo() -> AsyncIterator[Simulator]:
    people = (Person(NOOR, "Noor de Wit"), Person(HUGO, "Hugo Brandsma", Role.OPLEIDER))
    simulator = Simulator(clock=SimClock(START, ticks=lambda: 0.0), people=people)
    await simulator.start()
    async with Bot(simulator.token, base_url=f"{simulator.url}/bot") as bot:
        await bot.set_my_commands([BotCommand("help", "wat kan ik doen?"), BotCommand("nieuw", "een leerdoel")])
        echo = asyncio.create_task(Echo(bot).run())
        yield simulator
        echo.cancel()
        await asyncio.wait([echo])
    await simulator.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is needed: install the package `chromium`, or set $CHROMIUM to its path")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        await running.close()


@asynccontextmanager
async def page_at(browser: Browser, demo: Simulator, size: dict[str, int]) -> AsyncIterator[Page]:
    """The page, which must not complain about anything while it is used."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale="nl-NL", reduced_motion="reduce"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: None if "ERR_" in message.text else complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(demo.url)
    yield page
    assert complaints == []
    await context.close()


async def write(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Bericht van Noor de Wit")
    await field.fill(text)
    await field.press("Enter")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_conversation(browser: Browser, demo: Simulator, size: dict[str, int]) -> None:
    async with page_at(browser, demo, size) as page:
        await page.get_by_role("button", name="Begin het gesprek").click()
        log = page.get_by_role("log").first
        await expect(log).to_contain_text("Gehoord: /start")
        await write(page, "Ik wil <b>beter</b> worden")
        answer = log.locator(".theirs").last
        await expect(answer.locator(".text")).to_contain_text("Gehoord: Ik wil <b>beter</b> worden")
        await expect(answer.locator("strong")).to_have_text("Gehoord")
        await answer.get_by_role("button", name="Ja graag").click()
        await expect(page.get_by_role("status").filter(has_text="Genoteerd")).to_be_visible()
        assert [each.text for each in demo.world.toasts] == ["Genoteerd"]
        await page.reload()
        await expect(log).to_contain_text("Ik wil <b>beter</b> worden")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_another_person_and_another_day(browser: Browser, demo: Simulator, size: dict[str, int]) -> None:
    async with page_at(browser, demo, size) as page:
        small = size is PHONE
        await page.get_by_role("button", name="Begin het gesprek").click()
        await expect(page.get_by_role("log").first).to_contain_text("maandag 23 november")
        if small:
            await page.get_by_role("button", name="Verzet de klok").click()
        await page.get_by_role("button", name="+1 week").click()
        await expect(page.locator(".clock-day")).to_have_text("maandag 30 november 2026")
        if small:
            await page.get_by_role("button", name="Sluit").click()
        await write(page, "een week verder")
        await expect(page.get_by_role("log").first).to_contain_text("maandag 30 november · een week later")
        await page.get_by_role("button", name="Nieuwe telefoon").click()
        await page.get_by_label("Van wie is die?").fill("Yara Bakker")
        await page.get_by_role("button", name="Geef een telefoon").click()
        await expect(page.get_by_role("region", name="Telefoon van Yara Bakker, aios")).to_be_visible()
        await expect(page.get_by_role("region", name="Telefoon van Noor de Wit, aios")).to_have_count(0)
        await page.get_by_role("button", name="Hugo Brandsma").click()
        hugo = page.get_by_role("region", name="Telefoon van Hugo Brandsma, opleider")
        await expect(hugo.get_by_role("button", name="Start", exact=True)).to_be_visible()
        await expect(page.get_by_role("region", name="Telefoon van Yara Bakker, aios")).to_have_count(0 if small else 1)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_an_invitation_is_opened_on_another_phone(
    browser: Browser, demo: Simulator, size: dict[str, int]
) -> None:
    async with page_at(browser, demo, size) as page, Bot(demo.token, base_url=f"{demo.url}/bot") as bot:
        small = size is PHONE
        hugo = page.get_by_role("region", name="Telefoon van Hugo Brandsma, opleider")
        noor_tab, hugo_tab = (
            page.get_by_role("navigation", name="Telefoons").get_by_role("button", name=name)
            for name in ("Noor de Wit", "Hugo Brandsma")
        )
        if small:
            await hugo_tab.click()
        await expect(hugo.get_by_text("Heb je een uitnodiging gekregen?")).to_be_visible()
        if small:
            await noor_tab.click()
        await page.get_by_role("button", name="Begin het gesprek").click()
        await expect(page.get_by_role("log").first).to_contain_text("Gehoord: /start")
        await bot.send_message(NOOR, f'Stuur dit door: <a href="{INVITATION}">jouw link</a>', ParseMode.HTML)
        await page.get_by_role("link", name="jouw link").click()
        sheet = page.get_by_role("dialog", name="Open deze link op")
        await expect(sheet.get_by_role("button", name="Noor de Wit")).to_contain_text("deze telefoon")
        await sheet.get_by_role("button", name="Hugo Brandsma").click()
        await expect(sheet).to_be_hidden()
        await expect(hugo.locator(".mine .text").first).to_have_text(re.compile(r"^/start\s*09:41"))
        await expect(hugo.get_by_role("log")).to_contain_text("Gehoord: /start nodig-uit_42")
        assert [each.start_parameter for each in demo.world.chat_of(HUGO) if not each.from_bot] == ["nodig-uit_42"]
        if small:
            await bot.send_message(NOOR, "Hugo doet mee")
            await expect(noor_tab).to_have_accessible_name("Noor de Wit, aios, nieuw bericht")
            await noor_tab.click()
            await expect(page.get_by_role("log")).to_contain_text("Hugo doet mee")
            await expect(noor_tab).to_have_accessible_name("Noor de Wit, aios")


async def test_a_link_is_opened_with_the_keyboard_and_on_ones_own_phone(browser: Browser, demo: Simulator) -> None:
    """A bare address, a button that shares it, and Escape; a link of another bot is left alone."""
    async with page_at(browser, demo, DESK) as page, Bot(demo.token, base_url=f"{demo.url}/bot") as bot:
        await page.get_by_role("button", name="Begin het gesprek").click()
        share = f"https://t.me/share/url?url={INVITATION.replace('?', '%3F').replace('=', '%3D')}"
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Doorsturen", url=share)]])
        await bot.send_message(NOOR, f"{INVITATION} of https://t.me/iemand_anders?start=x", reply_markup=keys)
        link = page.get_by_role("link", name=INVITATION)
        sheet = page.get_by_role("dialog", name="Open deze link op")
        await link.press("Enter")
        await expect(sheet.get_by_role("button", name="Hugo Brandsma")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(link).to_be_focused()
        await page.get_by_role("link", name="Doorsturen").press("Enter")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("log").first).to_contain_text("Gehoord: /start nodig-uit_42")
        other = page.get_by_role("link", name="https://t.me/iemand_anders?start=x")
        await expect(other).to_have_attribute("target", "_blank")


async def test_the_clock_keeps_the_hour_when_summer_begins(browser: Browser, demo: Simulator) -> None:
    demo.world.reset(datetime(2027, 3, 25, 15, 31, tzinfo=UTC))
    async with page_at(browser, demo, DESK) as page:
        moment = page.locator(".clock-face")
        await expect(moment).to_have_text("16:31donderdag 25 maart 2027")
        await page.get_by_role("button", name="+1 week").click()
        await expect(moment).to_have_text("16:31donderdag 1 april 2027")
        await page.get_by_role("button", name="Naar donderdag 16.30").click()
        await expect(moment).to_have_text("16:30donderdag 8 april 2027")
        await page.get_by_role("button", name="+1 uur").click()
        await expect(moment).to_have_text("17:30donderdag 8 april 2027")
        await page.get_by_text("Kies een ander moment").click()
        await page.get_by_label("Dag en tijd").fill("2027-10-31T08:00")
        await page.get_by_role("button", name="Ga erheen").click()
        await expect(moment).to_have_text("08:00zondag 31 oktober 2027")
    assert demo.clock.now() == datetime(2027, 10, 31, 7, 0, tzinfo=UTC)


async def test_the_keyboard_is_enough(browser: Browser, demo: Simulator) -> None:
    async with page_at(browser, demo, DESK) as page:
        await page.get_by_role("button", name="Begin het gesprek").press("Enter")
        field = page.get_by_role("textbox", name="Bericht van Noor de Wit")
        await expect(field).to_be_focused()
        log = page.get_by_role("log").first
        await page.keyboard.type("eerste regel")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("tweede")
        await page.keyboard.press("Enter")
        await expect(log).to_contain_text("Gehoord: eerste regel\ntweede")
        await page.keyboard.press("ArrowUp")
        await expect(field).to_have_value("eerste regel\ntweede")
        await page.keyboard.type(" regel")
        await page.keyboard.press("Enter")
        await expect(log).to_contain_text("Aangepast: eerste regel\ntweede regel")
        await page.keyboard.type("/n")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(log).to_contain_text("Gehoord: /nieuw")
        await page.get_by_role("button", name="Stuur iets anders").press("Enter")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(log.get_by_role("img", name="Sticker: duim omhoog")).to_be_visible()


async def test_who_reads_back_is_left_in_peace(browser: Browser, demo: Simulator) -> None:
    async with page_at(browser, demo, PHONE) as page:
        play.say(demo.world, NOOR, "regel\n" * 120)
        log = page.get_by_role("log")
        await expect(log).to_contain_text("Gehoord")
        await log.evaluate("log => log.scrollTo(0, 0)")
        newer = page.get_by_role("button", name="Nieuw bericht")
        await expect(newer).to_be_hidden()
        async with Bot(demo.token, base_url=f"{demo.url}/bot") as bot:
            await bot.send_message(NOOR, "nog iets")
        await expect(newer).to_be_visible()
        assert await log.evaluate("log => log.scrollTop") == 0
        await newer.click()
        await expect(log.get_by_text("nog iets")).to_be_in_viewport()


async def test_it_comes_back_after_a_lost_connection(browser: Browser, demo: Simulator) -> None:
    async with page_at(browser, demo, PHONE) as page:
        play.say(demo.world, NOOR, "voor de storing")
        await expect(page.get_by_role("log")).to_contain_text("Gehoord: voor de storing")
        port = int(demo.url.rpartition(":")[2])
        await demo.stop()
        await expect(page.get_by_text("Even geen verbinding")).to_be_visible()
        play.say(demo.world, NOOR, "tijdens de storing")
        await demo.start(port)
        await expect(page.get_by_role("log")).to_contain_text("Gehoord: tijdens de storing")
        await expect(page.get_by_text("Even geen verbinding")).to_be_hidden()


async def test_files_of_the_bot_can_be_seen_and_kept(browser: Browser, demo: Simulator) -> None:
    pixel = bytes.fromhex("47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b")
    async with page_at(browser, demo, DESK) as page:
        play.say(demo.world, NOOR, "/start")
        async with Bot(demo.token, base_url=f"{demo.url}/bot") as bot:
            await bot.send_document(NOOR, b"BEGIN:VCALENDAR", filename="leerdoelen.ics", caption="agenda")
            await bot.send_photo(NOOR, pixel, caption="kaart")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="leerdoelen.ics").click()
        assert (await download.value).suggested_filename == "leerdoelen.ics"
        picture = page.locator(".picture img")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1


async def test_nothing_to_press_is_too_small(browser: Browser, demo: Simulator) -> None:
    """44 px, as WCAG 2.5.5 asks; links and commands within a text are excepted there."""
    async with page_at(browser, demo, PHONE) as page:
        play.say(demo.world, NOOR, "hoi")
        await expect(page.get_by_role("button", name="Ja graag")).to_be_visible()
        small = """() => [...document.querySelectorAll('button, summary, .key')]
            .filter(each => each.checkVisibility({visibilityProperty: true}))
            .filter(each => each.getBoundingClientRect().height < 44 && !each.closest('.field'))
            .map(each => each.className || each.textContent)"""
        assert await page.evaluate(small) == []
        await page.get_by_role("button", name="Verzet de klok").click()
        assert await page.evaluate(small) == []
        assert await page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
