"""The outbox on its way: per chat in order, interactive before bulk, inside Telegram's limits.

At least once: a message is marked sent after Telegram took it, so a crash in between sends that one again.
While turns are being kept, marks ride along with the next one's transaction. A chat gets nothing new before it
is written down what it got last, so of each chat one message at most comes twice.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.lanes import Lanes
from bot.limits import Limiter
from bot.parcel import Parcel, load_parcel
from bot.post import Fate, Posted, post
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Mark, Queued

LOG = structlog.get_logger(__name__)
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds between attempts when the network fails; the last one repeats."""
MARK_AFTER = 0.05
"""Seconds that a mark may wait for a turn to ride along with."""
BULK_MARK_AFTER = 0.1
"""Seconds that a mark of a bulk message may wait: after a crash those of so long may come twice."""
PAGE = 500
"""Waiting messages that one sweep looks at."""
ALL = 1_000_000
"""What the first sweep looks at: a chat whose oldest message stayed behind would get a newer one first."""
GRACE = 5.0
"""Seconds that a stop waits for what Telegram is taking in at that moment."""


class Marks:
    """What was sent and is not written down yet. Shared by the loop and the lanes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks: list[Mark] = []

        self._open: set[int] = set()

    def __len__(self) -> int:
        return len(self._marks)

    def __contains__(self, message: int) -> bool:
        """Whether this message was sent and that is not written down yet."""
        return message in self._open

    def add(self, marks: Sequence[Mark]) -> None:
        with self._lock:
            self._marks.extend(marks)
            self._open.update(mark.id for mark in marks)

    def take(self) -> list[Mark]:
        """To write them; then say `written`, or `add` them again."""
        with self._lock:
            marks, self._marks = self._marks, []
        return marks

    def written(self, marks: Sequence[Mark]) -> None:
        with self._lock:
            self._open.difference_update(mark.id for mark in marks)


class Deliverer:
    def __init__(
        self,
        bot: Bot,
        database: Database,
        limiter: Limiter,
        marks: Marks,
        clock: Callable[[], datetime],
        *,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        """`may_send`: whether it is our turn to send; while it is not, everything waits."""
        self._may_send = may_send
        self._bot = bot
        self._database = database
        self._limiter = limiter
        self._marks = marks
        self._clock = clock
        self._chats: dict[int, deque[Queued]] = {}
        self._bulk = 0
        self._withdrawn: set[int] = set()
        self._held: set[int] = set()
        """Ids in memory, so that a sweep does not take them twice."""
        self._last: dict[int, int] = {}
        """What each chat got last, while that may not be written down yet."""
        self._seen: set[int] = set()
        """What the last sweep saw waiting in nobody's hands."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._posting: set[asyncio.Task[None] | None] = set()
        """The tasks that have a message under way: it may arrive, so they must hear of it."""
        self._closed = False
        self._flushing: asyncio.TimerHandle | None = None
        self._lanes: Lanes | None = None

    def use(self, lanes: Lanes) -> None:
        """Where database work runs."""
        self._lanes = lanes

    def give(self, messages: Sequence[Queued]) -> None:
        """Send these, each chat's own in the order given. After `close` they stay in the database."""
        for message in messages:
            if self._closed or message.id in self._held:
                continue
            self._held.add(message.id)
            self._bulk += message.bulk
            line = self._chats.get(message.chat)
            if line is None:
                self._chats[message.chat] = deque([message])
                self._begin(self._drain(message.chat))
            else:
                line.append(message)

    def withdraw(self, messages: Iterable[int]) -> None:
        """Do not send these, if it is not too late."""
        self._withdrawn.update(set(messages) & self._held)

    @property
    def bulk(self) -> int:
        """Messages that wait and could wait longer."""
        return self._bulk

    def answer(self, query: str, toast: str) -> None:
        """Answer a press: it stops the spinner. Worth one try; the reply itself comes through the outbox."""
        if not self._closed:
            self._begin(self._answer(query, toast))

    async def sweep(self, first: bool = False) -> None:
        """Take up what waits in the database and is in nobody's hands: all of it at the `first` time.

        Later on only what waited at the sweep before as well: what is newer is on its way through memory.
        """
        if self._lanes is None:
            return
        waiting = await self._lanes.run(lambda: self._waiting(ALL if first else PAGE))
        left = [m for m in waiting if m.id not in self._held and m.id not in self._marks]
        self.give([m for m in left if first or m.id in self._seen])
        self._seen = {m.id for m in left}

    def _waiting(self, limit: int) -> list[Queued]:
        with self._database.unit() as unit:
            return unit.outbox.waiting(limit)

    async def _answer(self, query: str, toast: str) -> None:
        try:
            await self._bot.answer_callback_query(query, toast or None)
        except TelegramError as error:
            LOG.debug("press was not answered", error=type(error).__name__)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, chat: int) -> None:
        line = self._chats[chat]
        while line and not self._closed:
            message = line[0]
            try:
                await self._deliver(message)
            except StorageError as error:
                LOG.warning("outbox was not written, will try again", error=type(error).__name__)
                await asyncio.sleep(BACK_OFF[1])
                continue
            except Exception:
                # A fault of ours in one message must not silence the chat; a later sweep tries it again.
                LOG.exception("message was left in the outbox", message=message.id)
            line.popleft()
            self._held.discard(message.id)
            self._bulk -= message.bulk
        del self._chats[chat]

    async def _deliver(self, message: Queued) -> None:
        """Until this one is sent or given up: a later message of the chat may not overtake it."""
        failures = message.attempts
        if message.not_before is not None:
            await asyncio.sleep(max(0.0, (message.not_before - self._clock()).total_seconds()))
        try:
            parcel = load_parcel(message.payload)
        except ValueError:
            await self._give_up(message, Posted(Fate.REFUSED, reason="unreadable"))
            return
        while True:
            await self._settled(message.chat)
            await self._limiter.turn(message.chat, message.bulk)
            while not self._may_send():
                await asyncio.sleep(MARK_AFTER)
            if message.id in self._withdrawn:
                self._withdrawn.discard(message.id)
                return
            posted = await self._post(message.chat, parcel)
            if posted.fate is Fate.SENT:
                self._last[message.chat] = message.id
                self._mark(Mark(message.id, posted.message_id, self._clock()), message.bulk)
                return
            if posted.fate in (Fate.GONE, Fate.REFUSED):
                await self._give_up(message, posted)
                return
            if self._closed:
                return
            wait = posted.seconds or BACK_OFF[min(failures, len(BACK_OFF) - 1)]
            LOG.info("message waits", message=message.id, reason=posted.reason or posted.fate.value, seconds=wait)
            if posted.fate is Fate.PATIENCE:
                self._limiter.pause(message.chat, wait)
            else:
                failures += 1
                await self._put_off(message, wait)
                await asyncio.sleep(wait)

    async def _settled(self, chat: int) -> None:
        """Until it is written down that this chat got what it got last."""
        while (last := self._last.get(chat)) is not None and last in self._marks:
            if len(self._marks):
                await self._in_line(self._write_marks)
            else:
                await asyncio.sleep(MARK_AFTER / 10)  # It is in the hands of a turn in another lane.
        self._last.pop(chat, None)

    async def _post(self, chat: int, parcel: Parcel) -> Posted:
        task = asyncio.current_task()
        self._posting.add(task)
        try:
            return await post(self._bot, chat, parcel)
        finally:
            self._posting.discard(task)

    def _mark(self, mark: Mark, bulk: bool) -> None:
        # Written at once when the lanes have nothing to do, else together with the next turn. In a crowd that is
        # told something there are many marks and no hurry.
        self._marks.add([mark])
        if self._flushing is None:
            busy = self._lanes is not None and self._lanes.busy
            wait = BULK_MARK_AFTER if bulk else MARK_AFTER if busy else 0
            self._flushing = asyncio.get_running_loop().call_later(wait, self._flush)

    def _flush(self) -> None:
        self._flushing = None
        if len(self._marks):
            self._begin(self.write_marks())

    async def write_marks(self) -> None:
        """Write down what was sent and did not ride along with a turn."""
        if self._lanes is None:
            return
        try:
            await self._lanes.run(self._write_marks)
        except StorageError as error:
            LOG.warning("marks were not written, will try again", error=type(error).__name__)
            if self._flushing is None and not self._closed:
                self._flushing = asyncio.get_running_loop().call_later(BACK_OFF[1], self._flush)

    def _write_marks(self) -> None:
        marks = self._marks.take()
        try:
            with self._database.unit() as unit:
                unit.outbox.sent(marks)
                unit.commit()
        except BaseException:
            self._marks.add(marks)
            raise
        self._marks.written(marks)

    async def _put_off(self, message: Queued, seconds: float) -> None:
        until = self._clock() + timedelta(seconds=seconds)

        def write() -> None:
            with self._database.unit() as unit:
                unit.outbox.retry(message.id, until)
                unit.commit()

        await self._in_line(write)

    async def _give_up(self, message: Queued, posted: Posted) -> None:
        LOG.warning("message given up", message=message.id, reason=posted.reason)
        now = self._clock()

        def write() -> None:
            with self._database.unit() as unit:
                # Not committed: somebody who is not known (any more) is not made for this.
                person = unit.persons.by_chat(message.chat, now).person
            with self._database.unit() as unit:
                unit.outbox.failed(message.id, posted.reason)
                if posted.fate is Fate.GONE:
                    unit.persons.set_reachable(person, False)
                unit.commit()

        await self._in_line(write)

    async def _in_line(self, work: Callable[[], None]) -> None:
        if self._lanes is not None:
            await self._lanes.run(work)

    async def quiet(self) -> None:
        """Wait until everything that was given is sent or given up, and marked."""
        while self._tasks or len(self._marks):
            if self._tasks:
                await asyncio.wait(self._tasks)
            elif len(self._marks):
                await self.write_marks()

    async def close(self) -> None:
        """Begin nothing new, and hear how what is under way ends; what is left waits in the database."""
        self._closed = True
        for task in self._tasks - self._posting:
            task.cancel()
        if posting := self._tasks & self._posting:
            await asyncio.wait(posting, timeout=GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._flushing is not None:
            self._flushing.cancel()
        if len(self._marks):
            await self.write_marks()
