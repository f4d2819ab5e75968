"""Of several replicas on one PostgreSQL one works and the others stand by, each ready to take over.

A bot has one Telegram token, so one may fetch and the limits on sending are those of one. Who holds the claim on the
database works, and looks every second whether it still holds it: a restart of the server drops the claim silently.
What could not be confirmed for STALE seconds sends nothing any more, and who had to wait for the claim begins SETTLE
seconds after it got it, so two never send at the same time. What the other one had not finished stands in the inbox
and the outbox, and is taken up as after any restart.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress

import structlog

from bot.app import Application, Parts, TelegramSilentError
from storage.claim import Claim
from storage.errors import AlreadyRunning, DatabaseFull, DatabaseLocked, DatabaseUnreachable, StorageError

LOG = structlog.get_logger(__name__)
LOOK = 1.0
"""Seconds between two looks at the claim, of who has it and of who wants it."""
STALE = 3.0
"""Seconds after the last good look in which may still be sent."""
SETTLE = 5.0
"""Seconds that a new holder leaves to the old one: STALE, and time for what was under way to be written down."""


PASSING = (DatabaseUnreachable, DatabaseLocked, DatabaseFull, TelegramSilentError)
"""What waiting may mend."""


class Lease:
    """A claim as it was last seen. `clock` gives seconds (monotonic)."""

    def __init__(self, claim: Claim, clock: Callable[[], float], thread: Executor) -> None:
        """`thread` is where the database is asked, and nothing else waits."""
        self._claim = claim
        self._thread = thread
        self._clock = clock
        self._confirmed = clock()

    def good(self) -> bool:
        """Whether it was held so short ago that nobody else can have begun."""
        return self._clock() - self._confirmed < STALE

    async def lost(self) -> None:
        """Wait until it is not held any more. As long as the database does not say, it is neither lost nor good."""
        while True:
            await asyncio.sleep(LOOK)
            asked = self._clock()
            if not await asyncio.get_running_loop().run_in_executor(self._thread, self._claim.held):
                return
            self._confirmed = asked


class Replica:
    """One process: it works when it is its turn, and otherwise stands by."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="claim")
        self._waited = False
        """Whether somebody else worked, or we did before: a first start is at once, and says what is wrong with it."""

    async def run(self) -> None:
        """Until cancelled. Raises what `Application.run` and `Database.claim` raise.

        Once it has waited or worked, a database or a Telegram that is away is waited for as well.
        """
        with self._thread:
            while True:
                try:
                    await self._turn()
                except PASSING as error:
                    if not self._waited:
                        raise
                    LOG.warning("cannot work now, standing by", error=type(error).__name__)
                await asyncio.sleep(LOOK)

    async def _turn(self) -> None:
        with await self._claim() as claim:
            if self._waited:
                await asyncio.sleep(SETTLE)
                if not claim.held():
                    return
            await self._work(claim)
        self._waited = True
        LOG.warning("the claim on the database was lost, standing by")

    async def _claim(self) -> Claim:
        """As soon as it is free. Raises AlreadyRunning on SQLite: a file has one bot, and a second is a mistake."""
        told = False
        while True:
            try:
                return await self._ask()
            except AlreadyRunning:
                if self._parts.settings.on_sqlite:
                    raise
            if not told:
                LOG.info("another bot works on this database, standing by")
            self._waited = told = True
            await asyncio.sleep(LOOK)

    async def _ask(self) -> Claim:
        asking = asyncio.get_running_loop().run_in_executor(self._thread, self._parts.database.claim)
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            # The thread goes on, and may get it.
            with suppress(StorageError):
                (await asking).close()
            raise

    async def _work(self, claim: Claim) -> None:
        """Until the claim is lost."""
        lease = Lease(claim, asyncio.get_running_loop().time, self._thread)
        working = asyncio.ensure_future(Application(self._parts, lease.good).run())
        lost = asyncio.ensure_future(lease.lost())
        try:
            await asyncio.wait((working, lost), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            for task in (working, lost):
                task.cancel()
            await asyncio.gather(working, lost, return_exceptions=True)
