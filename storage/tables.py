"""The tables. What a person typed is `Encrypted`; what is left in the clear is an identifier, a number or a moment.

Who owns a row is visible from its columns: `person`, or `chat`, or a cascading reference to a table that has one.
`storage.ownership` exports and erases along that rule, so a table that keeps to it is included from its first day.

Repositories speak Core with the `Table` constants at the end; the classes are the one description of the schema, and
for what a record or feedback may hold it is `dialogs.plan`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from dialogs.plan import FEEDBACK_FIELDS, RECORDS, Fields, RecordKind
from dialogs.plan import Consent as ConsentKind
from storage.cipher import Encrypted
from storage.columns import BigId, UtcDateTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


class Person(Row, table=True):
    """Somebody behind one private chat, with the consent and the profile as they are now."""

    id: str = Field(primary_key=True)
    """uuid"""
    chat: int = Field(sa_type=BigInteger, unique=True)
    reachable: bool = True
    """False from the moment that Telegram says the person blocked the bot."""
    created: datetime = Field(sa_type=UtcDateTime)
    plan_version: int = Field(sa_type=BigInteger)
    """A fresh random number at every change of what `Plan` shows: the key of the cache of plans."""
    consent: str = ConsentKind.UNASKED.value
    naam: str | None = Field(default=None, sa_type=Encrypted)
    programma: str | None = None
    begonnen: date | None = None
    percentage: int | None = None
    week_dag: int | None = None
    week_tijd: str | None = None
    """On the wall, as HH:MM: the moment that it is follows from the zone, and differs in summer."""
    week_ritme: int | None = None
    pauze_van: date | None = None
    pauze_tot: date | None = None
    stil_van: str | None = None
    stil_tot: str | None = None
    nudges_uit: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class Role(Row, table=True):
    """What a person is, and where. `institute` is empty for a role that holds everywhere."""

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    role: str = Field(primary_key=True)
    institute: str = Field(default="", primary_key=True)


class Consent(Row, table=True):
    """Every answer that was given to the question for consent, and to which text."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    what: str
    text_version: str
    at: datetime = Field(sa_type=UtcDateTime)


