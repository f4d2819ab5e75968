"""The updates that wait for the bot, with the rules of getUpdates.

An update stays until a call with a higher `offset` confirms it, so a bot that dies in between gets it again.
`allowed_updates` counts at the moment something happens, not at the moment of asking. An update is kept for 24
hours. Of two bots that wait at once, the one that came first is sent away with 409. (Bot API: getUpdates.)
Left out on purpose: Telegram makes a bot that asks the same offset in a hurry wait, and gives it one update.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.simulator.clock import SimClock
from bot.simulator.errors import OTHER_POLLER, ApiError
from bot.simulator.messages import Json

KEPT = timedelta(hours=24)
MAX_TIMEOUT_S = 50
MAX_LIMIT = 100
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Pending:
    """`payload` is what the bot gets: usually an Update object, or whatever a test wants it to swallow."""

    id: int
    at: datetime
    payload: object


class UpdateQueue:
    def __init__(self, clock: SimClock, on_confirmed: Callable[[int], None], *, first_id: int | None = None) -> None:
        """`on_confirmed(id)` hears of every id that is confirmed. Ids go on from the real time, so that a bot with a
        database never meets an id again after the simulator was started anew."""
        self._clock = clock
        self._on_confirmed = on_confirmed
        self._next_id = int(time.time()) if first_id is None else first_id
        self._pending: deque[Pending] = deque()
        self._allowed: frozenset[str] | None = None
        self._waiting: asyncio.Future[None] | None = None
        self.listening = asyncio.Event()
        """Set while a call waits for something to happen."""

    @property
    def pending(self) -> tuple[Pending, ...]:
        """What is not confirmed yet, oldest first."""
        self._forget_old()
        return tuple(self._pending)

    @property
    def unread(self) -> int:
        """How many are not confirmed yet."""
        self._forget_old()
        return len(self._pending)

    def add(self, kind: str, content: Json) -> int:
        """Queue an update that holds `content` under `kind`; its id, or 0 if the bot asked not to get this kind."""
        if kind in NOT_BY_DEFAULT if self._allowed is None else kind not in self._allowed:
            return 0
        return self.add_raw({kind: content})

    def add_raw(self, update: Json | object, *, verbatim: bool = False) -> int:
        """Queue anything. An object gets an `update_id`, unless it has one or `verbatim` wants it untouched."""
        identifier = self._next_id
        self._next_id += 1
        if isinstance(update, dict) and not verbatim:
            update = {"update_id": identifier, **update}
        self._pending.append(Pending(identifier, self._clock.now(), update))
        self._wake()
        return identifier

    async def take(
        self, *, offset: int = 0, limit: int = MAX_LIMIT, timeout_s: float = 0, allowed: Sequence[str] | None = None
    ) -> list[object]:
        """One getUpdates. ApiError 409 for a call that waits when a newer one comes to wait."""
        self._allow(allowed)
        if offset < 0:
            self._confirm(self._pending[offset].id if len(self._pending) >= -offset else 0)
        else:
            self._confirm(offset)
        batch = self._batch(limit)
        if batch or timeout_s <= 0:
            return batch
        self.send_away(OTHER_POLLER)
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        self.listening.set()
        try:
            async with asyncio.timeout(timeout_s):
                await waiting
        except TimeoutError:
            return []
        finally:
            if self._waiting is waiting:
                self._waiting = None
                self.listening.clear()
        return self._batch(limit)

    def send_away(self, why: str) -> None:
        """End the call that waits, if there is one, with 409."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ApiError(409, why))
        self._waiting = None
        self.listening.clear()

    def release(self) -> None:
        """End the call that waits, if there is one, without updates: the simulator stops."""
        self._wake()

    def clear(self) -> None:
        """Drop what is pending; ids go on, they are never given twice."""
        self._pending.clear()

    def _batch(self, limit: int) -> list[object]:
        self._forget_old()
        return [each.payload for each in islice(self._pending, limit)]

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _confirm(self, offset: int) -> None:
        while self._pending and self._pending[0].id < offset:
            self._on_confirmed(self._pending.popleft().id)

    def _forget_old(self) -> None:
        oldest = self._clock.now() - KEPT
        while self._pending and self._pending[0].at <= oldest:
            self._pending.popleft()

    def _allow(self, kinds: Sequence[str] | None) -> None:
        """None keeps what was asked before; an empty list means the default (Bot API: allowed_updates)."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None
