"""A bot that stops and starts again: what waits goes out first, in order, and nothing is lost or doubled."""

import contextlib
import io
import json
import sqlite3
from collections import Counter
from datetime import timedelta

import pytest

from bot import deliver
from bot.arrival import Arrival, dump_arrival, event_id
from bot.parcel import Parcel, dump_parcel
from bot.simulator import Person
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.messages import Json
from dialogs.event import Event, EventKind
from storage import Outgoing, Received
from tests.bot.fakes import BOT_ID, MORNING
from tests.bot.house import FIRST_UPDATE, HUGO, IRIS, NOOR, House, eventually, waiting

OLD = FIRST_UPDATE - 1000


def leave_in_the_outbox(house: House, *messages: tuple[Person, str]) -> None:
    """As a bot that died before it sent them."""
    with house.database.unit() as unit:
        unit.outbox.add([Outgoing(person.id, dump_parcel(Parcel(text))) for person, text in messages])
        unit.commit()


def leave_in_the_inbox(house: House, *messages: tuple[Person, str]) -> None:
    """As a bot that died before it answered them."""
    rows = []
    for number, (person, command) in enumerate(messages, start=OLD):
        event = Event(event_id(BOT_ID, number), EventKind.COMMAND, MORNING, name=command, message=1)
        rows.append(Received(number, person.id, MORNING, dump_arrival(Arrival(person.id, event))))
    with house.database.unit() as unit:
        unit.inbox.add(rows)
        unit.commit()


@pytest.fixture(autouse=True)
def _everybody_wrote_before(house: House) -> None:
    for person in (NOOR, HUGO, IRIS):
        house.world.update_person(waiting(person))


def statuses(house: House, table: str) -> dict[str, int]:
    query = {
        "inbox": "SELECT status, count(*) FROM inbox GROUP BY status",
        "outbox": "SELECT status, count(*) FROM outbox GROUP BY status",
    }[table]
    return {str(status): int(str(count)) for status, count in house.rows(query)}


async def test_what_waited_to_be_sent_goes_out_in_order_and_before_the_answers(house: House) -> None:
    people = (NOOR, HUGO, IRIS)
    leave_in_the_outbox(house, *[(person, f"bericht {n}") for n in range(8) for person in people])
    leave_in_the_inbox(house, *[(person, "start") for person in people])
    async with house.bot():
        for person in people:
            await house.phone(person).hears(9)
        await house.quiet()
    for person in people:
        texts = house.phone(person).texts
        assert texts[:8] == [f"bericht {n}" for n in range(8)]
        assert len(texts) == 9
    assert statuses(house, "outbox") == {"sent": 27}
    assert statuses(house, "inbox") == {"done": 3}


