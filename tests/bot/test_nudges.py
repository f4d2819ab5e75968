"""What is due is said exactly once, whenever the process dies; no more of it is on its way than can be sent soon."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.handle import Handled, Handler
from bot.lanes import Lanes
from bot.nudges import AHEAD, Nudger, received
from dialogs.library import Library
from dialogs.plan import Nudge
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Inbox, Received
from tests.bot.fakes import MORNING, FakeReader
from tests.bot.ward import ZONE, Ward

WEEK = "week.vraag"
MANY = 100


class Outside:
    """Where replies go; `sent` of them are on their way no more."""

    def __init__(self) -> None:
        self.delivered: list[int] = []
        self.sent = 0
        self.looks = 0
        """How often somebody asked how much there is still to send."""

    def __call__(self, handled: Handled) -> None:
        self.delivered += [queued.chat for queued in handled.queued]

    @property
    def bulk(self) -> int:
        self.looks += 1
        return len(self.delivered) - self.sent


class Watched(Lanes):
    """Writes down the most that was ever claimed and not sent."""

    claimed = 0
    most = 0
    outside: Outside

    def give(self, rows: Sequence[Received]) -> None:
        self.claimed += sum(row.unasked for row in rows)
        self.most = max(self.most, self.claimed - self.outside.sent)
        super().give(rows)


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


class Process:
    """A bot without a network: it takes up what waits in the inbox, and looks at the clock when it is told to."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self.database = database
        self.outside = Outside()
        handler = Handler(database, library, FakeReader(), clock, ZONE)
        self.lanes = Watched(1, handler, self.outside)
        self.lanes.outside = self.outside
        self.nudger = Nudger(database, self.lanes, self.outside, clock)

    async def begin(self) -> None:
        with self.database.unit() as unit:
            waiting = unit.inbox.waiting()
        self.lanes.give(waiting)
        await self.lanes.quiet()

    async def tick(self) -> None:
        await self.nudger.tick()
        await self.lanes.quiet()


@pytest.fixture
def ward(tmp_path: Path, library: Library) -> Iterator[Ward]:
    ward = Ward(tmp_path, library, [f"aios{n}" for n in range(MANY)])
    yield ward
    ward.close()


@asynccontextmanager
async def process(ward: Ward, clock: Clock) -> AsyncIterator[Process]:
    """A bot of its own; at the end of the block it is gone, with whatever it had in memory."""
    running = Process(ward.database, ward.library, clock)
    try:
        yield running
    finally:
        running.lanes.close()


def asks_weekly(ward: Ward, count: int, at: datetime = MORNING) -> list[int]:
    """So many persons whose weekly question is due `at`; their chats."""
    names = [*ward.phones][:count]
    for name in names:
        ward.know(name, naam=name, programma="huisarts", week_ritme=1, week_dag=1, week_tijd="10:00")
    with ward.database.unit() as unit:
        for name in names:
            person = unit.persons.by_chat(ward.phones[name].chat, MORNING).person
            unit.nudges.replace(person, [Nudge(WEEK, "", at)], at - timedelta(minutes=1))
        unit.commit()
    return [ward.phones[name].chat for name in names]


def outbox(ward: Ward) -> Counter[int]:
    """Chat -> messages that were ever put in the outbox."""
    return Counter(int(chat) for (chat,) in ward.rows("SELECT chat FROM outbox"))


def due_now(ward: Ward, clock: Clock) -> int:
    return sum(datetime.fromisoformat(due).replace(tzinfo=MORNING.tzinfo) <= clock.now for due in _dues(ward))


def _dues(ward: Ward) -> list[str]:
    return [str(due) for (due,) in ward.rows("SELECT due FROM nudge")]


async def test_everybody_who_is_due_hears_one_thing_however_often_the_clock_is_looked_at(ward: Ward) -> None:
    chats, clock = asks_weekly(ward, 5), Clock()
    async with process(ward, clock) as running:
        await asyncio.gather(running.tick(), running.tick())
        await running.tick()
        assert sorted(running.outside.delivered) == chats
    assert outbox(ward) == Counter(chats)
    assert ward.rows("SELECT status FROM inbox") == [("done",)] * 5


async def test_what_is_not_due_yet_is_left(ward: Ward) -> None:
    asks_weekly(ward, 3, MORNING + timedelta(minutes=1))
    clock = Clock()
    async with process(ward, clock) as running:
        await running.tick()
        assert running.outside.delivered == []
        clock.now += timedelta(minutes=1)
        await running.tick()
        assert len(running.outside.delivered) == 3


