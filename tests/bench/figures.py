"""From runs to figures: every target of the project's speed, what was measured, and whether it is met.

A ratio is taken within one repeat, of two contestants that ran right after each other, and the median of the repeats
counts: another program on the machine then slows both down.
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.bench.contestants import (
    AIOGRAM_DIALOG,
    CONVERSATION_HANDLER,
    ECHO,
    ECHO_4,
    ECHO_16,
    ECHO_AIOHTTP,
    LEERLIJN,
)
from tests.bench.measured import Crowd, Measured, Read, Repeat, Run, Taken, Tick

SAME = 1.05
"""Memory is 'the same' up to this ratio: two runs on one database differ by as much."""
TELEGRAM = 30
"""Messages a second that Telegram takes of a bot, in all chats together (Bots FAQ)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`met` is None for a figure without a target. `spread` are the least and the greatest of the repeats."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None
    spread: str = ""

    @property
    def verdict(self) -> str:
        return {True: "met", False: "not met", None: "for information"}[self.met]


@dataclass(frozen=True, slots=True)
class _Sample:
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __truediv__(self, other: "_Sample") -> "_Sample":
        """Repeat by repeat."""
        return _Sample(tuple(one / another for one, another in zip(self.values, other.values, strict=True)))

    def spread(self, digits: int) -> str:
        return f"{min(self.values):.{digits}f} - {max(self.values):.{digits}f}" if len(self.values) > 1 else ""


def _of(repeats: Sequence[Repeat], name: str, phase: str, value: Callable[[Measured], float]) -> _Sample:
    return _Sample(tuple(value(repeat[name].phases[phase]) for repeat in repeats))


def _ratio(repeats: Sequence[Repeat], peer: str, phase: str, value: Callable[[Measured], float]) -> _Sample:
    return _of(repeats, LEERLIJN.name, phase, value) / _of(repeats, peer, phase, value)


def _stock(
    repeats: Sequence[Repeat], value: Callable[[Measured], float], best: Callable[[Iterable[float]], float]
) -> _Sample:
    """The stock echo bot at whichever of its settings was the best in that repeat."""
    settings = [_of(repeats, echo.name, "throughput", value).values for echo in (ECHO, ECHO_4)]
    return _Sample(tuple(best(values) for values in zip(*settings, strict=True)))


def _per_second(measured: Measured) -> float:
    return measured.per_second


def _cpu(measured: Measured) -> float:
    return measured.cpu


def throughput(repeats: Sequence[Repeat]) -> list[Figure]:
    phase = "throughput"
    ours, theirs = _of(repeats, LEERLIJN.name, phase, _per_second), _stock(repeats, _per_second, max)
    our_cpu, their_cpu = _of(repeats, LEERLIJN.name, phase, _cpu), _stock(repeats, _cpu, min)
    speed, cpu = ours / theirs, our_cpu / their_cpu
    committed = sum(repeat[LEERLIJN.name].committed for repeat in repeats)
    looked = committed + sum(repeat[LEERLIJN.name].uncommitted for repeat in repeats)
    figures = [
        Figure(
            "Throughput, against the stock echo bot",
            f"{speed.median:.2f} x ({ours.median:.0f} against {theirs.median:.0f} messages/s)",
            ">= 1.0 x",
            speed.median >= 1.0,
            speed.spread(2),
        ),
        Figure(
            "CPU per update, against the stock echo bot",
            f"{cpu.median:.2f} x ({our_cpu.median:.2f} against {their_cpu.median:.2f} ms)",
            "<= 1.2 x",
            cpu.median <= 1.2,
            cpu.spread(2),
        ),
        Figure(
            "Answers in the database before their reply", f"{committed} of {looked}", "all", committed == looked > 0
        ),
    ]
    for peer in (CONVERSATION_HANDLER, AIOGRAM_DIALOG):
        speed, cpu = _ratio(repeats, peer.name, phase, _per_second), _ratio(repeats, peer.name, phase, _cpu)
        figures.append(
            Figure(
                f"Against {peer.title}",
                f"throughput {speed.median:.2f} x, CPU {cpu.median:.2f} x",
                spread=f"{speed.spread(2)}; {cpu.spread(2)}" if len(repeats) > 1 else "",
            )
        )
    request = _of(repeats, ECHO_AIOHTTP.name, phase, _per_second) / theirs
    figures.append(
        Figure("The echo bot on our AiohttpRequest, against stock", f"{request.median:.2f} x", spread=request.spread(2))
    )
    return figures


def latency(repeats: Sequence[Repeat]) -> list[Figure]:
    speed = _ratio(repeats, ECHO_16.name, "latency", _per_second)
    ours = _of(repeats, LEERLIJN.name, "latency", _per_second)
    theirs = _of(repeats, ECHO_16.name, "latency", _per_second)
    return [
        Figure(
            "Throughput at 50 ms latency and 20 chats at once, against an echo bot that handles 16 at once",
            f"{speed.median:.2f} x ({ours.median:.0f} against {theirs.median:.0f} messages/s)",
            ">= 0.9 x",
            speed.median >= 0.9,
            speed.spread(2),
        )
    ]


def alone(repeats: Sequence[Repeat]) -> list[Figure]:
    median = _of(repeats, LEERLIJN.name, "alone", lambda measured: measured.median)
    slow = _of(repeats, LEERLIJN.name, "alone", lambda measured: measured.p99)
    return [
        Figure(
            "One chat alone, median reply", f"{median.median:.1f} ms", "<= 6 ms", median.median <= 6, median.spread(1)
        ),
        Figure("One chat alone, 99th percentile", f"{slow.median:.1f} ms", spread=slow.spread(1)),
    ]


