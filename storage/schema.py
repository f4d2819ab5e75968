"""Where a database stands, and how it gets to the schema of this version: by the migrations beside this module.

Migrating is one transaction on both databases: it happens whole or not at all.
"""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Engine

from storage.engine import SQLITE
from storage.errors import NewerSchema, NotMigrated, StorageError
from storage.tables import META

_ADVISORY_KEY = int.from_bytes(b"migratie", "big")
_KEY_CHECK = "key_check"


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; one that is there already is left alone.

    Raises NewerSchema for a database of a later version, WrongKey when it was made with another key.
    """
    with engine.connect() as connection:
        # Not the pool's any more, so that no other work inherits its settings.
        connection.detach()
        if engine.dialect.name == SQLITE:
            _migrate_sqlite(connection)
        else:
            _migrate_postgresql(connection)


def check(engine: Engine) -> None:
    """Raises NotMigrated, NewerSchema or WrongKey unless this version of Leerlijn can work with the database."""
    with engine.connect() as connection:
        if _revision(connection) != _scripts().get_current_head() or not _key_opens(connection):
            raise NotMigrated


def _migrate_sqlite(connection: Connection) -> None:
    # A migration that rebuilds a table drops the old one, and with foreign keys on that would empty its children.
    # SQLite listens to this outside a transaction only, and a transaction is what SQLAlchemy begins with.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()
    with connection.begin():
        _upgrade(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise StorageError("Rows of the database point to nothing, so it was not migrated: restore a backup.")


def _migrate_postgresql(connection: Connection) -> None:
    with connection.begin():
        # Replicas that start together migrate one after the other.
        connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_KEY)))
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    _revision(connection)
    command.upgrade(alembic_config(connection), "head")
    if not _key_opens(connection):
        connection.execute(insert(META), {"name": _KEY_CHECK, "value": "Leerlijn"})


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in known_revisions():
        raise NewerSchema
    return revision


def _key_opens(connection: Connection) -> bool:
    """False when no key was ever used here; raises WrongKey when it was another one."""
    return connection.scalar(select(META.c.value).where(META.c.name == _KEY_CHECK)) is not None


def alembic_config(connection: Connection | None = None) -> Config:
    """How Alembic finds the migrations in the package, without a file in the working directory."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


@cache
def known_revisions() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())
