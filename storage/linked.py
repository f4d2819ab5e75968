"""Who is linked to whom: whose plan shows something of this person, and what becomes of it when this person goes."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, union, union_all, update
from sqlalchemy.engine import Connection

from dialogs.plan import PARKED, Consent, FeedbackStatus
from storage.outbox import withdraw_shared
from storage.tables import DELING, FEEDBACK, FEEDBACK_DEEL, KOPPELING, PERSON

_LINKED = union(
    *(
        select(theirs).where(ours == bindparam("person"), theirs.is_not(None))
        for table in (KOPPELING, FEEDBACK, DELING)
        for ours, theirs in ((table.c.person, table.c.other), (table.c.other, table.c.person))
    )
)
_TWO = union_all(
    *(
        select(table.c.person, table.c.other)
        .join_from(table, KOPPELING, KOPPELING.c.id == table.c.koppeling)
        .where(table.c.id == bindparam("subject"), KOPPELING.c.ended.is_(None))
        for table in (FEEDBACK, DELING)
    ),
    select(KOPPELING.c.person, KOPPELING.c.other).where(
        KOPPELING.c.id == bindparam("subject"), KOPPELING.c.ended.is_(None)
    ),
)
_CAN_BE_TOLD = select(PERSON.c.id).where(
    PERSON.c.id == bindparam("key"), PERSON.c.reachable, PERSON.c.consent != Consent.REFUSED.value
)
_STOP = (
    update(FEEDBACK)
    .where(FEEDBACK.c.other == bindparam("key"), FEEDBACK.c.status == FeedbackStatus.LOPEND.value)
    .values(status=FeedbackStatus.GESTOPT.value, changed=bindparam("at"))
)
_UNPARK = delete(FEEDBACK_DEEL).where(
    FEEDBACK_DEEL.c.by_person == bindparam("key"), FEEDBACK_DEEL.c.part.in_([*PARKED])
)


def linked_to(connection: Connection, person: str) -> list[str]:
    """The ids of everybody whose plan shows something of this person, be it their name only."""
    return list(connection.scalars(_LINKED, {"person": person}))


def counterpart(connection: Connection, person: str, subject: str) -> str | None:
    """The id of the other person of this feedback, deling or link, whatever the state of a link that somebody opened.

    None when there is none who can be told something: not theirs, done alone, ended, not reachable, no consent.
    """
    two = connection.execute(_TWO, {"subject": subject}).first()
    if two is None or person not in two:
        return None
    other = two.other if person == two.person else two.person
    return connection.scalar(_CAN_BE_TOLD, {"key": other})


def take_leave(connection: Connection, person: str, at: datetime) -> None:
    """Before this person is erased: what they gave stays with the other, and what they had not given yet goes.

    What they shared and was not sent yet, is not sent any more.
    """
    withdraw_shared(connection, DELING.c.person == person)
    connection.execute(_STOP, {"key": person, "at": at})
    connection.execute(_UNPARK, {"key": person})
