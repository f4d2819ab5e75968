"""A year of twenty-five aiossen on the real handler and a real database: what is claimed is said, once and in time.

They plan, move, cancel and hold their gesprekken in the chat; the rest of their year is written down and heard of at
their next message. Held against the same reckoning as the schedule by itself, see `tests/dialogs/year.py`.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.event import EventKind
from dialogs.library import Library
from dialogs.plan import RecordStatus, Status, Values
from dialogs.turn import SaveLeerdoel, SaveRecord
from storage.unit import UnitOfWork
from tests.bot.ward import Delivered, Phone, Ward
from tests.dialogs import year
from tests.dialogs.year import BEGIN, DOWN, END, PLANNED, UP, ZONE, Does, History, Said

AIOSSEN = 25
NEXT_GESPREK, WEEKLY = "gesprek.plan", "week.herhaal"


@dataclass
class Life:
    """What happened to one of them."""

    todo: list[Does]
    history: History = field(default_factory=History)
    answered: list[datetime] = field(default_factory=list)
    weekly: list[datetime] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    gesprekken: dict[str, str] = field(default_factory=dict)
    """Name in `todo` -> id."""
    days: Counter[date] = field(default_factory=Counter)
    """How many messages came on each."""


class Street(Ward):
    """All of them, on one clock."""

    looks = False

    def __init__(self, folder: Path, library: Library, lives: dict[str, Life]) -> None:
        super().__init__(folder, library, lives, now=BEGIN.astimezone(UTC))
        self.lives = lives
        self.names = {phone.chat: phone.name for phone in self.phones.values()}

    def year(self) -> None:
        for name, life in self.lives.items():
            self.command(name, "help")
            life.history.note(BEGIN, self.plan(name))
        while True:
            acting = min((life for life in self.lives.values() if life.todo), key=_first, default=None)
            act = acting.todo[0].at.astimezone(UTC) if acting else END.astimezone(UTC)
            with self.database.unit() as unit:
                due = unit.nudges.next_due()
            self.now = min(act, due) if due else act
            if DOWN.astimezone(UTC) < self.now <= UP.astimezone(UTC):
                self.now = UP.astimezone(UTC)
            if self.now >= END.astimezone(UTC):
                return
            if due and due <= self.now:
                self.hear()
            elif acting:
                name = next(name for name, life in self.lives.items() if life is acting)
                self.does(name, acting, acting.todo.pop(0))

    def _arrives(self, phone: Phone, kind: EventKind, what: str, **fields: object) -> list[Delivered]:
        """Takes no time at all here, so that no minute is passed over."""
        moment = self.now
        out = super()._arrives(phone, kind, what, **fields)
        self.now = moment
        return out

    def _due(self) -> list[Delivered]:
        """Only when it is looked for."""
        return super()._due() if self.looks else []

    def hear(self) -> None:
        self.looks = True
        heard = self._due()
        self.looks = False
        for one in heard:
            life = self.lives[self.names[one.chat]]
            found = doors(one)
            weekly = {item for item in found if item[0] == WEEKLY}
            if weekly or not found:
                life.weekly.append(self.now)
            if found - weekly:
                life.said.append(Said(self.now, found - weekly))
            life.days[self.now.astimezone(ZONE).date()] += 1

    def does(self, name: str, life: Life, one: Does) -> None:
        key, day = life.gesprekken.get(one.subject, ""), one.day.isoformat()
        planned = key and self.record(name, key) is PLANNED
        person = self.person(name)
        match one.what:
            case "plan":
                before = {record.id for record in self.plan(name).records}
                self.command(name, "gesprek")
                self.type(name, f"voortgangsgesprek {day} 15.00")
                (new,) = (record.id for record in self.plan(name).records if record.id not in before)
                life.gesprekken[one.subject] = new
            case "move" if planned:
                self.press(name, f"go:gesprek.verzet:{key}")
                self.type(name, day)
            case "cancel" if planned:
                self.press(name, f"go:gesprek.bekijk:{key}")
                self.tap(name, "Afzeggen")
            case "hold" if planned:
                self.press(name, f"go:verslag.begin:{key}")
                while self.record(name, key) is PLANNED:
                    self.type(name, "we spraken alles door")
                self.tap(name, "Later")
            case "goal" | "close":
                status = Status.OPEN if one.what == "goal" else Status.AFGEROND
                values: Values = {"doel": "hechten", "deadline": day} if one.what == "goal" else {}
                goal = SaveLeerdoel(f"{name}-{one.subject}", values, status, "anders")
                self.write(lambda unit: unit.leerdoelen.save(person, goal, person, self.now))
            case "pause":
                self.write(lambda unit: unit.persons.save_profile(person, {"pauze_tot": day}, self.now))
            case "answer":
                asked = [r for r in self.plan(name).records if r.status is RecordStatus.GEVRAAGD]
                if asked:
                    kept = SaveRecord("voortgang", asked[-1].id, {"zin": "ging goed"}, RecordStatus.KLAAR)
                    self.write(lambda unit: unit.records.save(person, kept, self.now))
                    life.answered.append(one.at)
        self.command(name, "stop")
        life.history.note(one.at, self.plan(name))

    def record(self, name: str, key: str) -> RecordStatus:
        return next(one.status for one in self.plan(name).records if one.id == key)

    def write(self, change: Callable[[UnitOfWork], None]) -> None:
        with self.database.unit() as unit:
            change(unit)
            unit.commit()


def _first(life: Life) -> datetime:
    return life.todo[0].at.astimezone(UTC)


def doors(one: Delivered) -> frozenset[tuple[str, str]]:
    """What a message is about: the first door that it offers, or each where it is a list."""
    buttons = [button for row in one.parcel.rows for button in row if button.data.startswith("go:")]
    found = [button for button in buttons if button.label.isdigit()] or buttons[:1]
    each = (button.data.removeprefix("go:").partition(":") for button in found)
    return frozenset((name, subject) for name, _, subject in each)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Street]:
    chance = random.Random(11)
    profiles = {f"aios{n}": year.profile_of(chance, sorted(library.programmes)) for n in range(AIOSSEN)}
    street = Street(tmp_path_factory.mktemp("street"), library, {name: Life(year.doings(chance)) for name in profiles})
    for name, profile in profiles.items():
        street.know(name, **profile)
    street.year()
    yield street
    street.close()


def about(one: Said) -> tuple[str, list[tuple[str, str]]]:
    return one.minute, sorted(one.items)


def test_every_nudge_is_claimed_and_said_once_on_its_minute(street: Street) -> None:
    total = 0
    for name, life in street.lives.items():
        own = [
            replace(one, items=frozenset(item for item in one.items if item[0] != NEXT_GESPREK)) for one in life.said
        ]
        expected = year.should_be_said(street.library, life.history, END, (DOWN, UP))
        assert sorted(about(one) for one in own if one.items) == sorted(map(about, expected)), name
        total += len(expected)
    assert total > 5 * AIOSSEN


def test_every_weekly_question_is_claimed_and_asked_once_on_its_minute(street: Street) -> None:
    total = 0
    for name, life in street.lives.items():
        expected = year.weekly_questions(life.history, life.answered, END, (DOWN, UP))
        assert [str(at) for at in life.weekly] == [str(at) for at in expected], name
        total += len(expected)
    assert total > 5 * AIOSSEN


def test_nobody_is_disturbed_more_than_twice_a_day(street: Street) -> None:
    for life in street.lives.values():
        assert max(life.days.values(), default=0) <= 2


def test_nothing_is_left_behind(street: Street) -> None:
    """Nothing waits in the inbox or was put aside, and no row of the schedule is of before now."""
    assert street.rows("SELECT DISTINCT status FROM inbox") == [("done",)]
    with street.database.unit() as unit:
        due = unit.nudges.next_due()
    assert due is None or due > street.now
