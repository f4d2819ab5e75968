"""Starting and stopping: quickly, cleanly, and with a clear no where it cannot."""

import asyncio

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Person, Role, Simulator
from tests.simulator.conftest import NOOR


async def test_it_has_no_address_before_it_starts_or_after_it_stops() -> None:
    simulator = Simulator()
    with pytest.raises(RuntimeError, match=r"^the simulator was not started$"):
        _ = simulator.url
    await simulator.start()
    await simulator.stop()
    with pytest.raises(RuntimeError, match=r"^the simulator was not started$"):
        _ = simulator.url
    await simulator.stop()


async def test_a_port_that_is_taken_is_refused(sim: Simulator) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(int(sim.url.rpartition(":")[2]))


async def test_the_world_outlives_a_restart(sim: Simulator, bot: Bot) -> None:
    await bot.send_message(NOOR, "x")
    await sim.stop()
    await sim.start()
    async with aiohttp.ClientSession(sim.url) as session, session.get(f"/sim/chats/{NOOR}") as got:
        assert [each["text"] for each in (await got.json())["messages"]] == ["x"]


async def test_stopping_lets_go_of_who_waits(sim: Simulator, bot: Bot, http: aiohttp.ClientSession) -> None:
    waiting = asyncio.ensure_future(bot.get_updates(timeout=30))
    async with asyncio.timeout(2), http.get("/sim/events") as stream:
        await sim.world.updates.listening.wait()
        await sim.stop()
        assert await waiting == ()
        assert (await stream.read()).endswith(b": hallo\n\n")


async def test_a_fresh_demo_has_an_aios_and_an_opleider() -> None:
    assert list(Simulator().world.people.values()) == [
        Person(1001, "Noor de Wit"),
        Person(1002, "Hugo Brandsma", Role.OPLEIDER),
    ]


async def test_a_token_of_ones_own_is_used() -> None:
    token = "42:" + "a" * 35
    simulator = Simulator(token=token)
    await simulator.start()
    async with Bot(token, base_url=f"{simulator.url}/bot") as bot:
        assert bot.id == 42
    await simulator.stop()
