"""Links between an aios and somebody in the training: by invitation, for whom opens it first, confirmed by the aios.

Who holds an invitation can open it, so its token is kept nowhere: the database has its hash, which opens nothing.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import FeedbackStatus, Koppeling, LinkStatus
from storage.errors import NotTheirs
from storage.outbox import withdraw_shared
from storage.plan_cache import change_plan
from storage.tables import DELING, FEEDBACK, KOPPELING, PERSON
from storage.values import invitation_columns

VALID = timedelta(days=7)
"""How long an invitation can be opened."""

_THIS = KOPPELING.c.id == bindparam("key")
_AIOS = PERSON.alias("aios")
_OTHER = PERSON.alias("other")

_INVITE = insert(KOPPELING)
_OPEN = (
    update(KOPPELING)
    .where(
        KOPPELING.c.token_hash == bindparam("hash"),
        KOPPELING.c.person != bindparam("opener"),
        KOPPELING.c.other.is_(None),
        KOPPELING.c.ended.is_(None),
        KOPPELING.c.expires > bindparam("at"),
    )
    .values(other=bindparam("opener"), opened=bindparam("at"))
)
_OPENED = select(KOPPELING.c.id, KOPPELING.c.person).where(
    KOPPELING.c.token_hash == bindparam("hash"),
    KOPPELING.c.other == bindparam("opener"),
    KOPPELING.c.ended.is_(None),
)
_PURGE = delete(KOPPELING).where(KOPPELING.c.opened.is_(None), KOPPELING.c.expires <= bindparam("now"))
# What the two do at the same moment happens one after the other.
_ONE = select(KOPPELING).where(_THIS).with_for_update()
_STOP = (
    update(FEEDBACK)
    .where(FEEDBACK.c.koppeling == bindparam("key"), FEEDBACK.c.status == FeedbackStatus.LOPEND.value)
    .values(status=FeedbackStatus.GESTOPT.value, changed=bindparam("at"))
)
_OF = (
    select(KOPPELING, _AIOS.c.naam.label("naam_aios"), _OTHER.c.naam.label("naam_other"))
    .join_from(KOPPELING, _AIOS, _AIOS.c.id == KOPPELING.c.person)
    .outerjoin(_OTHER, _OTHER.c.id == KOPPELING.c.other)
    .where(
        or_(KOPPELING.c.person == bindparam("person"), KOPPELING.c.other == bindparam("person")),
        KOPPELING.c.ended.is_(None),
        or_(KOPPELING.c.opened.is_not(None), KOPPELING.c.expires > bindparam("now")),
    )
    .order_by(KOPPELING.c.created, KOPPELING.c.id)
)


class Koppelingen:
    def __init__(self, connection: Connection, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._connection = connection
        self._clock = clock
        self._zone = zone

    def invite(self, person: str, koppeling: str, rol: str, at: datetime) -> str:
        """Make link `koppeling` of this aios and return its token, which opens it for one person until `at` + 7 days.

        43 characters of A-Z a-z 0-9 _ and -, of which a deep link holds 64 (Bot API, deep linking). Nobody can ask
        for it again. Raises InvalidValues.
        """
        columns = invitation_columns(koppeling, rol)
        token = secrets.token_urlsafe(32)
        row = {"person": person, "token_hash": _hashed(token), "expires": at + VALID, "created": at, **columns}
        self._connection.execute(_INVITE, row)
        change_plan(self._connection, person)
        return token

    def open(self, token: str, person: str, at: datetime) -> str | None:
        """The link that this token opens for this person: theirs from now on, and again whenever they come back.

        None when it opens nothing (any more), and nothing says why: unknown, expired, ended, opened by somebody
        else before, or their own invitation.
        """
        key = {"hash": _hashed(token), "opener": person}
        fresh = self._connection.execute(_OPEN, {**key, "at": at}).rowcount == 1
        opened = self._connection.execute(_OPENED, key).first()
        if opened is None:
            return None
        if fresh:
            change_plan(self._connection, opened.person, person)
        return str(opened.id)

    def accept(self, person: str, koppeling: str, at: datetime) -> None:
        """Who opened it says who they are; a second time changes nothing. Raises NotTheirs for any other link."""
        row = self._live(koppeling)
        if row.other != person:
            raise NotTheirs
        if row.accepted is None:
            self._mark(row, "accepted", at)

    def confirm(self, person: str, koppeling: str, at: datetime) -> None:
        """The aios says that this is the right person; a second time changes nothing.

        Raises NotTheirs for a link that is not this aios's own, or was not accepted.
        """
        row = self._live(koppeling)
        if row.person != person or row.accepted is None:
            raise NotTheirs
        if row.confirmed is None:
            self._mark(row, "confirmed", at)

    def end(self, person: str, koppeling: str, at: datetime) -> None:
        """Either of the two ends it, and stops the feedback that was under way; a second time changes nothing.

        What was shared by it and not sent yet, is not sent any more. Raises NotTheirs.
        """
        row = self._one(koppeling)
        if row is None or person not in (row.person, row.other):
            raise NotTheirs
        if row.ended is None:
            self._connection.execute(_STOP, {"key": koppeling, "at": at})
            withdraw_shared(self._connection, DELING.c.koppeling == koppeling)
            self._mark(row, "ended", at)

    def purge(self, now: datetime) -> int:
        """Remove the invitations that nobody opened in time (`now` is aware); returns how many.

        Nobody sees them any more: they open nothing, and a plan with an open invitation is not cached.
        """
        return self._connection.execute(_PURGE, {"now": now}).rowcount

    def of(self, person: str) -> tuple[Koppeling, ...]:
        """Every link that is there, with this person on either side, oldest first.

        Without those that ended and invitations that expired. An aios sees no name of somebody who has not accepted.
        """
        rows = self._connection.execute(_OF, {"person": person, "now": self._clock()})
        return tuple(self._seen_by(person, row) for row in rows)

    def _seen_by(self, person: str, row: Row[Any]) -> Koppeling:
        aios = row.person == person
        naam = (row.naam_other if row.accepted else None) if aios else row.naam_aios
        return Koppeling(
            id=row.id,
            side="aios" if aios else "opleider",
            rol=row.rol,
            naam=naam or "",
            status=_status(row),
            created=row.created.astimezone(self._zone).date(),
        )

    def _one(self, koppeling: str) -> Row[Any] | None:
        return self._connection.execute(_ONE, {"key": koppeling}).first()

    def _live(self, koppeling: str) -> Row[Any]:
        row = self._one(koppeling)
        if row is None or row.ended is not None:
            raise NotTheirs
        return row

    def _mark(self, row: Row[Any], moment: str, at: datetime) -> None:
        self._connection.execute(update(KOPPELING).where(KOPPELING.c.id == row.id).values({moment: at}))
        change_plan(self._connection, row.person, row.other)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _status(row: Row[Any]) -> LinkStatus:
    if row.confirmed is not None:
        return LinkStatus.GEKOPPELD
    if row.accepted is not None:
        return LinkStatus.AANGENOMEN
    return LinkStatus.UITGENODIGD if row.opened is None else LinkStatus.GEOPEND
