"""Nobody but the two sees a Pendleton, whatever anybody does: press, type, forge, open links, unlink, wait, forget.

Aios Anna has opleiders Olga and Piet, aios Bram has Piet too, and Sjoerd has nothing to do with any of them.
"""

import atexit
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dialogs.content import load_library
from dialogs.plan import FEEDBACK_FIELDS, PENDLETON, Plan
from tests.bot.ward import MARK, Delivered, Kept, Ward

NAMES = ("Anna", "Olga", "Piet", "Bram", "Sjoerd")
SENTENCES = (
    "{mark} wachtte tot het stil was",
    "{mark} voortaan eerst gaan zitten",
    "{mark} jij bent zo onrustig",
    "{mark} over mevrouw jansen",
)
STEERING = ("terug", "overslaan", "stop", "help", "zo laten", "ja", "nee", "akkoord", "niets", "hoi")
COMMANDS = ("feedback", "feedbacks", "meekijken", "koppel", "stop", "privacy", "start", "week", "reflecteer")
LIBRARY = load_library()


class Marks:
    """Words that occur nowhere else."""

    def __init__(self) -> None:
        self._number = itertools.count()
        self.made: dict[str, str] = {}
        """Mark -> who typed it."""

    def sentence(self, name: str) -> str:
        mark = f"merk{next(self._number)}{name.lower()}"
        self.made[mark] = name
        return SENTENCES[0].format(mark=mark)


def door(name: str) -> str:
    """What the button to this entry says."""
    return LIBRARY.must(name).entry.label


def choice(name: str, choice: str) -> str:
    """What the button of this choice at flow.step says."""
    flow, _, step = name.partition(".")
    found = LIBRARY.flows[flow].step(step)
    assert found is not None
    return next(one.label for one in found.choices if one.id == choice)


def link(ward: Ward, aios: str, opleider: str) -> None:
    """Invite, open, say a name, confirm."""
    ward.command(aios, "koppel")
    ward.tap(aios, door("koppel.nieuw"))
    ward.tap(aios, choice("koppel.rol", "opleider"))
    ward.opens(opleider, ward.tokens[-1])
    consent = choice("uitnodiging.toestemming", "ja")
    if ward.phones[opleider].newest[0].label == consent:
        ward.tap(opleider, consent)
        ward.type(opleider, opleider)
    ward.tap(aios, door("koppel.ja"))


def ask(ward: Ward, marks: Marks, aios: str, opleider: str) -> None:
    """Ask for feedback, as far as sending what went well."""
    ward.command(aios, "feedback")
    if any(seen.label == opleider for seen in ward.phones[aios].newest):
        # Who has one opleider is not asked which.
        ward.tap(aios, opleider)
    ward.type(aios, marks.sentence(aios))
    ward.tap(aios, LIBRARY.phrases.buttons.done)
    ward.type(aios, marks.sentence(aios))
    ward.type(aios, marks.sentence(aios))
    ward.tap(aios, choice("feedback.versturen", "ja"))


def add(ward: Ward, marks: Marks, name: str, to: str) -> None:
    ward.tap(name, door(to))
    ward.type(name, marks.sentence(name))


def conclude(ward: Ward, marks: Marks) -> None:
    ward.tap("Anna", door("feedback.verder"))
    ward.type("Anna", marks.sentence("Anna"))
    ward.type("Anna", marks.sentence("Anna"))
    ward.tap("Anna", choice("feedback.kaart", "ja"))


STAGES: tuple[Callable[[Ward, Marks], object], ...] = (
    lambda ward, marks: ask(ward, marks, "Anna", "Olga"),
    lambda ward, marks: add(ward, marks, "Olga", "meekijken.aanvullen"),
    lambda ward, marks: add(ward, marks, "Anna", "feedback.verder"),
    lambda ward, marks: add(ward, marks, "Olga", "meekijken.aanvullen"),
    conclude,
    lambda ward, _: ward.tap("Olga", door("meekijken.akkoord")),
)


