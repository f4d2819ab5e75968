"""What the programmes have an aios prepare for each kind of gesprek."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("gesprek") as gesprek:
        gesprek.add_column(sa.Column("combel", sa.String()))
        gesprek.add_column(sa.Column("ervaring", sa.Text()))
        gesprek.add_column(sa.Column("rode_draad", sa.Text()))
        gesprek.add_column(sa.Column("ambitie", sa.Text()))
        gesprek.add_column(sa.Column("toetsing", sa.Text()))
        gesprek.add_column(sa.Column("concept_doelen", sa.Text()))
        gesprek.add_column(sa.Column("diensten", sa.Integer()))
