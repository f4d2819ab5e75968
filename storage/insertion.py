"""Inserting rows of which some may be there already. Both databases can, but SQLAlchemy words it per dialect."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection


class InsertNew:
    """Inserts the rows that are not known yet and passes over the others, in one statement.

    Known is a row with the same `unique` columns, and without those with the same `key`.
    """

    def __init__(self, table: Table, key: str, unique: Sequence[str] = ()) -> None:
        column = table.c[key]
        known = [table.c[name] for name in unique or [key]]
        self._statements: Mapping[str, Insert] = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=known).returning(column),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=known).returning(column),
        }

    def __call__(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> set[int]:
        """The keys that were new. Of rows that are the same the first one is kept."""
        return set(connection.scalars(self._statements[connection.dialect.name], rows))
