"""That the preparation of a gesprek was gone through to its end."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("gesprek") as gesprek:
        gesprek.add_column(sa.Column("voorbereid", sa.String()))
