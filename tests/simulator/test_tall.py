"""An answer that is taller than the screen: its beginning is read first, and an arrow leads to its buttons."""

import pytest
from playwright.async_api import Browser, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Simulator
from tests.simulator import test_page
from tests.simulator.conftest import NOOR

pytestmark = pytest.mark.asyncio(loop_scope="module")
browser, demo = test_page.browser, test_page.demo

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Akkoord", callback_data="ja")]])


@pytest.mark.parametrize("size", [test_page.DESK, test_page.PHONE], ids=["desk", "phone"])
async def test_an_arrow_leads_to_the_buttons(browser: Browser, demo: Simulator, size: dict[str, int]) -> None:
    async with test_page.page_at(browser, demo, size) as page, Bot(demo.token, base_url=f"{demo.url}/bot") as bot:
        await page.get_by_role("button", name="Begin het gesprek").click()
        log, further = page.get_by_role("log").first, page.get_by_role("button", name="Lees verder")
        await expect(log).to_contain_text("Gehoord: /start")
        await expect(further).to_be_hidden()
        await bot.send_message(NOOR, "het begin" + "\nen verder" * 60, reply_markup=KEYS)
        agree = log.get_by_role("button", name="Akkoord")
        await expect(log.get_by_text("het begin")).to_be_in_viewport(ratio=0.1)
        await expect(agree).not_to_be_in_viewport()
        await further.click()
        await expect(agree).to_be_in_viewport()
        await expect(further).to_be_hidden()
        await bot.send_message(NOOR, "nog iets")
        await expect(log.get_by_text("nog iets")).to_be_in_viewport()
        await expect(further).to_be_hidden()
