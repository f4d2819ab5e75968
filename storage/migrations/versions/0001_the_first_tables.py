"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("status = 'waiting'")
CURRENT = sa.text("current")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", ID, autoincrement=False, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_waiting", "inbox", ["received_at"], sqlite_where=WAITING, postgresql_where=WAITING)

    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("telegram_message_id", sa.BigInteger()),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_waiting", "outbox", ["bulk", "id"], sqlite_where=WAITING, postgresql_where=WAITING)

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("plan_version", sa.BigInteger(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("naam", sa.Text()),
        sa.Column("programma", sa.String()),
        sa.Column("begonnen", sa.Date()),
        sa.Column("percentage", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("chat", name="uq_person_chat"),
    )
    op.create_table(
        "consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_consent_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_person", "consent", ["person"])

    op.create_table(
        "dialogue_state",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_dialogue_state_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name="pk_dialogue_state"),
    )
    op.create_table(
        "leerdoel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("parent", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["leerdoel.id"], name="fk_leerdoel_parent", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_leerdoel_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_leerdoel"),
    )
    op.create_index("ix_leerdoel_parent", "leerdoel", ["parent"])
    op.create_index("ix_leerdoel_person", "leerdoel", ["person"])

    op.create_table(
        "onderdeel",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("label", sa.Text()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_onderdeel_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_onderdeel"),
    )
    op.create_index(
        "ix_onderdeel_current", "onderdeel", ["person"], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_index("ix_onderdeel_person", "onderdeel", ["person"])

    op.create_table(
        "role",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("institute", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_role_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "role", "institute", name="pk_role"),
    )
    op.create_table(
        "leerdoel_versie",
        sa.Column("leerdoel", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_person", sa.String()),
        sa.Column("why", sa.Text()),
        sa.Column("gesprek", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("niveau", sa.String()),
        sa.Column("onderdeel", sa.Text()),
        sa.Column("aanleiding", sa.String()),
        sa.Column("bron", sa.String()),
        sa.Column("parent", sa.String()),
        sa.Column("doel", sa.Text()),
        sa.Column("specifiek", sa.Text()),
        sa.Column("meetbaar", sa.Text()),
        sa.Column("acceptabel", sa.Text()),
        sa.Column("realistisch", sa.Text()),
        sa.Column("tijdgebonden", sa.Text()),
        sa.Column("grote_lijn", sa.Text()),
        sa.Column("leeractiviteiten", sa.Text()),
        sa.Column("als_dan", sa.Text()),
        sa.Column("ondersteuning", sa.Text()),
        sa.Column("toetsing", sa.Text()),
        sa.Column("kader_eigen", sa.Text()),
        sa.Column("global_health", sa.Text()),
        sa.Column("slotzin", sa.Text()),
        sa.Column("deadline", sa.Date()),
        sa.Column("competenties", sa.JSON(none_as_null=True)),
        sa.Column("kader", sa.JSON(none_as_null=True)),
        sa.Column("dun", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name="fk_leerdoel_versie_by_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["leerdoel"], ["leerdoel.id"], name="fk_leerdoel_versie_leerdoel", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("leerdoel", "version", name="pk_leerdoel_versie"),
    )
    op.create_index("ix_leerdoel_versie_by_person", "leerdoel_versie", ["by_person"])
