"""A crowd on a bench: Telegram's limits from the start, the same cost per message, and a memory that has an end."""

import time
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, RetryAfter

from bot.simulator import Person, SimClock, Simulator, play
from bot.simulator.formatted import FormattedText
from bot.simulator.limits import SendLimits
from bot.simulator.stream import LONGEST_QUEUE, NoticeKind
from bot.simulator.world import KEPT_MESSAGES, KEPT_TOASTS, World
from tests.simulator.conftest import NOOR, START

CROWD = 10_000


def world_of(size: int, kept_messages: int = KEPT_MESSAGES) -> World:
    people = [Person(number, f"Aios {number}", started=True) for number in range(1, size + 1)]
    return Simulator(clock=SimClock(START, ticks=lambda: 0.0), people=people, kept_messages=kept_messages).world


def cpu_of_messages(world: World, count: int) -> float:
    """Seconds of CPU for `count` messages of the bot, spread over everybody."""
    people = list(world.people)
    before = time.process_time()
    for number in range(count):
        world.send(people[number % len(people)], FormattedText("Hoe was je week?"))
    return time.process_time() - before


def test_a_message_costs_as_much_in_a_crowd_as_between_two() -> None:
    """Work per person would make it five thousand times as much."""
    few, crowd = world_of(2), world_of(CROWD)
    cpu_of_messages(few, 1_000)
    assert cpu_of_messages(crowd, 5_000) < 20 * cpu_of_messages(few, 5_000)


def test_only_the_newest_messages_are_remembered() -> None:
    world = world_of(3, kept_messages=5)
    sent = [world.send(1 + number % 3, FormattedText(str(number))) for number in range(20)]
    assert list(world.messages) == [each.id for each in sent[-5:]]
    assert [[each.body.text for each in world.chat_of(person)] for person in (1, 2, 3)] == [
        ["15", "18"],
        ["16", "19"],
        ["17"],
    ]


def test_messages_that_the_bot_deletes_leave_nothing_behind() -> None:
    world = world_of(1, kept_messages=3)
    for _ in range(10):
        world.delete(1, world.send(1, FormattedText("x")).id)
    assert (world.messages, world.chat_of(1), len(world._order)) == ({}, [], 3)


async def test_a_forgotten_message_cannot_be_edited() -> None:
    simulator = Simulator(people=[Person(NOOR, "Noor de Wit", started=True)], kept_messages=1)
    await simulator.start()
    async with Bot(simulator.token, base_url=f"{simulator.url}/bot") as bot:
        first = await bot.send_message(NOOR, "eerst")
        await bot.send_message(NOOR, "daarna")
        with pytest.raises(BadRequest, match="essage to edit not found"):
            await first.edit_text("anders")
    await simulator.stop()


def test_presses_and_their_answers_are_forgotten_in_the_end() -> None:
    world = world_of(1)
    old = [play.press_stale(world, 1, 7, "ja") for _ in range(3)]
    world.clock.advance(timedelta(minutes=1))
    new = play.press_stale(world, 1, 7, "ja")
    assert old[0] not in world.presses
    assert list(world.presses) == [new]
    for _ in range(KEPT_TOASTS + 5):
        world.answer(play.press_stale(world, 1, 7, "ja"), "ok", alert=False)
    assert len(world.toasts) == KEPT_TOASTS


def test_a_reader_that_sleeps_is_let_go() -> None:
    world = world_of(1)
    with world.stream.reader() as sleeper:
        for _ in range(LONGEST_QUEUE + 10):
            world.stream.tell(NoticeKind.CLOCK)
        assert [sleeper.get_nowait(), sleeper.qsize()] == [None, 0]
        with world.stream.reader() as awake:
            world.stream.tell(NoticeKind.BOT)
            assert (awake.qsize(), sleeper.qsize()) == (1, 0)


async def test_a_crowd_arrives_and_the_limits_hold_from_the_start() -> None:
    """Everybody gets one message: thirty go through, the next must wait, and says how long."""
    simulator = Simulator(people=(), limits=SendLimits(enabled=True, ticks=lambda: 0.0))
    for number in range(CROWD):
        simulator.world.add_person(f"Aios {number}", started=True)
    await simulator.start()
    assert list(simulator.world.people)[:: CROWD - 1] == [1001, 1000 + CROWD]
    async with Bot(simulator.token, base_url=f"{simulator.url}/bot") as bot:
        for person in range(1001, 1031):
            await bot.send_message(person, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(1031, "x")
    async with aiohttp.ClientSession(simulator.url) as http:
        async with http.post("/sim/limits", json={"enabled": False}) as got:
            assert await got.json() == {"enabled": False, "latency_ms": 0}
        async with http.get(f"/bot{simulator.token}/sendMessage?chat_id=1031&text=x") as sent:
            assert sent.status == 200
    await simulator.stop()
