"""A year of an aios: what is planned, moved, cancelled, held, put aside, and what should be said about it unasked.

The reckoning here knows the plans as they were, day by day, and nothing of how a schedule is kept: a nudge is due when
the plan of that minute says so. It is what a schedule that is changed bit by bit is held against.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.library import Library
from dialogs.plan import Leerdoel, Plan, Record, RecordStatus, Status

ZONE = ZoneInfo("Europe/Amsterdam")
BEGIN = datetime(2026, 9, 7, 9, 0, tzinfo=ZONE)
END = datetime(2027, 9, 6, 9, 0, tzinfo=ZONE)
NIGHTS = (date(2026, 10, 25), date(2027, 3, 28))
"""In which the clock changes."""
DOWN, UP = datetime(2027, 1, 18, 10, 0, tzinfo=ZONE), datetime(2027, 2, 1, 10, 0, tzinfo=ZONE)
"""Two weeks without a bot."""
STALE = timedelta(hours=72)
EVERY_DAY = time(17)
PREPARED = {-21: "gaten", -14: "voorbereiden", -7: "portfolio", -1: "herinnering", 1: "verslag"}
"""Days from a gesprek that is planned; `gaten` where there are any."""
AFTERWARDS = {4: "akkoord"}
DEADLINE = (-14, 0, 7, 14, 21)
GROUPS = {
    "gesprek": {
        "gesprek.voorbereiden",
        "gesprek.portfolio",
        "gesprek.herinnering",
        "gesprek.verslag",
        "gesprek.akkoord",
    },
    "gaten": {"gesprek.gaten"},
    "gemist": {"gesprek.gemist"},
    "deadline": {"leerdoelen.deadline"},
}
BEFORE = {"gesprek.gaten", "gesprek.voorbereiden", "gesprek.portfolio", "gesprek.herinnering"}
"""What has no sense on the day of the gesprek itself, or after it."""
PLANNED, HELD, CANCELLED = RecordStatus.GEPLAND, RecordStatus.GEHOUDEN, RecordStatus.AFGEZEGD

Item = tuple[str, str]
"""(first door that is offered, subject): by which a line is known wherever it stands."""


@dataclass(frozen=True)
class Said:
    """One message: when, and what it is about. The weekly question is about nothing here."""

    at: datetime
    items: frozenset[Item]

    @property
    def minute(self) -> str:
        return self.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M %z")


@dataclass
class History:
    """How one person's plan was, from each moment on; the last one holds until the end."""

    plans: list[tuple[datetime, Plan]] = field(default_factory=list)

    def note(self, at: datetime, plan: Plan) -> None:
        self.plans.append((at.astimezone(UTC), plan))

    def stretches(self, end: datetime) -> Iterator[tuple[datetime, datetime, Plan]]:
        """(after, up to and including, plan), in UTC."""
        ends = [*(at for at, _ in self.plans[1:]), end.astimezone(UTC)]
        for (begin, plan), until in zip(self.plans, ends, strict=True):
            yield begin, until, plan


