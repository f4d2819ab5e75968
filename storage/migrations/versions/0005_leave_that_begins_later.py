"""A pause may begin on a day that is still to come."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("pauze_van", sa.Date()))
