"""Column types on which SQLite and PostgreSQL would otherwise differ."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both: SQLite numbers rows by itself, and fast, only in a column that is called INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware going in, UTC at rest, aware UTC coming out. Raises ValueError for a naive datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite forgets the zone, PostgreSQL answers in the zone of its session.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
