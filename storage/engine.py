"""Opens an engine: every setting that makes SQLite and PostgreSQL keep the same promises is made here.

A committed unit of work survives a power cut. A unit is one transaction that sees no half-written unit of
somebody else, and waits at most the busy timeout for a lock.
"""

import os
import sqlite3
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseUnreachable
from storage.faults import name_faults

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
_NOTICING = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""So that a server that is gone without a word is noticed in some ten seconds (libpq, connection parameters)."""


class ImmediateSqlite(SQLiteDialect_pysqlite):
    """SQLite, but a transaction takes the write lock when it begins.

    One that reads first and then wants to write cannot wait for the lock: SQLite refuses it on the spot.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: DBAPIConnection) -> None:
        cursor = dbapi_connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.close()


registry.register("sqlite.immediate", __name__, ImmediateSqlite.__name__)


def open_engine(address: str, busy_timeout: float) -> Engine:
    """`address` as SQLAlchemy writes it, `busy_timeout` in seconds. Raises DatabaseUnreachable when it cannot work."""
    url = _parsed(address)
    if url.get_backend_name() == SQLITE:
        _prepare_file(database_file(url))
        engine = create_engine(url, hide_parameters=True)
        listen(engine, "connect", partial(_set_up_sqlite, busy_timeout))
    else:
        noticing = {name: value for name, value in _NOTICING.items() if name not in url.query}
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=noticing)
        listen(engine, "connect", partial(_set_up_postgresql, busy_timeout))
    name_faults(engine)
    return engine


def database_file(url: URL) -> Path:
    """Where the SQLite database of `url` lies. Raises DatabaseUnreachable for one in memory: it keeps nothing."""
    if not url.database or url.database.startswith((":", "file:")):
        raise DatabaseUnreachable("SQLite needs a file to keep things in: sqlite:///folder/leerlijn.db")
    return Path(url.database)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is not None and url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return url.set(drivername="sqlite+immediate")
    if url is not None and url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    raise DatabaseUnreachable(
        "LEERLIJN_DATABASE_URL is not understood: write sqlite:///folder/leerlijn.db or postgresql://user@host/name"
    )


def _prepare_file(path: Path) -> None:
    """The file exists and is its owner's alone; SQLite gives the files beside it the same mode."""
    if not path.parent.is_dir():
        raise DatabaseUnreachable(f"The folder of the database does not exist: make {path.parent.absolute()}")
    try:
        path.touch(mode=0o600)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "unknown"
        raise DatabaseUnreachable(f"The database file {path.absolute()} cannot be opened: {reason}") from error


def _set_up_sqlite(busy_timeout: float, connection: sqlite3.Connection, _: object) -> None:
    # The driver must not begin transactions by itself: it would begin them too late, at the first write.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={round(busy_timeout * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _set_up_postgresql(busy_timeout: float, connection: psycopg.Connection, _: object) -> None:
    connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{round(busy_timeout * 1000)}ms"])
    connection.commit()
