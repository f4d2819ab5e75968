"""Several threads on one database: everybody waits their turn, and nobody's work is lost or done twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import pytest

from dialogs.state import DialogueState
from storage import Conflict, Database, UnitOfWork
from tests.storage.factories import AT, CHAT, KEY, dossier, leerdoel, received

THREADS = 4
Result = TypeVar("Result")


@pytest.fixture
def patient(url: str) -> Iterator[Database]:
    """A database that waits as long as it takes."""
    with Database.open(url, [KEY], busy_timeout=30) as database:
        yield database


def at_once(database: Database, work: Callable[[UnitOfWork, int], Result], times: int = 20) -> list[Result]:
    """Let `work` be done so many times, each in a unit of its own."""

    def one(number: int) -> Result:
        with database.unit() as unit:
            result = work(unit, number)
            unit.commit()
        return result

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(times)))


def test_a_person_is_met_once(patient: Database) -> None:
    met = at_once(patient, lambda unit, _: unit.persons.by_chat(CHAT, AT).person)
    assert set(met) == {dossier(patient).person}


def test_an_update_is_new_once(patient: Database) -> None:
    batch = [received(number) for number in range(5)]
    fresh = at_once(patient, lambda unit, _: unit.inbox.add(batch))
    assert sorted(row.update_id for rows in fresh for row in rows) == [0, 1, 2, 3, 4]


def test_an_update_is_answered_once(patient: Database) -> None:
    with patient.unit() as unit:
        unit.inbox.add([received(1)])
        unit.commit()
    assert sorted(at_once(patient, lambda unit, _: unit.inbox.done(1, AT))) == [False] * 19 + [True]


def test_of_two_states_for_the_same_turn_one_is_kept(patient: Database) -> None:
    person = dossier(patient).person

    def save(unit: UnitOfWork, number: int) -> str:
        asking = str(number)
        try:
            unit.persons.save_state(person, DialogueState(version=1, asking=asking), expected_version=0)
        except Conflict:
            return ""
        return asking

    [kept] = filter(None, at_once(patient, save))
    assert dossier(patient).state == DialogueState(version=1, asking=kept)


def test_every_change_of_a_leerdoel_becomes_a_version(patient: Database) -> None:
    person = dossier(patient).person
    fields = ("doel", "specifiek", "meetbaar", "acceptabel")
    with patient.unit() as unit:
        unit.leerdoelen.save(person, leerdoel({}), person, AT)
        unit.commit()
    at_once(
        patient,
        lambda unit, number: unit.leerdoelen.save(
            person, leerdoel({fields[number % 4]: f"{number}"}, why=f"{number}"), person, AT
        ),
    )
    with patient.unit() as unit:
        history = unit.leerdoelen.history("leerdoel-1")
    assert [versie.version for versie in history] == list(range(1, 22))
    assert sorted(int(versie.why) for versie in history[1:]) == list(range(20))
    # Each version is the one before with one field changed: no change was merged away.
    for before, after in pairwise(history):
        changed = {name for name in fields if before.values.get(name) != after.values.get(name)}
        assert changed == {fields[int(after.why) % 4]}


def test_an_invitation_that_many_open_at_once_is_for_one(patient: Database) -> None:
    aios = dossier(patient).person
    others = [dossier(patient, chat).person for chat in range(1, 21)]
    with patient.unit() as unit:
        token = unit.koppelingen.invite(aios, "koppeling-1", "opleider", AT)
        unit.commit()
    opened = at_once(patient, lambda unit, number: unit.koppelingen.open(token, others[number], AT))
    assert sorted(map(str, opened)) == ["None"] * 19 + ["koppeling-1"]


def test_a_nudge_is_claimed_once(patient: Database) -> None:
    person = dossier(patient).person
    with patient.unit() as unit:
        for number in range(50):
            unit.nudges.tell(person, "beurt", str(number), AT)
        unit.commit()
    claimed = at_once(patient, lambda unit, _: unit.nudges.claim(AT, 5))
    found = [int(nudge.subject) for some in claimed for one in some for nudge in one.nudges]
    assert sorted(found) == list(range(50))
