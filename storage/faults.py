"""Says of a driver's error what is the matter: the one place that knows the codes of SQLite and PostgreSQL.

SQLite: https://sqlite.org/rescode.html. PostgreSQL: appendix A of its manual, 'PostgreSQL Error Codes'.
"""

import sqlite3

import psycopg
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.event import listen

from storage.errors import DatabaseFull, DatabaseLocked, DatabaseUnreachable, NotMigrated, StorageError

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
    """From now on `engine` raises StorageErrors for faults of the world; for mistakes in our code it still does not."""
    listen(engine, "handle_error", _named)


def _named(context: ExceptionContext) -> StorageError | None:
    fault = _fault(context.original_exception)
    return fault() if fault else None


def _fault(error: BaseException) -> type[StorageError] | None:
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind of error, the rest its shade.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column")):
            return NotMigrated
        return _SQLITE.get(code)
    if isinstance(error, psycopg.Error):
        known = _POSTGRESQL.get(error.sqlstate or "")
        return known or (DatabaseUnreachable if isinstance(error, psycopg.OperationalError) else None)
    return None
