"""What an aios shared with whom, and what the other one said to it: the ledger 'wat heb ik gedeeld, wanneer, met wie'.

Nothing gets here but by `share`, word for word as it was shown. The aios sees the whole ledger for good; the other one
sees what was shared as long as it was not taken back and the link stands.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import Deling
from dialogs.turn import React, Share
from storage.errors import NotTheirs
from storage.plan_cache import change_plan
from storage.references import check_named
from storage.tables import DELING, KOPPELING, PERSON
from storage.values import deling_columns, reaction_columns

_AIOS = PERSON.alias("aios")
_OTHER = PERSON.alias("other")
_THIS = DELING.c.id == bindparam("key")
_SEEN = "gezien"

# A link that ends at the same moment ends before or after it, and never halfway.
_LINK = (
    select(KOPPELING.c.other, KOPPELING.c.rol, _OTHER.c.naam)
    .join_from(KOPPELING, _OTHER, _OTHER.c.id == KOPPELING.c.other)
    .where(
        KOPPELING.c.id == bindparam("key"),
        KOPPELING.c.person == bindparam("person"),
        KOPPELING.c.confirmed.is_not(None),
        KOPPELING.c.ended.is_(None),
    )
    .with_for_update(of=KOPPELING)
)
_KNOWN = select(DELING.c.id).where(_THIS)
_SHARE = insert(DELING)
_MINE = select(DELING).where(_THIS, DELING.c.person == bindparam("person")).with_for_update()
_SHOWN_TO = (
    select(DELING)
    .join_from(DELING, KOPPELING, KOPPELING.c.id == DELING.c.koppeling)
    .where(
        _THIS,
        DELING.c.other == bindparam("person"),
        DELING.c.taken_back.is_(None),
        KOPPELING.c.ended.is_(None),
    )
    .with_for_update()
)
_OF = (
    select(DELING, _AIOS.c.naam.label("naam_aios"))
    .join_from(DELING, _AIOS, _AIOS.c.id == DELING.c.person)
    .outerjoin(KOPPELING, KOPPELING.c.id == DELING.c.koppeling)
    .where(
        or_(
            DELING.c.person == bindparam("person"),
            (DELING.c.other == bindparam("person")) & KOPPELING.c.id.is_not(None) & KOPPELING.c.ended.is_(None),
        )
    )
    .order_by(DELING.c.at, DELING.c.id)
)


class Delingen:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def share(self, person: str, effect: Share, at: datetime) -> None:
        """This aios shares these words with the other side of a link, `at` (aware).

        Raises InvalidValues, and NotTheirs for a link that is not theirs or not gekoppeld, for a gesprek of another
        person, and for an id that is there already: what was shared is never changed.
        """
        columns = deling_columns(effect)
        link = self._connection.execute(_LINK, {"key": effect.koppeling, "person": person}).first()
        if link is None or self._connection.scalar(_KNOWN, {"key": effect.id}) is not None:
            raise NotTheirs
        check_named(self._connection, person, columns)
        row = {"person": person, "other": link.other, "naam_other": link.naam, "rol": link.rol, "at": at, **columns}
        self._connection.execute(_SHARE, {"koppeling": effect.koppeling, **row})
        change_plan(self._connection, person, link.other)

    def take_back(self, person: str, deling: str, at: datetime) -> None:
        """The aios takes it back, `at` (aware); a second time changes nothing.

        What was shared stays in the ledger of the aios. What waits in the outbox is withdrawn there, see
        `Outbox.withdraw`. Raises NotTheirs unless this person is the aios who shared it.
        """
        row = self._connection.execute(_MINE, {"key": deling, "person": person}).first()
        if row is None:
            raise NotTheirs
        if row.taken_back is None:
            self._write(row, {"taken_back": at})

    def react(self, person: str, effect: React, at: datetime) -> None:
        """The other one says something to it, `at` (aware), in place of what they said before.

        Who says 'gezien' after anything else (or again) changes nothing. Raises InvalidValues, and NotTheirs for
        what was not shared with this person, was taken back, or came by a link that ended.
        """
        columns = reaction_columns(effect)
        row = self._connection.execute(_SHOWN_TO, {"key": effect.id, "person": person}).first()
        if row is None:
            raise NotTheirs
        if effect.reactie != _SEEN or row.reactie is None:
            self._write(row, {"reacted": at, **columns})

    def of(self, person: str) -> tuple[Deling, ...]:
        """What this person shared, and what is shared with them now, oldest first, as they may see it.

        For the aios `other` is what the other was called when it was shared; who has no name is called by their role.
        """
        return tuple(_seen_by(person, row) for row in self._connection.execute(_OF, {"person": person}))

    def _write(self, row: Row[Any], columns: dict[str, Any]) -> None:
        self._connection.execute(update(DELING).where(DELING.c.id == row.id).values(columns))
        change_plan(self._connection, row.person, row.other)


def _seen_by(person: str, row: Row[Any]) -> Deling:
    aios = row.person == person
    shown = aios or row.taken_back is None
    return Deling(
        id=row.id,
        side="aios" if aios else "opleider",
        other=(row.naam_other or row.rol) if aios else (row.naam_aios or "aios"),
        rol=row.rol,
        soort=row.soort,
        at=row.at,
        text=row.text if shown else "",
        details=(row.details or "") if shown else "",
        gesprek=(row.gesprek or "") if aios else "",
        ingetrokken=row.taken_back is not None,
        reactie=row.reactie or "",
        woorden=row.woorden or "",
        reacted=row.reacted,
    )
