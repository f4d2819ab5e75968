"""The whole bot in one process: the simulator, the real Application on a database of its own, and a fake reader.

`House` outlives the bot: with `bot()` it starts, and at the end of the block it stops, so a test restarts it at will.
Nothing here sleeps to let something happen: every wait is for a condition, with a deadline.
"""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psycopg
from pydantic import SecretStr

from bot.app import Application, Parts
from bot.settings import Settings
from bot.simulator import Person, SimClock, Simulator, play
from bot.simulator.faults import Fault
from bot.simulator.messages import Kind, Message
from bot.simulator.world import Toast
from dialogs.library import Library
from dialogs.plan import Plan
from dialogs.reading import Reads
from storage import Cipher, Database
from tests.bot.aios import Aios, buttons
from tests.bot.fakes import MORNING, FakeReader

KEY = Cipher.new_key()
MOST_QUESTIONS = 60
DEADLINE_S = 20.0
FIRST_UPDATE = 500_000
NOOR, HUGO, IRIS = Person(1001, "Noor"), Person(1002, "Hugo"), Person(1003, "Iris")


async def eventually(condition: Callable[[], bool]) -> None:
    """For what nobody tells us of, such as a row in a database. TimeoutError when it does not come."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.01)


class House:
    """`simulator` is started; the database is migrated and closed at the end of the test."""

    def __init__(self, simulator: Simulator, database: Database, settings: Settings, library: Library) -> None:
        self.simulator = simulator
        self.world = simulator.world
        self.database = database
        self.settings = settings
        self.library = library
        self._waits: list[asyncio.Future[None]] = []
        self._running: list[Application] = []

    def parts(self, reader: Reads | None = None) -> Parts:
        return Parts(self.settings, self.database, self.library, reader or FakeReader(), self.simulator.clock.now)

    @asynccontextmanager
    async def bot(self, reader: Reads | None = None) -> AsyncIterator[Application]:
        """A running bot. What it dies of comes out at the end of the block."""
        application = Application(self.parts(reader))
        work = asyncio.create_task(application.run())
        self._running.append(application)
        try:
            yield application
        finally:
            self._running.remove(application)
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work

    def aios(self, person: Person, says: Mapping[str, str] | None = None, skips: bool = False) -> Aios:
        return Aios(self.library, person.name, says or {}, skips)

    def phone(self, person: Person) -> "Phone":
        return Phone(self, person)

    def order(self, *faults: Fault) -> None:
        for fault in faults:
            self.simulator.faults.add(fault)

    def plan(self, person: Person) -> Plan:
        """What is stored of this person now."""
        with self.database.unit() as unit:
            return unit.persons.by_chat(person.id, MORNING).plan

    def reachable(self, person: Person) -> bool:
        with self.database.unit() as unit:
            return unit.persons.by_chat(person.id, MORNING).reachable

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Straight from the database, past everything that storage does. PostgreSQL takes no `values` here."""
        if self.settings.url.startswith("postgresql"):
            with psycopg.connect(self.settings.url) as server:
                return server.execute(sql.encode()).fetchall()
        with contextlib.closing(sqlite3.connect(self.settings.data_dir / "leerlijn.db")) as connection:
            return list(connection.execute(sql, values))

    def when(self, condition: Callable[[], bool], act: Callable[[], None]) -> None:
        """Do this as soon as that holds, while the test goes on."""

        async def wait() -> None:
            await eventually(condition)
            act()

        self._waits.append(asyncio.ensure_future(wait()))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until this holds in the simulated world. TimeoutError when it does not come."""
        with self.world.stream.reader() as notices:
            async with asyncio.timeout(DEADLINE_S):
                while not condition():
                    await notices.get()

    async def quiet(self) -> None:
        """Until the bot took in everything, answered it and wrote that down."""
        async with asyncio.timeout(DEADLINE_S):
            assert await self.world.silence.wait(quiet_s=0, timeout_s=DEADLINE_S, heard=lambda: True)
            for application in self._running:
                await application.quiet()


class Phone:
    """One person's side of the chat."""

    def __init__(self, house: House, person: Person) -> None:
        self._house = house
        self._world = house.world
        self.person = person

    def say(self, text: str) -> Message:
        return play.say(self._world, self.person.id, text)[0]

    def send(self, kind: Kind) -> None:
        play.send(self._world, self.person.id, kind)

    def press(self, label: str) -> str:
        return play.press(self._world, self.person.id, label=label)

    def press_on(self, message: Message, label: str) -> None:
        play.press(self._world, self.person.id, label=label, message_id=message.id)

    def edit(self, message: Message, text: str) -> None:
        play.edit(self._world, self.person.id, message.id, text)

    def block(self) -> None:
        play.block(self._world, self.person.id)

    def unblock(self) -> None:
        play.unblock(self._world, self.person.id)

    @property
    def heard(self) -> list[Message]:
        """What the bot said, oldest first."""
        return [message for message in self._world.chat_of(self.person.id) if message.from_bot]

    @property
    def texts(self) -> list[str]:
        return [message.body.text for message in self.heard]

    @property
    def labels(self) -> list[str]:
        """The buttons under the last message of the bot."""
        return [button.label for row in self.heard[-1].markup.rows for button in row]

    @property
    def toasts(self) -> list[Toast]:
        """What the bot answered to presses, oldest first."""
        return [toast for toast in self._world.toasts if toast.chat == self.person.id]

    async def hears(self, count: int) -> None:
        """Until the bot said so many things in all."""
        await self._house.until(lambda: len(self.heard) >= count)

    async def asks(self, text: str) -> str:
        """Say something, wait for what the bot says next, and give that back."""
        before = len(self.heard)
        self.say(text)
        await self.hears(before + 1)
        return self.texts[-1]

    async def presses(self, label: str) -> str:
        """Press, and wait for the next message."""
        before = len(self.heard)
        self.press(label)
        await self.hears(before + 1)
        return self.texts[-1]

    async def answers(self, aios: Aios, until: str = "") -> None:
        """Answer every question until nothing is asked any more, or this button is there."""
        for _ in range(MOST_QUESTIONS):
            last = self.heard[-1]
            if aios.done(last) or until in buttons(last):
                return
            act = aios.act(last)
            if act.press:
                self.press(act.press)
            else:
                self.say(act.say)
            await self._house.until(lambda last=last: self.heard[-1] != last)  # type: ignore[misc]
        raise AssertionError(f"there is no end to it: {self.texts[-3:]}")

    async def consents(self) -> None:
        """As far as the first question after consent."""
        await self.asks("/start")
        await self.presses("Ja, dat is goed")