async def test_however_much_waits_a_new_answer_does_not_overtake_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one page of the outbox; the last of it is for the person who writes now."""
    monkeypatch.setattr(deliver, "PAGE", 10)
    lines = [(HUGO, f"bericht {n}") for n in range(25)]
    leave_in_the_outbox(house, *lines, (NOOR, "van gisteren"))
    noor = house.phone(NOOR)
    noor.say("/start")
    async with house.bot():
        await noor.hears(2)
        await house.phone(HUGO).hears(25)
        await house.quiet()
    assert noor.texts[0] == "van gisteren"
    assert house.phone(HUGO).texts == [text for _, text in lines]
    assert statuses(house, "outbox") == {"sent": 27}


async def test_a_message_that_was_put_off_keeps_its_place(house: House) -> None:
    leave_in_the_outbox(house, (NOOR, "eerst"), (NOOR, "daarna"))
    with house.database.unit() as unit:
        first = unit.outbox.waiting(1)[0]
        unit.outbox.retry(first.id, house.parts().clock() + timedelta(seconds=0.3))
        unit.commit()
    noor = house.phone(NOOR)
    async with house.bot():
        noor.say("/start")
        await noor.hears(3)
        await house.quiet()
    assert noor.texts[:2] == ["eerst", "daarna"]


async def test_an_update_that_comes_twice_changes_nothing(house: House) -> None:
    """In one batch, later on, and after a restart."""
    noor = house.phone(NOOR)
    said: Json = {
        "message_id": 77,
        "date": int(MORNING.timestamp()),
        "chat": {"id": NOOR.id, "type": "private", "first_name": "Noor"},
        "from": {"id": NOOR.id, "is_bot": False, "first_name": "Noor"},
        "text": "/start",
    }
    again = {"update_id": FIRST_UPDATE + 9, "message": said}
    for _ in range(3):
        house.world.updates.add_raw(again)
    async with house.bot():
        await noor.hears(1)
        house.world.updates.add_raw(again)
        await house.quiet()
    async with house.bot():
        house.world.updates.add_raw(again)
        await house.quiet()
        house.world.updates.add_raw({**again, "message": {**said, "text": "/help"}})
        await house.quiet()
    assert len(noor.texts) == 1
    assert statuses(house, "inbox") == {"done": 1}


async def test_a_stop_in_the_middle_loses_nothing_and_doubles_nothing(house: House) -> None:
    """SIGTERM, or Ctrl-C: what is under way is finished, the rest waits for the next start."""
    people = [house.world.add_person(f"Aios {n}") for n in range(40)]
    house.simulator.api.latency_ms = 5
    phones = [house.phone(person) for person in people]
    for phone in phones:
        phone.say("/start")
    for stop_at in (3, 11, 20):
        async with house.bot():
            await house.until(lambda stop_at=stop_at: sum(len(phone.heard) for phone in phones) >= stop_at)  # type: ignore[misc]
    async with house.bot():
        for phone in phones:
            await phone.hears(1)
        await house.quiet()
    assert [len(phone.texts) for phone in phones] == [1] * len(phones)
    assert statuses(house, "inbox") == {"done": len(phones)}
    assert statuses(house, "outbox") == {"sent": len(phones)}


async def test_a_stop_does_not_wait_for_ever_on_a_slow_telegram(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "GRACE", 0.1)
    noor = house.phone(NOOR)
    house.order(Fault(FaultKind.SLOW, "sendMessage", delay_ms=60_000))
    async with house.bot():
        noor.say("/start")
        await eventually(lambda: not house.simulator.faults.planned)
    async with house.bot():
        await noor.hears(1)
        await house.quiet()
    assert len(noor.texts) == 1


async def test_what_was_sent_is_not_sent_again_whatever_happened_next(house: House) -> None:
    """The note that it was sent rides along with the next turn, also when that turn is no answer."""
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        for _ in range(5):
            await noor.asks("/start")
            hugo.block()
            await noor.asks("/start")
            hugo.unblock()
            await noor.asks("/start")
            house.world.updates.add_raw({"message": "malformed"})
    before = noor.texts
    async with house.bot():
        await house.quiet()
    assert noor.texts == before
    assert statuses(house, "outbox") == {"sent": 15}


async def test_a_damaged_row_is_set_aside_and_the_rest_goes_on(house: House, log: io.StringIO) -> None:
    """At a start and while it runs. Whoever wrote what cannot be read hears that it did not work."""
    noor, hugo, iris = (house.phone(person) for person in (NOOR, HUGO, IRIS))
    leave_in_the_outbox(house, (NOOR, "kapot"), (NOOR, "daarna"), (HUGO, "heel"))
    leave_in_the_inbox(house, (IRIS, "start"), (HUGO, "start"))
    with contextlib.closing(sqlite3.connect(house.settings.data_dir / "leerlijn.db")) as file, file:
        file.execute("UPDATE outbox SET payload = 'beschadigd' WHERE id = (SELECT min(id) FROM outbox)")
        file.execute("UPDATE inbox SET payload = 'beschadigd' WHERE update_id = ?", [OLD])
    async with house.bot() as application:
        await noor.hears(1)
        await hugo.hears(2)
        await iris.hears(1)
        await house.quiet()
        leave_in_the_outbox(house, (NOOR, "kapot"), (NOOR, "later"))
        with contextlib.closing(sqlite3.connect(house.settings.data_dir / "leerlijn.db")) as file, file:
            file.execute("UPDATE outbox SET payload = 'beschadigd' WHERE id = (SELECT max(id) - 1 FROM outbox)")
        for _ in range(2):
            await application._sweep()
        await noor.hears(2)
        await house.quiet()
    assert (noor.texts, hugo.texts[0]) == (["daarna", "later"], "heel")
    assert iris.texts == [house.library.phrases.faults.busy]
    assert statuses(house, "inbox") == {"done": 1, "malformed": 1}
    assert (
        house.rows("SELECT status, reason, payload FROM outbox WHERE status <> 'sent'")
        == [("failed", "unreadable", None)] * 2
    )
    lines = [json.loads(line) for line in log.getvalue().splitlines() if '"warning"' in line]
    assert Counter(line["event"] for line in lines) == {"update cannot be read": 1, "message given up": 2}
    assert "beschadigd" not in log.getvalue()
