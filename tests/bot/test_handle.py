"""One arrival becomes one turn, kept whole or not at all; several persons share a commit, and no fault."""

import io
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.arrival import Arrival, dump_arrival
from bot.handle import ATTEMPTS, Handled, Handler
from bot.parcel import Parcel, dump_parcel, load_parcel
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import Consent
from dialogs.reading import ReadContext, Reading
from storage import Conflict, Database, DatabaseLocked, InvalidValues, Mark, Outgoing, Received
from storage.persons import Persons
from tests.bot.fakes import MORNING, FakeReader, standing_clock

ZONE = ZoneInfo("Europe/Amsterdam")
KEY = "vqRDsy3Jwd6ATA2J2FxfrGK9kO0ZkZ3Uyk5nkqCzT1E="


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY], clock=standing_clock) as database:
        database.migrate()
        yield database


class Desk:
    """Keeps updates as the intake does, and hands them to a handler."""

    def __init__(self, database: Database, library: Library) -> None:
        self.database = database
        self.library = library
        self.reader = FakeReader()
        self._number = 0

    @property
    def handler(self) -> Handler:
        return Handler(self.database, self.library, self.reader, standing_clock, ZONE)

    def row(self, chat: int, kind: EventKind, **fields: str) -> Received:
        event = Event(f"event{self._number + 1}", kind, MORNING, message=self._number, **fields)
        return self.kept(Arrival(chat, event, query="query" if kind is EventKind.BUTTON else ""))

    def kept(self, arrival: Arrival | str, chat: int = 0) -> Received:
        self._number += 1
        text = arrival if isinstance(arrival, str) else dump_arrival(arrival)
        row = Received(self._number, chat if isinstance(arrival, str) else arrival.chat, MORNING, text)
        with self.database.unit() as unit:
            unit.inbox.add([row])
            unit.commit()
        return row

    def start(self, chat: int) -> Received:
        return self.row(chat, EventKind.COMMAND, name="start")

    def consents(self, *chats: int) -> None:
        for chat in chats:
            self.handler([self.start(chat)])
            self.handler([self.row(chat, EventKind.BUTTON, data="p1:ja")])

    def waiting(self) -> list[int]:
        with self.database.unit() as unit:
            return [row.update_id for row in unit.inbox.waiting()]

    def outbox(self) -> list[str]:
        with self.database.unit() as unit:
            return [load_parcel(queued.payload).text for queued in unit.outbox.waiting(100)]

    def name(self, chat: int) -> object:
        with self.database.unit() as unit:
            return unit.persons.by_chat(chat, MORNING).plan.profile.get("naam")


@pytest.fixture
def desk(database: Database, library: Library) -> Desk:
    return Desk(database, library)


def texts(handled: Handled) -> list[str]:
    return [load_parcel(queued.payload).text for queued in handled.queued]


def test_several_persons_are_answered_in_one_go_each_with_their_own(desk: Desk) -> None:
    desk.consents(1, 2, 3)
    handled = desk.handler([desk.row(chat, EventKind.TEXT, text=f"Aios {chat}") for chat in (1, 2, 3)])
    assert [[queued.chat for queued in one.queued] for one in handled] == [[1], [2], [3]]
    assert all(f"Aios {chat}" in texts(one)[0] for chat, one in zip((1, 2, 3), handled, strict=True))
    assert [desk.name(chat) for chat in (1, 2, 3)] == ["Aios 1", "Aios 2", "Aios 3"]
    assert desk.waiting() == []


def test_a_press_asks_for_an_answer_with_its_toast(desk: Desk) -> None:
    desk.consents(1)
    (handled,) = desk.handler([desk.row(1, EventKind.BUTTON, data="p1:ja")])
    assert (handled.query, handled.toast) == ("query", desk.library.phrases.system.stale)


def test_what_was_answered_before_is_not_answered_again(desk: Desk) -> None:
    desk.consents(1, 2)
    again, other = desk.row(1, EventKind.TEXT, text="Noor"), desk.row(2, EventKind.TEXT, text="Hugo")
    desk.handler([again])
    before = desk.outbox()
    assert desk.handler([again]) == [Handled()]
    assert desk.outbox() == before
    first, second = desk.handler([again, other])
    assert (first, len(second.queued)) == (Handled(), 1)


