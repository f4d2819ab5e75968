"""The composition root: the one file that knows every part and puts them together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.deliver import Deliverer, Marks
from bot.handle import Handled, Handler
from bot.intake import Intake
from bot.lanes import Lanes
from bot.limits import Limiter
from bot.nudges import Nudger
from bot.parcel import Parcel, dump_parcel
from bot.request import AiohttpRequest
from bot.settings import PREFIX, Settings, SettingsError
from dialogs.content import load_library
from dialogs.library import Library
from dialogs.reading import Reads
from storage.database import Database
from storage.inbox import Received
from storage.outbox import Outgoing, Queued

LOG = structlog.get_logger(__name__)
LANES = 4
"""Threads beside each other on a database that takes several writers."""
TICK = 5
"""Seconds between two looks at what is due."""
KEEP_DONE = timedelta(days=7)
"""How long the (empty) rows of what was answered and sent are kept, to recognise what is handed over twice."""


def system_clock() -> datetime:
    return datetime.now(UTC)


class TelegramSilentError(SettingsError):
    """Telegram cannot be reached: waiting may help."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bot is made of, apart from Telegram: shared by every command that runs one."""

    settings: Settings
    database: Database
    library: Library
    reader: Reads
    clock: Callable[[], datetime] = system_clock
    marks: Marks = field(default_factory=Marks)
    """Outlive one application: what could not be written down while the database was gone is not sent again."""


def build_parts(settings: Settings, clock: Callable[[], datetime] = system_clock) -> Parts:
    """Content, database and reader. Raises SettingsError, ContentError or StorageError, each with one clear line."""
    from nlp.reader import Reader  # noqa: PLC0415 - spaCy takes a second to load, and many commands need none

    settings.prepare()
    database = Database.open(settings.url, settings.keys(), clock=clock, zone=settings.timezone)
    return Parts(settings, database, load_library(), Reader(), clock)


