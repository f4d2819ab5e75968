"""Leerdoelen and how they came about: every change adds a whole version, and no version is ever changed.

'The IOP grows': who changed what, when and why is kept, so that the aios can show it (RGS, visitatie).
"""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import LEERDOEL_FIELDS, Leerdoel, Status, Values
from dialogs.turn import SaveLeerdoel
from storage.errors import NotTheirs
from storage.plan_cache import change_plan
from storage.references import check_named
from storage.tables import LEERDOEL, LEERDOEL_VERSIE
from storage.values import Stored, as_values, leerdoel_columns

_FIELDS = [LEERDOEL_VERSIE.c[name] for name in LEERDOEL_FIELDS]

_OWNER = select(LEERDOEL.c.person).where(LEERDOEL.c.id == bindparam("key"))
_HEAD = (
    select(LEERDOEL.c.person, LEERDOEL.c.version)
    .where(LEERDOEL.c.id == bindparam("key"))
    # Two changes of one leerdoel follow each other, so that neither is lost in the merge of the other.
    .with_for_update()
)
_NEXT = (
    update(LEERDOEL)
    .where(LEERDOEL.c.id == bindparam("key"))
    .values(version=bindparam("version"), status=bindparam("status"), parent=bindparam("parent"))
)
_FIRST = insert(LEERDOEL)
_VERSION = insert(LEERDOEL_VERSIE)
_FIELDS_OF = select(*_FIELDS).where(
    LEERDOEL_VERSIE.c.leerdoel == bindparam("key"), LEERDOEL_VERSIE.c.version == bindparam("version")
)
_OF = (
    select(LEERDOEL.c.id, LEERDOEL.c.status, LEERDOEL.c.version, LEERDOEL.c.created, *_FIELDS)
    .join_from(
        LEERDOEL,
        LEERDOEL_VERSIE,
        (LEERDOEL_VERSIE.c.leerdoel == LEERDOEL.c.id) & (LEERDOEL_VERSIE.c.version == LEERDOEL.c.version),
    )
    .where(LEERDOEL.c.person == bindparam("person"))
    .order_by(LEERDOEL.c.created, LEERDOEL.c.id)
)
_HISTORY = (
    select(LEERDOEL_VERSIE).where(LEERDOEL_VERSIE.c.leerdoel == bindparam("key")).order_by(LEERDOEL_VERSIE.c.version)
)


@dataclass(frozen=True, slots=True)
class Versie:
    """A leerdoel as it was from `at` (UTC) on. `by` is a person's id, None once that person was forgotten."""

    version: int
    at: datetime
    by: str | None
    why: str = field(repr=False)
    gesprek: str | None
    status: Status
    values: Values = field(repr=False)


class Leerdoelen:
    def __init__(self, connection: Connection, zone: ZoneInfo) -> None:
        self._connection = connection
        self._zone = zone

    def save(self, person: str, effect: SaveLeerdoel, by: str, at: datetime) -> None:
        """A new leerdoel of `person`, or its next version: fields that `effect` does not name stay, '' clears one.

        Raises InvalidValues, and NotTheirs when the leerdoel, its parent or the gesprek is another person's.
        """
        changes = leerdoel_columns(effect)
        head = self._connection.execute(_HEAD, {"key": effect.id}).first()
        if head is None:
            version, kept = 1, dict.fromkeys(LEERDOEL_FIELDS)
        elif head.person == person:
            version, kept = head.version + 1, self._columns(effect.id, head.version)
        else:
            raise NotTheirs
        check_named(self._connection, person, {"gesprek": changes["gesprek"]})
        columns = {**kept, **changes}
        if columns["parent"] is not None and "parent" in changes:
            self._check_parent(person, effect.id, columns["parent"])
        summary = {"status": columns["status"], "version": version, "parent": columns["parent"]}
        if version == 1:
            self._connection.execute(_FIRST, {"id": effect.id, "person": person, "created": at, **summary})
        else:
            self._connection.execute(_NEXT, {"key": effect.id, **summary})
        self._connection.execute(
            _VERSION, {"leerdoel": effect.id, "version": version, "at": at, "by_person": by, **columns}
        )
        change_plan(self._connection, person)

    def of(self, person: str) -> tuple[Leerdoel, ...]:
        """Every leerdoel of this person as it is now, oldest first. `created` is a day in the zone of the database."""
        return tuple(
            Leerdoel(
                id=row.id,
                status=Status(row.status),
                version=row.version,
                created=row.created.astimezone(self._zone).date(),
                values=as_values(row._asdict(), LEERDOEL_FIELDS),
            )
            for row in self._connection.execute(_OF, {"person": person})
        )

    def history(self, leerdoel: str) -> tuple[Versie, ...]:
        """Every version of this leerdoel, first one first; nothing for an id that is unknown."""
        return tuple(
            Versie(
                version=row.version,
                at=row.at,
                by=row.by_person,
                why=row.why or "",
                gesprek=row.gesprek,
                status=Status(row.status),
                values=as_values(row._asdict(), LEERDOEL_FIELDS),
            )
            for row in self._connection.execute(_HISTORY, {"key": leerdoel})
        )

    def _columns(self, leerdoel: str, version: int) -> dict[str, Stored]:
        return self._connection.execute(_FIELDS_OF, {"key": leerdoel, "version": version}).one()._asdict()

    def _check_parent(self, person: str, leerdoel: str, parent: object) -> None:
        owner = self._connection.scalar(_OWNER, {"key": parent})
        if owner != person or parent == leerdoel:
            raise NotTheirs