async def test_a_process_that_dies_between_claim_and_handling_leaves_it_to_the_next(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats, clock = asks_weekly(ward, 4), Clock()
    with monkeypatch.context() as dying:
        dying.setattr(Watched, "give", lambda self, rows: None)
        async with process(ward, clock) as first:
            await first.tick()
            assert first.outside.delivered == []
    assert ward.rows("SELECT status FROM inbox") == [("waiting",)] * 4
    assert due_now(ward, clock) == 0
    async with process(ward, clock) as second:
        await second.begin()
        await second.tick()
        assert sorted(second.outside.delivered) == chats
    async with process(ward, clock) as third:
        await third.begin()
        await third.tick()
        assert third.outside.delivered == []
    assert outbox(ward) == Counter(chats)


async def test_a_process_that_dies_before_it_is_written_down_has_claimed_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats, clock = asks_weekly(ward, 4), Clock()

    def dies(self: Inbox, rows: Sequence[Received]) -> list[Received]:
        raise StorageError

    with monkeypatch.context() as dying:
        dying.setattr(Inbox, "add", dies)
        async with process(ward, clock) as first:
            await first.tick()
    assert (due_now(ward, clock), outbox(ward)) == (4, Counter())
    async with process(ward, clock) as second:
        await second.begin()
        await second.tick()
    assert outbox(ward) == Counter(chats)


async def test_a_row_that_is_handed_over_twice_is_said_once(ward: Ward) -> None:
    """By the process that claimed it, and by one that found it in the inbox."""
    (chat,) = asks_weekly(ward, 1)
    clock = Clock()
    with ward.database.unit() as unit:
        rows = [received(nudge, clock()) for nudge in unit.nudges.claim(clock(), 10)]
        unit.inbox.add(rows)
        unit.commit()
    async with process(ward, clock) as running:
        running.lanes.give(rows)
        running.lanes.give(rows)
        await running.begin()
    assert outbox(ward) == Counter([chat])


async def test_no_more_is_on_its_way_than_telegram_soon_takes(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nudges.PAUSE", 0.001)
    chats, clock = asks_weekly(ward, MANY), Clock()
    async with process(ward, clock) as running:
        work = asyncio.ensure_future(running.tick())
        while running.outside.sent < MANY:
            await asyncio.sleep(0)
            running.outside.sent += running.outside.bulk > 0
        await work
        assert running.lanes.most == AHEAD
        assert sorted(running.outside.delivered) == chats
    assert due_now(ward, clock) == 0


async def test_who_takes_nothing_keeps_the_rest_unclaimed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Telegram takes nothing, what is due stays in the schedule, where it can still be cancelled."""
    monkeypatch.setattr("bot.nudges.PAUSE", 0.001)
    asks_weekly(ward, MANY)
    clock = Clock()
    async with process(ward, clock) as running:
        work = asyncio.ensure_future(running.nudger.tick())
        while len(running.outside.delivered) < AHEAD:
            await asyncio.sleep(0)
        looks = running.outside.looks
        while running.outside.looks < looks + 5:
            await asyncio.sleep(0)
        assert len(running.outside.delivered) == AHEAD
        assert due_now(ward, clock) == MANY - AHEAD
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@pytest.mark.parametrize("kept", [False, True])
async def test_what_was_for_somebody_who_wiped_everything_disappears(ward: Ward, kept: bool) -> None:
    """Claimed before, and handled after. `kept`: the row itself survived, in memory or in the inbox."""
    asks_weekly(ward, 2)
    clock = Clock()
    with ward.database.unit() as unit:
        rows = [received(nudge, clock()) for nudge in unit.nudges.claim(clock(), 10)]
        unit.inbox.add(rows)
        unit.commit()
    with ward.database.unit() as unit:
        unit.persons.forget(unit.persons.by_chat(rows[0].chat, clock()).person)
        unit.commit()
    if kept:
        with ward.database.unit() as unit:
            unit.inbox.add(rows)
            unit.commit()
    async with process(ward, clock) as running:
        running.lanes.give(rows)
        await running.lanes.quiet()
        assert running.outside.delivered == [rows[1].chat]
    assert ward.rows("SELECT chat FROM person") == [(rows[1].chat,)]
    assert ward.rows("SELECT count(*) FROM inbox WHERE status = 'waiting'") == [(0,)]


async def test_a_nudge_that_comes_to_nothing_leaves_no_trace(ward: Ward) -> None:
    """A reminder about feedback that is not there (any more)."""
    (chat,) = asks_weekly(ward, 1, MORNING + timedelta(days=1))
    clock = Clock()
    with ward.database.unit() as unit:
        person = unit.persons.by_chat(chat, clock()).person
        unit.nudges.put_off(person, "feedback.herinnering", "weg", clock())
        unit.commit()
    async with process(ward, clock) as running:
        await running.tick()
        assert running.outside.delivered == []
    assert outbox(ward) == Counter()
    assert ward.rows("SELECT status FROM inbox") == [("done",)]
