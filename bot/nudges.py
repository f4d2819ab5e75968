"""What is due becomes an event in the inbox, and takes the same road as a message from there.

A row is claimed and written down in one transaction, so it is said once, whatever happens in between. It is claimed
no sooner than it can be sent: somebody who writes meanwhile answers a question that they have seen.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog

from bot.arrival import Arrival, dump_arrival, event_id
from bot.lanes import Lanes
from dialogs.event import Event, EventKind
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Received
from storage.nudges import Claimed

LOG = structlog.get_logger(__name__)
AHEAD = 32
"""Nudges on their way at most: about what Telegram takes in a second, so that nobody's reply waits behind more."""
ENOUGH = AHEAD // 4
"""Room worth a transaction."""
PAUSE = 0.1
"""Seconds until there may be room again."""


class Sends(Protocol):
    """What knows how much there is still to send."""

    @property
    def bulk(self) -> int:
        """Messages that wait and could wait longer."""
        ...


class Nudger:
    """One per process. `tick` is cheap when nothing is due, and may be called at any moment."""

    def __init__(self, database: Database, lanes: Lanes, sends: Sends, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._lanes = lanes
        self._sends = sends
        self._clock = clock
        self._running = False
        self._again = False

    async def tick(self) -> None:
        """Hand out everything that is due now. A call during another one makes that one look once more."""
        self._again = True
        if self._running:
            return
        self._running = True
        try:
            while self._again:
                self._again = False
                await self._work()
        except StorageError as error:
            LOG.warning("nudges were not claimed, will try again", error=type(error).__name__)
        finally:
            self._running = False

    async def _work(self) -> None:
        while True:
            room = AHEAD - self._sends.bulk - self._lanes.unasked
            if room < ENOUGH:
                await asyncio.sleep(PAUSE)
                continue
            more, rows = await self._lanes.run(partial(self._claim, room))
            self._lanes.give(rows)
            if not more:
                return

    def _claim(self, limit: int) -> tuple[bool, list[Received]]:
        return claim(self._database, self._clock(), limit)


def claim(database: Database, now: datetime, limit: int) -> tuple[bool, list[Received]]:
    """Whether there may be more, and what of the first `limit` is for persons who can be reached."""
    with database.unit() as unit:
        rows = [received(claimed, now) for claimed in unit.nudges.claim(now, limit)]
        unit.inbox.add(rows)
        # As many as were asked for: the next claim tells. Otherwise somebody cannot be reached, or there are no more.
        due = now if len(rows) == limit else unit.nudges.next_due()
        unit.commit()
    return due is not None and due <= now, rows


def received(claimed: Claimed, now: datetime) -> Received:
    """What is due for one person as the inbox keeps it. Telegram's numbers are positive, ours are not."""
    key = event_id(0, -claimed.id)
    first, *more = claimed.nudges
    event = Event(
        key,
        EventKind.NUDGE,
        now,
        name=first.kind,
        data=first.subject,
        due=first.due,
        more=tuple(more),
        asked=claimed.asked,
    )
    return Received(-claimed.id, claimed.chat, now, dump_arrival(Arrival(claimed.chat, event)))
