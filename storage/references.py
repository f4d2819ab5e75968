"""What somebody names must be their own: a record, a version or a deling points to nothing of another person."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from storage.errors import NotTheirs
from storage.tables import METADATA, NAMED

_OWNER = {
    name: select(METADATA.tables[name].c.person).where(METADATA.tables[name].c.id == bindparam("key")) for name in NAMED
}


def check_named(connection: Connection, person: str, columns: Mapping[str, object]) -> None:
    """Raises NotTheirs unless every leerdoel, gesprek and koppeling in `columns` is this person's (its aios's)."""
    for name, owner in _OWNER.items():
        key = columns.get(name)
        if key is not None and connection.scalar(owner, {"key": key}) != person:
            raise NotTheirs
