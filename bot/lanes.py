"""Worker threads that keep each person's messages in order while different persons go side by side.

What a person says goes before what is said unasked, also to that same person: their answer is about what they saw.

A chat always has the same lane, a lane works through its rows one by one. SQLite has one writer, so it gets one
lane, and whoever else wants the database runs in that lane too: waiting in line is faster than meeting a lock.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog

from bot.handle import Handled
from storage.errors import InvalidValues, NotTheirs, StorageError, WrongKey
from storage.inbox import Received

LOG = structlog.get_logger(__name__)
BATCH = 16
"""Rows a lane takes at once, of different chats: one commit for all, and nobody waits long for the others."""
UNASKED_BATCH = 4
"""Nudges at once: somebody who writes meanwhile waits for no more than these."""
PATIENCE = (0.1, 0.5, 2.0, 5.0, 15.0)
"""Seconds until a row that could not be kept is tried again; the last one repeats."""
LASTING = (WrongKey, InvalidValues, NotTheirs)
"""What waiting does not mend."""
Result = TypeVar("Result")


class Lanes:
    """`handle` runs in the threads, `deliver` on the loop, in the order in which rows were given."""

    def __init__(
        self, count: int, handle: Callable[[Sequence[Received]], list[Handled]], deliver: Callable[[Handled], None]
    ) -> None:
        self._handle = handle
        self._deliver = deliver
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix=f"lane-{n}") for n in range(count)]
        self._waiting: list[deque[Received]] = [deque() for _ in range(count)]
        self._later: list[deque[Received]] = [deque() for _ in range(count)]
        """Nudges: nobody waits for them, so they go when nobody else does."""
        self._running: list[asyncio.Task[None] | None] = [None] * count
        self._unasked = 0

    def give(self, rows: Sequence[Received]) -> None:
        """Let these be handled. Malformed rows are not for us."""
        for row in rows:
            if row.malformed:
                continue
            lane = row.chat % len(self._threads)
            (self._later if row.unasked else self._waiting)[lane].append(row)
            self._unasked += row.unasked
            if self._running[lane] is None:
                self._running[lane] = asyncio.get_running_loop().create_task(self._run(lane))

    @property
    def unasked(self) -> int:
        """Nudges that were given and are not handled yet."""
        return self._unasked

    @property
    def busy(self) -> bool:
        """Whether rows are being handled now."""
        return any(task is not None for task in self._running)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do something with the database, in line with the first lane."""
        return await asyncio.get_running_loop().run_in_executor(self._threads[0], work)

    async def _run(self, lane: int) -> None:
        loop = asyncio.get_running_loop()
        waiting, later, failures = self._waiting[lane], self._later[lane], 0
        while waiting or later:
            batch = _next(waiting, BATCH) or _next(later, UNASKED_BATCH)
            left = await loop.run_in_executor(self._threads[lane], self._work, batch, loop)
            self._unasked -= sum(row.unasked for row in batch) - sum(row.unasked for row in left)
            if not left:
                failures = 0
                continue
            (later if left[0].unasked else waiting).extendleft(reversed(left))
            await asyncio.sleep(PATIENCE[min(failures, len(PATIENCE) - 1)])
            failures += 1
        self._running[lane] = None

    def _work(self, batch: list[Received], loop: asyncio.AbstractEventLoop) -> list[Received]:
        """In a thread. Gives back what the database could not keep: it may be tried again."""
        try:
            handled = self._handle(batch)
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, LASTING):
                LOG.warning("not kept yet, will try again", update=batch[0].update_id, error=type(error).__name__)
                return batch
            if len(batch) > 1:
                return self._one_by_one(batch, loop)
            # A fault of ours, or a damaged row, must not stop the others; this one stays in the inbox.
            LOG.exception("row was left in the inbox", update=batch[0].update_id)
            return []
        loop.call_soon_threadsafe(self._deliver_all, handled)
        return batch[len(handled) :]

    def _one_by_one(self, batch: list[Received], loop: asyncio.AbstractEventLoop) -> list[Received]:
        for at, row in enumerate(batch):
            if self._work([row], loop):
                return batch[at:]
        return []

    def _deliver_all(self, handled: list[Handled]) -> None:
        for one in handled:
            self._deliver(one)

    async def quiet(self) -> None:
        """Wait until every row that was given has been handled."""
        while tasks := [task for task in self._running if task is not None]:
            await asyncio.gather(*tasks)

    def close(self) -> None:
        """Let running work end and take no more."""
        for task in self._running:
            if task is not None:
                task.cancel()
        for thread in self._threads:
            thread.shutdown(wait=True, cancel_futures=True)


def _next(waiting: deque[Received], most: int) -> list[Received]:
    """The first rows, at most so many, up to a chat that is among them: its state must be kept before its next turn."""
    batch: list[Received] = []
    chats: set[int] = set()
    while waiting and len(batch) < most and waiting[0].chat not in chats:
        chats.add(waiting[0].chat)
        batch.append(waiting.popleft())
    return batch
