"""Replacing a key: everything that is encrypted is written anew under the newest one, while the bot runs.

Small batches, each a transaction of its own, and what is under the newest key already is passed over: it can be
broken off at any moment and simply started again. The key check comes last, so that a database for which an
older key is still needed refuses to open without it.
"""

from typing import Any

from sqlalchemy import Table, Text, bindparam, select, tuple_, type_coerce, update
from sqlalchemy.engine import Connection, Engine

from storage.cipher import Cipher, Encrypted
from storage.tables import META, METADATA

_BATCH = 200
"""Rows that are locked together."""


def rotate(engine: Engine, cipher: Cipher) -> int:
    """Returns how many rows were written anew. Raises WrongKey at a value that no key opens."""
    tables = [table for table in METADATA.sorted_tables if table is not META]
    return sum(_Rotation(cipher, table).run(engine) for table in (*tables, META))


class _Rotation:
    """One table: its encrypted columns are read and written as the bare tokens they are."""

    def __init__(self, cipher: Cipher, table: Table) -> None:
        self._cipher = cipher
        self._key = list(table.primary_key)
        self._columns = [column for column in table.columns if isinstance(column.type, Encrypted)]
        self._read = (
            select(*self._key, *(type_coerce(column, Text).label(column.name) for column in self._columns))
            .order_by(*self._key)
            .limit(_BATCH)
            .with_for_update()
        )
        self._write = (
            update(table)
            .where(*(column == bindparam(f"key_{column.name}") for column in self._key))
            .values({column.name: bindparam(column.name, type_=Text()) for column in self._columns})
        )

    def run(self, engine: Engine) -> int:
        if not self._columns:
            return 0
        count = 0
        read = self._read
        while True:
            with engine.begin() as connection:
                rows = [row._asdict() for row in connection.execute(read)]
                count += sum(self._renew(connection, row) for row in rows)
            if len(rows) < _BATCH:
                return count
            last = [rows[-1][column.name] for column in self._key]
            read = self._read.where(tuple_(*self._key) > tuple_(*last))

    def _renew(self, connection: Connection, row: dict[str, Any]) -> bool:
        old = {column.name: row[column.name] for column in self._columns}
        new = {name: token and (self._cipher.renew(token) or token) for name, token in old.items()}
        if new == old:
            return False
        connection.execute(self._write, {f"key_{column.name}": row[column.name] for column in self._key} | new)
        return True
