"""Ordered faults, Telegram's limits and slowness, as a real bot meets them."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.simulator import Simulator, play
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.limits import SendLimits
from tests.simulator.conftest import HUGO, NOOR


def sent(sim: Simulator) -> list[str]:
    return [each.body.text for each in sim.world.messages.values()]


async def test_too_many_requests_tells_how_long_to_wait(bot: Bot, sim: Simulator, http: aiohttp.ClientSession) -> None:
    sim.faults.add(Fault(FaultKind.RETRY_AFTER, "sendMessage", times=2, retry_after_s=7))
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(NOOR, "x")
    assert flood.value.retry_after == timedelta(seconds=7)
    async with http.get(f"/bot{sim.token}/sendMessage") as got:
        assert (got.status, got.headers["Retry-After"], await got.json()) == (
            429,
            "7",
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
                "parameters": {"retry_after": 7},
            },
        )
    await bot.send_message(NOOR, "y")
    assert sent(sim) == ["y"]


@pytest.mark.parametrize(("code", "words"), [(500, "Internal Server Error"), (502, "Bad Gateway")])
async def test_a_server_error_changes_nothing(bot: Bot, sim: Simulator, code: int, words: str) -> None:
    sim.faults.add(Fault(FaultKind.SERVER_ERROR, code=code))
    with pytest.raises(NetworkError, match=f"^{words}$"):
        await bot.send_message(NOOR, "x")
    assert sent(sim) == []


@pytest.mark.parametrize(("kind", "arrived"), [(FaultKind.DROP_BEFORE, []), (FaultKind.DROP_AFTER, ["x"])])
async def test_a_lost_connection_leaves_the_bot_in_doubt(
    bot: Bot, sim: Simulator, kind: FaultKind, arrived: list[str]
) -> None:
    sim.faults.add(Fault(kind, "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(NOOR, "x")
    assert sent(sim) == arrived


async def test_a_broken_answer_comes_after_the_effect(bot: Bot, sim: Simulator) -> None:
    sim.faults.add(Fault(FaultKind.MALFORMED, "sendMessage"))
    with pytest.raises(TelegramError, match=r"^Invalid server response$"):
        await bot.send_message(NOOR, "x")
    assert sent(sim) == ["x"]


async def test_a_slow_call_outlasts_the_bots_patience(bot: Bot, sim: Simulator) -> None:
    sim.faults.add(Fault(FaultKind.SLOW, "sendMessage", delay_ms=30_000))
    with pytest.raises(TimedOut):
        await bot.send_message(NOOR, "x", read_timeout=0.05)
    assert sent(sim) == []
    assert (await bot.send_message(NOOR, "y")).text == "y"


async def test_a_fault_for_any_method_waits_for_a_real_call(bot: Bot, sim: Simulator) -> None:
    sim.faults.add(Fault(FaultKind.SERVER_ERROR))
    await bot.get_updates()
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert sim.faults.planned == ()


async def test_updates_that_were_lost_on_the_way_come_again(bot: Bot, sim: Simulator) -> None:
    play.say(sim.world, NOOR, "hoi")
    sim.faults.add(Fault(FaultKind.DROP_AFTER, "getUpdates"))
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert [each.update_id for each in await bot.get_updates()] == [500]


class Ticks:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def test_a_chat_gets_a_short_burst_and_then_one_a_second(ticks: Ticks) -> None:
    limits = SendLimits(chat_burst=3, ticks=ticks)
    limits.enabled = True
    assert [limits.charge(NOOR) for _ in range(4)] == [0, 0, 0, 1]
    assert limits.charge(HUGO) == 0
    ticks.now = 1.0
    assert [limits.charge(NOOR) for _ in range(2)] == [0, 1]


def test_all_chats_together_get_thirty_a_second(ticks: Ticks) -> None:
    limits = SendLimits(ticks=ticks)
    limits.enabled = True
    people: Iterator[int] = count(1)
    assert [limits.charge(next(people)) for _ in range(31)] == [0] * 30 + [1]
    ticks.now = 0.1
    assert [limits.charge(next(people)) for _ in range(4)] == [0, 0, 0, 1]


def test_without_limits_everything_goes(ticks: Ticks) -> None:
    limits = SendLimits(ticks=ticks)
    assert {limits.charge(NOOR) for _ in range(100)} == {0}


async def test_a_bot_that_sends_too_fast_is_told_to_wait(bot: Bot, sim: Simulator) -> None:
    sim.limits.enabled = True
    for number in range(5):
        await bot.send_message(NOOR, str(number))
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(NOOR, "te snel")
    assert flood.value.retry_after == timedelta(seconds=1)
    assert sent(sim) == ["0", "1", "2", "3", "4"]
