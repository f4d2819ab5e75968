"""What is to be sent. A message is kept in the transaction that caused it, and sent at least once.

A row is scrubbed as soon as it is sent or given up; the number that Telegram gave the message stays. A message that
shows a deling says so, and its number is kept as long as the deling is there: it may have to be taken back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, insert, literal_column, or_, select, type_coerce, update
from sqlalchemy.engine import Connection

from storage.cipher import Legible
from storage.tables import DELING, OUTBOX

_WAITING = OUTBOX.c.status == literal_column("'waiting'")
_THIS = OUTBOX.c.id == bindparam("key")

_ADD = insert(OUTBOX).returning(OUTBOX.c.id, sort_by_parameter_order=True)
_SELECT_WAITING = (
    select(
        OUTBOX.c.id,
        OUTBOX.c.chat,
        type_coerce(OUTBOX.c.payload, Legible),
        OUTBOX.c.bulk,
        OUTBOX.c.attempts,
        OUTBOX.c.not_before,
    )
    .where(_WAITING)
    .order_by(OUTBOX.c.bulk, OUTBOX.c.id)
    .limit(bindparam("limit"))
)
_SENT = (
    update(OUTBOX)
    .where(_THIS)
    .values(status="sent", payload=None, sent_at=bindparam("at"), telegram_message_id=bindparam("message"))
)
_RETRY = update(OUTBOX).where(_THIS, _WAITING).values(attempts=OUTBOX.c.attempts + 1, not_before=bindparam("at"))
_FAILED = update(OUTBOX).where(_THIS, _WAITING).values(status="failed", payload=None, reason=bindparam("why"))
_WITHDRAWN = "withdrawn"
_WITHDRAW = update(OUTBOX).where(_WAITING).values(status="failed", payload=None, reason=_WITHDRAWN)
_WITHDRAW_ABOUT = _WITHDRAW.where(OUTBOX.c.about == bindparam("subject")).returning(OUTBOX.c.id)
_MESSAGES_ABOUT = (
    select(OUTBOX.c.chat, OUTBOX.c.telegram_message_id)
    .where(OUTBOX.c.about == bindparam("subject"), OUTBOX.c.telegram_message_id.is_not(None))
    .distinct()
    .order_by(OUTBOX.c.chat, OUTBOX.c.telegram_message_id)
)
_ESCAPED = (
    update(OUTBOX)
    .where(OUTBOX.c.about.is_not(None), OUTBOX.c.status == "sent", OUTBOX.c.reason == _WITHDRAWN)
    .values(reason=None)
    .returning(OUTBOX.c.id, OUTBOX.c.about, OUTBOX.c.chat, OUTBOX.c.telegram_message_id)
)
_PURGE = delete(OUTBOX).where(
    ~_WAITING,
    OUTBOX.c.created < bindparam("before"),
    or_(OUTBOX.c.about.is_(None), OUTBOX.c.about.not_in(select(DELING.c.id))),
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for a chat. `payload` is a text that storage does not look into; bulk ones let others go first.

    `about` is the deling that it shows, if any.
    """

    chat: int
    payload: str = field(repr=False)
    bulk: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits. It should not be tried before `not_before` (UTC); `attempts` were made already."""

    id: int
    chat: int
    payload: str = field(repr=False)
    bulk: bool
    attempts: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Message `id` of the outbox was sent `at` (aware), and got this number in its chat if Telegram gave one."""

    id: int
    telegram_message_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Escaped:
    """A message that was sent while it was being withdrawn, so it stands in its chat all the same."""

    about: str
    chat: int
    telegram_message_id: int


class Outbox:
    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, messages: Sequence[Outgoing]) -> list[Queued]:
        """Keep these messages. Their ids rise in the order given, above every id there was before."""
        if not messages:
            return []
        now = self._clock()
        rows = [
            {
                "chat": message.chat,
                "payload": message.payload,
                "bulk": message.bulk,
                "status": "waiting",
                "attempts": 0,
                "created": now,
                "about": message.about or None,
            }
            for message in messages
        ]
        # One row as such, because that spares SQLAlchemy the batching, and most answers are one message.
        ids = self._connection.scalars(_ADD, rows[0] if len(rows) == 1 else rows)
        return [
            Queued(key, message.chat, message.payload, message.bulk, attempts=0, not_before=None)
            for key, message in zip(ids, messages, strict=True)
        ]

    def waiting(self, limit: int) -> list[Queued]:
        """The first `limit` of what is not sent, also what must wait longer: bulk after the rest, then by id.

        A row that is damaged has an empty payload and stops nobody.
        """
        return [Queued(*row) for row in self._connection.execute(_SELECT_WAITING, {"limit": limit})]

    def sent(self, marks: Sequence[Mark]) -> None:
        """Scrub what was sent. A message that is gone (its person was forgotten) is passed over."""
        if marks:
            rows = [{"key": mark.id, "message": mark.telegram_message_id, "at": mark.at} for mark in marks]
            self._connection.execute(_SENT, rows)

    def retry(self, message: int, not_before: datetime) -> None:
        """Count an attempt that did not succeed; try again from `not_before` (aware) on."""
        self._connection.execute(_RETRY, {"key": message, "at": not_before})

    def failed(self, message: int, reason_code: str) -> None:
        """Give this message up and scrub it; the code says why."""
        self._connection.execute(_FAILED, {"key": message, "why": reason_code})

    def messages_about(self, about: str) -> list[tuple[int, int]]:
        """Every (chat, telegram_message_id) of a message that showed this deling; an edited one is there once."""
        return [(row.chat, row.telegram_message_id) for row in self._connection.execute(_MESSAGES_ABOUT, _key(about))]

    def withdraw(self, about: str) -> list[int]:
        """Give up and scrub what waits and shows this deling; returns the ids, rising.

        One that is being sent at this moment cannot be stopped any more, see `escaped`.
        """
        return sorted(self._connection.scalars(_WITHDRAW_ABOUT, _key(about)))

    def escaped(self) -> list[Escaped]:
        """What was marked as sent after it had been withdrawn. Each is given out once, with the commit."""
        rows = sorted(self._connection.execute(_ESCAPED).all(), key=lambda row: row.id)
        return [
            Escaped(row.about, row.chat, row.telegram_message_id) for row in rows if row.telegram_message_id is not None
        ]

    def purge(self, before: datetime) -> int:
        """Remove what was sent or given up and is older than `before` (aware); returns how many.

        What shows a deling that is still there stays, without its text.
        """
        return self._connection.execute(_PURGE, {"before": before}).rowcount


def withdraw_shared(connection: Connection, shared: ColumnElement[bool]) -> None:
    """Give up what waits and shows a deling of this condition on `deling`."""
    connection.execute(_WITHDRAW.where(OUTBOX.c.about.in_(select(DELING.c.id).where(shared))))


def _key(about: str) -> dict[str, str]:
    return {"subject": about}
