"""Reflections, evidence and weekly questions, feedback between two people who are linked, and nudges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LIST = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "koppeling",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("other", sa.String()),
        sa.Column("rol", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("opened", MOMENT),
        sa.Column("accepted", MOMENT),
        sa.Column("confirmed", MOMENT),
        sa.Column("ended", MOMENT),
        sa.ForeignKeyConstraint(["other"], ["person.id"], name="fk_koppeling_other", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_koppeling_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_koppeling"),
        sa.UniqueConstraint("token_hash", name="uq_koppeling_token_hash"),
    )
    op.create_index("ix_koppeling_other", "koppeling", ["other"])
    op.create_index("ix_koppeling_person", "koppeling", ["person"])

    op.create_table(
        "nudge",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_nudge_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_nudge"),
        sa.UniqueConstraint("person", "kind", "subject", "due", name="uq_nudge_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nudge_due", "nudge", ["due"])

    op.create_table(
        "bewijs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("soort", sa.String()),
        sa.Column("leerdoel", sa.String()),
        sa.Column("titel", sa.Text()),
        sa.Column("datum", sa.Date()),
        sa.Column("competenties", LIST),
        sa.ForeignKeyConstraint(["leerdoel"], ["leerdoel.id"], name="fk_bewijs_leerdoel", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_bewijs_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bewijs"),
    )
    op.create_index("ix_bewijs_leerdoel", "bewijs", ["leerdoel"])
    op.create_index("ix_bewijs_person", "bewijs", ["person"])

    op.create_table(
        "feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("koppeling", sa.String()),
        sa.Column("other", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("situatie", sa.Text()),
        sa.Column("eigen_doel", sa.Text()),
        sa.Column("competenties", LIST),
        sa.ForeignKeyConstraint(["koppeling"], ["koppeling.id"], name="fk_feedback_koppeling", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["other"], ["person.id"], name="fk_feedback_other", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_feedback_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_koppeling", "feedback", ["koppeling"])
    op.create_index("ix_feedback_other", "feedback", ["other"])
    op.create_index("ix_feedback_person", "feedback", ["person"])

    op.create_table(
        "reflectie",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("vorm", sa.String()),
        sa.Column("leerdoel", sa.String()),
        sa.Column("aanleiding", sa.Text()),
        sa.Column("situatie", sa.Text()),
        sa.Column("taak", sa.Text()),
        sa.Column("actie", sa.Text()),
        sa.Column("resultaat", sa.Text()),
        sa.Column("inzicht", sa.Text()),
        sa.Column("dacht", sa.Text()),
        sa.Column("deed", sa.Text()),
        sa.Column("ging_goed", sa.Text()),
        sa.Column("kon_beter", sa.Text()),
        sa.Column("alternatieven", sa.Text()),
        sa.Column("volgende_keer", sa.Text()),
        sa.Column("afspraken", sa.Text()),
        sa.Column("voelde", sa.Text()),
        sa.Column("herkenbaar", sa.Text()),
        sa.Column("zegt_over_mij", sa.Text()),
        sa.Column("veranderen", sa.Text()),
        sa.Column("meenemen", sa.Text()),
        sa.Column("competenties", LIST),
        sa.ForeignKeyConstraint(["leerdoel"], ["leerdoel.id"], name="fk_reflectie_leerdoel", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_reflectie_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reflectie"),
    )
    op.create_index("ix_reflectie_leerdoel", "reflectie", ["leerdoel"])
    op.create_index("ix_reflectie_person", "reflectie", ["person"])

    op.create_table(
        "voortgang",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("leerdoel", sa.String()),
        sa.Column("competentie", sa.String()),
        sa.Column("vraag", sa.String()),
        sa.Column("zin", sa.Text()),
        sa.Column("dag", sa.Date()),
        sa.Column("score", sa.Integer()),
        sa.ForeignKeyConstraint(["leerdoel"], ["leerdoel.id"], name="fk_voortgang_leerdoel", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_voortgang_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_voortgang"),
    )
    op.create_index("ix_voortgang_leerdoel", "voortgang", ["leerdoel"])
    op.create_index("ix_voortgang_person", "voortgang", ["person"])

    op.create_table(
        "feedback_deel",
        sa.Column("feedback", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("by_person", sa.String()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name="fk_feedback_deel_by_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["feedback"], ["feedback.id"], name="fk_feedback_deel_feedback", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feedback", "part", name="pk_feedback_deel"),
    )
    op.create_index("ix_feedback_deel_by_person", "feedback_deel", ["by_person"])

    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("week_dag", sa.Integer()))
        person.add_column(sa.Column("week_tijd", sa.String()))
        person.add_column(sa.Column("week_ritme", sa.Integer()))
        person.add_column(sa.Column("pauze_tot", sa.Date()))