def wall(day: date, clock: time) -> datetime:
    """UTC of that time on the wall; the spring night shows an hour it skips as the next."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def heard_on(plan: Plan, day: date) -> datetime:
    """When something with a day is said: at the time of every day, or when the own quiet hours end."""
    begin = time.fromisoformat(str(plan.profile.get("stil_van", "21:00")))
    end = time.fromisoformat(str(plan.profile.get("stil_tot", "08:00")))
    if begin < end:
        return wall(day, end if begin <= EVERY_DAY < end else EVERY_DAY)
    return wall(day, end if begin <= EVERY_DAY else max(EVERY_DAY, end))


def with_a_day(library: Library, plan: Plan) -> Iterator[tuple[date, str, str]]:
    """(day, kind, subject) of every nudge around gesprekken and deadlines, whenever it is or was."""
    covered: set[str] = set()
    things: list[Leerdoel | Record] = [*plan.leerdoelen, *plan.records]
    for thing in things:
        areas = thing.values.get("competenties", ())
        if thing.status not in (Status.CONCEPT, Status.LATEN_STAAN) and isinstance(areas, tuple):
            covered |= set(areas)
    gaps = {area.id for area in library.programme_of(plan).competences} - covered
    for one in plan.records:
        if one.kind == "gesprek" and one.status in (PLANNED, HELD):
            rungs = PREPARED if one.status is PLANNED else AFTERWARDS
            for days, rung in rungs.items():
                if rung != "gaten" or gaps:
                    yield _day(one, "datum") + timedelta(days=days), f"gesprek.{rung}", one.id
    for goal in plan.leerdoelen:
        if goal.status is Status.OPEN and "deadline" in goal.values:
            for days in DEADLINE:
                day = date.fromisoformat(str(goal.values["deadline"])) + timedelta(days=days)
                yield day, "leerdoelen.deadline", goal.id


def _day(record: Record, name: str) -> date:
    return date.fromisoformat(str(record.values[name]))


def should_be_said(library: Library, history: History, end: datetime, down: tuple[datetime, datetime]) -> list[Said]:
    """Every message with a day around gesprekken and deadlines; what fell in the downtime comes together after it, or
    never."""
    found: dict[datetime, set[Item]] = {}
    for begin, until, plan in history.stretches(end):
        chosen = plan.profile.get("nudges_uit", ())
        off = {kind for group in (chosen if isinstance(chosen, tuple) else ()) for kind in GROUPS[group]}
        days = {one.id: str(one.values.get("datum", "")) for one in plan.records}
        pause = str(plan.profile.get("pauze_tot", "0001-01-01"))
        for day, kind, subject in with_a_day(library, plan):
            due = heard_on(plan, day)
            if not begin < due <= until or kind in off or due.astimezone(ZONE).date().isoformat() < pause:
                continue
            said = due
            if down[0] < due <= down[1]:
                if down[1] - due > STALE:
                    continue
                said = down[1].astimezone(UTC)
            if kind in BEFORE and days[subject] <= said.astimezone(ZONE).date().isoformat():
                continue
            found.setdefault(said, set()).add((library.must(kind).entry.offer[0], subject))
    return [Said(said, frozenset(items)) for said, items in sorted(found.items())]


def weekly_questions(
    history: History, answered: Sequence[datetime], end: datetime, down: tuple[datetime, datetime]
) -> list[datetime]:
    """When the weekly question comes (UTC): every so many weeks on its day and time, slower while nobody answers,
    after a pause again. `answered` are moments at which the last one was."""
    asked: list[datetime] = []
    for begin, until, plan in history.stretches(end):
        ritme = int(str(plan.profile.get("week_ritme", 0)))
        if not ritme:
            continue
        clock = time.fromisoformat(str(plan.profile["week_tijd"]))
        pause = date.fromisoformat(str(plan.profile.get("pauze_tot", "0001-01-01")))
        day = begin.astimezone(ZONE).date()
        missed = False
        while (due := wall(day, clock)) <= until:
            day += timedelta(days=1)
            local = due.astimezone(ZONE).date()
            if due <= begin or local.isoweekday() != plan.profile["week_dag"] or local < pause:
                continue
            if asked and (local - asked[-1].astimezone(ZONE).date()).days <= 7 * (
                _pace(ritme, asked, answered, due) - 1
            ):
                continue
            if not down[0] < due <= down[1].astimezone(UTC):
                asked.append(due)
            elif not missed:
                # Only the first one is on the schedule; the next follows from asking it, or from coming back.
                missed = True
                if down[1] - due <= STALE:
                    asked.append(down[1].astimezone(UTC))
    return asked


def _pace(own: int, asked: Sequence[datetime], answered: Sequence[datetime], now: datetime) -> int:
    last = max((at.astimezone(UTC) for at in answered if at <= now), default=datetime.min.replace(tzinfo=UTC))
    silent = sum(1 for at in asked if at >= last)
    return max(own, 4 if silent >= 4 else 2 if silent >= 2 else 1)


@dataclass(frozen=True)
class Does:
    """Something an aios does. `what`: plan, move, cancel, hold (a gesprek), goal, close (a leerdoel), pause, answer."""

    at: datetime
    what: str
    subject: str = ""
    day: date = date.min


def profile_of(chance: random.Random, programmes: Sequence[str]) -> dict[str, str | int | tuple[str, ...]]:
    found: dict[str, str | int | tuple[str, ...]] = {"naam": "Sanne", "programma": chance.choice(programmes)}
    if chance.random() < 0.7:
        begun = BEGIN.date() - timedelta(days=chance.randrange(900))
        found |= {"begonnen": begun.isoformat(), "percentage": chance.choice([50, 67, 80, 90, 100])}
    clock = f"{chance.choice([2, 2, 7, 12, 16, 17, 19, 23]):02}:{chance.choice([0, 30, chance.randrange(60)]):02}"
    found |= {"week_ritme": chance.choice([0, 0, 1, 1, 2, 4]), "week_dag": chance.randint(1, 7), "week_tijd": clock}
    if chance.random() < 0.15:
        begin, end = chance.choice([("16:00", "18:30"), ("16:30", "09:00"), ("23:30", "06:00")])
        found |= {"stil_van": begin, "stil_tot": end}
    if chance.random() < 0.15:
        found["nudges_uit"] = (chance.choice([*GROUPS]),)
    return found


def doings(chance: random.Random) -> list[Does]:
    """What one aios does in the year, in order, while the bot is there; never in the very minute of a nudge."""
    found: list[Does] = []
    for number in range(chance.randint(1, 4)):
        key = f"g{number}"
        at, day = _moment(chance, BEGIN, END - timedelta(days=60)), date.min
        for _ in range(chance.choice([1, 1, 2, 3])):
            day = (at + timedelta(days=chance.choice([2, 16, 30, 45, chance.randrange(3, 90)]))).date()
            found.append(Does(at, "move" if day and found and found[-1].subject == key else "plan", key, day))
            at += timedelta(days=chance.randrange(1, max(2, (day - at.date()).days - 1)), minutes=chance.randrange(300))
        if chance.random() < 0.3:
            found.append(Does(at, "cancel", key))
        elif chance.random() < 0.7:
            after = datetime.combine(day, time(17, 7), ZONE) + timedelta(hours=chance.randrange(80))
            found.append(Does(max(after, at), "hold", key))
    for number in range(chance.randint(0, 2)):
        at = _moment(chance, BEGIN, END - timedelta(days=60))
        found.append(Does(at, "goal", f"d{number}", (at + timedelta(days=chance.randrange(5, 150))).date()))
        if chance.random() < 0.4:
            found.append(Does(at + timedelta(days=chance.randrange(1, 160), minutes=3), "close", f"d{number}"))
    for _ in range(chance.choice([0, 0, 1, 2])):
        at = _moment(chance, BEGIN, END)
        found.append(Does(at, "pause", day=(at + timedelta(days=chance.randrange(1, 40))).date()))
    found += [Does(_moment(chance, BEGIN, END), "answer") for _ in range(chance.choice([0, 0, 3, 12]))]
    there = [one for one in found if BEGIN < one.at < END and not DOWN <= one.at <= UP + timedelta(hours=1)]
    return sorted(there, key=lambda one: one.at.timestamp())


def _moment(chance: random.Random, begin: datetime, end: datetime) -> datetime:
    """By day, at seven seconds past a minute."""
    day = (begin + timedelta(days=chance.randrange(1, (end - begin).days))).date()
    return datetime.combine(day, time(chance.randrange(9, 16), chance.randrange(60), 7), ZONE)
