"""A simulator on a clock that stands still, a real python-telegram-bot `Bot` on it, and a plain HTTP client."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Person, Role, SimClock, Simulator

START = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
NOOR = 1001
HUGO = 1002
STRANGER = 1003
PEOPLE = (
    Person(NOOR, "Noor de Wit", started=True),
    Person(HUGO, "Hugo Brandsma", Role.OPLEIDER, started=True),
    Person(STRANGER, "Sam"),
)


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """Stranger never wrote to the bot."""
    simulator = Simulator(clock=SimClock(START, ticks=lambda: 0.0), people=PEOPLE, first_update_id=500)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def bot(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """With the coming kind of `retry_after`, a timedelta: the present one warns, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with Bot(sim.token, base_url=f"{sim.url}/bot") as telegram_bot:
        yield telegram_bot


@pytest.fixture
async def http(sim: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sim.url) as session:
        yield session
