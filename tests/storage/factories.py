"""What the storage tests talk about."""

from datetime import UTC, datetime, timedelta
from typing import cast

from dialogs.plan import DelingKind, FeedbackStatus, Reactie, RecordKind, RecordStatus, Status, Values
from dialogs.turn import React, SaveFeedback, SaveLeerdoel, SaveRecord, Share
from storage import Cipher, Database, Dossier, Received, UnitOfWork

KEY = Cipher.new_key()
AT = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
CHAT = 7_000_000_001
"""More than 32 bits, as Telegram's newer chats have."""


def CLOCK() -> datetime:  # noqa: N802 - a constant that has to be called
    return AT


def received(update_id: int, payload: str = "{}", *, chat: int = CHAT, at: datetime = AT) -> Received:
    return Received(update_id, chat, at, payload)


def leerdoel(
    values: Values, *, key: str = "leerdoel-1", status: Status = Status.OPEN, why: str = "nieuw"
) -> SaveLeerdoel:
    return SaveLeerdoel(key, values, status, why)


def record(
    values: Values,
    *,
    key: str = "record-1",
    kind: RecordKind = "reflectie",
    status: RecordStatus = RecordStatus.KLAAR,
) -> SaveRecord:
    return SaveRecord(kind, key, values, status)


def feedback(
    values: Values,
    *,
    key: str = "feedback-1",
    koppeling: str = "",
    status: FeedbackStatus = FeedbackStatus.LOPEND,
) -> SaveFeedback:
    return SaveFeedback(key, values, koppeling, status)


def share(
    text: str = "Drie doelen lopen.",
    *,
    key: str = "deling-1",
    koppeling: str = "koppeling-1",
    soort: DelingKind = "samenvatting",
    details: str = "",
    gesprek: str = "",
) -> Share:
    return Share(key, koppeling, soort, text, details, gesprek)


def react(reactie: Reactie, woorden: str = "", *, key: str = "deling-1") -> React:
    return React(key, reactie, woorden)


def link(unit: UnitOfWork, aios: str, other: str, key: str = "koppeling-1", rol: str = "opleider") -> str:
    """A confirmed link between these two; returns its id."""
    token = unit.koppelingen.invite(aios, key, rol, AT)
    assert unit.koppelingen.open(token, other, AT) == key
    unit.koppelingen.accept(other, key, AT)
    unit.koppelingen.confirm(aios, key, AT)
    return key


def dossier(database: Database, chat: int = CHAT) -> Dossier:
    """The person of this chat as the next message would find them, made if need be."""
    with database.unit() as unit:
        found = unit.persons.by_chat(chat, AT)
        unit.commit()
    return found


def tables_of(database: Database, person: str) -> dict[str, list[dict[str, object]]]:
    """What is kept of this person, per table."""
    with database.unit() as unit:
        return cast(dict[str, list[dict[str, object]]], unit.persons.export(person))
