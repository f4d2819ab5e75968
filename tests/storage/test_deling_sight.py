"""Whatever two aiossen, two opleiders and a stranger do, in any order: nobody sees a word that is not for them.

Every text is marked. After every step everybody's plan is looked through, and at the end every repository as well, and
the copy of all that is kept. What is to be found there follows from what was done, and from nothing else.
"""

import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import PRIVATE, RECORDS, Reactie, RecordKind
from storage import Database, NotTheirs, UnitOfWork
from tests.storage.factories import AT, leerdoel, link, react, record, share

AIOSSEN = ("X", "Y")
OPLEIDERS = ("A", "B")
CHATS = {who: chat for chat, who in enumerate((*AIOSSEN, *OPLEIDERS, "stranger"), start=1)}
KINDS: tuple[RecordKind, ...] = ("gesprek", "doelstand", *PRIVATE)
REACTIONS: tuple[Reactie, ...] = ("gezien", "bespreken", "akkoord", "aanvulling")

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["share", "share", "share", "take_back", "react", "react", "unlink", "link", "drop", "erase"]),
        st.sampled_from([*CHATS]),
        st.sampled_from([*CHATS]),
        st.integers(0, 99),
        # Whether it is done by whom it is for to do; otherwise by anybody.
        st.sampled_from([True, True, True, False]),
    ),
    min_size=10,
    max_size=25,
)


@dataclass
class Shared:
    aios: str
    opleider: str
    link: str
    texts: frozenset[str]
    gone: bool = False
    """Taken back."""
    reactie: str = ""
    words: frozenset[str] = frozenset()


