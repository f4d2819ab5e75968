"""Keeps what people entrust to Leerlijn: tables, encryption at rest, repositories, migrations.

    with Database.open(url, keys) as database, database.claim():
        database.check()
        with database.unit() as unit:
            dossier = unit.persons.by_chat(chat, at)
            unit.commit()

Every method may raise a `StorageError`, whose text is one line that says what to do and may be shown and logged.
"""

from storage.cipher import Cipher
from storage.claim import Claim
from storage.database import Database
from storage.errors import (
    AlreadyRunning,
    Conflict,
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnreachable,
    InvalidValues,
    NewerSchema,
    NotMigrated,
    NotTheirs,
    StatementRefused,
    StorageError,
    WrongKey,
)
from storage.inbox import Received
from storage.leerdoelen import Versie
from storage.nudges import Claimed
from storage.outbox import Escaped, Mark, Outgoing, Queued
from storage.persons import Dossier
from storage.unit import UnitOfWork

__all__ = [
    "AlreadyRunning",
    "Cipher",
    "Claim",
    "Claimed",
    "Conflict",
    "Database",
    "DatabaseFull",
    "DatabaseLocked",
    "DatabaseUnreachable",
    "Dossier",
    "Escaped",
    "InvalidValues",
    "Mark",
    "NewerSchema",
    "NotMigrated",
    "NotTheirs",
    "Outgoing",
    "Queued",
    "Received",
    "StatementRefused",
    "StorageError",
    "UnitOfWork",
    "Versie",
    "WrongKey",
]
