"""Inserting rows of which some may be there already. Both databases can, but SQLAlchemy words it per dialect."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection


class InsertNew:
    """Inserts the rows whose `key` column is not known yet and passes over the others, in one statement."""

    def __init__(self, table: Table, key: str) -> None:
        column = table.c[key]
        self._statements: Mapping[str, Insert] = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=[column]).returning(column),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=[column]).returning(column),
        }

    def __call__(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> set[int]:
        """The keys that were new. Of rows with the same key the first one is kept."""
        return set(connection.scalars(self._statements[connection.dialect.name], rows))
