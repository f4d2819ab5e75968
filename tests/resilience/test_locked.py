"""Another program holds the database for a while, as a backup does: nothing is lost, and it goes on afterwards."""

import contextlib
import io
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import deliver, intake, lanes
from bot.simulator.faults import Fault, FaultKind
from dialogs.reading import ReadContext, Reading
from tests.bot.fakes import FakeReader
from tests.bot.house import HUGO, NOOR, House, eventually
from tests.bot.talk import Screen, talk
from tests.resilience.test_faults import TWIN, kept

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same steps, sooner."""
    monkeypatch.setattr(deliver, "BACK_OFF", (0.01, 0.02, 0.05))
    monkeypatch.setattr(intake, "BACK_OFF", (0.01, 0.02, 0.05))
    monkeypatch.setattr(lanes, "PATIENCE", (0.01, 0.05))


@contextmanager
def held(house: House) -> Iterator[None]:
    """The database is locked by another process."""
    file = str(house.settings.data_dir / "leerlijn.db")
    with subprocess.Popen([sys.executable, "-c", HOLD, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.communicate()


async def test_what_is_typed_meanwhile_is_answered_afterwards(house: House, log: io.StringIO) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await house.quiet()
        with held(house):
            noor.say("Noor")
            noor.say("/help")
            noor.say("/stop")
            await eventually(lambda: "no updates now" in log.getvalue())
            assert (len(noor.texts), len(house.world.updates.pending)) == (2, 3)
        await noor.hears(5)
        await house.quiet()
    assert house.plan(NOOR).profile == {"naam": "Noor"}
    assert len(noor.texts) == 5
    assert house.rows("SELECT DISTINCT status FROM inbox UNION SELECT DISTINCT status FROM outbox") == [
        ("done",),
        ("sent",),
    ]


async def test_an_answer_that_was_kept_but_not_handled_waits(house: House, log: io.StringIO) -> None:
    """The lock falls between the inbox and the turn: the reader takes its time, and the lock is taken meanwhile."""
    noor = house.phone(NOOR)
    held_now: list[sqlite3.Connection] = []

    class Slow(FakeReader):
        def read(self, text: str, context: ReadContext) -> Reading:
            if text == "Noor" and not held_now:
                file = house.settings.data_dir / "leerlijn.db"
                lock = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
                lock.execute("BEGIN IMMEDIATE")
                held_now.append(lock)
            return super().read(text, context)

    async with house.bot(Slow()):
        await noor.consents()
        await house.quiet()
        noor.say("Noor")
        await eventually(lambda: log.getvalue().count("not kept yet") >= 2)
        assert len(noor.texts) == 2
        held_now[0].execute("ROLLBACK")
        held_now[0].close()
        await noor.hears(3)
        await house.quiet()
    assert house.plan(NOOR).profile == {"naam": "Noor"}
    assert len(noor.texts) == 3


async def test_the_note_that_something_was_sent_waits_too(house: House, log: io.StringIO) -> None:
    """And nothing is sent twice for it, not even after a restart."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await house.quiet()
        house.order(Fault(FaultKind.SLOW, "sendMessage", delay_ms=300))
        noor.say("Noor")
        await eventually(lambda: not house.simulator.faults.planned)
        with held(house):
            await noor.hears(3)
            await eventually(lambda: "marks were not written" in log.getvalue())
        await house.quiet()
        await eventually(lambda: house.rows("SELECT count(*) FROM outbox WHERE status = 'waiting'") == [(0,)])
    async with house.bot():
        await house.quiet()
    assert len(noor.texts) == 3


async def test_a_whole_conversation_with_locks_in_between(house: House, log: io.StringIO) -> None:
    house.world.update_person(TWIN)
    calm: list[Screen] = []
    seen: list[Screen] = []
    locks: list[sqlite3.Connection] = []

    def lock_and_unlock(screen: Screen) -> None:
        """Every third message finds the database locked; the next time somebody could not write, it opens."""
        seen.append(screen)
        if len(seen) % 3 == 0:
            lock = sqlite3.connect(house.settings.data_dir / "leerlijn.db", isolation_level=None, timeout=10)
            lock.execute("BEGIN IMMEDIATE")
            locks.append(lock)
            waiting_for = len(failures(log)) + 1
            house.when(lambda: len(failures(log)) >= waiting_for, lock.close)

    async with house.bot():
        await talk(house, NOOR, house.aios(NOOR), calm.append)
        await house.quiet()
        await talk(house, TWIN, house.aios(TWIN), lock_and_unlock)
        await house.quiet()
    assert (len(locks), len(failures(log)) >= len(locks)) == (len(seen) // 3, True)
    assert seen == calm
    assert kept(house.plan(TWIN)) == kept(house.plan(NOOR))


def failures(log: io.StringIO) -> list[str]:
    return [line for line in log.getvalue().splitlines() if '"DatabaseLocked"' in line]


async def test_a_stop_with_the_database_locked_ends(house: House, log: io.StringIO) -> None:
    """And the answer comes after the next start."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await house.quiet()
        with held(house):
            noor.say("Noor")
            await eventually(lambda: bool(failures(log)))
    async with house.bot():
        await noor.hears(3)
        await house.quiet()
    assert house.plan(NOOR).profile == {"naam": "Noor"}
    assert len(noor.texts) == 3


async def test_one_damaged_dossier_costs_nobody_else_an_answer(house: House, log: io.StringIO) -> None:
    """What no key opens stays closed however often it is tried; it may not stop the people behind it in line."""
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        await noor.consents()
        await hugo.consents()
        await house.quiet()
    with contextlib.closing(sqlite3.connect(house.settings.data_dir / "leerlijn.db")) as file, file:
        file.execute(
            "UPDATE dialogue_state SET state = 'damaged' WHERE person = (SELECT id FROM person WHERE chat = ?)",
            [NOOR.id],
        )
    async with house.bot():
        noor.say("Noor")
        hugo.say("Hugo")
        await hugo.hears(3)
        noor.say("/help")
        assert await hugo.asks("/help")
        await house.quiet()
    assert (len(noor.texts), house.plan(HUGO).profile) == (2, {"naam": "Hugo"})
    assert "row was left in the inbox" in log.getvalue()
