"""Two processes on one PostgreSQL: whatever moment one of them is killed at, every nudge is handled exactly once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text

import storage
from storage import Database
from tests.storage.factories import AT, KEY, dossier

NUDGES = 60

REPLICA = """
import sys
from datetime import datetime

from storage import Database, Outgoing, Received

url, key, now, dies = sys.argv[1:]
AT = datetime.fromisoformat(now)


def wait_to_be_killed():
    print("here", flush=True)
    sys.stdin.read()


def claim(database):
    with database.unit() as unit:
        rows = [Received(-one.id, one.chat, AT, one.nudges[0].subject) for one in unit.nudges.claim(AT, 7)]
        unit.inbox.add(rows)
        if dies == "before the commit":
            wait_to_be_killed()
        unit.commit()
    if dies == "after the commit":
        wait_to_be_killed()
    return rows


def handle(database, row):
    with database.unit() as unit:
        if unit.inbox.done(row.update_id, AT):
            unit.outbox.add([Outgoing(row.chat, row.payload)])
            unit.commit()


with Database.open(url, [key], busy_timeout=30) as database:
    with database.unit() as unit:
        left = unit.inbox.waiting()
    for row in left:
        handle(database, row)
    while rows := claim(database):
        for row in rows:
            handle(database, row)
"""


@contextmanager
def replica(url: str, dies: str = "never") -> Iterator[subprocess.Popen[str]]:
    """A bot in a process of its own: what was left, then all that is due."""
    with subprocess.Popen(
        [sys.executable, "-c", REPLICA, url, KEY, AT.isoformat(), dies],
        env={**os.environ, "PYTHONPATH": str(Path(storage.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def arrived(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def subjects(database: Database) -> Counter[str]:
    with database.unit() as unit:
        return Counter(message.payload for message in unit.outbox.waiting(10 * NUDGES))


def left(database: Database) -> tuple[int | None, int]:
    with database.unit() as unit:
        return unit._connection.scalar(text("SELECT count(*) FROM nudge")), len(unit.inbox.waiting())


def until_free(database: Database) -> None:
    """PostgreSQL needs a moment to notice that a client is gone, and keeps the rows of it until then."""
    deadline = time.monotonic() + 10
    while True:
        with database.unit() as unit:
            if len(unit.nudges.claim(AT, NUDGES)) == 7:
                return
        assert time.monotonic() < deadline


def test_every_nudge_is_handled_once_whenever_a_replica_is_killed(postgresql_migrated: Callable[[], str]) -> None:
    url = postgresql_migrated()
    with Database.open(url, [KEY]) as database, ExitStack() as stack:
        persons = [dossier(database, chat=number + 1).person for number in range(NUDGES)]
        with database.unit() as unit:
            for number, person in enumerate(persons):
                unit.nudges.tell(person, "week", f"{number}", AT)
            unit.commit()

        holding = stack.enter_context(replica(url, "before the commit"))
        arrived(holding)
        # Somebody else takes other ones meanwhile, writes them down, and gets no further.
        committed = stack.enter_context(replica(url, "after the commit"))
        arrived(committed)
        assert left(database) == (NUDGES - 7, 7)
        kill(committed)
        # The one that is left takes all it can get, and what the first one holds is not among it.
        third = stack.enter_context(replica(url))
        assert third.wait(30) == 0
        assert left(database) == (7, 0)
        kill(holding)
        until_free(database)

        # After the restart both go at it at once.
        again = [stack.enter_context(replica(url)) for _ in range(2)]
        assert [process.wait(30) for process in again] == [0, 0]
        assert left(database) == (0, 0)
        assert subjects(database) == Counter(f"{number}" for number in range(NUDGES))
