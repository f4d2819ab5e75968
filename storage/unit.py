"""A unit of work: one transaction, and nothing of it is kept unless `commit` was called.

It is used by one thread at a time. Work that takes long (reading Dutch, talking to Telegram) belongs outside.
"""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from storage.delingen import Delingen
from storage.feedback import Feedbacks
from storage.inbox import Inbox
from storage.koppelingen import Koppelingen
from storage.leerdoelen import Leerdoelen
from storage.nudges import Nudges
from storage.outbox import Outbox
from storage.persons import Persons
from storage.plan_cache import PlanCache
from storage.plans import Plans
from storage.records import Records


class UnitOfWork:
    """Enter it to get the repositories. Every method of theirs may raise a StorageError; leaving rolls back."""

    inbox: Inbox
    outbox: Outbox
    persons: Persons
    leerdoelen: Leerdoelen
    records: Records
    koppelingen: Koppelingen
    feedback: Feedbacks
    nudges: Nudges
    delingen: Delingen

    def __init__(self, engine: Engine, plans: PlanCache, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._engine = engine
        self._plans = plans
        self._clock = clock
        self._zone = zone

    def __enter__(self) -> Self:
        self._connection = connection = self._engine.connect()
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection, self._clock)
        self.leerdoelen = Leerdoelen(connection, self._zone)
        self.records = Records(connection, self._zone)
        self.koppelingen = Koppelingen(connection, self._clock, self._zone)
        self.feedback = Feedbacks(connection, self._zone)
        self.nudges = Nudges(connection)
        self.delingen = Delingen(connection)
        plans = Plans(
            connection,
            self._plans,
            self._zone,
            leerdoelen=self.leerdoelen,
            records=self.records,
            feedback=self.feedback,
            koppelingen=self.koppelingen,
            nudges=self.nudges,
            delingen=self.delingen,
        )
        self.persons = Persons(connection, plans, self._clock, self._zone)
        return self

    def commit(self) -> None:
        """Keep what was done until now: when this returns, it survives a power cut."""
        self._connection.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
