"""Measures one contestant: start it, let it warm up, let chats talk to it in phases, and look at it in between."""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.bench.botapi import BotApi, Sent
from tests.bench.chats import BrokenPlayError, Play
from tests.bench.contestants import Contestant
from tests.bench.conversation import Conversation
from tests.bench.measured import Measured, Run, percentile
from tests.bench.process import Running, running

START_CHAT = 1_000
WARM_UP_CHATS = range(2_000, 2_008)
FIRST_CHAT = 100_000
SETTLE = 0.3
"""Seconds after the last reply that still count as CPU time: what was put off must be paid too."""
LONGEST = 90.0
"""Seconds after which a phase has failed."""


@dataclass(frozen=True, slots=True)
class Phase:
    """`chats` talk, `at_once` of them at a time, to a server whose calls take `latency` seconds.

    `conversation` and `first_chat` replace the contestant's own conversation and new chats.
    """

    name: str
    chats: int
    at_once: int
    latency: float = 0.0
    conversation: Conversation = ()
    first_chat: int = 0


async def measure(contestant: Contestant, phases: list[Phase], work: Path, stored: Path | None = None) -> Run:
    """`stored` is a data folder to begin with. Raises BrokenPlayError, which names the contestant and the phase."""
    api = BotApi()
    run = Run(contestant.name)
    await api.start()
    step = "start"
    try:
        with tempfile.TemporaryDirectory(dir=work) as name:
            folder = stored or Path(name)
            contestant.prepare(folder)
            first = _first_reply(api)
            async with running(contestant, api.url, folder) as process:
                run.started = await process.during(first, LONGEST) - process.spawned
                step = "warm-up"
                await _warm_up(api, contestant, process, run, folder / "leerlijn.db")
                first_chat = FIRST_CHAT
                for phase in phases:
                    step = phase.name
                    run.phases[phase.name] = await _phase(api, contestant, process, phase, first_chat)
                    first_chat += phase.chats
    except BrokenPlayError as error:
        raise BrokenPlayError(f"{contestant.name}, {step}: {error}") from error
    finally:
        api.stop()
    if api.calls["unknown"]:
        raise BrokenPlayError(f"{contestant.name} called methods that the load server does not have")
    return run


async def _first_reply(api: BotApi) -> float:
    """The moment at which a /start that was waiting already is answered, on time.perf_counter."""
    heard: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def hear(_: Sent) -> None:
        if not heard.done():
            heard.set_result(time.perf_counter())

    api.on_sent = hear
    api.say(START_CHAT, "/start")
    return await heard


async def _warm_up(api: BotApi, contestant: Contestant, process: Running, run: Run, database: Path) -> None:
    play = Play(api, contestant.conversation, WARM_UP_CHATS, 4, contestant.echo)
    if not database.exists():
        await process.during(play.run(), LONGEST)
        return
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:

        def look(update: int) -> None:
            row = reader.execute("SELECT status FROM inbox WHERE update_id = ?", [update]).fetchone()
            if row == ("done",):
                run.committed += 1
            else:
                run.uncommitted += 1

        play.on_reply = look
        await process.during(play.run(), LONGEST)


async def _phase(api: BotApi, contestant: Contestant, process: Running, phase: Phase, first_chat: int) -> Measured:
    begin = phase.first_chat or first_chat
    chats = range(begin, begin + phase.chats)
    play = Play(api, phase.conversation or contestant.conversation, chats, phase.at_once, contestant.echo)
    api.latency = phase.latency
    before = process.cpu()
    try:
        played = await process.during(play.run(), LONGEST)
    except BrokenPlayError as error:
        raise BrokenPlayError(f"{error}; {play.progress()}") from error
    finally:
        api.latency = 0.0
    await process.during(play.listen(SETTLE), LONGEST)
    cpu = process.cpu() - before
    messages = len(played.replies)
    return Measured(
        messages=messages,
        per_second=played.per_second,
        cpu=cpu / messages * 1000,
        median=statistics.median(played.replies) * 1000,
        p99=percentile(played.replies, 99) * 1000,
        peak=process.peak(),
    )