def failing_reader(desk: Desk, chat_words: str) -> None:
    class Failing(FakeReader):
        def read(self, text: str, context: ReadContext) -> Reading:
            if chat_words in text:
                raise RuntimeError(text)
            return super().read(text, context)

    desk.reader = Failing()


def test_a_fault_of_ours_costs_one_answer_and_is_said(desk: Desk, log: io.StringIO) -> None:
    desk.consents(1, 2, 3)
    failing_reader(desk, "Sterappel")
    rows = [desk.row(chat, EventKind.TEXT, text=text) for chat, text in ((1, "Noor"), (2, "Sterappel"), (3, "Iris"))]
    handled = desk.handler(rows)
    assert texts(handled[1]) == [desk.library.phrases.faults.busy]
    assert [desk.name(chat) for chat in (1, 2, 3)] == ["Noor", None, "Iris"]
    assert desk.waiting() == []
    assert "Sterappel" not in log.getvalue()


def test_a_press_that_fails_still_stops_the_spinner(desk: Desk) -> None:
    desk.consents(1)
    desk.library = cast(Library, SimpleNamespace(phrases=desk.library.phrases))
    (handled,) = desk.handler([desk.row(1, EventKind.BUTTON, data="p2:_skip")])
    assert (handled.query, texts(handled)) == ("query", [desk.library.phrases.faults.busy])


@pytest.mark.parametrize("together", [True, False])
def test_an_update_that_cannot_be_read_is_put_aside(desk: Desk, together: bool) -> None:
    """By an older version of ourselves, for instance."""
    desk.consents(1)
    rows = [desk.kept("{}", chat=7), *([desk.row(1, EventKind.TEXT, text="Noor")] if together else [])]
    assert texts(desk.handler(rows)[0]) == [desk.library.phrases.faults.busy]
    assert desk.waiting() == []


class Meddling(Database):
    """Somebody else writes first, so many times."""

    def meddle(self, chat: int, times: int) -> Callable[[str], None]:
        left = [times]

        def write(_: str) -> None:
            if left[0]:
                left[0] -= 1
                with self.unit() as unit:
                    dossier = unit.persons.by_chat(chat, MORNING)
                    state = dossier.state
                    unit.persons.save_state(dossier.person, replace(state, version=state.version + 1), state.version)
                    unit.commit()

        return write


@pytest.fixture
def meddled(tmp_path: Path, library: Library) -> Iterator[Callable[[int, int], Desk]]:
    """A desk at which another process writes the state of a person while their text is read."""
    with Meddling.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY], clock=standing_clock) as database:
        database.migrate()

        def make(chat: int, times: int) -> Desk:
            desk = Desk(database, library)
            desk.consents(1, 2)
            write = database.meddle(chat, times)

            class Beaten(FakeReader):
                def read(self, text: str, context: ReadContext) -> Reading:
                    if text == "Noor":
                        write(text)
                    return super().read(text, context)

            desk.reader = Beaten()
            return desk

        yield make


@pytest.mark.parametrize("times", [1, ATTEMPTS - 1])
def test_who_is_beaten_to_it_loads_again(meddled: Callable[[int, int], Desk], times: int) -> None:
    desk = meddled(1, times)
    handled = desk.handler([desk.row(1, EventKind.TEXT, text="Noor")])
    assert (desk.name(1), len(handled[0].queued)) == ("Noor", 1)


def test_who_is_always_beaten_waits(meddled: Callable[[int, int], Desk]) -> None:
    desk = meddled(1, 99)
    row = desk.row(1, EventKind.TEXT, text="Noor")
    with pytest.raises(Conflict):
        desk.handler([row])
    assert (desk.waiting(), desk.name(1)) == ([row.update_id], None)


def test_who_is_beaten_costs_the_others_nothing(meddled: Callable[[int, int], Desk]) -> None:
    desk = meddled(1, 1)
    rows = [desk.row(2, EventKind.TEXT, text="Hugo"), desk.row(1, EventKind.TEXT, text="Noor")]
    handled = desk.handler(rows)
    assert [len(one.queued) for one in handled] == [1, 1]
    assert (desk.name(1), desk.name(2)) == ("Noor", "Hugo")