@lru_cache
def stages() -> tuple[tuple[Kept, "Watch"], ...]:
    """The ward before and after each part of Anna's talk with Olga; Piet has one with Anna and one with Bram."""
    room = tempfile.TemporaryDirectory()
    atexit.register(room.cleanup)
    folder = Path(room.name)
    (folder / "first").mkdir()
    ward, marks = Ward(folder / "first", LIBRARY, NAMES), Marks()
    ward.know("Anna", naam="Anna", programma="medisch-specialist", week_ritme=0)
    ward.know("Bram", naam="Bram", programma="medisch-specialist", week_ritme=0)
    ward.command("Sjoerd", "start")
    for aios, opleider in (("Anna", "Olga"), ("Bram", "Piet"), ("Anna", "Piet")):
        link(ward, aios, opleider)
    ask(ward, marks, "Bram", "Piet")
    ask(ward, marks, "Anna", "Piet")
    kept = []
    for number in range(len(STAGES) + 1):
        watch = Watch(ward)
        watch.authors = {mark: ward.person(name) for mark, name in marks.made.items()}
        watch.look([Delivered(phone.chat, parcel) for phone in ward.phones.values() for parcel in phone.heard])
        kept.append((ward.keep(folder / str(number)), watch))
        if number < len(STAGES):
            STAGES[number](ward, marks)
    ward.close()
    return tuple(kept)


