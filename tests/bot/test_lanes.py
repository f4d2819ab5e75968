"""Every chat in order, whatever fails; and what fails for one costs the others nothing."""

import asyncio
import io
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import lanes as module
from bot.handle import Handled
from bot.lanes import BATCH, Lanes
from storage import DatabaseLocked, Received, StorageError, WrongKey
from tests.bot.fakes import MORNING


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", (0.0,))


def row(number: int, chat: int, *, malformed: bool = False) -> Received:
    return Received(number, chat, MORNING, "", malformed)


class Desk:
    """Handles rows as told, and writes down what was handled and what was delivered."""

    def __init__(self, act: Callable[[Sequence[Received]], int] = len) -> None:
        """`act` says how many of these rows could be kept, or raises."""
        self._act = act
        self._lock = threading.Lock()
        self.batches: list[list[int]] = []
        self.delivered: list[int] = []

    def handle(self, rows: Sequence[Received]) -> list[Handled]:
        kept = self._act(rows)
        with self._lock:
            self.batches.append([row.update_id for row in rows[:kept]])
        return [Handled(query=str(row.update_id)) for row in rows[:kept]]

    def deliver(self, handled: Handled) -> None:
        self.delivered.append(int(handled.query))

    async def work(self, rows: Sequence[Received], count: int = 1) -> None:
        lanes = Lanes(count, self.handle, self.deliver)
        lanes.give(rows)
        await lanes.quiet()
        lanes.close()


def failing(fault: StorageError, plan: Iterator[bool]) -> Callable[[Sequence[Received]], int]:
    def act(rows: Sequence[Received]) -> int:
        if next(plan, False):
            raise fault
        return len(rows)

    return act


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chats=st.lists(st.integers(1, 7), max_size=60),
    count=st.integers(1, 4),
    failures=st.lists(st.booleans(), max_size=20),
    partial=st.lists(st.integers(1, BATCH), max_size=20),
)
async def test_each_chat_is_delivered_whole_and_in_order(
    chats: list[int], count: int, failures: list[bool], partial: list[int]
) -> None:
    plan, kept = iter(failures), iter(partial)

    def act(rows: Sequence[Received]) -> int:
        if next(plan, False):
            raise DatabaseLocked
        return min(len(rows), next(kept, BATCH))

    desk = Desk(act)
    await desk.work([row(number, chat) for number, chat in enumerate(chats)], count)
    by_chat: defaultdict[int, list[int]] = defaultdict(list)
    for number in desk.delivered:
        by_chat[chats[number]].append(number)
    expected: defaultdict[int, list[int]] = defaultdict(list)
    for number, chat in enumerate(chats):
        expected[chat].append(number)
    assert by_chat == expected
    assert all(len({chats[number] for number in batch}) == len(batch) <= BATCH for batch in desk.batches)


async def test_a_locked_database_is_tried_again_until_it_opens(log: io.StringIO) -> None:
    desk = Desk(failing(DatabaseLocked(), iter([True] * 8)))
    await desk.work([row(number, number % 3) for number in range(9)])
    assert desk.delivered == list(range(9))
    assert log.getvalue().count("not kept yet") == 8


async def test_a_fault_of_ours_in_one_row_costs_the_others_nothing(log: io.StringIO) -> None:
    def act(rows: Sequence[Received]) -> int:
        if any(each.update_id == 4 for each in rows):
            raise RuntimeError("Sterappel")
        return len(rows)

    desk = Desk(act)
    await desk.work([row(number, number) for number in range(10)])
    assert desk.delivered == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert "Sterappel" not in log.getvalue()


@pytest.mark.parametrize("alone", [True, False])
async def test_one_damaged_dossier_does_not_stop_everybody(alone: bool) -> None:
    """What no key opens will not open by itself: waiting for it would stop the lane for good."""

    def act(rows: Sequence[Received]) -> int:
        for at, each in enumerate(rows):
            if each.chat == 2:
                if at == 0:
                    raise WrongKey
                return at
        return len(rows)

    desk = Desk(act)
    rows = [row(1, 2), row(2, 1), row(3, 2), row(4, 3)]
    await desk.work(rows[:1] + rows[3:] if alone else rows)
    assert desk.delivered == ([4] if alone else [2, 4])


async def test_malformed_rows_are_not_handled() -> None:
    desk = Desk()
    await desk.work([row(1, 1, malformed=True), row(2, 1)])
    assert desk.delivered == [2]


async def test_rows_that_come_while_others_are_handled_come_after_them() -> None:
    desk = Desk()
    lanes = Lanes(1, desk.handle, desk.deliver)
    for number in range(50):
        lanes.give([row(number, number % 2)])
    await lanes.quiet()
    lanes.close()
    assert desk.delivered == list(range(50))


async def test_a_chat_has_one_lane_and_two_chats_go_side_by_side() -> None:
    """The first chat's turn cannot end before the second's has begun."""
    begun = threading.Event()
    threads: Counter[tuple[int, str]] = Counter()

    def act(rows: Sequence[Received]) -> int:
        for each in rows:
            threads[each.chat, threading.current_thread().name] += 1
        if rows[0].chat == 1:
            begun.set()
        elif not begun.wait(10):
            raise AssertionError("the chats wait for each other")
        return len(rows)

    desk = Desk(act)
    await desk.work([row(1, 0), row(2, 0), row(3, 1), row(4, 1)], count=2)
    assert sorted(desk.delivered) == [1, 2, 3, 4]
    assert sorted(chat for chat, _ in threads) == [0, 1]


async def test_other_work_runs_in_line_with_the_first_lane() -> None:
    lanes = Lanes(2, Desk().handle, Desk().deliver)
    assert await lanes.run(lambda: threading.current_thread().name) == "lane-0_0"
    lanes.close()


async def test_closing_waits_for_what_runs_and_leaves_the_rest_for_the_next_start() -> None:
    running, finish = threading.Event(), threading.Event()

    def act(rows: Sequence[Received]) -> int:
        running.set()
        assert finish.wait(10)
        return len(rows)

    desk = Desk(act)
    lanes = Lanes(1, desk.handle, desk.deliver)
    lanes.give([row(number, 1) for number in range(5)])
    assert await asyncio.to_thread(running.wait, 10)
    finish.set()
    lanes.close()
    await asyncio.sleep(0)
    assert desk.batches == [[0]]
    assert desk.delivered == [0]
