"""kill -9 at fifty moments of running conversations, and what comes out is what comes out without.

Ten more on PostgreSQL, where several lanes write side by side.

The bot is a process of its own. Every aios answers as soon as a question arrives, so at any moment something is
being asked, answered, written or sent. The moments are drawn from a seed: so many events after a start and then
perhaps some milliseconds, or in the middle of a start.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator import Person
from dialogs.library import Library
from dialogs.plan import Consent, Leerdoel, Plan
from tests.bot.aios import Aios
from tests.bot.house import KEY, House, eventually, open_house
from tests.bot.talk import Screen, talk, without_repeats
from tests.resilience.nursery import Child, Nursery

SEED = 20261123
IN_A_START, IN_A_TALK = {"sqlite": 12, "postgresql": 2}, {"sqlite": 38, "postgresql": 8}
START_S = 0.12
"""About what a start takes here: a kill falls somewhere in it."""
DEADLINE_S = 60.0
PEOPLE = tuple(
    Person(1001 + n, name) for n, name in enumerate(["Noor", "Sem", "Iris", "Bram", "Fatma", "Lars", "Mila", "Daan"])
)
DONE: list[tuple[object, ...]] = [("inbox", "done", None), ("outbox", "sent", None)]
"""Every row of inbox and outbox when there is nothing left to do."""
LONG = "Op de afdeling doe ik dit 5 keer met hulp. " * 30


@dataclass(frozen=True, slots=True)
class Moment:
    """Kill `delay` seconds after so many `events`; with no events, so long after the start."""

    events: int
    delay: float


def moments(kind: str, events: int) -> list[Moment]:
    """`events`: how many there are to choose from when nobody is killed."""
    draw, apart = random.Random(SEED), events * 2 // 3 // IN_A_TALK[kind]
    talks = [
        Moment(draw.randint(1, 2 * apart - 1), draw.choice([0.0, 0.0, draw.uniform(0, 0.005), draw.uniform(0, 0.06)]))
        for _ in range(IN_A_TALK[kind])
    ]
    drawn = [*talks, *(Moment(0, draw.uniform(0, START_S)) for _ in range(IN_A_START[kind]))]
    draw.shuffle(drawn)
    return drawn


def aios_of(library: Library, person: Person) -> Aios:
    """Each has their own way: who skips, who types a patient's name, who tells a long story, who has no own stage."""
    skips = person.name in ("Bram", "Mila")
    says = {
        "Iris": {"specifiek": "Ik doe een gesprek met mevrouw Jansen op de afdeling, 5 keer met hulp"},
        "Fatma": {"acceptabel": LONG},
        "Lars": {"onderdeel": "Heelkunde in Zwolle"},
    }.get(person.name, {})
    return Aios(library, person.name, says, skips)


@dataclass
class Talk:
    """One conversation as it was seen: every state of every message of the bot, and in which life of the bot."""

    seen: list[tuple[Screen, int]] = field(default_factory=list)

    @property
    def without_repeats(self) -> list[Screen]:
        return without_repeats([screen for screen, _ in self.seen])

    @property
    def repeats(self) -> list[int]:
        """The lives in which something was said that had been said last."""
        return [life for at, (screen, life) in enumerate(self.seen) if at and screen == self.seen[at - 1][0]]


@dataclass
class Run:
    talks: dict[str, Talk]
    plans: dict[str, Plan]
    statuses: list[tuple[object, ...]]
    events: int
    kills: Counter[str]
    starts: list[float]
    seconds: float
    errors: str


