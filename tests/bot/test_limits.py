"""Telegram's limits on a clock that moves only when there is nothing else to do."""

import asyncio
import selectors
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limits import CHAT_SECONDS, Limiter

TINY = 1e-6
"""Floating-point dust: the loop fires a timer up to its clock's resolution early."""


class _NoWaiting(selectors.DefaultSelector):
    """Where a loop would wait for its next timer, the clock jumps to it instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout:
            self.now += timeout
        found: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _NoWaiting()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(work)


@dataclass
class Telegram:
    """Sends through a limiter, each chat's messages one after the other, and writes down when."""

    limiter: Limiter
    sent: list[tuple[float, int, bool]] = field(default_factory=list)

    async def send(self, chat: int, *bulks: bool) -> None:
        for bulk in bulks:
            await self.limiter.turn(chat, bulk)
            self.sent.append((now(), chat, bulk))

    @property
    def times(self) -> list[float]:
        return [at for at, _, _ in self.sent]

    def times_of(self, chat: int) -> list[float]:
        return [at for at, to, _ in self.sent if to == chat]


def now() -> float:
    return asyncio.get_running_loop().time()


def telegram(per_second: int = 30, burst: int = 5) -> Telegram:
    return Telegram(Limiter(per_second, burst, asyncio.get_running_loop().time))


def most_in_a_second(times: list[float]) -> int:
    return max((sum(1 for other in times if at <= other < at + 1.0 - TINY) for at in times), default=0)


arrivals = st.lists(
    st.tuples(st.floats(0, 8), st.integers(1, 6), st.booleans()),
    max_size=60,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(arrivals, st.integers(1, 12), st.integers(1, 4))
def test_whatever_comes_when_the_limits_hold_and_everything_goes(
    given_: list[tuple[float, int, bool]], per_second: int, burst: int
) -> None:
    async def work() -> None:
        out = telegram(per_second, burst)

        async def person(chat: int, lines: list[tuple[float, bool]]) -> None:
            for at, bulk in sorted(lines):
                await asyncio.sleep(max(0.0, at - now()))
                await out.send(chat, bulk)

        chats: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
        for at, chat, bulk in given_:
            chats[chat].append((at, bulk))
        await asyncio.gather(*(person(chat, lines) for chat, lines in chats.items()))
        assert len(out.sent) == len(given_)
        assert most_in_a_second(out.times) <= per_second
        for chat in chats:
            times = out.times_of(chat)
            for first in range(len(times)):
                for last in range(first, len(times)):
                    allowed = burst + (times[last] - times[first]) / CHAT_SECONDS
                    assert last - first + 1 <= allowed + TINY

    run(work())


def test_a_chat_has_a_burst_and_then_one_a_second() -> None:
    async def work() -> None:
        out = telegram(burst=3)
        await out.send(1, *[False] * 6)
        assert [round(at, 3) for at in out.times] == [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]

    run(work())


def test_a_burst_comes_back_with_silence() -> None:
    async def work() -> None:
        out = telegram(burst=3)
        await out.send(1, *[False] * 3)
        await asyncio.sleep(60)
        await out.send(1, *[False] * 4)
        assert [round(at, 3) for at in out.times[3:]] == [60.0, 60.0, 60.0, 61.0]

    run(work())


def test_a_chat_that_waits_holds_nobody_up() -> None:
    async def work() -> None:
        out = telegram(burst=1)
        await asyncio.gather(out.send(1, *[False] * 5), out.send(2, False))
        assert out.times_of(2) == [0.0]

    run(work())


def test_nothing_waits_longer_than_it_must() -> None:
    async def work() -> None:
        out = telegram(per_second=10)
        await asyncio.gather(*(out.send(chat, False) for chat in range(35)))
        assert [round(at, 3) for at in out.times] == [0.0] * 10 + [1.0] * 10 + [2.0] * 10 + [3.0] * 5

    run(work())


def test_interactive_goes_before_bulk_and_each_in_the_order_it_came() -> None:
    async def work() -> None:
        out = telegram(per_second=2)
        await asyncio.gather(
            *(out.send(chat, True) for chat in range(1, 7)), *(out.send(c, False) for c in range(7, 11))
        )
        assert [chat for _, chat, _ in out.sent] == [1, 7, 8, 9, 10, 2, 3, 4, 5, 6]

    run(work())


def test_a_pause_of_one_chat_is_for_that_chat() -> None:
    async def work() -> None:
        out = telegram()
        out.limiter.pause(1, 30)
        await asyncio.gather(out.send(1, False), out.send(2, False))
        assert (out.times_of(1), out.times_of(2)) == ([30.0], [0.0])

    run(work())


def test_two_pauses_at_once_are_for_everybody() -> None:
    async def work() -> None:
        out = telegram()
        out.limiter.pause(1, 30)
        out.limiter.pause(2, 10)
        await asyncio.gather(*(out.send(chat, False) for chat in (1, 2, 3)))
        assert (out.times_of(1), out.times_of(2), out.times_of(3)) == ([30.0], [10.0], [10.0])

    run(work())


def test_a_pause_that_is_over_does_not_count() -> None:
    async def work() -> None:
        out = telegram()
        out.limiter.pause(1, 5)
        await asyncio.sleep(6)
        out.limiter.pause(2, 5)
        await asyncio.gather(*(out.send(chat, False) for chat in (1, 2, 3)))
        assert (out.times_of(1), out.times_of(2), out.times_of(3)) == ([6.0], [11.0], [6.0])

    run(work())


def test_everybody_who_waits_hears_of_a_pause_that_comes_meanwhile() -> None:
    async def work() -> None:
        out = telegram(per_second=1)
        waiting = asyncio.gather(*(out.send(chat, False) for chat in (1, 2, 3)))
        await asyncio.sleep(0.5)
        out.limiter.pause(8, 20)
        out.limiter.pause(9, 20)
        await waiting
        assert [round(at, 3) for at in out.times] == [0.0, 20.5, 21.5]

    run(work())


def test_who_gives_up_waiting_takes_nobody_s_turn() -> None:
    async def work() -> None:
        out = telegram(per_second=1)
        await out.send(1, False)
        impatient = asyncio.ensure_future(out.send(2, False))
        patient = asyncio.ensure_future(out.send(3, False))
        await asyncio.sleep(0.5)
        impatient.cancel()
        await asyncio.wait([impatient, patient])
        assert [(round(at, 3), chat) for at, chat, _ in out.sent] == [(0.0, 1), (1.0, 3)]

    run(work())


def test_chats_are_forgotten_in_the_end() -> None:
    """Memory stays bounded however many people there are; the longest silent go first."""

    async def work() -> None:
        out = telegram(per_second=1000, burst=1)
        for chat in range(5000):
            await out.send(chat, False)
        assert len(out.limiter._even) == 4096

    run(work())
