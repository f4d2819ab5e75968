"""Replicas on one PostgreSQL: one works, the others stand by, and everybody hears everything once.

The first test is the real thing: `leerlijn run` as it was installed, three processes, a kill -9 and a SIGTERM.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from bot import standby
from bot.app import Application
from bot.nudges import AHEAD
from bot.simulator import Person
from bot.simulator.faults import Fault, FaultKind
from bot.standby import Lease, Replica
from dialogs.library import Library
from dialogs.plan import Consent, Nudge, Values
from storage import Claim, Database, NewerSchema
from tests.bot.house import DEADLINE_S, KEY, NOOR, House, eventually, open_house, waiting
from tests.resilience.nursery import ROOT

SCRIPT = Path(sys.executable).parent / "leerlijn"
CROWD = tuple(waiting(Person(20_001 + n, f"Aios {n}")) for n in range(300))
KILLED_AT, STOPPED_AT = 100, 200
PER_SECOND = 60
START_S, CROWD_S = 60.0, 60.0
WEEK = "week.vraag"
PROFILE: Values = {"naam": "Sanne", "programma": "huisarts", "week_ritme": 1, "week_dag": 1, "week_tijd": "10:00"}


class Process:
    """`leerlijn run`, and what it logs."""

    def __init__(self, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.popen = popen
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    async def says(self, event: str) -> None:
        async with asyncio.timeout(START_S):
            while event not in self.log:
                assert self.popen.poll() is None, self.log
                await asyncio.sleep(0.02)

    async def ends(self, how: int) -> int:
        """Send this signal; the exit code."""
        self.popen.send_signal(how)
        async with asyncio.timeout(START_S):
            return await asyncio.to_thread(self.popen.wait)


@contextmanager
def leerlijn(house: House, name: str) -> Iterator[Process]:
    """A process of its own, in a folder of its own."""
    folder = house.settings.data_dir / name
    folder.mkdir()
    log = folder / "log.txt"
    env = {
        "PYTHONPATH": str(ROOT),
        "LEERLIJN_TELEGRAM_TOKEN": house.simulator.token,
        "LEERLIJN_TELEGRAM_API_URL": house.simulator.url,
        "LEERLIJN_DATABASE_URL": house.settings.url,
        "LEERLIJN_SECRET_KEY": KEY,
        "LEERLIJN_MESSAGES_PER_SECOND": str(PER_SECOND),
    }
    with log.open("wb") as sink, subprocess.Popen([SCRIPT, "run"], cwd=folder, env=env, stderr=sink) as popen:
        try:
            yield Process(popen, log)
        finally:
            popen.kill()


def know_everybody(database: Database) -> list[str]:
    now = datetime.now(UTC)
    with database.unit() as unit:
        persons = [unit.persons.by_chat(person.id, now).person for person in CROWD]
        for person in persons:
            unit.persons.set_consent(person, Consent.GIVEN, "test", now)
            unit.persons.save_profile(person, PROFILE, now)
        unit.commit()
    return persons


def let_all_be_due(database: Database, persons: list[str]) -> None:
    now = datetime.now(UTC)
    with database.unit() as unit:
        for person in persons:
            unit.nudges.replace(person, [Nudge(WEEK, "", now + timedelta(seconds=1))], now)
        unit.commit()


def heard(house: House) -> Counter[int]:
    """Chat -> what the bot said there, of the crowd."""
    world = house.world
    return Counter({one.id: count for one in CROWD if (count := sum(m.from_bot for m in world.chat_of(one.id)))})


def under_way(house: House) -> set[int]:
    """Chats for which a message stands in the outbox that is not marked as sent."""
    return {int(str(chat)) for (chat,) in house.rows("SELECT chat FROM outbox WHERE status = 'waiting'")}


def left_to_do(house: House) -> list[tuple[object, ...]]:
    return house.rows(
        "SELECT (SELECT count(*) FROM nudge WHERE due <= now()), "
        "(SELECT count(*) FROM inbox WHERE status <> 'done'), (SELECT count(*) FROM outbox WHERE status <> 'sent')"
    )


async def test_each_nudge_is_sent_once_though_one_replica_is_killed_and_the_next_is_stopped(
    new_postgresql: Callable[[str], str], tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    people = (*CROWD, waiting(NOOR))
    async with open_house(tmp_path, new_postgresql("replicas"), library, people, datetime.now(UTC)) as house:
        persons = await asyncio.to_thread(know_everybody, house.database)
        noor = house.phone(NOOR)
        with leerlijn(house, "first") as first, leerlijn(house, "second") as second:
            # Both at once: whoever comes first works.
            await eventually(lambda: "listening" in first.log + second.log)
            works, stands_by = (first, second) if "listening" in first.log else (second, first)
            await stands_by.says("standing by")
            await asyncio.to_thread(let_all_be_due, house.database, persons)
            await house.until(lambda: len(heard(house)) >= KILLED_AT)
            assert await works.ends(signal.SIGKILL) == -signal.SIGKILL
            killed = asyncio.get_running_loop().time()
            noor.say("/help")
            flying = await asyncio.to_thread(under_way, house)
            before = heard(house)
            with leerlijn(house, "third") as third:
                await house.until(lambda: sum(heard(house).values()) > before.total())
                taken_over = asyncio.get_running_loop().time() - killed
                await third.says("standing by")
                await house.until(lambda: len(heard(house)) >= STOPPED_AT)
                assert await stands_by.ends(signal.SIGTERM) == 0
                async with asyncio.timeout(CROWD_S):
                    while left_to_do(house) != [(0, 0, 0)]:
                        await asyncio.sleep(0.1)
                assert await third.ends(signal.SIGTERM) == 0
                logs = works.log + stands_by.log + third.log
        twice = {chat for chat, count in heard(house).items() if count > 1}
    with capsys.disabled():
        print(
            f"\n{len(CROWD)} nudges, kill -9 after {before.total()}: taken over after {taken_over:.1f} s, "
            f"{len(flying)} under way, {len(twice)} sent twice"
        )
    assert before == Counter(before.keys())
    assert KILLED_AT <= before.total() < STOPPED_AT
    # What was sent and could not be marked as sent any more comes once more, and nothing else does.
    assert twice == flying & before.keys()
    assert len(flying) <= AHEAD
    assert heard(house) == Counter(person.id for person in CROWD) + Counter(twice)
    assert len(noor.texts) == 1
    assert "Traceback" not in logs
    assert "another program" not in logs


@pytest_asyncio.fixture
async def house(
    new_postgresql: Callable[[str], str], tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """The same steps, sooner."""
    monkeypatch.setattr(standby, "LOOK", 0.02)
    monkeypatch.setattr(standby, "SETTLE", 0.2)
    name = f"standby_{os.urandom(4).hex()}"
    async with open_house(tmp_path, new_postgresql(name), library, [waiting(NOOR)]) as house:
        yield house


@asynccontextmanager
async def replica(house: House) -> AsyncIterator["asyncio.Task[None]"]:
    """Another process in all but name: a database of its own, and the same server."""
    with Database.open(house.settings.url, house.settings.keys(), clock=house.simulator.clock.now) as database:
        task = asyncio.ensure_future(Replica(replace(house.parts(), database=database)).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def drop_the_claim(house: House) -> None:
    """As a restart of the server does."""
    with psycopg.connect(house.settings.url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        )


def holders(house: House) -> int:
    """How many connections to this database have the claim."""
    found = house.rows(
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"
    )
    return int(str(found[0][0]))


async def test_who_loses_the_claim_stops_and_goes_on_when_it_has_it_again(house: House, log: StringIO) -> None:
    noor = house.phone(NOOR)
    async with replica(house):
        await noor.asks("/start")
        for times in (1, 2):
            drop_the_claim(house)
            await eventually(lambda times=times: log.getvalue().count("the claim on the database was lost") == times)  # type: ignore[misc]
            await eventually(lambda times=times: log.getvalue().count('"listening"') == times + 1)  # type: ignore[misc]
            assert holders(house) == 1
            await noor.asks("/help")
    assert len(noor.texts) == 3
    assert holders(house) == 0


async def test_a_lost_claim_leaves_one_that_works(house: House, log: StringIO) -> None:
    """Whoever of the two gets it; the other stands by, and nobody fetches beside it."""
    noor = house.phone(NOOR)
    async with replica(house), replica(house):
        await eventually(lambda: "another bot works on this database, standing by" in log.getvalue())
        await noor.asks("/start")
        drop_the_claim(house)
        await eventually(lambda: log.getvalue().count('"listening"') == 2)
        for _ in range(3):
            await noor.asks("/help")
        assert holders(house) == 1
    assert len(noor.texts) == 4
    assert "another program" not in log.getvalue()


async def test_who_worked_before_waits_for_a_telegram_that_is_silent(house: House, log: StringIO) -> None:
    noor = house.phone(NOOR)
    async with replica(house):
        await noor.asks("/start")
        house.order(Fault(FaultKind.SERVER_ERROR, "getMe"))
        drop_the_claim(house)
        await eventually(lambda: "cannot work now, standing by" in log.getvalue())
        await noor.asks("/help")
    assert len(noor.texts) == 2


async def test_who_would_take_over_from_a_newer_version_stops(house: House, log: StringIO) -> None:
    with house.database.claim() as newer:
        async with replica(house) as standing_by:
            await eventually(lambda: "standing by" in log.getvalue())
            with psycopg.connect(house.settings.url, autocommit=True) as admin:
                admin.execute("UPDATE alembic_version SET version_num = '9999'")
            newer.close()
            with pytest.raises(NewerSchema):
                await asyncio.wait_for(standing_by, DEADLINE_S)


async def test_who_may_not_send_keeps_it_for_when_it_may(house: House) -> None:
    noor, mine = house.phone(NOOR), [False]
    application = Application(house.parts(), lambda: mine[0])
    running = asyncio.ensure_future(application.run())
    noor.say("/start")
    await eventually(lambda: under_way(house) == {NOOR.id})
    assert noor.texts == []
    mine[0] = True
    await noor.hears(1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(noor.texts) == 1


class FakeClaim(Claim):
    """Is held while `answer` says so; without one it never says."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.asked = 0
        self.closed = threading.Event()

    def held(self) -> bool:
        self.asked += 1
        if self.answer is None:
            self.closed.wait(DEADLINE_S)
        return bool(self.answer)

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def thread() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_claim_is_good_for_as_long_as_nobody_else_can_have_begun(thread: Executor) -> None:
    now = [100.0]
    lease = Lease(FakeClaim(True), lambda: now[0], thread)
    assert lease.good()
    now[0] += standby.STALE - 0.1
    assert lease.good()
    now[0] += 0.2
    assert not lease.good()
    assert standby.STALE < standby.SETTLE


async def test_every_look_makes_it_good_for_longer(monkeypatch: pytest.MonkeyPatch, thread: Executor) -> None:
    monkeypatch.setattr(standby, "LOOK", 0.001)
    claim, now = FakeClaim(True), [100.0]
    lease = Lease(claim, lambda: now[0], thread)
    lost = asyncio.ensure_future(lease.lost())
    now[0] += standby.STALE + 1
    assert not lease.good()
    await eventually(lease.good)
    claim.answer = False
    await asyncio.wait_for(lost, DEADLINE_S)
    assert claim.asked >= 2


async def test_while_the_server_does_not_answer_it_is_neither_lost_nor_good(
    monkeypatch: pytest.MonkeyPatch, thread: Executor
) -> None:
    monkeypatch.setattr(standby, "LOOK", 0.001)
    now = [100.0]
    with FakeClaim(None) as claim:
        lease = Lease(claim, lambda: now[0], thread)
        lost = asyncio.ensure_future(lease.lost())
        await eventually(lambda: claim.asked == 1)
        now[0] += standby.STALE
        assert not lease.good()
        assert not lost.done()
        claim.answer = True
    await eventually(lease.good)
    claim.answer = False
    await asyncio.wait_for(lost, DEADLINE_S)
