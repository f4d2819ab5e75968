"""One running bot per database: whoever holds the claim may send. It falls free by itself when its process dies.

On SQLite the claim is a lock on a file beside the database. SQLite itself takes it, so that it is the operating
system's own lock on every platform. On PostgreSQL it is an advisory lock of a session that does nothing else.
"""

import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidRequestError

from storage.engine import POSTGRESQL, database_file
from storage.errors import AlreadyRunning, DatabaseUnreachable

_KEEPALIVE = text(
    "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false), "
    "set_config('tcp_keepalives_count', '3', false)"
)
"""Let the server notice within some ten seconds that the computer of who holds the claim is gone."""
_ADVISORY_KEY = int.from_bytes(b"leerlijn", "big")
"""Any number of 64 bits will do, as long as it stays the same."""


class Claim(ABC):
    """A claim that is held until `close`, or the end of its `with`."""

    @abstractmethod
    def held(self) -> bool:
        """Whether it still stands: PostgreSQL drops it when the connection breaks, a restart of the server included."""

    @abstractmethod
    def close(self) -> None:
        """Give it up. A second time changes nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def claim(engine: Engine) -> Claim:
    """Take the claim on the database of `engine`. Raises AlreadyRunning when somebody holds it."""
    if engine.dialect.name == POSTGRESQL:
        return _SessionClaim(engine)
    return _FileClaim(database_file(engine.url))


class _FileClaim(Claim):
    def __init__(self, database: Path) -> None:
        # One database has one claim, whatever links lead to it.
        path = database.resolve()
        file = path.with_name(f"{path.name}.claim")
        try:
            file.touch(mode=0o600)
            self._connection = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise DatabaseUnreachable(f"The claim on the database cannot be written: check {file}") from error
        try:
            # Nothing is ever written, so the journal needs no file.
            self._connection.execute("PRAGMA journal_mode=MEMORY")
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            self._connection.close()
            raise AlreadyRunning from None
        self._held = True

    def held(self) -> bool:
        return self._held

    def close(self) -> None:
        self._held = False
        self._connection.close()


class _SessionClaim(Claim):
    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # Not the pool's any more: closing it ends the session, and with it the lock.
        self._connection.detach()
        if not self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_KEY}):
            self._connection.close()
            raise AlreadyRunning
        self._connection.execute(_KEEPALIVE)

    def held(self) -> bool:
        try:
            return self._connection.scalar(text("SELECT true")) is True
        except (DatabaseUnreachable, InvalidRequestError):
            return False

    def close(self) -> None:
        self._connection.close()
