"""A nudge is given out once, when it is due, to somebody who can be reached; the plan's own ones follow the plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import Nudge
from storage import Claimed, Database
from tests.storage.factories import AT, CHAT, LATER, dossier, tables_of

EARLIER = AT - timedelta(hours=1)
DEADLINE = Nudge("deadline", "leerdoel-1", AT)
WEEK = Nudge("week", "", LATER)


def kinds(claimed: Sequence[Claimed]) -> list[str]:
    return [nudge.kind for one in claimed for nudge in one.nudges]


def rows(database: Database, person: str) -> list[tuple[object, ...]]:
    found = tables_of(database, person).get("nudge", [])
    return [(row["kind"], row["subject"], row["due"], row["derived"]) for row in found]


def test_the_plan_shows_what_follows_from_it_soonest_first(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.nudges.replace(person, [WEEK, DEADLINE, WEEK], EARLIER)
        unit.nudges.put_off(person, "week", "", AT)
        unit.commit()
    assert dossier(database).plan.nudges == (DEADLINE, WEEK)
    with database.unit() as unit:
        unit.nudges.replace(person, [], EARLIER)
        unit.commit()
    assert dossier(database).plan.nudges == ()
    assert rows(database, person) == [("week", "", AT.isoformat(), False)]


def test_what_stays_the_same_keeps_its_id_and_the_plan_its_version(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.nudges.replace(person, [DEADLINE, WEEK], EARLIER)
        unit.nudges.put_off(person, "later", "", AT)
        unit.commit()
    before = tables_of(database, person)
    with database.unit() as unit:
        unit.nudges.replace(person, [WEEK, replace(DEADLINE, due=AT.astimezone(ZoneInfo("Europe/Amsterdam")))], EARLIER)
        # What was put off already is not there a second time, and no reason to read the plan again.
        unit.nudges.replace(person, [WEEK, DEADLINE, Nudge("later", "", AT)], EARLIER)
        unit.commit()
    assert tables_of(database, person) == before


def test_the_hour_that_comes_twice_is_two_moments(database: Database) -> None:
    person = dossier(database).person
    zone = ZoneInfo("Europe/Amsterdam")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    nudges = [Nudge("week", "", first), Nudge("week", "", first.replace(fold=1))]
    with database.unit() as unit:
        unit.nudges.replace(person, nudges, EARLIER)
        unit.commit()
    before = tables_of(database, person)
    assert [row["due"] for row in before["nudge"]] == ["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"]
    with database.unit() as unit:
        unit.nudges.replace(person, nudges, EARLIER)
        unit.commit()
    assert tables_of(database, person) == before


def test_what_is_due_is_not_planned_again_nor_taken_back(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.nudges.replace(person, [DEADLINE, WEEK], EARLIER)
        assert kinds(unit.nudges.claim(AT, 1)) == ["deadline"]
        # The plan says the same as before: what was claimed just now is not said twice.
        unit.nudges.replace(person, [DEADLINE, WEEK], AT)
        assert unit.nudges.of(person) == (WEEK,)
        unit.nudges.replace(person, [], LATER)
        assert unit.nudges.of(person) == (WEEK,)


def test_what_is_due_is_given_out_once_oldest_first(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        assert unit.nudges.next_due() is None
        unit.nudges.replace(person, [WEEK, DEADLINE], EARLIER)
        unit.nudges.tell(person, "aan_de_beurt", "feedback-1", AT - timedelta(minutes=1))
        unit.commit()
    with database.unit() as unit:
        assert unit.nudges.next_due() == AT - timedelta(minutes=1)
        claimed = unit.nudges.claim(AT, 10)
        told = Nudge("aan_de_beurt", "feedback-1", AT - timedelta(minutes=1))
        assert [replace(one, id=0) for one in claimed] == [Claimed(0, person, CHAT, (told, DEADLINE), asked=True)]
        assert unit.nudges.claim(AT, 10) == []
        unit.commit()
    assert dossier(database).plan.nudges == (WEEK,)
    with database.unit() as unit:
        assert unit.nudges.next_due() == LATER
        [later] = unit.nudges.claim(LATER, 10)
        unit.nudges.put_off(person, "week", "", LATER)
        [again] = unit.nudges.claim(LATER, 10)
    assert (later.asked, again.asked) == (False, True)
    assert len({one.id for one in (*claimed, later, again)}) == 3


def test_what_is_due_for_one_person_is_given_out_together(database: Database) -> None:
    """However few rows are asked for: what is due for a person is one message."""
    first, second = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        for minutes, person in enumerate([first, second, first, second, first]):
            unit.nudges.tell(person, "week", str(minutes), EARLIER + timedelta(minutes=minutes))
        unit.commit()
    with database.unit() as unit:
        claims = [unit.nudges.claim(AT, 1) for _ in range(3)]
        found = [[(one.person, [nudge.subject for nudge in one.nudges]) for one in claim] for claim in claims]
    assert found == [[(first, ["0", "2", "4"])], [(second, ["1", "3"])], []]


def test_an_id_is_never_used_twice(database: Database) -> None:
    person = dossier(database).person
    used = []
    for _ in range(3):
        with database.unit() as unit:
            unit.nudges.tell(person, "week", "", AT)
            used += [one.id for one in unit.nudges.claim(AT, 10)]
            unit.commit()
    assert used == sorted(set(used))
    assert len(used) == 3


def test_a_claim_without_commit_takes_nothing(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.nudges.tell(person, "week", "", AT)
        unit.commit()
    with database.unit() as unit:
        claimed = unit.nudges.claim(AT, 10)
    with database.unit() as unit:
        assert unit.nudges.claim(AT, 10) == claimed
    assert len(claimed) == 1


def test_who_cannot_be_reached_is_told_nothing_not_even_later(database: Database) -> None:
    person, other = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.nudges.replace(person, [DEADLINE, WEEK], EARLIER)
        unit.nudges.tell(other, "week", "", LATER)
        unit.persons.set_reachable(person, False)
        assert unit.nudges.claim(AT, 10) == []
        unit.persons.set_reachable(person, True)
        found = unit.nudges.claim(LATER, 10)
        assert [one.person for one in found] == [person, other]
        assert kinds(found) == ["week", "week"]
        assert unit.nudges.next_due() is None


def test_the_same_thing_at_the_same_moment_is_said_once(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.nudges.replace(person, [DEADLINE], EARLIER)
        unit.nudges.put_off(person, DEADLINE.kind, DEADLINE.subject, DEADLINE.due)
        unit.nudges.tell(person, "beurt", "feedback-1", AT)
        unit.nudges.tell(person, "beurt", "feedback-1", AT)
        unit.nudges.tell(person, "beurt", "feedback-2", AT)
        unit.commit()
    assert rows(database, person) == [
        ("deadline", "leerdoel-1", AT.isoformat(), True),
        ("beurt", "feedback-1", AT.isoformat(), False),
        ("beurt", "feedback-2", AT.isoformat(), False),
    ]


def minute(number: int) -> datetime:
    return AT + timedelta(minutes=number)


NUDGE = st.builds(Nudge, st.sampled_from("ab"), st.sampled_from(["", "x"]), st.integers(0, 9).map(minute))
STEP = st.tuples(
    st.sampled_from(["replace", "put_off", "claim"]), st.lists(NUDGE, max_size=5), st.integers(0, 9).map(minute)
)


@given(st.lists(STEP, max_size=12), st.integers(1, 4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_planned_is_given_out_once_and_nothing_else_is(
    database: Database, steps: Sequence[tuple[str, list[Nudge], datetime]], limit: int
) -> None:
    person = dossier(database).person
    planned: dict[Nudge, bool] = {}
    with database.unit() as unit:
        for what, nudges, now in steps:
            if what == "replace":
                unit.nudges.replace(person, nudges, now)
                planned = {
                    one: derived for one, derived in planned.items() if not derived or one in nudges or one.due <= now
                }
                for one in nudges:
                    if one.due > now:
                        planned.setdefault(one, True)
            elif what == "put_off":
                for one in nudges:
                    unit.nudges.put_off(person, one.kind, one.subject, one.due)
                    planned.setdefault(one, False)
            else:
                claimed = [nudge for one in unit.nudges.claim(now, limit) for nudge in one.nudges]
                assert [one.due for one in claimed] == sorted(one.due for one in planned if one.due <= now)
                assert len(set(claimed)) == len(claimed)
                for one in claimed:
                    del planned[one]
            assert set(unit.nudges.of(person)) == {one for one, derived in planned.items() if derived}
            assert unit.nudges.next_due() == min((one.due for one in planned), default=None)
            assert unit.persons.by_chat(CHAT, AT).plan.nudges == unit.nudges.of(person)
