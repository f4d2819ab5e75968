"""What is run, how much, and in which order: the two of a ratio run right after each other, and all take turns."""

import json
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.bench import stored
from tests.bench.contestants import (
    AIOGRAM_DIALOG,
    CONVERSATION_HANDLER,
    ECHO,
    ECHO_4,
    ECHO_16,
    ECHO_AIOHTTP,
    LEERLIJN,
    LEERLIJN_LIMITED,
    Contestant,
)
from tests.bench.conversation import Message
from tests.bench.crowd import crowd
from tests.bench.measured import Read, Repeat, Run, Taken, Tick
from tests.bench.process import program
from tests.bench.runs import Phase, measure

NAMES = ("throughput", "latency", "alone", "start", "memory", "reading", "crowd", "nudges")
_READING, _STORING, _SCHEDULE = 60.0, 240.0, 600.0
"""Seconds after which these have failed."""


@dataclass(frozen=True, slots=True)
class Size:
    """`stored` persons are in a full database, and `talk` is what some of them say; `crowd` are due at once.

    `schedule` nudges are stored, of which `due` are due.
    """

    repeats: int
    throughput: Phase
    latency: Phase
    alone: Phase
    stored: int
    talk: Phase
    crowd: int
    schedule: int
    due: int


def _size(
    *, repeats: int, chats: int, slow: int, alone: int, persons: int, talking: int, crowd: int, schedule: int
) -> Size:
    return Size(
        repeats,
        throughput=Phase("throughput", chats, chats),
        latency=Phase("latency", slow, 20, latency=0.05),
        alone=Phase("alone", alone, 1),
        stored=persons,
        talk=Phase("stored", talking, 100, conversation=(Message("/leerdoelen"),), first_chat=stored.FIRST),
        crowd=crowd,
        schedule=schedule,
        due=1_000,
    )


FULL = _size(repeats=3, chats=200, slow=40, alone=15, persons=10_000, talking=2_000, crowd=10_000, schedule=1_000_000)
QUICK = _size(repeats=1, chats=40, slow=20, alone=4, persons=500, talking=100, crowd=1_000, schedule=100_000)


@dataclass(frozen=True, slots=True)
class Programme:
    """`names` are of NAMES, `work` is a folder for what the bots keep, `out` hears how far it is."""

    names: Collection[str]
    size: Size
    work: Path
    out: Console

    async def run(self) -> Taken:
        """Raises BrokenPlayError."""
        taken = Taken()
        entries = self._entries()
        for contestant, _ in entries:
            # Python compiles at the first start and the disk is cold: nobody is measured on that.
            self._say(f"rehearsal: {contestant.title}")
            await measure(contestant, [], self.work)
        for number in range(1, self.size.repeats + 1):
            repeat: Repeat = {}
            for contestant, phases in entries:
                self._say(f"{number} of {self.size.repeats}: {contestant.title}")
                repeat[contestant.name] = await measure(contestant, phases, self.work)
            taken.repeats.append(repeat)
            if "reading" in self.names:
                self._say(f"{number} of {self.size.repeats}: reading Dutch")
                taken.reading.append(Read(**json.loads(await program("tests.bench.reading", _READING))))
        if "memory" in self.names:
            taken.stored = await self._full()
        if "crowd" in self.names:
            self._say(f"{LEERLIJN_LIMITED.title}, {self.size.crowd:,} persons due at once")
            taken.crowd = await crowd(self.size.crowd, self.work)
        if "nudges" in self.names:
            taken.nudges = await self._schedule()
        return taken

    def _entries(self) -> list[tuple[Contestant, list[Phase]]]:
        wanted, size = set(self.names), self.size
        ours = [phase for phase in (size.alone, size.throughput, size.latency) if phase.name in wanted]
        if "memory" in wanted and size.throughput not in ours:
            ours.append(size.throughput)
        entries: list[tuple[Contestant, list[Phase]]] = []
        if "throughput" in wanted:
            entries += [(ECHO, [size.throughput]), (ECHO_4, [size.throughput])]
        if wanted - {"reading", "crowd", "nudges"}:
            entries.append((LEERLIJN, ours))
        if "latency" in wanted:
            entries.append((ECHO_16, [size.latency]))
        if "throughput" in wanted:
            entries += [(peer, [size.throughput]) for peer in (ECHO_AIOHTTP, CONVERSATION_HANDLER, AIOGRAM_DIALOG)]
        return entries

    async def _full(self) -> Run:
        """Leerlijn on a database full of persons."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            self._say(f"storing {self.size.stored:,} persons")
            await program("tests.bench.stored", _STORING, folder, str(self.size.stored))
            self._say(f"{LEERLIJN.title}, with them")
            return await measure(LEERLIJN, [self.size.throughput, self.size.talk], self.work, Path(folder))

    async def _schedule(self) -> list[Tick]:
        """One look at a long schedule, on either database."""
        size = self.size
        self._say(f"storing {size.schedule:,} nudges, of which {size.due:,} are due")
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            said = await program("tests.bench.nudges", _SCHEDULE, folder, str(size.schedule), str(size.due))
        return [Tick(**one) for one in json.loads(said)]

    def _say(self, what: str) -> None:
        self.out.print(what, style="dim", highlight=False)
