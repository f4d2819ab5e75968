"""Everything an aios notes: one way of keeping for every kind in `dialogs.plan.RECORDS`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, literal, select, union_all, update
from sqlalchemy.engine import Connection

from dialogs.plan import RECORDS, Record, RecordStatus
from dialogs.turn import SaveRecord
from storage.errors import NotTheirs
from storage.plan_cache import change_plan
from storage.references import check_named
from storage.tables import RECORD_TABLES
from storage.values import as_values, record_columns

_HEAD = union_all(
    *(
        select(literal(kind).label("kind"), table.c.person).where(table.c.id == bindparam("key"))
        for kind, table in RECORD_TABLES.items()
    )
)
_OF = {
    kind: select(table).where(table.c.person == bindparam("person")).order_by(table.c.created, table.c.id)
    for kind, table in RECORD_TABLES.items()
}


class Records:
    def __init__(self, connection: Connection, zone: ZoneInfo) -> None:
        self._connection = connection
        self._zone = zone

    def save(self, person: str, effect: SaveRecord, at: datetime) -> None:
        """A new record of `person` (`at`, aware), or these fields of it: what is not named stays, '' clears one.

        Raises InvalidValues, and NotTheirs when the record or something that it names (leerdoel, gesprek, koppeling)
        is not this person's, or the id names a record of another kind.
        """
        columns = record_columns(effect)
        table = RECORD_TABLES[effect.kind]
        head = self._connection.execute(_HEAD, {"key": effect.id}).first()
        if head is not None and (head.kind, head.person) != (effect.kind, person):
            raise NotTheirs
        check_named(self._connection, person, columns)
        if head is None:
            row = {"id": effect.id, "person": person, "created": at, "changed": at, **columns}
            self._connection.execute(insert(table), row)
        else:
            self._connection.execute(update(table).where(table.c.id == effect.id).values(changed=at, **columns))
        change_plan(self._connection, person)

    def drop(self, person: str, record: str) -> None:
        """Erase this record; one that is gone already changes nothing. Raises NotTheirs when it is another person's."""
        head = self._connection.execute(_HEAD, {"key": record}).first()
        if head is None:
            return
        if head.person != person:
            raise NotTheirs
        table = RECORD_TABLES[head.kind]
        self._connection.execute(delete(table).where(table.c.id == record))
        change_plan(self._connection, person)

    def of(self, person: str) -> tuple[Record, ...]:
        """Every record of this person, of every kind, oldest first. `created` is a day in the zone of the database."""
        rows = [
            (kind, row) for kind, query in _OF.items() for row in self._connection.execute(query, {"person": person})
        ]
        return tuple(
            Record(
                id=row.id,
                kind=kind,
                status=RecordStatus(row.status),
                created=row.created.astimezone(self._zone).date(),
                values=as_values(row._asdict(), RECORDS[kind]),
            )
            for kind, row in sorted(rows, key=lambda found: (found[1].created, found[1].id))
        )
