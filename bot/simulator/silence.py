"""Knows when the bot is done talking: nothing left to take in, no call under way, and quiet for a while.

A bot may confirm an update before it has handled it, so 'no updates left' alone says too little; the quiet time
covers the thinking in between. Real time, for the bot thinks in it.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Silence:
    def __init__(self, unread: Callable[[], int]) -> None:
        """`unread()` counts the updates that the bot did not confirm yet."""
        self._unread = unread
        self._under_way = 0
        self._last = time.monotonic()
        self._changed = asyncio.Event()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around every call of the bot, except the wait for updates."""
        self._under_way += 1
        self._stir()
        try:
            yield
        finally:
            self._under_way -= 1
            self._stir()

    def stir(self) -> None:
        """Something happened that the bot will want to react to."""
        self._stir()

    async def wait(self, *, quiet_s: float, timeout_s: float, heard: Callable[[], bool]) -> bool:
        """True once `heard()` holds and the bot was silent for `quiet_s`; False after `timeout_s`."""
        end = time.monotonic() + timeout_s
        while True:
            now = time.monotonic()
            busy = self._under_way > 0 or self._unread() > 0 or not heard()
            left = self._last + quiet_s - now
            if not busy and left <= 0:
                return True
            if now >= end:
                return False
            self._changed.clear()
            pause = end - now if busy else min(left, end - now)
            try:
                async with asyncio.timeout(max(pause, 0.001)):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def _stir(self) -> None:
        self._last = time.monotonic()
        self._changed.set()
