"""Telegram's limits, kept on our side: so many messages a second in all, one a second in a chat with a small burst.

Interactive replies go before bulk. Bots FAQ: about 30 messages a second overall, and 'avoid sending more than one
message per second' in a chat, though 'short bursts' are allowed.
"""

import asyncio
import heapq
from collections import OrderedDict, deque
from collections.abc import Callable

CHAT_SECONDS = 1.0
CATCH_UP = 6
"""Bulk messages at most that go at once after a stall."""
HEADROOM = 2
"""Messages a second that bulk leaves to replies, and it is spread over the second: a reply hardly ever waits."""
REMEMBERED = 4096
"""Chats whose last messages are remembered; the ones longest silent are forgotten first."""


class Limiter:
    """Times are of `clock`, in seconds (monotonic)."""

    def __init__(self, per_second: int, chat_burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = chat_burst
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=per_second)
        self._even: OrderedDict[int, float] = OrderedDict()
        """When a chat would be due if it had kept one message a second: how far it runs ahead is its burst (GCRA)."""
        self._pauses: dict[int, float] = {}
        self._closed_until = 0.0
        self._bulk_gap = 1.0 / max(per_second - HEADROOM, 1)
        self._bulk_from = 0.0
        """When the next bulk message may go."""
        self._line: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._number = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0.0

    async def turn(self, chat: int, bulk: bool) -> None:
        """Wait until a message to this chat may go out. Callers of one chat must take turns themselves."""
        while (wait := self._chat_wait(chat)) > 0:
            await asyncio.sleep(wait)
        if self._line or self._wait(bulk) > 0:
            future = asyncio.get_running_loop().create_future()
            heapq.heappush(self._line, (bulk, self._number, future))
            self._number += 1
            self._wake()
            await future
        else:
            self._take(bulk)
        self._note(chat)

    def pause(self, chat: int, seconds: float) -> None:
        """Telegram asked for patience (RetryAfter): this chat waits; two chats at once mean that all do."""
        until = self._clock() + seconds
        others = [end for other, end in self._pauses.items() if other != chat and end > self._clock()]
        self._pauses = {c: end for c, end in self._pauses.items() if end > self._clock()} | {chat: until}
        if others:
            self._closed_until = max(self._closed_until, until)

    def _chat_wait(self, chat: int) -> float:
        now = self._clock()
        paused = self._pauses.get(chat, 0.0) - now
        return max(paused, self._even.get(chat, 0.0) - now - (self._burst - 1) * CHAT_SECONDS)

    def _note(self, chat: int) -> None:
        self._even[chat] = max(self._even.get(chat, 0.0), self._clock()) + CHAT_SECONDS
        self._even.move_to_end(chat)
        if len(self._even) > REMEMBERED:
            self._even.popitem(last=False)

    def _take(self, bulk: bool) -> None:
        now = self._clock()
        self._sent.append(now)
        if bulk:
            # What was lost to a stall is caught up a little at a time: the limit of every second guards the whole.
            self._bulk_from = max(self._bulk_from, now - CATCH_UP * self._bulk_gap) + self._bulk_gap

    def _wait(self, bulk: bool) -> float:
        now = self._clock()
        full = self._sent[0] + 1.0 - now if len(self._sent) == self._per_second else 0.0
        return max(full, self._closed_until - now, self._bulk_from - now if bulk else 0.0)

    def _wake(self) -> None:
        """Look again when the first in line may go; who comes before it meanwhile makes that sooner."""
        if not self._line:
            return
        wait = max(self._wait(self._line[0][0]), 0.0)
        due = self._clock() + wait
        if self._timer is not None:
            if due >= self._timer_due:
                return
            self._timer.cancel()
        self._timer_due = due
        self._timer = asyncio.get_running_loop().call_later(wait, self._grant)

    def _grant(self) -> None:
        self._timer = None
        while self._line and self._wait(self._line[0][0]) <= 0:
            bulk, _, future = heapq.heappop(self._line)
            if not future.done():
                self._take(bulk)
                future.set_result(None)
        self._wake()
