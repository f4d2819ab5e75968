"""Which rows are a person's: those that name the person or their chat, and those that hang on such a row.

The rule is read from the tables themselves. So what is exported and what is erased are the same, and a table
that is added later is included in both.
"""

from datetime import date

from sqlalchemy import ColumnElement, FromClause, delete, false, literal, or_, select
from sqlalchemy.engine import Connection

from storage.tables import INBOX, METADATA, OUTBOX, PERSON


def owned(table: FromClause, person: str, chat: int | None) -> ColumnElement[bool]:
    """The condition under which a row of `table` belongs to this person."""
    names = {"id": person} if table is PERSON else {"person": person, "chat": chat}
    for name, value in names.items():
        if name in table.c:
            return table.c[name] == literal(value)
    return or_(
        false(),
        *(
            key.parent.in_(select(key.column).where(owned(key.column.table, person, chat)))
            for key in table.foreign_keys
            if key.ondelete == "CASCADE"
        ),
    )


def copy_of(connection: Connection, person: str) -> dict[str, object]:
    """All rows of this person per table, ready for JSON: what they told first, the post office last.

    A table without rows is left out.
    """
    chat = _chat(connection, person)
    rows = {
        table.name: [
            {name: _plain(value) for name, value in row._mapping.items()}
            for row in connection.execute(select(table).where(owned(table, person, chat)).order_by(*table.primary_key))
        ]
        for table in sorted(METADATA.sorted_tables, key=lambda table: table in (INBOX, OUTBOX))
    }
    return {name: found for name, found in rows.items() if found}


def erase(connection: Connection, person: str) -> None:
    """Delete all rows of this person, in every table."""
    chat = _chat(connection, person)
    for table in reversed(METADATA.sorted_tables):
        connection.execute(delete(table).where(owned(table, person, chat)))


def _chat(connection: Connection, person: str) -> int | None:
    return connection.scalar(select(PERSON.c.chat).where(PERSON.c.id == person))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