class Watch:
    """Looks over everybody's shoulder after each event. `look` raises AssertionError, with what happened before."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.authors: dict[str, str] = {}
        """Mark -> id of the person who typed it first."""
        self.given: dict[str, set[str]] = defaultdict(set)
        """Mark -> the feedback in which its author gave it."""
        self.named: set[str] = set()
        """Marks that somebody took for a name."""
        self.parties: dict[str, set[str]] = defaultdict(set)
        """Feedback -> the ids of the two, as far as they ever were."""
        self.shown: set[tuple[str, str]] = set()
        """(mark, person) of everything that anybody was sent."""
        self.persons: dict[str, str] = {}
        self.parts: dict[str, list[tuple[str, str | None]]] = {}
        self.stopped: set[str] = set()

    def moved_to(self, ward: Ward) -> "Watch":
        other = Watch(ward)
        for name in ("authors", "named", "shown", "persons", "parts", "stopped"):
            setattr(other, name, type(getattr(self, name))(getattr(self, name)))
        other.given.update({mark: set(found) for mark, found in self.given.items()})
        other.parties.update({one: set(two) for one, two in self.parties.items()})
        return other

    def wrote(self, name: str, text: str) -> None:
        for mark in MARK.findall(text):
            self.authors[mark] = self.ward.person(name)

    def look(self, delivered: list[Delivered] | None = None) -> None:
        dossiers = self.ward.dossiers()
        self.persons = {name: dossier.person for name, dossier in dossiers.items()}
        plans = {name: dossier.plan for name, dossier in dossiers.items()}
        for name, plan in plans.items():
            self._note(name, plan)
        for key, aios, other in self.ward.rows("SELECT id, person, other FROM feedback"):
            self.parties[key] |= {person for person in (aios, other) if person}
        self._in_order()
        for one in delivered or ():
            assert one.parcel.text != LIBRARY.phrases.faults.busy, self._story("a turn failed")
            name = next(name for name, phone in self.ward.phones.items() if phone.chat == one.chat)
            for mark in one.marks:
                self._may_see(name, mark, f"was sent to {name}", again=(mark, self.persons[name]) in self.shown)
            self.shown |= {(mark, self.persons[name]) for mark in one.marks}
        for name, plan in plans.items():
            for mark in MARK.findall(str(plan)):
                self._may_see(name, mark, f"is in the plan of {name}")

    def _note(self, name: str, plan: Plan) -> None:
        """What each author gave, by their own plan."""
        mine = {mark for mark, author in self.authors.items() if author == self.persons[name]}
        self.named |= mine & set(MARK.findall(str(plan.profile.get("naam", ""))))
        for one in plan.feedback:
            said = " ".join(str(one.values.get(slot, "")) for slot in (*FEEDBACK_FIELDS, *PENDLETON))
            for mark in mine & set(MARK.findall(said)):
                self.given[mark].add(one.id)

    def _may_see(self, name: str, mark: str, where: str, again: bool = False) -> None:
        """`again`: they read it before, when they might."""
        person, author = self.persons[name], self.authors.get(mark, "")
        if person == author:
            return
        if mark in self.named and (person, author) in self._linked():
            return
        shared = {one for one in self.given[mark] if {person, author} <= self.parties[one]}
        assert shared, self._story(f"{mark} {where}, who has nothing to do with it")
        going_on = {one for one in shared if self._goes_on(one) or self._is_aios(one, person)}
        assert going_on or again, self._story(f"{mark} {where} after the link ended")

    def _goes_on(self, feedback: str) -> bool:
        sql = "SELECT f.id FROM feedback f JOIN koppeling k ON k.id = f.koppeling WHERE k.ended IS NULL"
        return (feedback,) in self.ward.rows(sql)

    def _is_aios(self, feedback: str, person: str) -> bool:
        return (feedback, person) in self.ward.rows("SELECT id, person FROM feedback")

    def _linked(self) -> set[tuple[str, str]]:
        two = self.ward.rows("SELECT person, other FROM koppeling WHERE other IS NOT NULL")
        return {pair for aios, other in two for pair in ((aios, other), (other, aios))}

    def _in_order(self) -> None:
        """The parts are a beginning of Pendleton, each from whom it should be, and what stopped does not grow."""
        sql = "SELECT d.feedback, d.part, d.by_person FROM feedback_deel d ORDER BY d.feedback, d.seq"
        found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for key, part, by in self.ward.rows(sql):
            if part in PENDLETON:
                found[key].append((part, by))
        heads = {row[0]: row[1:] for row in self.ward.rows("SELECT id, person, other, koppeling, status FROM feedback")}
        for key, parts in found.items():
            names = [part for part, _ in parts]
            assert names == list(PENDLETON)[: len(names)], self._story(f"parts out of order: {names}")
            aios, other, _, status = heads[key]
            if other:
                whose = {"aios": aios, "opleider": other}
                wrong = [part for part, by in parts if by != whose[PENDLETON[part]]]
                assert not wrong, self._story(f"not theirs to say: {wrong}")
            if key in self.stopped:
                assert parts == self.parts[key], self._story("what had stopped got longer")
            if status == "gestopt":
                self.stopped.add(key)
        self.parts = {key: [(part, by) for part, by in parts] for key, parts in found.items()}

    def still_theirs(self) -> None:
        """What somebody gave is in the copy that they may ask for, linked or not, and nothing that is not for them."""
        there = {row[0] for row in self.ward.rows("SELECT id FROM feedback")}
        for name in NAMES:
            copy = self.ward.export(name)
            for mark in MARK.findall(copy):
                self._may_see(name, mark, f"is in the copy of {name}", again=(mark, self.persons[name]) in self.shown)
            for mark, feedback in self.given.items():
                if self.authors[mark] == self.persons[name] and feedback & there:
                    assert mark in copy, self._story(f"{mark} is not in the copy of {name}, who wrote it")

    def _story(self, problem: str) -> str:
        return "\n".join([problem, "", *self.ward.journal[-60:]])


class Ward5(RuleBasedStateMachine):
    """Five people who do anything at all, in any order."""

    @initialize(stage=st.integers(0, len(STAGES)))
    def begin(self, stage: int) -> None:
        kept, watch = stages()[stage]
        self.folder = tempfile.TemporaryDirectory()
        self.ward = kept.again(Path(self.folder.name))
        self.watch = watch.moved_to(self.ward)
        self.number = 1000

    def teardown(self) -> None:
        if hasattr(self, "ward"):
            self.watch.still_theirs()
            self.ward.close()
            self.folder.cleanup()

    def _marked(self, name: str, template: str) -> str:
        self.number += 1
        text = template.format(mark=f"merk{self.number}{name.lower()}")
        self.watch.wrote(name, text)
        return text

    def _plans_but(self, name: str) -> dict[str, Plan]:
        return {other: dossier.plan for other, dossier in self.ward.dossiers().items() if other != name}

    @rule(name=st.sampled_from(NAMES[:4]), at=st.integers(0, 9))
    def presses(self, name: str, at: int) -> None:
        newest = self.ward.phones[name].newest
        if newest:
            self.watch.look(self.ward.press(name, newest[at % len(newest)].data))

    @rule(name=st.sampled_from(NAMES), data=st.data())
    def presses_something_old(self, name: str, data: st.DataObject) -> None:
        if buttons := self.ward.phones[name].buttons:
            self.watch.look(self.ward.press(name, data.draw(st.sampled_from(buttons)).data))

    @rule(name=st.sampled_from(NAMES), data=st.data())
    def forges_a_button(self, name: str, data: st.DataObject) -> None:
        """Somebody else's button, by its data: what is about a thing of others changes nothing for anybody else."""
        own = {seen.data for seen in self.ward.phones[name].buttons}
        others = {seen.data for phone in self.ward.phones.values() for seen in phone.buttons} - own
        if not others:
            return
        forged = data.draw(st.sampled_from(sorted(others, key=lambda one: (one.count(":") < 2, one))))
        foreign = self.ward.plan(name).find(forged.rpartition(":")[2]) is None
        before = self._plans_but(name)
        delivered = self.ward.press(name, forged)
        if foreign and forged.count(":") == 2:
            assert self._plans_but(name) == before, self.watch._story(
                f"{name} changed something of others with a forged button"
            )
            heard = {one.chat for one in delivered} - {self.ward.phones[name].chat}
            assert not heard, self.watch._story(f"{name} made others hear something with a forged button")
        self.watch.look(delivered)

    @rule(name=st.sampled_from(("Anna", "Olga", "Piet")), lines=st.lists(st.sampled_from(SENTENCES), max_size=2))
    def goes_on(self, name: str, lines: list[str]) -> None:
        """Take up a talk, say something, and choose what comes first."""
        mine = [one for one in self.ward.plan(name).feedback if one.mine]
        if not mine:
            return
        entry = "feedback.verder" if mine[0].side == "aios" else "meekijken.aanvullen"
        self.watch.look(self.ward.press(name, f"go:{entry}:{mine[0].id}"))
        for template in lines:
            self.watch.look(self.ward.type(name, self._marked(name, template)))
        self.presses(name, 0)

    @rule(name=st.sampled_from(("Anna", "Olga", "Anna", "Olga", *NAMES)), template=st.sampled_from(SENTENCES))
    def types(self, name: str, template: str) -> None:
        self.watch.look(self.ward.type(name, self._marked(name, template)))

    @rule(name=st.sampled_from(("Anna", "Olga", "Piet")), word=st.sampled_from(STEERING))
    def steers(self, name: str, word: str) -> None:
        self.watch.look(self.ward.type(name, word))

    @rule(name=st.sampled_from(NAMES), command=st.sampled_from(COMMANDS))
    def commands(self, name: str, command: str) -> None:
        self.watch.look(self.ward.command(name, command))

    @rule(name=st.sampled_from(NAMES), data=st.data())
    def opens_an_invitation(self, name: str, data: st.DataObject) -> None:
        token = data.draw(st.integers(0, len(self.ward.tokens)))
        self.watch.look(self.ward.opens(name, [*self.ward.tokens, "bestaatniet"][token]))

    @rule(name=st.sampled_from(("Anna", "Olga")))
    def unlinks(self, name: str) -> None:
        other = {"Anna": "Olga", "Olga": "Anna"}[name]
        self.watch.look(self.ward.command(name, "koppel"))
        if found := [seen for seen in self.ward.phones[name].newest if seen.label == other]:
            self.watch.look(self.ward.press(name, found[0].data))
            self.watch.look(self.ward.tap(name, choice("koppel.bekijk", "los")))
            self.watch.still_theirs()

    @rule(name=st.sampled_from(NAMES), template=st.sampled_from(SENTENCES), data=st.data())
    def edits(self, name: str, template: str, data: st.DataObject) -> None:
        if typed := self.ward.phones[name].typed:
            message = data.draw(st.sampled_from(typed))
            self.watch.look(self.ward.edit(name, message, self._marked(name, template)))

    @rule(hours=st.sampled_from([1, 24, 60, 200]))
    def waits(self, hours: int) -> None:
        self.watch.look(self.ward.wait(timedelta(hours=hours)))


