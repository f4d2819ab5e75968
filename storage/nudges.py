"""What is to be said unasked, and when: the table is the schedule, and whoever claims a row says it.

Rows that follow from the plan are replaced with it; what was put off by hand, or told by another person, stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.engine import Connection, Row

from dialogs.plan import Nudge
from storage.insertion import InsertNew
from storage.plan_cache import change_plan
from storage.tables import NUDGE, PERSON

_ADD = InsertNew(NUDGE, "id", unique=("person", "kind", "subject", "due"))
_DERIVED = (
    select(NUDGE.c.id, NUDGE.c.kind, NUDGE.c.subject, NUDGE.c.due)
    .where(NUDGE.c.person == bindparam("person"), NUDGE.c.derived)
    .order_by(NUDGE.c.due, NUDGE.c.id)
)
_ROWS = (
    select(
        NUDGE.c.id,
        NUDGE.c.person,
        PERSON.c.chat,
        NUDGE.c.kind,
        NUDGE.c.subject,
        NUDGE.c.due,
        NUDGE.c.derived,
        PERSON.c.reachable,
    )
    .join_from(NUDGE, PERSON, PERSON.c.id == NUDGE.c.person)
    .where(NUDGE.c.due <= bindparam("now"))
    .order_by(NUDGE.c.due, NUDGE.c.id)
    # Of several replicas each takes its own rows (SQLite has one writer at a time, and leaves this out).
    .with_for_update(of=NUDGE, skip_locked=True)
)
_DUE = _ROWS.limit(bindparam("limit"))
_ALSO_DUE = _ROWS.where(NUDGE.c.person.in_(bindparam("persons", expanding=True)))
_TAKE = delete(NUDGE).where(NUDGE.c.id.in_(bindparam("keys", expanding=True)))
_NEXT_DUE = select(func.min(NUDGE.c.due))


@dataclass(frozen=True, slots=True)
class Claimed:
    """What to say now to `person` in `chat`: all that is due for them, oldest first, each with when it should have been
    (UTC). `id` is never used twice. `asked`: not all of it follows from the plan."""

    id: int
    person: str
    chat: int
    nudges: tuple[Nudge, ...]
    asked: bool


class Nudges:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, person: str, nudges: Sequence[Nudge], now: datetime) -> None:
        """What follows from the plan of this person after `now` (aware): these, and no others.

        What stays the same keeps its id. What is due already is left alone: it is being claimed, or was just now, and
        writing it down again would say it twice.
        """
        # Two moments with different zones are never equal in the night that the clock changes, so both are in UTC.
        wanted = {(nudge.kind, nudge.subject, nudge.due.astimezone(UTC)) for nudge in nudges if nudge.due > now}
        kept = {
            (row.kind, row.subject, row.due): row.id
            for row in self._connection.execute(_DERIVED, {"person": person})
            if row.due > now
        }
        gone = [kept[key] for key in kept.keys() - wanted]
        if gone:
            self._connection.execute(_TAKE, {"keys": gone})
        added = self._add(person, sorted(wanted - kept.keys(), key=lambda key: key[2]), derived=True)
        if gone or added:
            change_plan(self._connection, person)

    def put_off(self, person: str, kind: str, subject: str, at: datetime) -> None:
        """Say this `at` (aware), whatever the plan says in between. What is due at that moment already is enough."""
        self._add(person, [(kind, subject, at)], derived=False)

    def tell(self, person: str, kind: str, subject: str, at: datetime) -> None:
        """Say this to `person`, who is not the one that it comes from: `at` (aware) is now."""
        self._add(person, [(kind, subject, at)], derived=False)

    def claim(self, now: datetime, limit: int) -> list[Claimed]:
        """Take what is due, oldest first: it is gone with the commit, and everybody else passes it over until then.

        Of the first `limit` rows, with whatever else is due for the same persons; what was for persons who cannot be
        reached goes without being given out.
        """
        rows = [*self._connection.execute(_DUE, {"now": now, "limit": limit})]
        self._take(rows)
        if rows and len(rows) == limit:
            persons = [*{row.person for row in rows}]
            also = [*self._connection.execute(_ALSO_DUE, {"now": now, "persons": persons})]
            self._take(also)
            rows += also
        change_plan(self._connection, *{row.person for row in rows if row.derived})
        whose: dict[str, list[Row[Any]]] = {}
        for row in rows:
            if row.reachable:
                whose.setdefault(row.person, []).append(row)
        return [_claimed(person, theirs) for person, theirs in whose.items()]

    def next_due(self) -> datetime | None:
        """When the first one is due (UTC), also when that is past; None when there is none at all."""
        due: datetime | None = self._connection.scalar(_NEXT_DUE)
        return due

    def of(self, person: str) -> tuple[Nudge, ...]:
        """What follows from the plan of this person, soonest first."""
        return tuple(
            Nudge(row.kind, row.subject, row.due) for row in self._connection.execute(_DERIVED, {"person": person})
        )

    def _take(self, rows: Sequence[Row[Any]]) -> None:
        if rows:
            self._connection.execute(_TAKE, {"keys": [row.id for row in rows]})

    def _add(self, person: str, keys: Sequence[tuple[str, str, datetime]], derived: bool) -> bool:
        rows = [
            {"person": person, "kind": kind, "subject": subject, "due": due, "derived": derived}
            for kind, subject, due in keys
        ]
        return bool(rows) and bool(_ADD(self._connection, rows))


def _claimed(person: str, rows: Sequence[Row[Any]]) -> Claimed:
    nudges = tuple(Nudge(row.kind, row.subject, row.due) for row in rows)
    return Claimed(rows[0].id, person, rows[0].chat, nudges, asked=not all(row.derived for row in rows))
