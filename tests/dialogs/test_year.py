"""A year of nudges of hundreds of aiossen: each once, on its minute on the wall, through both nights that the clock
changes and two weeks without a bot; nothing of what was moved, cancelled or put aside comes after all.

The schedule is kept as storage keeps it, in memory: what follows from the plan is replaced, what was put off stays.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogs.applied import applied
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

AIOSSEN = 300
SEED = 5
NEXT_GESPREK = "gesprek.plan"
"""What is offered where the programme expects a gesprek: reckoned elsewhere."""

Row = tuple[datetime, str, str]


@dataclass
class Aios:
    """One person and their rows of the schedule: (due in UTC, kind, subject), and whether it follows from the plan."""

    library: Library
    plan: Plan
    rows: dict[Row, bool] = field(default_factory=dict)
    state: DialogueState = field(default_factory=DialogueState)
    history: History = field(default_factory=History)
    said: list[tuple[Said, str]] = field(default_factory=list)
    """Each message, and the kind of nudge that it came of."""
    answered: list[datetime] = field(default_factory=list)

    def begins(self, at: datetime) -> None:
        self.history.note(at, self.plan)
        self._replace(wanted(self.library, self.plan, at), at)

    def hears(self, now: datetime, rows: list[Row]) -> None:
        """What was claimed together is said one after the other."""
        for row in rows:
            del self.rows[row]
        for due, kind, subject in rows:
            event = Event(f"e{len(self.said)}{due.timestamp()}", EventKind.NUDGE, now, name=kind, data=subject, due=due)
            turn = step(self.library, self.state, event, Reading(), self.plan)
            self.state = turn.state
            self._write(turn.effects, now, kind, subject)
            self.said += [(said(reply, now), kind) for reply in turn.replies]

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

    def _write(self, effects: tuple[Effect, ...], now: datetime, kind: str = "", subject: str = "") -> None:
        scene = Scene(self.library, self.plan, self.library.flows["week"], Frame("week", "begin"), now)
        for effect in effects:
            if isinstance(effect, SetNudges):
                self._replace(effect.nudges, now)
            elif isinstance(effect, PutOff):
                assert (effect.kind, effect.subject) == (kind, subject)
                self.rows[effect.at.astimezone(UTC), effect.kind, effect.subject] = False
            else:
                self.plan = applied(self.plan, effect, replace(scene, plan=self.plan))

    def _replace(self, nudges: tuple[Nudge, ...], now: datetime) -> None:
        self.rows = {row: derived for row, derived in self.rows.items() if row[0] <= now or not derived}
        for nudge in nudges:
            self.rows.setdefault((nudge.due.astimezone(UTC), nudge.kind, nudge.subject), True)
        self.plan = replace(self.plan, nudges=nudges)


def said(reply: Reply, now: datetime) -> Said:
    """A message by the doors it offers: of one nudge the first, of several together each."""
    buttons = [button for row in reply.rows for button in row]
    doors = [button.data for button in buttons if button.data.startswith("go:")]
    together = all(button.label.isdigit() for button in buttons)
    found = [door.removeprefix("go:").partition(":") for door in (doors if together else doors[:1])]
    return Said(now.astimezone(UTC), frozenset((name, subject) for name, _, subject in found))


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
        me = Aios(library, Plan(Consent.GIVEN, year.profile_of(chance, sorted(library.programmes))))
        lives(me, chance)
        found.append(me)
    return found


def with_a_day(me: Aios) -> list[Said]:
    """What was said about gesprekken and deadlines, without what the programme expects."""
    found = [
        replace(one, items=frozenset(item for item in one.items if item[0] != NEXT_GESPREK))
        for one, kind in me.said
        if kind != "week.vraag"
    ]
    return [one for one in found if one.items]


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
        asked = [one.at for one, kind in me.said if kind == "week.vraag"]
        assert [str(at) for at in asked] == [str(at) for at in expected]
        total += len(asked)
    assert total > 5 * AIOSSEN


def test_nobody_hears_more_than_twice_a_day(crowd: list[Aios]) -> None:
    for me in crowd:
        days = Counter(one.at.astimezone(ZONE).date() for one, _ in me.said)
        del days[UP.date()]
        assert max(days.values(), default=0) <= 2


def test_what_the_programme_expects_is_asked_for_by_day_and_never_while_somebody_is_away(crowd: list[Aios]) -> None:
    total = 0
    for me in crowd:
        moments = [one.at for one, kind in me.said if any(door == NEXT_GESPREK for door, _ in one.items)]
        assert len(moments) == len({at.astimezone(ZONE).date() for at in moments})
        for begin, until, plan in me.history.stretches(END):
            days = {at.astimezone(ZONE).date() for at in moments if begin < at <= until and at != UP}
            usual = {at.astimezone(ZONE).date(): at for day in days for at in _around(plan, day)}
            assert days == {day for day in days if usual[day] in moments}
            assert not days or "gemist" not in str(plan.profile.get("nudges_uit"))
            assert all(day.isoformat() >= str(plan.profile.get("pauze_tot", "")) for day in days)
        total += len(moments)
    assert total > AIOSSEN


def _around(plan: Plan, day: date) -> list[datetime]:
    """When something of that day, or of the day before, is heard."""
    return [year.heard_on(plan, day - timedelta(days=1)), year.heard_on(plan, day)]


def test_the_year_has_both_nights_in_it(crowd: list[Aios]) -> None:
    """There is something to hear on the days around them, by the clock of that day."""
    minutes = [one.minute for me in crowd for one, _ in me.said]
    for night in year.NIGHTS:
        heard = {minute[-5:] for minute in minutes if minute.startswith(night.isoformat()) and " 17:00" in minute}
        assert heard == {"+0100" if night.month == 10 else "+0200"}
    changed = [minute for minute in minutes if minute.startswith(str(year.NIGHTS[1])) and " 02:" in minute]
    assert changed == []
