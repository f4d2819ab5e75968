"""Which rows are a person's: those that name the person or their chat, and those that hang on such a row.

The rule is read from the tables themselves. So what is exported and what is erased are the same, and a table
that is added later is included in both. Two things are two persons': what is said in feedback and what is shared hang
on the aios, and stay with the aios when the other is erased; the other one's copy has what they said themselves.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, delete, false, literal, or_, select
from sqlalchemy.engine import Connection

from dialogs.plan import PARKED
from storage.tables import DELING, FEEDBACK_DEEL, INBOX, METADATA, OUTBOX, PERSON


def owned(table: FromClause, person: str, chat: int | None) -> ColumnElement[bool]:
    """The condition under which a row of `table` belongs to this person."""
    if table is PERSON:
        return PERSON.c.id == literal(person)
    if "chat" in table.c:
        return table.c.chat == literal(chat)
    references = [key for key in table.foreign_keys if key.ondelete == "CASCADE"]
    named = [key.parent == literal(person) for key in references if key.column.table is PERSON]
    return or_(
        false(),
        *(
            named
            or [key.parent.in_(select(key.column).where(owned(key.column.table, person, chat))) for key in references]
        ),
    )


def copy_of(connection: Connection, person: str) -> dict[str, object]:
    """All rows of this person per table, ready for JSON: what they told first, the post office last.

    A table without rows is left out.
    """
    chat = _chat(connection, person)
    rows = {
        table.name: [
            {name: _plain(value) for name, value in row._mapping.items() if name not in _hidden(table, row, person)}
            for row in connection.execute(select(table).where(_shown(table, person, chat)).order_by(*table.primary_key))
        ]
        for table in sorted(METADATA.sorted_tables, key=lambda table: table in (INBOX, OUTBOX))
    }
    return {name: found for name, found in rows.items() if found}


def erase(connection: Connection, person: str) -> None:
    """Delete all rows of this person, in every table."""
    chat = _chat(connection, person)
    for table in reversed(METADATA.sorted_tables):
        connection.execute(delete(table).where(owned(table, person, chat)))


def _hidden(table: FromClause, row: Row[Any], person: str) -> tuple[str, ...]:
    """Columns that are the other one's."""
    return ("text", "details", "gesprek") if table is DELING and row.person != person else ()


def _shown(table: FromClause, person: str, chat: int | None) -> ColumnElement[bool]:
    if table is DELING:
        return or_(DELING.c.other == literal(person), owned(table, person, chat))
    if table is not FEEDBACK_DEEL:
        return owned(table, person, chat)
    own = FEEDBACK_DEEL.c.by_person == literal(person)
    return or_(own, owned(table, person, chat) & FEEDBACK_DEEL.c.part.not_in([*PARKED]))


def _chat(connection: Connection, person: str) -> int | None:
    return connection.scalar(select(PERSON.c.chat).where(PERSON.c.id == person))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
