"""The inbox loses nothing, takes nothing twice, and keeps no text that was answered."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Database, Received
from tests.storage.factories import AT, LATER, dossier, received, tables_of


def test_only_new_updates_come_back(database: Database) -> None:
    first, second, third = (received(number, f"text {number}") for number in (1, 2, 3))
    with database.unit() as unit:
        assert unit.inbox.add([first, second]) == [first, second]
        assert unit.inbox.add([received(2, "again"), third, received(1, "again")]) == [third]
        assert unit.inbox.waiting() == [first, second, third]


def test_of_the_same_update_twice_in_one_batch_the_first_counts(database: Database) -> None:
    once, twice, other = received(1, "once"), received(1, "twice"), received(2)
    with database.unit() as unit:
        assert unit.inbox.add([once, twice, other]) == [once, other]
        assert unit.inbox.waiting() == [once, other]


def test_nothing_added_is_nothing_new(database: Database) -> None:
    with database.unit() as unit:
        assert unit.inbox.add([]) == []


def test_the_oldest_waits_in_front(database: Database) -> None:
    old, new = received(9, at=AT), received(4, at=LATER)
    with database.unit() as unit:
        unit.inbox.add([new, old])
        assert unit.inbox.waiting() == [old, new]


def test_done_once_is_done(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1)])
        assert unit.inbox.done(1, LATER) is True
        assert unit.inbox.done(1, LATER) is False
        assert unit.inbox.done(2, LATER) is False
        assert unit.inbox.waiting() == []


def test_several_are_done_together_or_the_answer_is_no(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1), received(2), received(3)])
        assert unit.inbox.all_done([1, 2], LATER) is True
        assert unit.inbox.all_done([2, 3], LATER) is False
        assert unit.inbox.all_done([], LATER) is True


def test_what_cannot_be_answered_is_set_aside_with_its_text(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1), received(2)])
        assert unit.inbox.done(2, LATER) is True
        assert [unit.inbox.set_aside(number) for number in (1, 1, 2)] == [True, False, False]
        assert unit.inbox.waiting() == []
        unit.commit()
    rows = tables_of(database, dossier(database).person)["inbox"]
    assert [(row["status"], row["payload"]) for row in rows] == [("malformed", "{}"), ("done", None)]


def test_a_redelivery_of_what_was_done_changes_nothing(database: Database) -> None:
    with database.unit() as unit:
        unit.inbox.add([received(1)])
        unit.inbox.done(1, LATER)
        assert unit.inbox.add([received(1)]) == []
        assert unit.inbox.waiting() == []


def test_a_malformed_update_is_kept_and_never_waits(database: Database) -> None:
    odd = Received(1, 5, AT, "???", malformed=True)
    with database.unit() as unit:
        assert unit.inbox.add([odd]) == [odd]
        assert unit.inbox.add([odd]) == []
        assert unit.inbox.waiting() == []


def test_purge_removes_what_was_finished_before(database: Database) -> None:
    day = timedelta(days=1)
    with database.unit() as unit:
        unit.inbox.add([received(1), received(2), received(3), Received(4, 5, AT, "???", malformed=True)])
        unit.inbox.done(1, AT + day)
        unit.inbox.done(2, AT + 3 * day)
        assert unit.inbox.purge(AT + 2 * day) == 2
        assert unit.inbox.waiting() == [received(3)]
        # 1 and 4 are forgotten, so they would be new; 2 and 3 are still known.
        assert [row.update_id for row in unit.inbox.add([received(n) for n in (1, 2, 3, 4)])] == [1, 4]


@given(payload=st.text(st.characters(categories=None), max_size=300))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(database: Database, payload: str) -> None:
    row = received(1, payload)
    with database.unit() as unit:
        unit.inbox.add([row])
        assert unit.inbox.waiting() == [row]