def test_a_fault_and_a_conflict_together_still_give_everybody_their_answer(meddled: Callable[[int, int], Desk]) -> None:
    """The apology is kept in the transaction of the others: it is not lost when that one must be repeated."""
    desk = meddled(1, 1)
    rows = [desk.kept("{}", chat=7), desk.row(1, EventKind.TEXT, text="Noor")]
    handled = desk.handler(rows)
    assert [len(one.queued) for one in handled] == [1, 1]
    assert texts(handled[0]) == [desk.library.phrases.faults.busy]


class Locking(FakeReader):
    """The database is locked from the moment that a text is read."""

    def __init__(self, lock: Callable[[], None]) -> None:
        self._lock = lock

    def read(self, text: str, context: ReadContext) -> Reading:
        self._lock()
        return super().read(text, context)


def test_what_cannot_be_kept_waits_whole(desk: Desk, tmp_path: Path) -> None:
    desk.consents(1)
    before = desk.outbox()
    row = desk.row(1, EventKind.TEXT, text="Noor")
    other = sqlite3.connect(tmp_path / "leerlijn.db", isolation_level=None)
    with Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY], busy_timeout=0.01) as hurried:
        desk.database = hurried
        desk.reader = Locking(lambda: other.execute("BEGIN IMMEDIATE").close())
        with pytest.raises(DatabaseLocked):
            desk.handler([row])
        other.execute("ROLLBACK")
        other.close()
        assert (desk.waiting(), desk.outbox(), desk.name(1)) == ([row.update_id], before, None)


def marked(desk: Desk) -> tuple[Mark, Callable[[], bool]]:
    """A message that was sent and not written down yet, and whether it is."""
    with desk.database.unit() as unit:
        (queued,) = unit.outbox.add([Outgoing(9, dump_parcel(Parcel("gisteren")))])
        unit.commit()
    return Mark(queued.id, 77, MORNING), lambda: "gisteren" not in desk.outbox()


@pytest.mark.parametrize("case", ["answer", "twice", "unreadable", "fault", "refused", "blocked", "several"])
def test_what_was_sent_meanwhile_is_always_written_along(
    desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark that gets lost is a message that comes twice."""
    desk.consents(1, 2)
    mark, written = marked(desk)
    rows: Sequence[Received]
    match case:
        case "answer":
            rows = [desk.row(1, EventKind.TEXT, text="Noor")]
        case "twice":
            rows = [desk.row(1, EventKind.TEXT, text="Noor")]
            desk.handler(rows)
        case "unreadable":
            rows = [desk.kept("{}", chat=7)]
        case "fault":
            failing_reader(desk, "Noor")
            rows = [desk.row(1, EventKind.TEXT, text="Noor")]
        case "refused":
            rows = [desk.row(1, EventKind.TEXT, text="Noor")]

            def refuse(*_: object) -> None:
                raise InvalidValues

            monkeypatch.setattr(Persons, "save_profile", refuse)
        case "blocked":
            rows = [desk.kept(Arrival(1, reachable=False))]
        case _:
            rows = [desk.row(1, EventKind.TEXT, text="Noor"), desk.kept("{}", chat=7)]
            rows = [*rows, desk.kept(Arrival(2, reachable=False))]
    handled = desk.handler(rows, [mark])
    assert (len(handled), written()) == (len(rows), True)


def test_the_copy_is_a_document_after_the_words(desk: Desk) -> None:
    desk.consents(1)
    desk.handler([desk.row(1, EventKind.TEXT, text="Noor")])
    (asked,) = desk.handler([desk.row(1, EventKind.COMMAND, name="privacy")])
    button = next(b for row in load_parcel(asked.queued[0].payload).rows for b in row if b.label.startswith("Stuur"))
    (handled,) = desk.handler([desk.row(1, EventKind.BUTTON, data=button.data)])
    parcels = [load_parcel(queued.payload) for queued in handled.queued]
    assert parcels[-1].filename == "leerlijn.json"
    assert '"Noor"' in parcels[-1].content
    assert [each.kind for each in parcels][-1] == "document"


def test_who_writes_is_reachable_again(desk: Desk) -> None:
    desk.consents(1)
    desk.handler([desk.kept(Arrival(1, reachable=False))])
    with desk.database.unit() as unit:
        assert not unit.persons.by_chat(1, MORNING).reachable
    desk.handler([desk.row(1, EventKind.TEXT, text="Noor")])
    with desk.database.unit() as unit:
        dossier = unit.persons.by_chat(1, MORNING)
    assert (dossier.reachable, dossier.plan.consent) == (True, Consent.GIVEN)
