"""A crowd that is due in the same minute: everybody gets the weekly question, while others talk on undisturbed.

The simulator keeps Telegram's limits and lives in this process, the bot runs in its own as a user runs it, with the
limits that it has by itself. Rates are of new messages: those are what Telegram counts.
"""

import asyncio
import statistics
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psutil

from bot.simulator import Person, Simulator
from bot.simulator.limits import SendLimits
from bot.simulator.messages import Message
from bot.simulator.stream import NoticeKind
from tests.bench import stored, talkers
from tests.bench.botapi import TOKEN
from tests.bench.chats import BrokenPlayError
from tests.bench.contestants import LEERLIJN_LIMITED
from tests.bench.machine import load
from tests.bench.measured import Crowd, Stretch, percentile
from tests.bench.process import Running, program, running
from tests.bench.talkers import Replied, Talkers

TALKERS = 20
STRETCH = 30.0
"""Seconds of which the slowest are looked for."""
SLOW = 15
"""Prompts a second below which the crowd is given up."""
SETTLE = 5.0
"""Seconds after the last prompt in which a second one for somebody would still come."""
_STORING = 900.0


class CountedLimits(SendLimits):
    """Telegram's limits, and how often they refused."""

    def __init__(self) -> None:
        super().__init__(enabled=True)
        self.refused = 0

    def charge(self, chat: int) -> int:
        seconds = super().charge(chat)
        self.refused += seconds > 0
        return seconds


@dataclass(slots=True)
class _Watch:
    """Everything that the bot says, as it comes to stand in a chat."""

    simulator: Simulator
    talking: Talkers
    size: int
    prompts: Counter[int] = field(default_factory=Counter)
    """Chat -> how many weekly questions came."""
    bulk: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)
    """Moments (time.perf_counter) at which new messages came: prompts, and replies to who talks."""
    everybody: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until cancelled. Raises BrokenPlayError."""
        world = self.simulator.world
        with world.stream.reader() as notices:
            while (notice := await notices.get()) is not None:
                message = world.messages.get(notice.message) if notice.kind is NoticeKind.MESSAGE else None
                if message is not None and message.from_bot:
                    self._came(message, time.perf_counter())
        raise BrokenPlayError("the bench could not keep up with the simulator")

    def _came(self, message: Message, now: float) -> None:
        if message.chat < stored.FIRST:
            if message.edited_at is None:
                self.replies.append(now)
            self.talking.heard(message, now)
            return
        if not message.markup.rows:
            raise BrokenPlayError("somebody in the crowd got something that is no weekly question")
        self.bulk.append(now)
        self.prompts[message.chat] += 1
        if len(self.prompts) == self.size:
            self.everybody.set()


async def crowd(size: int, work: Path) -> Crowd:
    """`size` persons are due at once; `work` is a folder for what is kept. Raises BrokenPlayError."""
    with tempfile.TemporaryDirectory(dir=work) as name:
        folder = Path(name)
        said = await program("tests.bench.stored", _STORING, name, str(size), "--weekly")
        due = datetime.fromisoformat(said.strip())
        limits = CountedLimits()
        people = [Person(stored.FIRST + number, "Aios", started=True) for number in range(size)]
        simulator = Simulator(people=people, token=TOKEN, limits=limits)
        await simulator.start()
        try:
            talking = Talkers(simulator.world, LEERLIJN_LIMITED.conversation, TALKERS)
            watch = _Watch(simulator, talking, size)
            async with running(LEERLIJN_LIMITED, simulator.url, folder) as process:
                return await _measure(process, watch, limits, due)
        except BrokenPlayError as error:
            raise BrokenPlayError(f"a crowd of {size:,}: {error}") from error
        finally:
            await simulator.stop()


async def _measure(process: Running, watch: _Watch, limits: CountedLimits, due: datetime) -> Crowd:
    meanwhile = [asyncio.create_task(watch.run()), asyncio.create_task(watch.talking.run())]
    try:
        return await process.during(_while(meanwhile, _follow(process, watch, limits, due)), _longest(watch.size, due))
    finally:
        for task in meanwhile:
            task.cancel()
        await asyncio.gather(*meanwhile, return_exceptions=True)


async def _while(meanwhile: Sequence[asyncio.Task[None]], work: Coroutine[None, None, Crowd]) -> Crowd:
    """The result of `work`, unless what goes on meanwhile breaks first."""
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait([working, *meanwhile], return_when=asyncio.FIRST_COMPLETED)
        for task in meanwhile:
            if task.done():
                task.result()
        return working.result()
    finally:
        working.cancel()


async def _follow(process: Running, watch: _Watch, limits: CountedLimits, due: datetime) -> Crowd:
    while not watch.replies:
        await asyncio.sleep(0.1)
    before, started = load(), _Spent.now(process)
    await asyncio.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
    begin = _Spent.now(process)
    spent = [begin]
    with suppress(TimeoutError):
        async with asyncio.timeout(watch.size / SLOW + STRETCH):
            while not watch.everybody.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(watch.everybody.wait(), STRETCH)
                spent.append(_Spent.now(process))
    end = spent[-1]
    await asyncio.sleep(SETTLE)
    if len(watch.bulk) < 2:
        raise BrokenPlayError("hardly anybody got the weekly question")
    first, last = watch.bulk[0], watch.bulk[-1]
    quiet = [one for one in watch.talking.replied if started.at <= one.asked < begin.at]
    busy = [one for one in watch.talking.replied if first <= one.asked <= last]
    if not busy:
        raise BrokenPlayError("nobody talked meanwhile")
    alone = (begin.bot - started.bot) / len(quiet) if quiet else 0.0
    return Crowd(
        persons=watch.size,
        once=sum(number == 1 for number in watch.prompts.values()),
        twice=sum(number > 1 for number in watch.prompts.values()),
        seconds=last - first,
        waited=first - begin.at,
        per_second=(len(watch.bulk) - 1) / (last - first),
        slowest=slowest(watch.bulk, STRETCH),
        all_per_second=(len(watch.bulk) - 1 + _between(watch.replies, first, last)) / (last - first),
        refused=limits.refused,
        replies=len(busy),
        median=_median(busy),
        p95=_p95(busy),
        longest=max(one.seconds for one in busy) * 1000,
        quiet_replies=len(quiet),
        quiet_median=_median(quiet),
        quiet_p95=_p95(quiet),
        cpu=(end.bot - begin.bot) / len(watch.bulk) * 1000,
        cpu_alone=(end.bot - begin.bot - alone * len(busy)) / len(watch.bulk) * 1000,
        cpu_share=(end.bot - begin.bot) / (end.at - begin.at),
        simulator_share=(end.here - begin.here) / (end.at - begin.at),
        peak=process.peak(),
        others=begin.others(end),
        course=tuple(_stretch(watch, one, other) for one, other in pairwise(spent)),
        load_before=before,
        load_after=load(),
    )


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds of processor time, of the bot, of this process and of all there is, until `at` (time.perf_counter)."""

    at: float
    bot: float
    here: float
    everything: float

    @classmethod
    def now(cls, process: Running) -> "_Spent":
        here = psutil.Process().cpu_times()
        all_of_it = psutil.cpu_times()
        busy = sum(all_of_it) - all_of_it.idle - all_of_it.iowait - all_of_it.guest - all_of_it.guest_nice
        return cls(time.perf_counter(), process.cpu(), float(here.user + here.system), float(busy))

    def others(self, later: "_Spent") -> float:
        """Cores that other programs kept busy until then."""
        ours = later.bot - self.bot + later.here - self.here
        return (later.everything - self.everything - ours) / (later.at - self.at)


