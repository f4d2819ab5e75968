"""The front door of storage: one `Database` per process, from which every unit of work comes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from storage import claim, rotation, schema
from storage.cipher import Cipher
from storage.engine import open_engine
from storage.plan_cache import PlanCache
from storage.unit import UnitOfWork

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def _now() -> datetime:
    return datetime.now(UTC)


class Database:
    """A SQLite file or a PostgreSQL database, with the keys that open it."""

    def __init__(self, engine: Engine, cipher: Cipher, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        cipher.attach(engine)
        self._engine = engine
        self._cipher = cipher
        self._clock = clock
        self._zone = zone
        self._plans = PlanCache()

    @classmethod
    def open(
        cls,
        url: str,
        keys: Sequence[str],
        *,
        busy_timeout: float = 5.0,
        clock: Callable[[], datetime] = _now,
        zone: ZoneInfo = AMSTERDAM,
    ) -> Self:
        """`url` is sqlite:///folder/leerlijn.db or postgresql://user@host/name, `keys` are as in `Cipher`.

        `busy_timeout` is in seconds, `clock` gives aware datetimes, and in `zone` a moment becomes a person's day.
        Nothing is asked of the database yet, see `check`. Raises DatabaseUnreachable for an address that cannot
        work, WrongKey for a key that is none.
        """
        cipher = Cipher(keys)
        return cls(open_engine(url, busy_timeout), cipher, clock, zone)

    def migrate(self) -> None:
        """Bring the schema to this version, in one transaction. Raises NewerSchema, WrongKey."""
        schema.migrate(self._engine)

    def check(self) -> None:
        """Raises DatabaseUnreachable, NotMigrated, NewerSchema or WrongKey when Leerlijn cannot work with it."""
        schema.check(self._engine)

    def claim(self) -> claim.Claim:
        """Become the one running bot of this database, until it closes or its process ends. Raises AlreadyRunning."""
        return claim.claim(self._engine)

    def unit(self) -> UnitOfWork:
        return UnitOfWork(self._engine, self._plans, self._clock, self._zone)

    def rotate(self) -> int:
        """Write everything under the first key, while the bot runs; returns how many rows were written anew.

        Run the bot with the new key in front of the old one first, then rotate, then leave the old one out.
        Raises WrongKey at a value that no key opens. Can be broken off and started again.
        """
        return rotation.rotate(self._engine, self._cipher)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