class Stage:
    """People who talk, a bot that lives and dies, and somebody with a rifle."""

    def __init__(self, house: House, nursery: Nursery, plan: Sequence[Moment]) -> None:
        self._house = house
        self._nursery = nursery
        self._plan = list(plan)
        self._life = 0
        self._talks = {person.name: Talk() for person in PEOPLE}
        self._kills: Counter[str] = Counter()
        self._starts: list[float] = []

    async def run(self) -> Run:
        began = time.monotonic()
        try:
            async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
                killing = group.create_task(self._kill_and_start())
                await asyncio.gather(*(self._talk(person) for person in PEOPLE))
                await eventually(lambda: self._statuses() == DONE)
                killing.cancel()
        except TimeoutError:
            last = {name: talk.seen[-1][0][0] for name, talk in self._talks.items() if talk.seen}
            raise AssertionError(f"an answer was lost: nothing more is said after {last}") from None
        return Run(
            self._talks,
            {person.name: self._house.plan(person) for person in PEOPLE},
            self._statuses(),
            self._house.world.stream.seq,
            self._kills,
            self._starts,
            time.monotonic() - began,
            (self._house.settings.data_dir / "stderr.txt").read_text(),
        )

    def _statuses(self) -> list[tuple[object, ...]]:
        return self._house.rows(
            "SELECT 'inbox', status, payload FROM inbox UNION "
            "SELECT 'outbox', status, payload FROM outbox ORDER BY 1, 2"
        )

    async def _start(self) -> Child:
        settings = self._house.settings
        assert settings.telegram_token is not None
        env = {
            "LEERLIJN_TELEGRAM_TOKEN": settings.telegram_token.get_secret_value(),
            "LEERLIJN_TELEGRAM_API_URL": settings.telegram_api_url,
            "LEERLIJN_DATA_DIR": str(settings.data_dir),
            "LEERLIJN_DATABASE_URL": settings.url,
            "LEERLIJN_SECRET_KEY": KEY,
            "LEERLIJN_MESSAGES_PER_SECOND": "1000",
            "LEERLIJN_CHAT_BURST": "1000",
        }
        self._life += 1
        return await asyncio.to_thread(self._nursery.start, "bot", settings.data_dir, env)

    async def _kill_and_start(self) -> None:
        with self._house.world.stream.reader() as notices:
            bot = await self._start()
            try:
                while self._plan:
                    moment = self._plan.pop(0)
                    while not notices.empty():
                        notices.get_nowait()
                    for _ in range(moment.events):
                        await notices.get()
                    await asyncio.sleep(moment.delay)
                    bot.kill()
                    assert await asyncio.wrap_future(bot.ended) == -9
                    self._kills["talk" if moment.events else "start"] += 1
                    began = time.monotonic()
                    bot = await self._start()
                    self._starts.append(time.monotonic() - began)
                await asyncio.get_running_loop().create_future()
            finally:
                bot.kill()

    async def _talk(self, person: Person) -> None:
        def heard(screen: Screen) -> None:
            self._talks[person.name].seen.append((screen, self._life))

        await talk(self._house, person, aios_of(self._house.library, person), heard)


def kept(plan: Plan) -> tuple[Consent, object, list[tuple[object, ...]]]:
    """Everything of a plan but the names of the leerdoelen, which come from the numbers of updates."""

    def of(goal: Leerdoel) -> tuple[object, ...]:
        return goal.status, goal.version, dict(goal.values)

    return plan.consent, dict(plan.profile), [of(goal) for goal in plan.leerdoelen]


@pytest.fixture(params=IN_A_TALK)
def new_database(request: pytest.FixtureRequest) -> tuple[str, Callable[[str], Path | str]]:
    """The kind of database, and how to get an empty one."""
    kind: str = request.param
    if kind == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
        return kind, make
    template: Path = request.getfixturevalue("migrated")
    return kind, lambda _: template


async def test_fifty_kills_leave_no_trace(
    nursery: Nursery,
    library: Library,
    new_database: tuple[str, Callable[[str], Path | str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kind, make = new_database
    runs: list[Run] = []
    for name in ("undisturbed", "killed"):
        folder = tmp_path / name
        folder.mkdir()
        plan = moments(kind, runs[0].events) if runs else []
        async with open_house(folder, make(name), library, PEOPLE, datetime.now(UTC)) as house:
            runs.append(await Stage(house, nursery, plan).run())
    calm, wild = runs
    repeats = {name: talk.repeats for name, talk in wild.talks.items()}
    with capsys.disabled():
        print(
            f"\n{kind}: {sum(wild.kills.values())} kills ({dict(wild.kills)}) in {wild.seconds:.1f} s, undisturbed "
            f"{calm.seconds:.1f} s; {sum(len(talk.without_repeats) for talk in wild.talks.values())} messages in "
            f"{len(PEOPLE)} conversations, {sum(map(len, repeats.values()))} sent twice; "
            f"forked in {sorted(wild.starts)[len(wild.starts) // 2] * 1000:.0f} ms"
        )
    assert wild.kills == {"start": IN_A_START[kind], "talk": IN_A_TALK[kind]}
    assert [kept(plan) for plan in wild.plans.values()] == [kept(plan) for plan in calm.plans.values()]
    assert all(plan.consent is Consent.GIVEN and len(plan.leerdoelen) == 1 for plan in calm.plans.values())
    for name in calm.talks:
        assert wild.talks[name].without_repeats == calm.talks[name].without_repeats
        # Of each conversation only the one message that was under way at a kill may come again, in the next life.
        assert len(repeats[name]) == len(set(repeats[name]))
        assert calm.talks[name].repeats == []
    assert wild.statuses == calm.statuses == DONE
    assert "Traceback" not in wild.errors + calm.errors
