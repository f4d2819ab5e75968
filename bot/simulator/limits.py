"""Telegram's limits on sending, when switched on: about 30 messages a second in all, one a second in a chat.

A short burst in one chat is let through (Bots FAQ: 'avoid sending more than one message per second... we may
allow short bursts'). Measured in real time, for that is what the bot waits in.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    """Holds up to `size` permissions; `rate` come back each second."""

    size: float
    rate: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one permission is there."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.level) / self.rate)


class SendLimits:
    """`ticks` gives seconds. Off unless `enabled`, which may be set at any moment. A charge costs the same, however
    many chats there are.
    """

    def __init__(
        self,
        *,
        enabled: bool = False,
        per_second: float = 30,
        per_chat_per_second: float = 1,
        chat_burst: int = 5,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.enabled = enabled
        self._per_second = per_second
        self._per_chat = per_chat_per_second
        self._burst = chat_burst
        self._ticks = ticks
        self.clear()

    def clear(self) -> None:
        now = self._ticks()
        self._all = _Bucket(self._per_second, self._per_second, self._per_second, now)
        self._chats: dict[int, _Bucket] = {}

    def charge(self, chat: int) -> int:
        """Take a permission to send to this chat: 0, or the whole seconds to wait (then nothing was taken)."""
        if not self.enabled:
            return 0
        now = self._ticks()
        bucket = self._chats.setdefault(chat, _Bucket(self._burst, self._per_chat, self._burst, now))
        wait = max(self._all.wait(now), bucket.wait(now))
        if wait > 1e-9:
            return max(1, math.ceil(wait))
        self._all.level -= 1
        bucket.level -= 1
        return 0
