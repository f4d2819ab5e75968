"""Who is linked to whom: whose plan shows something of this person, and what becomes of it when this person goes."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, union, update
from sqlalchemy.engine import Connection

from dialogs.plan import PARKED, FeedbackStatus
from storage.tables import FEEDBACK, FEEDBACK_DEEL, KOPPELING

_LINKED = union(
    *(
        select(theirs).where(ours == bindparam("person"), theirs.is_not(None))
        for table in (KOPPELING, FEEDBACK)
        for ours, theirs in ((table.c.person, table.c.other), (table.c.other, table.c.person))
    )
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


def take_leave(connection: Connection, person: str, at: datetime) -> None:
    """Before this person is erased: what they gave stays with the other, and what they had not given yet goes."""
    connection.execute(_STOP, {"key": person, "at": at})
    connection.execute(_UNPARK, {"key": person})
