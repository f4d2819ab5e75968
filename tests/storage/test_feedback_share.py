"""Whatever an aios, two opleiders and a stranger do, in any order: nobody sees a word that is not for them.

Every text names who wrote it in which feedback, and after every step everybody's plan is looked through.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import FEEDBACK_FIELDS, PARKED, PENDLETON, Feedback, FeedbackStatus, Side
from storage import Database, InvalidValues, NotTheirs, UnitOfWork
from storage.tables import FEEDBACK_DEEL
from tests.storage.factories import AT, feedback, link

CHATS = {"aios": 1, "A": 2, "B": 3, "stranger": 4}
KEYS = {"met-a": "A", "ook-met-a": "A", "met-b": "B", "alleen": ""}
"""Every feedback there can be, with who it is with."""
SIDES: dict[str, Side] = {**PENDLETON, **PARKED, **dict.fromkeys(FEEDBACK_FIELDS.texts, "aios")}

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["say", "say", "say", "turn", "turn", "turn", "stop", "end"]),
        st.sampled_from(["aios", "aios", "A", "A", "B", "stranger"]),
        st.sampled_from(["met-a", "met-a", "ook-met-a", "met-b", "alleen"]),
        st.sampled_from([*SIDES]),
        st.integers(0, 30),
    ),
    max_size=40,
)


@dataclass
class World:
    unit: UnitOfWork
    person: dict[str, str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    """The opleiders who are no longer linked."""
    begun: set[str] = field(default_factory=set)
    given: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """What was given in each feedback, in the order in which it is stored."""
    numbers: Iterator[int] = field(default_factory=count)

    def text(self, who: str, key: str) -> str:
        return f"{who} {key} {next(self.numbers)}"

    def seen(self, who: str) -> dict[str, Feedback]:
        plan = self.unit.persons.by_chat(CHATS[who], AT).plan
        assert plan.feedback == self.unit.feedback.of(self.person[who])
        return {one.id: one for one in plan.feedback}

    def allowed(self, who: str, key: str, name: str) -> bool:
        other = KEYS[key]
        if who == "aios":
            return not other or SIDES[name] == "aios"
        return who == other and SIDES[name] == "opleider"


def build(unit: UnitOfWork) -> World:
    world = World(unit)
    for who, chat in CHATS.items():
        world.person[who] = unit.persons.by_chat(chat, AT).person
    for opleider in "A", "B":
        link(unit, world.person["aios"], world.person[opleider], f"koppeling-{opleider}")
    return world


def begin(world: World, key: str) -> None:
    other = KEYS[key]
    effect = feedback({"situatie": world.text("aios", key)}, key=key, koppeling=other and f"koppeling-{other}")
    if other in world.ended:
        try:
            world.unit.feedback.save(world.person["aios"], effect, AT)
        except NotTheirs:
            return
        raise AssertionError("begun without a link")
    world.unit.feedback.save(world.person["aios"], effect, AT)
    world.begun.add(key)


def say(world: World, who: str, key: str, name: str) -> None:
    """What may be said is found afterwards, as a part or parked; what may not changes nothing."""
    before = world.seen(who).get(key)
    text = world.text(who, key)
    try:
        world.unit.feedback.save(world.person[who], feedback({name: text}, key=key), AT)
    except NotTheirs:
        assert not world.allowed(who, key, name)
        return
    except InvalidValues:
        # No words wait for the summary and what follows it, nor for the very first part.
        assert name in {"goed", "samenvatting", "afspraken", "akkoord"}
        assert world.seen(who).get(key) == before
        return
    assert world.allowed(who, key, name)
    after = world.seen(who).get(key)
    part = name.removeprefix("vast_")
    if name in FEEDBACK_FIELDS.texts:
        assert after is not None
        assert after.values[name] == text
    elif part not in world.given[key] and after is not None:
        assert text in (after.values.get(name), after.values.get(f"vast_{part}"))
    else:
        assert before is not None
        assert after == before


def turn(world: World, key: str) -> None:
    """Whose turn it is says their part."""
    own = world.seen("aios").get(key)
    if own is not None and own.awaits:
        who = "aios" if own.mine else KEYS[key]
        say(world, who, key, own.awaits)
        assert own.awaits in world.seen("aios")[key].values


def stop(world: World, who: str, key: str) -> None:
    try:
        world.unit.feedback.save(world.person[who], feedback({}, key=key, status=FeedbackStatus.GESTOPT), AT)
    except NotTheirs:
        assert who not in ("aios", KEYS[key])


def end(world: World, who: str, key: str) -> None:
    other = KEYS[key]
    if not other or who not in ("aios", other):
        return
    before = world.seen(other)
    world.unit.koppelingen.end(world.person[who], f"koppeling-{other}", AT)
    world.ended.add(other)
    # What they wrote stays theirs.
    kept = {
        one.id: {name: text for name, text in one.values.items() if str(text).startswith(f"{other} ")}
        for one in before.values()
    }
    assert {one.id: one.values for one in world.seen(other).values()} == {id_: own for id_, own in kept.items() if own}


def check_order(world: World) -> None:
    """What was given is a beginning of Pendleton's order, each part by whose it is, and never changes."""
    rows = world.unit._connection.execute(FEEDBACK_DEEL.select().order_by(FEEDBACK_DEEL.c.seq)).all()
    for key, other in KEYS.items():
        parts = [row for row in rows if row.feedback == key and row.part in PENDLETON]
        assert [row.part for row in parts] == [*PENDLETON][: len(parts)]
        writers = {"aios": world.person["aios"], "opleider": world.person[other or "aios"]}
        assert [row.by_person for row in parts] == [writers[PENDLETON[row.part]] for row in parts]
        given = {row.part: row.text for row in parts}
        assert given.items() >= world.given[key].items()
        world.given[key] = given
        parked = [row for row in rows if row.feedback == key and row.part in PARKED]
        assert [row.part for row in parked if row.part.removeprefix("vast_") in given] == []


def check_sight(world: World) -> None:
    """Nobody but the two sees a word; parked words are seen by who wrote them; who is unlinked sees their own."""
    for who in CHATS:
        for key, one in world.seen(who).items():
            other = KEYS[key]
            assert who in ("aios", other)
            for name, text in one.values.items():
                author, of, _ = str(text).split()
                assert of == key
                assert author in ("aios", other)
                if name in PARKED or who in world.ended:
                    assert author == who
            if who in world.ended:
                assert (one.other, one.awaits) == ("", "")
            else:
                assert world.given[key].items() <= one.values.items()
                assert (not one.other) == (not other)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_sees_what_is_not_for_them_and_the_order_is_kept(
    database: Database, steps: list[tuple[str, str, str, str, int]]
) -> None:
    with database.unit() as unit:
        world = build(unit)
        for what, who, key, name, dice in steps:
            if key not in world.begun:
                begin(world, key)
            elif what == "say":
                say(world, who, key, name)
            elif what == "turn":
                for _ in range(1 + dice % 4):
                    turn(world, key)
            elif what == "stop" and dice % 3 == 0:
                stop(world, who, key)
            elif what == "end" and dice % 2 == 0:
                end(world, who, key)
            check_order(world)
            check_sight(world)
