"""Says of a driver's error what is the matter: the one place that knows the codes of SQLite and PostgreSQL.

SQLite: https://sqlite.org/rescode.html. PostgreSQL: appendix A of its manual, 'PostgreSQL Error Codes'.
"""

import sqlite3

import psycopg
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.event import listen

from storage.errors import (
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnreachable,
    NotMigrated,
    StatementRefused,
    StorageError,
)

_SQLITE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseUnreachable,
    sqlite3.SQLITE_READONLY: DatabaseUnreachable,
    sqlite3.SQLITE_NOTADB: DatabaseUnreachable,
    sqlite3.SQLITE_CORRUPT: DatabaseUnreachable,
}
_POSTGRESQL: dict[str, type[StorageError]] = {
    "55P03": DatabaseLocked,  # lock_not_available
    "40P01": DatabaseLocked,  # deadlock_detected
    "53100": DatabaseFull,  # disk_full
    "42P01": NotMigrated,  # undefined_table
    "42703": NotMigrated,  # undefined_column
}


def name_faults(engine: Engine) -> None:
    """From now on a fault of the world is raised as a StorageError, and a mistake of ours as StatementRefused."""
    listen(engine, "handle_error", _named)


def _named(context: ExceptionContext) -> StorageError | StatementRefused | None:
    error = context.original_exception
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if isinstance(error, psycopg.Error):
        return _of_postgresql(error)
    return None


def _of_sqlite(error: sqlite3.Error) -> StorageError | StatementRefused:
    # The low byte is the kind of error, the rest its shade. A mistake in using the driver has no code at all.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column")):
        return NotMigrated()
    return _SQLITE[code]() if code in _SQLITE else StatementRefused(type(error).__name__)


def _of_postgresql(error: psycopg.Error) -> StorageError | StatementRefused:
    if error.diag.message_primary:
        # The details that PostgreSQL adds quote the row it refused.
        error.args = (error.diag.message_primary,)
    if error.sqlstate in _POSTGRESQL:
        return _POSTGRESQL[error.sqlstate]()
    return (
        DatabaseUnreachable() if isinstance(error, psycopg.OperationalError) else StatementRefused(type(error).__name__)
    )