def _stretch(watch: _Watch, begin: _Spent, end: _Spent) -> Stretch:
    replied = [one for one in watch.talking.replied if begin.at <= one.asked < end.at]
    return Stretch(
        seconds=end.at - begin.at,
        per_second=_between(watch.bulk, begin.at, end.at) / (end.at - begin.at),
        replies=len(replied),
        p95=_p95(replied),
        others=begin.others(end),
    )


def slowest(moments: Sequence[float], seconds: float) -> float:
    """The least rate, per second, over any stretch of so many seconds that begins at one of these moments (in order)
    and ends before the last. Of fewer seconds than that: the rate over all."""
    whole = [
        (bisect_right(moments, moment + seconds) - at - 1) / seconds
        for at, moment in enumerate(moments)
        if moment + seconds <= moments[-1]
    ]
    return min(whole, default=(len(moments) - 1) / (moments[-1] - moments[0]))


def _between(moments: Sequence[float], first: float, last: float) -> int:
    return sum(first <= moment <= last for moment in moments)


def _median(replied: Sequence[Replied]) -> float:
    """Milliseconds; 0 of nothing."""
    return statistics.median(one.seconds for one in replied) * 1000 if replied else 0.0


def _p95(replied: Sequence[Replied]) -> float:
    """Milliseconds; 0 of nothing."""
    return percentile([one.seconds for one in replied], 95) * 1000 if replied else 0.0


def _longest(size: int, due: datetime) -> float:
    """Seconds until all of this has failed."""
    until_due = max(0.0, (due - datetime.now(UTC)).total_seconds())
    return until_due + size / SLOW + 2 * STRETCH + SETTLE + talkers.LONGEST
