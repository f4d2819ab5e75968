"""A thousand weekly questions at once, and people who talk meanwhile: Telegram's limit is used, and nobody notices."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bot.test_limits import TINY, now, run, telegram

CROWD = 1000
PER_SECOND = 30
NOTICED = 0.1
"""Seconds from which somebody would notice that they wait."""
FIRST_CHAT = 10_000
"""Chats of the people who talk; the crowd has the numbers below."""


def within_limits(times: list[float]) -> bool:
    """Never more than Telegram takes in any second."""
    return all(late - early >= 1.0 - TINY for early, late in zip(times, times[PER_SECOND:], strict=False))


def at_most_two_a_second(gaps: list[float]) -> list[float]:
    """Moments with these gaps, moved apart until no second holds three."""
    times: list[float] = []
    for gap in gaps:
        free = times[-2] + 1.0 if len(times) > 1 else 0.0
        times.append(max((times[-1] if times else 0.0) + gap, free))
    return times


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 2), min_size=5, max_size=60).map(at_most_two_a_second), st.booleans())
def test_who_talks_while_the_weekly_questions_go_out_waits_for_nothing(moments: list[float], same: bool) -> None:
    """`same`: the people who talk are the ones whose question waits."""

    async def work() -> None:
        out = telegram(PER_SECOND)
        waits: list[float] = []

        async def talks(number: int, at: float) -> None:
            await asyncio.sleep(at)
            await out.send(CROWD - 1 - number if same else FIRST_CHAT + number, False)
            waits.append(now() - at)

        crowd = [out.send(chat, True) for chat in range(CROWD)]
        await asyncio.gather(*crowd, *(talks(number, at) for number, at in enumerate(moments)))
        assert len(out.sent) == CROWD + len(moments)
        assert max(waits) < NOTICED
        assert within_limits(out.times)

    run(work())


@pytest.mark.parametrize("crowd", [CROWD, 300])
def test_when_nobody_talks_a_crowd_is_told_at_nine_tenths_of_the_limit(crowd: int) -> None:
    async def work() -> None:
        out = telegram(PER_SECOND)
        await asyncio.gather(*(out.send(chat, True) for chat in range(crowd)))
        assert [chat for _, chat, _ in out.sent] == [*range(crowd)]
        assert within_limits(out.times)
        assert (crowd - 1) / out.times[-1] >= 0.9 * PER_SECOND
        seconds = [sum(1 for at in out.times if second <= at < second + 1) for second in range(int(out.times[-1]))]
        assert min(seconds) >= 27

    run(work())


def test_a_crowd_of_replies_holds_the_questions_back_and_not_the_other_way_round() -> None:
    """More replies than the limit: all of those first, in the order they came, and then the bulk."""

    async def work() -> None:
        out = telegram(PER_SECOND)
        bulk = [asyncio.ensure_future(out.send(chat, True)) for chat in range(100)]
        await asyncio.sleep(1)
        before = len(out.sent)
        await asyncio.gather(*(out.send(FIRST_CHAT + number, False) for number in range(90)))
        between = [chat for _, chat, _ in out.sent[before:]]
        assert between[:90] == [FIRST_CHAT + number for number in range(90)]
        await asyncio.gather(*bulk)
        assert within_limits(out.times)

    run(work())
