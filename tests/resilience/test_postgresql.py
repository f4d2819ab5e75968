"""On PostgreSQL several lanes write side by side: the order in a chat and the answers of each person stay their own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.simulator import Person
from dialogs.library import Library
from storage import AlreadyRunning
from tests.bot.aios import Aios
from tests.bot.house import House, open_house, waiting
from tests.bot.talk import Screen, talk
from tests.resilience.test_restart import leave_in_the_inbox, leave_in_the_outbox

PEOPLE = tuple(waiting(Person(3001 + n, f"Aios {n}")) for n in range(8))
DONE: list[tuple[object, ...]] = [("inbox", "done"), ("outbox", "sent")]
_numbers = count(1)


@pytest_asyncio.fixture
async def house(new_postgresql: Callable[[str], str], tmp_path: Path, library: Library) -> AsyncIterator[House]:
    async with open_house(tmp_path, new_postgresql(f"lanes_{next(_numbers)}"), library, PEOPLE) as house:
        yield house


def statuses(house: House) -> list[tuple[object, ...]]:
    return house.rows("SELECT 'inbox', status FROM inbox UNION SELECT 'outbox', status FROM outbox ORDER BY 1, 2")


async def test_many_people_at_once_each_have_their_own_conversation(house: House) -> None:
    """Everybody says the same under the same name, so everybody must hear the same."""
    heard: list[list[Screen]] = [[] for _ in PEOPLE]
    aios = Aios(house.library, "Noor")
    async with house.bot():
        await asyncio.gather(
            *(talk(house, person, aios, screens.append) for person, screens in zip(PEOPLE, heard, strict=True))
        )
        await house.quiet()
    assert all(screens == heard[0] for screens in heard)
    assert {person.id: len(house.plan(person).leerdoelen) for person in PEOPLE} == {person.id: 1 for person in PEOPLE}
    assert statuses(house) == DONE


async def test_what_waited_to_be_sent_goes_out_before_the_answers(house: House) -> None:
    leave_in_the_outbox(house, *[(person, f"bericht {n}") for n in range(8) for person in PEOPLE])
    leave_in_the_inbox(house, *[(person, "start") for person in PEOPLE])
    async with house.bot():
        for person in PEOPLE:
            await house.phone(person).hears(9)
        await house.quiet()
    for person in PEOPLE:
        texts = house.phone(person).texts
        assert (texts[:8], len(texts)) == ([f"bericht {n}" for n in range(8)], 9)
    assert statuses(house) == DONE


async def test_a_second_bot_may_not_claim_it(house: House) -> None:
    with house.database.claim(), pytest.raises(AlreadyRunning, match="Another bot is running on this database"):
        house.database.claim()
