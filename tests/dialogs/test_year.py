"""A year of nudges of a thousand aiossen: each once, on its minute on the wall, through both nights that the clock
changes and two weeks without a bot; nothing of what was moved, cancelled or put aside comes after all.

The schedule is kept as storage keeps it, in memory: what follows from the plan is replaced, what was put off stays.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from dialogs.applied import applied
from dialogs.conditions import holds
from dialogs.engine import step
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import Consent, Nudge, Plan, RecordStatus, Status
from dialogs.reading import Reading
from dialogs.scene import Scene
from dialogs.schedule import wanted
from dialogs.state import DialogueState, Frame
from dialogs.turn import Effect, PutOff, Reply, SaveLeerdoel, SaveProfile, SaveRecord, SetNudges
from tests.dialogs import year
from tests.dialogs.year import BEGIN, CANCELLED, DOWN, END, HELD, PLANNED, UP, ZONE, Does, History, Said

AIOSSEN = 1000
SOME = 60
"""Of whom every day of the year is looked at by itself, which takes its time."""
SEED = 5
WEEKLY = "week.herhaal"
"""The door to the weekly question where it stands in a list."""
MISSING, NEXT_GESPREK = "gesprek.gemist", "gesprek.plan"
"""What says that the programme expects a gesprek, and what it offers."""

Row = tuple[datetime, str, str]


@dataclass
class Aios:
    """One person and their rows of the schedule: (due in UTC, kind, subject), and whether it follows from the plan."""

    library: Library
    plan: Plan
    rows: dict[Row, bool] = field(default_factory=dict)
    state: DialogueState = field(default_factory=DialogueState)
    history: History = field(default_factory=History)
    said: list[Said] = field(default_factory=list)
    answered: list[datetime] = field(default_factory=list)

    def begins(self, at: datetime) -> None:
        self.history.note(at, self.plan)
        self._replace(wanted(self.library, self.plan, at), at)

    def hears(self, now: datetime, rows: list[Row]) -> None:
        """What is claimed together is one event."""
        derived = [(row, self.rows.pop(row)) for row in rows]
        first, *more = (Nudge(kind, subject, due.astimezone(ZONE)) for (due, kind, subject), _ in derived)
        asked = not all(follows for _, follows in derived)
        event = Event(
            f"e{len(self.said)}.{now.timestamp()}",
            EventKind.NUDGE,
            now,
            name=first.kind,
            data=first.subject,
            due=first.due,
            more=tuple(more),
            asked=asked,
        )
        turn = step(self.library, self.state, event, Reading(), self.plan)
        self.state = turn.state
        self._write(turn.effects, now, {(kind, subject) for _, kind, subject in rows})
        self.said += [said(reply, now) for reply in turn.replies]

    def does(self, one: Does) -> bool:
        """Whether it could be done."""
        effect = self._effect(one)
        if effect is None:
            return False
        self._write((effect,), one.at)
        self.history.note(one.at, self.plan)
        if one.what == "answer":
            self.state = replace(self.state, stack=())
            self.answered.append(one.at)
        self._replace(wanted(self.library, self.plan, one.at), one.at)
        return True

    def _effect(self, one: Does) -> Effect | None:
        known = {record.id: record for record in self.plan.records}
        goals = {goal.id: goal for goal in self.plan.leerdoelen}
        match one.what:
            case "plan":
                values = {"soort": "voortgang", "datum": one.day.isoformat(), "tijd": "15:00"}
                return SaveRecord("gesprek", one.subject, values, PLANNED)
            case "move" | "cancel" | "hold" if one.subject in known and known[one.subject].status is PLANNED:
                status = {"move": PLANNED, "cancel": CANCELLED, "hold": HELD}[one.what]
                moved = {"datum": one.day.isoformat()} if one.what == "move" else {}
                return SaveRecord("gesprek", one.subject, moved, status)
            case "goal":
                return SaveLeerdoel(one.subject, {"doel": "hechten", "deadline": one.day.isoformat()}, Status.OPEN, "n")
            case "close" if one.subject in goals:
                return SaveLeerdoel(one.subject, {}, Status.AFGEROND, "afgerond")
            case "pause":
                return SaveProfile({"pauze_tot": one.day.isoformat()})
            case "answer" if waiting := [r for r in self.plan.records if r.status is RecordStatus.GEVRAAGD]:
                return SaveRecord("voortgang", waiting[-1].id, {"zin": "ging goed"}, RecordStatus.KLAAR)
            case _:
                return None

    def _write(self, effects: tuple[Effect, ...], now: datetime, due: Iterable[tuple[str, str]] = ()) -> None:
        scene = Scene(self.library, self.plan, self.library.flows["week"], Frame("week", "begin"), now)
        for effect in effects:
            if isinstance(effect, SetNudges):
                self._replace(effect.nudges, now)
            elif isinstance(effect, PutOff):
                assert (effect.kind, effect.subject) in due
                self.rows[effect.at.astimezone(UTC), effect.kind, effect.subject] = False
            else:
                self.plan = applied(self.plan, effect, replace(scene, plan=self.plan))

    def _replace(self, nudges: tuple[Nudge, ...], now: datetime) -> None:
        self.rows = {row: derived for row, derived in self.rows.items() if row[0] <= now or not derived}
        for nudge in nudges:
            self.rows.setdefault((nudge.due.astimezone(UTC), nudge.kind, nudge.subject), True)
        self.plan = replace(self.plan, nudges=nudges)


def said(reply: Reply, now: datetime) -> Said:
    """A message by the doors it offers: of one nudge the first, of several together each under its number. The weekly
    question by itself offers no door."""
    buttons = [button for row in reply.rows for button in row if button.data.startswith("go:")]
    found = [button for button in buttons if button.label.isdigit()] or buttons[:1]
    doors = [button.data.removeprefix("go:").partition(":") for button in found]
    items = frozenset((name, subject) for name, _, subject in doors) or frozenset({(WEEKLY, "")})
    return Said(now.astimezone(UTC), items)


def lives(me: Aios, chance: random.Random) -> None:
    """A year, minute by minute where something happens."""
    me.begins(BEGIN)
    todo = year.doings(chance)
    now = BEGIN
    while True:
        due = min(me.rows, default=None)
        act = todo[0].at if todo else END
        now = min(act, due[0].astimezone(ZONE)) if due else act
        if DOWN.timestamp() < now.timestamp() <= UP.timestamp():
            now = UP
        if now >= END:
            return
        rows = sorted(row for row in me.rows if row[0] <= now)
        if rows:
            me.hears(now, rows)
        elif todo:
            me.does(todo.pop(0))


@pytest.fixture(scope="module")
def crowd(library: Library) -> list[Aios]:
    chance = random.Random(SEED)
    found = []
    for _ in range(AIOSSEN):
        me = Aios(library, Plan(Consent.GIVEN, year.profile_of(chance, sorted(library.programmes)), since=BEGIN.date()))
        lives(me, chance)
        found.append(me)
    return found


def with_a_day(me: Aios) -> list[Said]:
    """What was said about gesprekken and deadlines, without what the programme expects."""
    found = ((one, frozenset(item for item in one.items if item[0] not in (NEXT_GESPREK, WEEKLY))) for one in me.said)
    return [replace(one, items=items) for one, items in found if items]


def about(one: Said) -> tuple[str, list[tuple[str, str]]]:
    return one.minute, sorted(one.items)


def test_every_nudge_comes_once_and_on_its_minute(crowd: list[Aios]) -> None:
    total = 0
    for me in crowd:
        expected = year.should_be_said(me.library, me.history, END, (DOWN, UP))
        assert sorted(map(about, with_a_day(me))) == sorted(map(about, expected))
        total += len(expected)
    assert total > 5 * AIOSSEN


def test_every_weekly_question_comes_once_and_on_its_minute(crowd: list[Aios]) -> None:
    total = 0
    for me in crowd:
        expected = year.weekly_questions(me.history, me.answered, END, (DOWN, UP))
        asked = [one.at for one in me.said if any(door == WEEKLY for door, _ in one.items)]
        assert [str(at) for at in asked] == [str(at) for at in expected]
        total += len(asked)
    assert total > 5 * AIOSSEN


def test_nobody_hears_more_than_twice_a_day(crowd: list[Aios]) -> None:
    for me in crowd:
        days = Counter(one.at.astimezone(ZONE).date() for one in me.said)
        assert max(days.values(), default=0) <= 2


def test_what_the_programme_expects_is_asked_for_when_the_plan_of_that_day_says_so(crowd: list[Aios]) -> None:
    """Nobody is there every day to work the schedule out, and yet it is as if somebody were."""
    total = 0
    for me in crowd[:SOME]:
        asked = [one.minute for one in me.said if any(door == NEXT_GESPREK for door, _ in one.items)]
        expected = {one.astimezone(ZONE).strftime("%Y-%m-%d %H:%M %z") for one in _missing(me)}
        assert sorted(expected) == asked
        total += len(asked)
    assert total > SOME


def _missing(me: Aios) -> Iterator[datetime]:
    door = me.library.must(MISSING)
    for begin, until, plan in me.history.stretches(END):
        day = begin.astimezone(ZONE).date()
        while (heard := year.heard_on(plan, day)) <= until:
            morning = datetime.combine(day, time(), ZONE)
            due = any(one.kind == MISSING and one.due == heard for one in wanted(me.library, plan, morning))
            day += timedelta(days=1)
            if begin < heard and due and (said := _after_the_downtime(heard)):
                frame = Frame(door.flow.id, door.flow.steps[0].id)
                if holds(Scene(me.library, plan, door.flow, frame, said.astimezone(ZONE)), door.entry.when):
                    yield said


def _after_the_downtime(due: datetime) -> datetime | None:
    if not DOWN < due <= UP:
        return due
    return UP if UP - due <= year.STALE else None


def test_the_year_has_both_nights_in_it(crowd: list[Aios]) -> None:
    """There is something to hear on the days around them, by the clock of that day."""
    minutes = [one.minute for me in crowd for one in me.said]
    for night in year.NIGHTS:
        heard = {minute[-5:] for minute in minutes if minute.startswith(night.isoformat()) and " 17:00" in minute}
        assert heard == {"+0100" if night.month == 10 else "+0200"}
    changed = [minute for minute in minutes if minute.startswith(str(year.NIGHTS[1])) and " 02:" in minute]
    assert changed == []