class Onderdeel(Row, table=True):
    """A row of the opleidingsschema (IOS). The current one ends when the person names another; both are kept."""

    __table_args__ = (
        Index(
            "ix_onderdeel_current",
            "person",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    label: str | None = Field(default=None, sa_type=Encrypted)
    first_day: date
    last_day: date | None = None
    """Planned while current, as it was afterwards."""
    current: bool = True


class Leerdoel(Row, table=True):
    """The head of a leerdoel: everything it says is in the version that `version` names."""

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    parent: str | None = Field(default=None, foreign_key="leerdoel.id", ondelete="SET NULL", index=True)
    status: str
    version: int
    created: datetime = Field(sa_type=UtcDateTime)


class LeerdoelVersie(Row, table=True):
    """A leerdoel as it was from `at` on, whole. Rows are added, never changed."""

    __tablename__ = "leerdoel_versie"

    leerdoel: str = Field(primary_key=True, foreign_key="leerdoel.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by_person: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    """Who wrote this version; unknown once that person was forgotten."""
    why: str | None = Field(default=None, sa_type=Encrypted)
    gesprek: str | None = None
    """The gesprek after which this was written."""
    status: str

    niveau: str | None = None
    onderdeel: str | None = Field(default=None, sa_type=Encrypted)
    aanleiding: str | None = None
    bron: str | None = None
    parent: str | None = None

    doel: str | None = Field(default=None, sa_type=Encrypted)
    specifiek: str | None = Field(default=None, sa_type=Encrypted)
    meetbaar: str | None = Field(default=None, sa_type=Encrypted)
    acceptabel: str | None = Field(default=None, sa_type=Encrypted)
    realistisch: str | None = Field(default=None, sa_type=Encrypted)
    tijdgebonden: str | None = Field(default=None, sa_type=Encrypted)
    grote_lijn: str | None = Field(default=None, sa_type=Encrypted)
    leeractiviteiten: str | None = Field(default=None, sa_type=Encrypted)
    als_dan: str | None = Field(default=None, sa_type=Encrypted)
    ondersteuning: str | None = Field(default=None, sa_type=Encrypted)
    toetsing: str | None = Field(default=None, sa_type=Encrypted)
    kader_eigen: str | None = Field(default=None, sa_type=Encrypted)
    global_health: str | None = Field(default=None, sa_type=Encrypted)
    slotzin: str | None = Field(default=None, sa_type=Encrypted)

    deadline: date | None = None
    competenties: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    kader: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    dun: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))


NAMED = ("leerdoel", "gesprek", "koppeling")
"""Fields that hold the id of something of the same person: each is called as its table."""


def _columns(fields: Fields) -> list[Column[Any]]:
    """A nullable column for each of these fields. What is named may go, and leaves the rest as it is."""
    return [
        *(
            Column(name, String, ForeignKey(f"{name}.id", ondelete="SET NULL"), index=True)
            if name in NAMED
            else Column(name, String)
            for name in fields.choices
        ),
        *(Column(name, Encrypted) for name in fields.texts),
        *(Column(name, Date) for name in fields.dates),
        *(Column(name, Integer) for name in fields.numbers),
        *(Column(name, JSON(none_as_null=True)) for name in fields.lists),
    ]


class Koppeling(Row, table=True):
    """A link between an aios and somebody in the training. How far it came is which of its moments are there."""

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    """The aios, who invites."""
    other: str | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", index=True)
    """Who opened the invitation first."""
    rol: str
    """What the other is to the aios."""
    token_hash: str = Field(unique=True)
    """SHA-256 in hex. It stays after use: a second use has to be recognised."""
    expires: datetime = Field(sa_type=UtcDateTime)
    created: datetime = Field(sa_type=UtcDateTime)
    opened: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FeedbackDeel(Row, table=True):
    """What one of the two said: a part of the feedback, or words before their turn (`dialogs.plan.PARKED`)."""

    __tablename__ = "feedback_deel"

    feedback: str = Field(primary_key=True, foreign_key="feedback.id", ondelete="CASCADE")
    part: str = Field(primary_key=True)
    by_person: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    """Who said it; unknown once that person was forgotten."""
    at: datetime = Field(sa_type=UtcDateTime)
    seq: int
    """Rises in the order in which the feedback got its parts."""
    text: str = Field(sa_type=Encrypted)


class Deling(Row, table=True):
    """What an aios shared with one person. The row is the aios's ledger, so it outlives the other and the link."""

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    """The aios."""
    other: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    koppeling: str | None = Field(default=None, foreign_key="koppeling.id", ondelete="SET NULL", index=True)
    naam_other: str | None = Field(default=None, sa_type=Encrypted)
    """What the other was called, and below what they were to the aios, when it was shared."""
    rol: str
    soort: str
    gesprek: str | None = Field(default=None, foreign_key="gesprek.id", ondelete="SET NULL", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=Encrypted)
    details: str | None = Field(default=None, sa_type=Encrypted)
    taken_back: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reactie: str | None = None
    woorden: str | None = Field(default=None, sa_type=Encrypted)
    reacted: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Nudge(Row, table=True):
    """Something to say unasked. A row goes when it is claimed; ids are never used twice."""

    __table_args__: ClassVar[Any] = (
        UniqueConstraint("person", "kind", "subject", "due"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    person: str = Field(foreign_key="person.id", ondelete="CASCADE")
    kind: str
    subject: str = ""
    due: datetime = Field(sa_type=UtcDateTime, index=True)
    derived: bool
    """Whether it follows from the plan, and goes when the plan says something else."""


class DialogueState(Row, table=True):
    """Where the conversation is; `version` is the optimistic lock and equals the version inside `state`."""

    __tablename__ = "dialogue_state"

    person: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    version: int
    state: str = Field(sa_type=Encrypted)
    updated: datetime = Field(sa_type=UtcDateTime)


class Inbox(Row, table=True):
    """Updates as Telegram handed them over. A row outlives its payload, so that a redelivery is recognised."""

    __table_args__ = (
        Index(
            "ix_inbox_waiting",
            "received_at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    update_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    chat: int = Field(sa_type=BigInteger)
    received_at: datetime = Field(sa_type=UtcDateTime)
    payload: str | None = Field(default=None, sa_type=Encrypted)
    status: str
    """waiting, done or malformed"""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Outbox(Row, table=True):
    """Messages to send. The payload goes when Telegram has it; ids are never used twice."""

    __table_args__: ClassVar[Any] = (
        Index(
            "ix_outbox_waiting",
            "bulk",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        # Few messages are about anything, and all the others need not pay for it.
        Index(
            "ix_outbox_about",
            "about",
            sqlite_where=text("about IS NOT NULL"),
            postgresql_where=text("about IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    chat: int = Field(sa_type=BigInteger)
    payload: str | None = Field(default=None, sa_type=Encrypted)
    bulk: bool
    status: str
    """waiting, sent or failed"""
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    telegram_message_id: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = None
    """Why it failed, as a code."""
    about: str | None = None
    """The deling that this message shows."""


class Meta(Row, table=True):
    """Facts about the database itself. `key_check` can be read with the right key only."""

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Encrypted)


RECORD_TABLES: Mapping[RecordKind, Table] = {
    kind: Table(
        kind,
        METADATA,
        Column("id", String, primary_key=True),
        Column("person", String, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False),
        Column("status", String, nullable=False),
        Column("created", UtcDateTime, nullable=False),
        Column("changed", UtcDateTime, nullable=False),
        *_columns(fields),
    )
    for kind, fields in RECORDS.items()
}
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", String, primary_key=True),
    # The aios, whose it is; what the opleider said goes with it.
    Column("person", String, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False),
    Column("koppeling", String, ForeignKey("koppeling.id", ondelete="SET NULL"), index=True),
    Column("other", String, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("status", String, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("changed", UtcDateTime, nullable=False),
    # When the part that is awaited became due.
    Column("since", UtcDateTime, nullable=False),
    *_columns(FEEDBACK_FIELDS),
)

PERSON: Table = METADATA.tables["person"]
ROLE: Table = METADATA.tables["role"]
CONSENT: Table = METADATA.tables["consent"]
ONDERDEEL: Table = METADATA.tables["onderdeel"]
LEERDOEL: Table = METADATA.tables["leerdoel"]
LEERDOEL_VERSIE: Table = METADATA.tables["leerdoel_versie"]
KOPPELING: Table = METADATA.tables["koppeling"]
FEEDBACK_DEEL: Table = METADATA.tables["feedback_deel"]
DELING: Table = METADATA.tables["deling"]
NUDGE: Table = METADATA.tables["nudge"]
DIALOGUE_STATE: Table = METADATA.tables["dialogue_state"]
INBOX: Table = METADATA.tables["inbox"]
OUTBOX: Table = METADATA.tables["outbox"]
META: Table = METADATA.tables["meta"]
