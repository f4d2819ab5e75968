"""The clock of the simulated world."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot

from bot.simulator import SimClock, Simulator, play
from tests.simulator.conftest import NOOR, START


def test_it_runs_at_real_speed_from_its_start() -> None:
    ticks = iter((100.0, 100.0, 101.5))
    clock = SimClock(START, ticks=lambda: next(ticks))
    assert clock.now() == START
    assert clock.now() == START + timedelta(seconds=1.5)


def test_it_starts_now_unless_told_otherwise() -> None:
    before = datetime.now(UTC)
    assert before <= SimClock().now() <= datetime.now(UTC) + timedelta(seconds=1)


def test_it_jumps_forward_and_goes_on_from_there() -> None:
    now = 0.0
    clock = SimClock(START, ticks=lambda: now)
    assert clock.advance(timedelta(days=7)) == START + timedelta(days=7)
    now = 2.0
    assert clock.now() == START + timedelta(days=7, seconds=2)


def test_a_moment_may_come_in_any_zone_and_leaves_in_utc() -> None:
    clock = SimClock(START, ticks=lambda: 0.0)
    clock.set(datetime(2027, 3, 28, 3, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
    assert clock.now() == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_it_never_runs_back_unless_the_world_begins_again() -> None:
    clock = SimClock(START, ticks=lambda: 0.0)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.set(START - timedelta(seconds=1))
    with pytest.raises(ValueError, match="only moves forward"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2027, 1, 1))  # noqa: DTZ001 - a naive moment is what is refused
    assert clock.restart(START - timedelta(days=1)) == START - timedelta(days=1)


def test_who_waits_for_a_moment_hears_of_a_jump() -> None:
    clock = SimClock(START, ticks=lambda: 0.0)
    heard: list[datetime] = []
    forget = clock.on_jump(heard.append)
    clock.advance(timedelta(hours=1))
    forget()
    clock.advance(timedelta(hours=1))
    assert heard == [START + timedelta(hours=1)]


async def test_messages_carry_its_time(bot: Bot, sim: Simulator) -> None:
    sim.clock.advance(timedelta(days=7))
    play.say(sim.world, NOOR, "een week later")
    update = (await bot.get_updates())[0]
    answer = await bot.send_message(NOOR, "dag Noor")
    assert update.message is not None
    assert [update.message.date, answer.date] == [START + timedelta(days=7)] * 2