@dataclass
class World:
    unit: UnitOfWork
    person: dict[str, str] = field(default_factory=dict)
    alive: set[str] = field(default_factory=lambda: set(CHATS))
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Those that stand: an aios and an opleider."""
    own: dict[str, set[str]] = field(default_factory=lambda: {who: set() for who in CHATS})
    """What an aios wrote and shared with nobody."""
    shared: dict[str, Shared] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def text(self) -> str:
        return f"<<{next(self.numbers)}>>"

    def expected(self, who: str) -> set[str]:
        """What this person is to find in the repositories."""
        texts = set(self.own[who])
        for one in self.shared.values():
            if one.aios == who:
                texts |= one.texts | one.words
            elif one.opleider == who and one.link in self.links:
                texts |= one.words if one.gone else one.texts | one.words
        return texts

    def copied(self, who: str) -> set[str]:
        """What this person is to find in the copy: of what others shared, their own words only."""
        texts = set(self.own[who])
        for one in self.shared.values():
            if one.aios == who:
                texts |= one.texts | one.words
            elif one.opleider == who:
                texts |= one.words
        return texts

    def check_plans(self) -> None:
        for who in self.alive:
            plan = self.unit.persons.by_chat(CHATS[who], AT).plan
            assert marked(repr(plan)) == self.expected(who)

    def check_everything(self) -> None:
        for who, person in self.person.items():
            repositories = (self.unit.leerdoelen, self.unit.records, self.unit.feedback, self.unit.koppelingen)
            found = repr([*(each.of(person) for each in repositories), self.unit.delingen.of(person)])
            assert marked(found) == (self.expected(who) if who in self.alive else set())
            copy = json.dumps(self.unit.persons.export(person))
            assert marked(copy) == (self.copied(who) if who in self.alive else set())


def marked(text: str) -> set[str]:
    return set(re.findall("<<[0-9]+>>", text))


def build(unit: UnitOfWork) -> World:
    """Every aios has words of several kinds, and is linked with both opleiders."""
    world = World(unit)
    for who, chat in CHATS.items():
        world.person[who] = unit.persons.by_chat(chat, AT).person
    for aios in AIOSSEN:
        texts = {name: world.text() for name in ("doel", "slotzin")}
        unit.leerdoelen.save(world.person[aios], leerdoel(texts, key=f"doel-{aios}"), world.person[aios], AT)
        world.own[aios] |= {*texts.values()}
        for opleider in OPLEIDERS:
            connect(world, aios, opleider)
        for kind in KINDS:
            texts = {name: world.text() for name in RECORDS[kind].texts}
            unit.records.save(world.person[aios], record(texts, key=f"{kind}-{aios}", kind=kind), AT)
            world.own[aios] |= {*texts.values()}
    return world


def connect(world: World, aios: str, opleider: str) -> None:
    if aios in world.alive and opleider in world.alive and (aios, opleider) not in world.links.values():
        key = link(world.unit, world.person[aios], world.person[opleider], f"link-{next(world.numbers)}")
        world.links[key] = (aios, opleider)


def give(world: World, who: str, dice: int) -> None:
    """Share over any link there is (also one of others), about any gesprek there is."""
    key = [*world.links][dice % len(world.links)]
    of_gesprek = AIOSSEN[dice % 2] if dice % 3 == 0 else ""
    gesprek = of_gesprek and f"gesprek-{of_gesprek}"
    there = {one.id for one in world.unit.records.of(world.person[who])}
    allowed = world.links[key][0] == who and (not gesprek or gesprek in there)
    text, details = world.text(), world.text()
    deling = f"deling-{next(world.numbers)}"
    effect = share(f"<b>{text}</b>", key=deling, koppeling=key, details=details, gesprek=gesprek)
    with nullcontext() if allowed else pytest.raises(NotTheirs):
        world.unit.delingen.share(world.person[who], effect, AT)
    if allowed:
        world.shared[deling] = Shared(*world.links[key], key, frozenset({text, details}))


def take_back(world: World, who: str, key: str) -> None:
    allowed = world.shared[key].aios == who
    with nullcontext() if allowed else pytest.raises(NotTheirs):
        world.unit.delingen.take_back(world.person[who], key, AT)
    if allowed:
        world.shared[key].gone = True


def respond(world: World, who: str, key: str, dice: int) -> None:
    one = world.shared[key]
    reactie, words = REACTIONS[dice % 4], world.text()
    allowed = one.opleider == who and not one.gone and one.link in world.links
    with nullcontext() if allowed else pytest.raises(NotTheirs):
        world.unit.delingen.react(world.person[who], react(reactie, words, key=key), AT)
    if allowed and (reactie != "gezien" or not one.reactie):
        one.reactie, one.words = reactie, frozenset({words})


def erase(world: World, who: str) -> None:
    world.unit.persons.forget(world.person[who])
    world.alive.discard(who)
    world.own[who].clear()
    world.links = {key: two for key, two in world.links.items() if who not in two}
    world.shared = {key: one for key, one in world.shared.items() if one.aios != who}


def step(world: World, what: str, two: tuple[str, str], dice: int, rightly: bool) -> None:
    who, whom = two
    if what == "share" and world.links:
        key = [*world.links][dice % len(world.links)]
        give(world, world.links[key][0] if rightly else who, dice)
    elif what in ("take_back", "react") and world.shared:
        key = [*world.shared][dice % len(world.shared)]
        if what == "take_back":
            take_back(world, world.shared[key].aios if rightly else who, key)
        else:
            respond(world, world.shared[key].opleider if rightly else who, key, dice)
    elif what == "link" and who in AIOSSEN and whom in OPLEIDERS:
        connect(world, who, whom)
    elif what == "unlink" and world.links:
        # Rather a link that something was shared by.
        keys = [one.link for one in world.shared.values() if one.link in world.links] or [*world.links]
        key = keys[dice % len(keys)]
        who = world.links[key][dice % 2] if rightly else who
        allowed = who in world.links[key]
        with nullcontext() if allowed else pytest.raises(NotTheirs):
            world.unit.koppelingen.end(world.person[who], key, AT)
        if allowed:
            del world.links[key]
    elif what == "drop" and who in AIOSSEN and who in world.alive:
        # The gesprek goes; what was shared of it and what was private beside it stay where they are.
        for one in world.unit.records.of(world.person[who]):
            if one.kind == "gesprek":
                world.own[who] -= marked(repr(one))
        world.unit.records.drop(world.person[who], f"gesprek-{who}")
    elif what == "erase" and dice % 4 == 0:
        erase(world, who)


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_sees_what_was_not_shared_with_them_or_was_taken_back(
    database: Database, steps: list[tuple[str, str, str, int, bool]]
) -> None:
    with database.unit() as unit:
        world = build(unit)
        private = {
            aios: {
                str(text)
                for one in unit.records.of(world.person[aios])
                if one.kind in PRIVATE
                for text in one.values.values()
            }
            for aios in AIOSSEN
        }
        assert [len(texts) for texts in private.values()] == [2, 2]
        for what, who, whom, dice, rightly in steps:
            step(world, what, (who, whom), dice, rightly)
            world.check_plans()
        world.check_everything()
        # Said once more by itself: the private lane has one passenger.
        for aios, texts in private.items():
            readers = {who for who, person in world.person.items() if texts & marked(repr(unit.persons.export(person)))}
            assert readers == {aios} & world.alive
