"""Gesprekken with what belongs to them, what is shared with whom, and own quiet hours."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
LIST = sa.JSON(none_as_null=True)
ABOUT = sa.text("about IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "onderdeel_plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("label", sa.Text()),
        sa.Column("van", sa.Date()),
        sa.Column("tot", sa.Date()),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_onderdeel_plan_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_onderdeel_plan"),
    )
    op.create_index("ix_onderdeel_plan_person", "onderdeel_plan", ["person"])

    op.create_table(
        "gesprek",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("soort", sa.String()),
        sa.Column("koppeling", sa.String()),
        sa.Column("tijd", sa.String()),
        sa.Column("met", sa.Text()),
        sa.Column("nalopen", sa.Text()),
        sa.Column("goed", sa.Text()),
        sa.Column("beter", sa.Text()),
        sa.Column("niveau", sa.Text()),
        sa.Column("leerklimaat", sa.Text()),
        sa.Column("agenda", sa.Text()),
        sa.Column("vraag", sa.Text()),
        sa.Column("besproken", sa.Text()),
        sa.Column("afspraken", sa.Text()),
        sa.Column("bijdrage_aios", sa.Text()),
        sa.Column("bijdrage_opleider", sa.Text()),
        sa.Column("bijdrage_docent", sa.Text()),
        sa.Column("datum", sa.Date()),
        sa.Column("afspraken_op", sa.Date()),
        sa.Column("sterk", LIST),
        sa.Column("zwak", LIST),
        sa.ForeignKeyConstraint(["koppeling"], ["koppeling.id"], name="fk_gesprek_koppeling", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_gesprek_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_gesprek"),
    )
    op.create_index("ix_gesprek_koppeling", "gesprek", ["koppeling"])
    op.create_index("ix_gesprek_person", "gesprek", ["person"])

    op.create_table(
        "deling",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("other", sa.String()),
        sa.Column("koppeling", sa.String()),
        sa.Column("naam_other", sa.Text()),
        sa.Column("rol", sa.String(), nullable=False),
        sa.Column("soort", sa.String(), nullable=False),
        sa.Column("gesprek", sa.String()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.Text()),
        sa.Column("taken_back", MOMENT),
        sa.Column("reactie", sa.String()),
        sa.Column("woorden", sa.Text()),
        sa.Column("reacted", MOMENT),
        sa.ForeignKeyConstraint(["gesprek"], ["gesprek.id"], name="fk_deling_gesprek", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["koppeling"], ["koppeling.id"], name="fk_deling_koppeling", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["other"], ["person.id"], name="fk_deling_other", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_deling_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deling"),
    )
    op.create_index("ix_deling_gesprek", "deling", ["gesprek"])
    op.create_index("ix_deling_koppeling", "deling", ["koppeling"])
    op.create_index("ix_deling_other", "deling", ["other"])
    op.create_index("ix_deling_person", "deling", ["person"])

    op.create_table(
        "doelstand",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("leerdoel", sa.String()),
        sa.Column("gesprek", sa.String()),
        sa.Column("stand", sa.String()),
        sa.Column("zin", sa.Text()),
        sa.ForeignKeyConstraint(["gesprek"], ["gesprek.id"], name="fk_doelstand_gesprek", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["leerdoel"], ["leerdoel.id"], name="fk_doelstand_leerdoel", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_doelstand_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_doelstand"),
    )
    op.create_index("ix_doelstand_gesprek", "doelstand", ["gesprek"])
    op.create_index("ix_doelstand_leerdoel", "doelstand", ["leerdoel"])
    op.create_index("ix_doelstand_person", "doelstand", ["person"])

    op.create_table(
        "welzijn",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("gesprek", sa.String()),
        sa.Column("welzijn", sa.Text()),
        sa.Column("twijfel", sa.Text()),
        sa.ForeignKeyConstraint(["gesprek"], ["gesprek.id"], name="fk_welzijn_gesprek", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_welzijn_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_welzijn"),
    )
    op.create_index("ix_welzijn_gesprek", "welzijn", ["gesprek"])
    op.create_index("ix_welzijn_person", "welzijn", ["person"])

    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("about", sa.String()))
    op.create_index("ix_outbox_about", "outbox", ["about"], sqlite_where=ABOUT, postgresql_where=ABOUT)

    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("stil_van", sa.String()))
        person.add_column(sa.Column("stil_tot", sa.String()))
        person.add_column(sa.Column("nudges_uit", LIST))