Ward5.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestWard = Ward5.TestCase


def again(folder: Path, stage: int) -> tuple[Ward, Watch]:
    kept, watch = stages()[stage]
    ward = kept.again(folder)
    return ward, watch.moved_to(ward)


@pytest.mark.parametrize("name", ["Sjoerd", "Bram"])
def test_every_button_of_others_gives_nobody_anything(tmp_path: Path, name: str) -> None:
    """One after the other, all that Anna and Olga ever saw: nobody else hears or changes, and no word comes out."""
    ward, watch = again(tmp_path, 4)
    forged = {seen.data for other in ("Anna", "Olga") for seen in ward.phones[other].buttons}
    about = sorted(data for data in forged if data.count(":") == 2)
    assert len(about) > 8
    for data in about:
        before = {other: ward.plan(other) for other in NAMES if other != name}
        delivered = ward.press(name, data)
        watch.look(delivered)
        assert {one.chat for one in delivered} == {ward.phones[name].chat}
        assert {other: ward.plan(other) for other in NAMES if other != name} == before
    heard = set().union(*(Delivered(0, parcel).marks for parcel in ward.phones[name].heard))
    assert not [mark for mark in heard if mark.endswith(("anna", "olga"))]
    ward.close()


@pytest.mark.parametrize("name", ["Anna", "Olga"])
@pytest.mark.parametrize("stage", range(1, len(STAGES) + 1))
def test_who_unlinks_shares_nothing_new_and_keeps_what_was_theirs(tmp_path: Path, stage: int, name: str) -> None:
    ward, watch = again(tmp_path, stage)
    wrote = {mark for mark, found in watch.given.items() if mark.endswith("olga") and found}
    ward.command(name, "koppel")
    ward.tap(name, {"Anna": "Olga", "Olga": "Anna"}[name])
    watch.look(ward.tap(name, choice("koppel.bekijk", "los")))
    watch.still_theirs()
    seen = {mark for one in ward.plan("Olga").feedback for mark in MARK.findall(str(one))}
    assert seen == wrote
    assert wrote <= set(MARK.findall(ward.export("Olga")))
    watch.wrote("Anna", "merk900anna")
    for entry in ("feedback.verder", "feedback.alleen"):
        for key in {one.id for one in ward.plan("Anna").feedback if one.other == "Olga"}:
            watch.look(ward.press("Anna", f"go:{entry}:{key}"))
            watch.look(ward.type("Anna", "merk900anna wachtte tot het stil was"))
    for data in {seen.data for seen in ward.phones["Olga"].buttons}:
        watch.look(ward.press("Olga", data))
    watch.look(ward.wait(timedelta(days=3)))
    watch.still_theirs()
    ward.close()
