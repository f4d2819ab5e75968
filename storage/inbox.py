"""What Telegram handed over. An update is kept before it is confirmed, and scrubbed once it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, func, literal_column, select, type_coerce, update
from sqlalchemy.engine import Connection

from storage.cipher import Legible
from storage.insertion import InsertNew
from storage.tables import INBOX

_WAITING = INBOX.c.status == literal_column("'waiting'")

_ADD = InsertNew(INBOX, "update_id")
_SELECT_WAITING = (
    select(INBOX.c.update_id, INBOX.c.chat, INBOX.c.received_at, type_coerce(INBOX.c.payload, Legible))
    .where(_WAITING)
    .order_by(INBOX.c.received_at, INBOX.c.update_id)
)
_DONE = (
    update(INBOX)
    .where(INBOX.c.update_id == bindparam("key"), _WAITING)
    .values(status="done", payload=None, done_at=bindparam("at"))
)
_SET_ASIDE = update(INBOX).where(INBOX.c.update_id == bindparam("key"), _WAITING).values(status="malformed")
_PURGE = delete(INBOX).where(~_WAITING, func.coalesce(INBOX.c.done_at, INBOX.c.received_at) < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Received:
    """One update. `at` is when it was received (aware), `payload` a text that storage does not look into.

    A malformed one is kept so that it can be looked at, and never waits.
    """

    update_id: int
    chat: int
    at: datetime
    payload: str = field(repr=False)
    malformed: bool = False

    @property
    def unasked(self) -> bool:
        """Whether it is ours: Telegram's numbers are positive."""
        return self.update_id < 0


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Sequence[Received]) -> list[Received]:
        """Keep what was not known yet, and return that. An update_id that is known changes nothing."""
        if not rows:
            return []
        new = _ADD(
            self._connection,
            [
                {
                    "update_id": row.update_id,
                    "chat": row.chat,
                    "received_at": row.at,
                    "payload": row.payload,
                    "status": "malformed" if row.malformed else "waiting",
                }
                for row in rows
            ],
        )
        fresh = []
        for row in rows:
            if row.update_id in new:
                new.remove(row.update_id)
                fresh.append(row)
        return fresh

    def waiting(self) -> list[Received]:
        """What was never answered, oldest first. A row that is damaged has an empty payload and stops nobody."""
        return [Received(*row) for row in self._connection.execute(_SELECT_WAITING)]

    def done(self, update_id: int, at: datetime) -> bool:
        """Scrub the payload. False when there was nothing to do any more: somebody else answered this update."""
        return self._connection.execute(_DONE, {"key": update_id, "at": at}).rowcount == 1

    def all_done(self, update_ids: Sequence[int], at: datetime) -> bool:
        """`done` for several at once. False when one of them was answered already: then roll back."""
        rows = [{"key": update_id, "at": at} for update_id in update_ids]
        return not rows or self._connection.execute(_DONE, rows).rowcount == len(rows)

    def set_aside(self, update_id: int) -> bool:
        """Keep an update that could not be answered, out of the way. False when it was answered already."""
        return self._connection.execute(_SET_ASIDE, {"key": update_id}).rowcount == 1

    def purge(self, before: datetime) -> int:
        """Remove what was finished before then. Keep a day at least: Telegram may hand an update over again."""
        return self._connection.execute(_PURGE, {"before": before}).rowcount
