"""What Alembic runs for every command: on the connection that `storage.schema` hands over, in its transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from storage.tables import METADATA


def render(kind: str, thing: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column type of our own down as what it is to the database: a migration must not change with our code."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=render,
    # SQLite cannot alter a table: Alembic copies it into a new one.
    render_as_batch=True,
)
context.run_migrations()