@asynccontextmanager
async def open_house(
    folder: Path,
    template: Path | str,
    library: Library,
    people: Iterable[Person] = (NOOR, HUGO, IRIS),
    start: datetime = MORNING,
) -> AsyncIterator[House]:
    """A simulator, and a database that was made with `KEY`: a copy in `folder` of the file `template`, or that URL.

    `start` is when the simulated world begins; a bot in a process of its own has the real time.
    """
    if isinstance(template, Path):
        shutil.copy(template, folder / "leerlijn.db")
    simulator = Simulator(clock=SimClock(start), people=people, first_update_id=FIRST_UPDATE)
    await simulator.start()
    settings = Settings(
        telegram_token=SecretStr(simulator.token),
        telegram_api_url=simulator.url,
        database_url=SecretStr(template) if isinstance(template, str) else None,
        data_dir=folder,
        secret_key=(SecretStr(KEY),),
        messages_per_second=1000,
        chat_burst=1000,
    )
    try:
        with Database.open(settings.url, settings.keys(), busy_timeout=0.2, clock=simulator.clock.now) as database:
            yield House(simulator, database, settings, library)
    finally:
        await simulator.stop()


def waiting(person: Person) -> Person:
    """The same person, who has written before: the bot may write first."""
    return replace(person, started=True)