class Application:
    """One running bot: fetches, handles, sends, sweeps."""

    def __init__(self, parts: Parts, may_send: Callable[[], bool] = lambda: True) -> None:
        """`may_send`: whether it is this bot's turn to send, while others stand by."""
        settings = parts.settings
        if settings.telegram_token is None:
            raise SettingsError(f"{PREFIX}TELEGRAM_TOKEN is not set: ask @BotFather for a token")
        self._parts = parts
        self._request, self._poll_request = AiohttpRequest(), AiohttpRequest(connections=1)
        self.bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{settings.telegram_api_url}/bot",
            request=self._request,
            get_updates_request=self._poll_request,
        )
        self._marks = parts.marks
        loop_clock = asyncio.get_running_loop().time
        limiter = Limiter(settings.messages_per_second, settings.chat_burst, loop_clock)
        self._deliverer = Deliverer(self.bot, parts.database, limiter, self._marks, parts.clock, may_send=may_send)
        self._handler = Handler(
            parts.database,
            parts.library,
            parts.reader,
            parts.clock,
            settings.timezone,
            username=lambda: self.bot.username,
        )
        self._lanes = Lanes(1 if settings.on_sqlite else LANES, self._handle, self._deliver)
        self._nudger = Nudger(parts.database, self._lanes, self._deliverer, parts.clock)
        self._ticks: set[asyncio.Task[None]] = set()
        self._deliverer.use(self._lanes)
        self._intake = Intake(self.bot, self._poll_request, parts.database, self._lanes, parts.clock)
        self._scheduler = AsyncIOScheduler(timezone=settings.timezone)

    def _handle(self, rows: Sequence[Received]) -> list[Handled]:
        """In a lane. What was sent meanwhile is written in the same transaction, or given back."""
        marks = self._marks.take()
        try:
            handled = self._handler(rows, marks)
        except BaseException:
            self._marks.add(marks)
            raise
        self._marks.written(marks)
        return handled

    def _deliver(self, handled: Handled) -> None:
        if handled.query:
            self._deliverer.answer(handled.query, handled.toast)
        self._deliverer.withdraw(handled.withdrawn)
        self._deliverer.give(handled.queued)
        if handled.told:
            self.wake()

    def wake(self) -> None:
        """Look now at what is due: something changed, or the clock was moved."""
        task = asyncio.get_running_loop().create_task(self._nudger.tick())
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)

    async def run(self) -> None:
        """Until cancelled. Raises IntakeError, and at the start what `Database.check` raises and SettingsError.

        TelegramSilentError is the SettingsError that may pass by itself.
        """
        async with self._started():
            await self._intake.run()

    async def quiet(self) -> None:
        """Until everything that was fetched or due is answered, sent and written down."""
        while self._ticks:
            await asyncio.wait(self._ticks)
        await self._lanes.quiet()
        await self._deliverer.quiet()

    @asynccontextmanager
    async def _started(self) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.bot.shutdown)
            stack.callback(self._lanes.close)
            stack.push_async_callback(self._deliverer.close)
            # Whoever worked before us may have been newer, and with a wrong key all that waits would look damaged.
            await self._lanes.run(self._parts.database.check)
            await self._hello()
            waiting = await self._lanes.run(self._waiting)
            if len(self._marks):
                await self._deliverer.write_marks()
            # What was said before goes out before what is answered now.
            await self._deliverer.sweep(first=True)
            self._lanes.give(waiting)
            self._scheduler.add_job(self._sweep, "interval", minutes=1, max_instances=1, coalesce=True)
            self._scheduler.add_job(self._nudger.tick, "interval", seconds=TICK, max_instances=1, coalesce=True)
            self._scheduler.start()
            self.wake()
            stack.callback(self._stop_ticks)
            stack.callback(self._scheduler.shutdown, wait=False)
            stack.callback(asyncio.create_task(self._publish_menu()).cancel)
            LOG.info("listening", bot=self.bot.username)
            yield

    async def _hello(self) -> None:
        """The first call tells whether the token and the way to Telegram are good."""
        url = self._parts.settings.telegram_api_url
        try:
            await self.bot.initialize()
        except InvalidToken:
            raise SettingsError(f"Telegram does not know this token: check {PREFIX}TELEGRAM_TOKEN") from None
        except TelegramError as error:
            raise TelegramSilentError(
                f"Telegram does not answer at {url} ({type(error).__name__}): "
                f"check the network and {PREFIX}TELEGRAM_API_URL"
            ) from None

    def _stop_ticks(self) -> None:
        for task in self._ticks:
            task.cancel()

    def _waiting(self) -> list[Received]:
        with self._parts.database.unit() as unit:
            return unit.inbox.waiting()

    async def _publish_menu(self) -> None:
        try:
            await self.bot.set_my_commands([BotCommand(name, text) for name, text in self._parts.library.menu])
        except TelegramError as error:
            LOG.warning("the command menu was not set", error=type(error).__name__)

    async def _sweep(self) -> None:
        """What was put off gets its turn; what is long done makes room."""
        await self._deliverer.sweep()
        self._deliverer.give(await self._lanes.run(self._take_back_escaped))
        await self._lanes.run(partial(self._purge, self._parts.clock()))

    def _take_back_escaped(self) -> list[Queued]:
        """What was on its way while it was taken back, and arrived."""
        text = self._parts.library.phrases.sharing.taken_back
        with self._parts.database.unit() as unit:
            escaped = unit.outbox.escaped()
            edits = [Outgoing(one.chat, dump_parcel(Parcel(text, edits=one.telegram_message_id))) for one in escaped]
            queued = unit.outbox.add(edits)
            unit.commit()
        return queued

    def _purge(self, now: datetime) -> None:
        with self._parts.database.unit() as unit:
            unit.inbox.purge(now - KEEP_DONE)
            unit.outbox.purge(now - KEEP_DONE)
            unit.koppelingen.purge(now)
            unit.commit()