def start(repeats: Sequence[Repeat]) -> list[Figure]:
    seconds = _Sample(tuple(repeat[LEERLIJN.name].started for repeat in repeats))
    return [Figure("Start to first reply", f"{seconds.median:.1f} s", "<= 4 s", seconds.median <= 4, seconds.spread(1))]


def memory(few: Run, many: Run, stored: int) -> list[Figure]:
    """`few` began with an empty database, `many` with so many stored persons, of whom some talked afterwards."""
    small, big = few.phases["throughput"].peak, many.phases["throughput"].peak
    talked = many.phases["stored"]
    return [
        Figure("Peak memory", f"{small:.0f} MiB", "<= 220 MiB", small <= 220),
        Figure(f"Peak memory with {stored:,} stored persons", f"{big:.0f} MiB", "<= 220 MiB", big <= 220),
        Figure(
            "Peak memory with stored persons, against without",
            f"{big / small:.3f} x",
            f"<= {SAME} x",
            big <= small * SAME,
        ),
        Figure(
            f"Peak memory after {talked.messages:,} of them talked",
            f"{talked.peak:.0f} MiB",
            "<= 220 MiB",
            talked.peak <= 220,
        ),
    ]


def reading(reads: Sequence[Read]) -> list[Figure]:
    median = _Sample(tuple(read.median for read in reads))
    return [
        Figure(
            f"Reading Dutch, median of {reads[0].messages} messages",
            f"{median.median:.2f} ms",
            "<= 3 ms",
            median.median <= 3,
            median.spread(2),
        ),
        Figure("Reading Dutch, median CPU time", f"{statistics.median(read.cpu for read in reads):.2f} ms"),
        Figure("Reading Dutch, 99th percentile", f"{statistics.median(read.p99 for read in reads):.2f} ms"),
        Figure("Loading the reader", f"{statistics.median(read.load for read in reads):.2f} s"),
        Figure("Memory of the reader", f"{statistics.median(read.grown for read in reads):.0f} MiB"),
    ]


def crowd(taken: Crowd) -> list[Figure]:
    share, everything = taken.per_second / TELEGRAM, taken.all_per_second / TELEGRAM
    return [
        Figure(
            f"Weekly questions, {taken.persons:,} due in the same minute",
            f"{taken.per_second:.2f}/s, {share:.1%} of {TELEGRAM}/s ({taken.seconds:.0f} s)",
            ">= 90 %",
            share >= 0.9,
        ),
        Figure("The slowest 30 s of it", f"{taken.slowest:.2f}/s, {taken.slowest / TELEGRAM:.1%}"),
        Figure("All messages together", f"{taken.all_per_second:.2f}/s, {everything:.1%} of {TELEGRAM}/s"),
        Figure("Refused by Telegram's limits (429)", str(taken.refused)),
        Figure(
            "Got exactly one weekly question",
            f"{taken.once:,} of {taken.persons:,}, {taken.twice} more than one",
            "all",
            taken.once == taken.persons,
        ),
        Figure(
            "Replies meanwhile, 95th percentile",
            f"{taken.p95:.0f} ms (median {taken.median:.0f}, longest {taken.longest:.0f} ms, {taken.replies} replies)",
            "<= 300 ms",
            taken.p95 <= 300,
        ),
        Figure(
            "Replies before the crowd, 95th percentile",
            f"{taken.quiet_p95:.0f} ms (median {taken.quiet_median:.0f} ms, {taken.quiet_replies} replies)",
        ),
        Figure("From the minute itself to the first weekly question", f"{taken.waited:.1f} s"),
        Figure(
            "CPU of the bot per weekly question",
            f"{taken.cpu_alone:.1f} ms ({taken.cpu:.1f} ms with the talk; {taken.cpu_share:.0%} of a core, "
            f"the simulator {taken.simulator_share:.0%})",
        ),
        Figure(
            "Other programs on this machine meanwhile",
            f"{taken.others:.2f} cores (load {taken.load_before} before, {taken.load_after} after)",
        ),
        Figure("Peak memory of the bot in the crowd", f"{taken.peak:.0f} MiB"),
    ]


def nudges(ticks: Sequence[Tick]) -> list[Figure]:
    return [
        Figure(
            f"One tick on {one.database}, {one.claimed:,} due among {one.stored:,} stored nudges",
            f"{one.seconds:.2f} s (longest commit {one.longest:.0f} ms)",
            "<= 1 s",
            one.seconds <= 1,
        )
        for one in ticks
    ]


_OF_REPEATS: dict[str, Callable[[Sequence[Repeat]], list[Figure]]] = {
    "throughput": throughput,
    "latency": latency,
    "alone": alone,
}


def figures(taken: Taken, stored: int) -> list[Figure]:
    """Of everything that was measured. `stored` is how many persons the full database held."""
    found: list[Figure] = []
    ours = taken.repeats[-1].get(LEERLIJN.name)
    if ours is not None:
        for phase, make in _OF_REPEATS.items():
            if phase in ours.phases and (phase != "throughput" or ECHO.name in taken.repeats[-1]):
                found += make(taken.repeats)
        found += start(taken.repeats)
        if taken.stored is not None:
            found += memory(ours, taken.stored, stored)
    if taken.reading:
        found += reading(taken.reading)
    if taken.crowd is not None:
        found += crowd(taken.crowd)
    return [*found, *nudges(taken.nudges)]
