"""A person is met once, changes by what they say, and is loaded as the next message finds them."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from dialogs.plan import Consent, Plan, Values
from dialogs.state import DialogueState, Finding, Frame
from storage import Conflict, Database, InvalidValues
from storage.tables import DIALOGUE_STATE
from tests.storage.factories import AT, CHAT, LATER, dossier, leerdoel, tables_of

HALFWAY = DialogueState(
    stack=(
        Frame(
            flow="leerdoel",
            step="meetbaar",
            answers={"doel": "één appendectomie 🩺", "kader": ("a", "b"), "percentage": 80},
            findings={"doel": Finding({"S": "appendectomie"}, {"deadline": "2026-05-01"}, ("wish",))},
            messages={"doel": 17},
            path=("doel",),
            seed="12",
        ),
    ),
    version=1,
    prompt=1,
    seen=AT,
)


def test_somebody_new_gets_an_empty_dossier_and_keeps_their_id(database: Database) -> None:
    first = dossier(database)
    assert (first.chat, first.plan, first.state, first.reachable) == (
        CHAT,
        Plan(since=AT.date()),
        DialogueState(),
        True,
    )
    assert dossier(database) == first
    assert dossier(database, chat=5).person != first.person


def test_somebody_new_is_an_aios(database: Database) -> None:
    person = dossier(database).person
    assert tables_of(database, person)["role"] == [{"person": person, "role": "aios", "institute": ""}]


def test_a_unit_without_commit_meets_nobody(database: Database) -> None:
    with database.unit() as unit:
        lost = unit.persons.by_chat(CHAT, AT)
    assert dossier(database).person != lost.person


def test_a_state_comes_back_as_it_was_saved(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_state(person, HALFWAY, expected_version=0)
        unit.commit()
    assert dossier(database).state == HALFWAY


def test_who_saves_a_state_that_has_moved_on_is_told(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_state(person, HALFWAY, expected_version=0)
        unit.commit()
    with database.unit() as unit, pytest.raises(Conflict):
        unit.persons.save_state(person, replace(HALFWAY, version=1, asking="resume"), expected_version=0)
    with database.unit() as unit, pytest.raises(Conflict):
        unit.persons.save_state("nobody", HALFWAY, expected_version=0)
    assert dossier(database).state == HALFWAY


def test_several_states_are_saved_together_or_there_is_a_conflict(database: Database) -> None:
    noor, sam = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.persons.save_states([])
        unit.persons.save_states([(noor, HALFWAY, 0), (sam, replace(HALFWAY, asking="resume"), 0)])
        unit.commit()
    with database.unit() as unit, pytest.raises(Conflict):
        unit.persons.save_states([(noor, replace(HALFWAY, version=2), 1), (sam, replace(HALFWAY, version=2), 0)])
    assert (dossier(database).state, dossier(database, chat=5).state) == (HALFWAY, replace(HALFWAY, asking="resume"))


def test_an_unreadable_state_starts_anew_with_its_version(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_state(person, replace(HALFWAY, version=7), expected_version=0)
        unit._connection.execute(update(DIALOGUE_STATE).values(state='{"stack": "geheim"}'))
        unit.commit()
    with caplog.at_level(logging.WARNING):
        assert dossier(database).state == DialogueState(version=7)
    assert [record.getMessage() for record in caplog.records] == [
        f"the dialogue state of person {person} cannot be read and starts anew"
    ]
    with database.unit() as unit:
        unit.persons.save_state(person, replace(HALFWAY, version=8), expected_version=7)
        unit.commit()
    assert dossier(database).state == replace(HALFWAY, version=8)


def test_reachable_is_remembered(database: Database) -> None:
    person = dossier(database).person
    for reachable in (False, True):
        with database.unit() as unit:
            unit.persons.set_reachable(person, reachable)
            unit.commit()
        assert dossier(database).reachable is reachable


def test_consent_is_as_answered_last_and_every_answer_is_kept(database: Database) -> None:
    person = dossier(database).person
    for consent, at in (Consent.REFUSED, AT), (Consent.GIVEN, LATER):
        with database.unit() as unit:
            unit.persons.set_consent(person, consent, "2026-01", at)
            unit.commit()
        assert dossier(database).plan.consent is consent
    history = tables_of(database, person)["consent"]
    assert [(row["what"], row["text_version"], row["at"]) for row in history] == [
        ("refused", "2026-01", AT.isoformat()),
        ("given", "2026-01", LATER.isoformat()),
    ]


PROFILE: Values = {
    "naam": "Noor 🌍 עברית",
    "programma": "aigt",
    "begonnen": "2025-01-01",
    "percentage": 80,
    "onderdeel": "heelkunde",
    "onderdeel_tot": "2026-06-30",
    "week_dag": 7,
    "week_tijd": "20:30",
    "week_ritme": 0,
    "pauze_van": "2026-08-03",
    "pauze_tot": "2026-08-17",
    "stil_van": "22:30",
    "stil_tot": "07:00",
    "nudges_uit": ("week.vraag", "deadline"),
}


def test_the_profile_keeps_what_is_not_named_and_clears_what_is_empty(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, PROFILE, AT)
        unit.commit()
    assert dossier(database).plan.profile == PROFILE
    with database.unit() as unit:
        change: Values = {"naam": "Noor", "percentage": "", "onderdeel_tot": "", "week_tijd": "", "week_ritme": 4}
        change = {**change, "stil_van": "", "stil_tot": "09:00", "nudges_uit": ()}
        unit.persons.save_profile(person, change, LATER)
        unit.commit()
    assert dossier(database).plan.profile == {
        "naam": "Noor",
        "programma": "aigt",
        "begonnen": "2025-01-01",
        "onderdeel": "heelkunde",
        "week_dag": 7,
        "week_ritme": 4,
        "pauze_van": "2026-08-03",
        "pauze_tot": "2026-08-17",
        "stil_tot": "09:00",
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"naam": "geheim" * 1000}, "This profile cannot be stored: naam (string_too_long)"),
        ({"begonnen": "20260301"}, "This profile cannot be stored: begonnen (value_error)"),
        ({"begonnen": "2026-02-30"}, "This profile cannot be stored: begonnen (value_error)"),
        ({"percentage": 101}, "This profile cannot be stored: percentage (less_than_equal)"),
        ({"percentage": "80"}, "This profile cannot be stored: percentage (int_type)"),
        ({"week_dag": 0}, "This profile cannot be stored: week_dag (greater_than_equal)"),
        ({"week_dag": 8}, "This profile cannot be stored: week_dag (less_than_equal)"),
        ({"week_tijd": "24:00"}, "This profile cannot be stored: week_tijd (string_pattern_mismatch)"),
        ({"week_tijd": "9:00"}, "This profile cannot be stored: week_tijd (string_pattern_mismatch)"),
        ({"week_tijd": "09:00\n"}, "This profile cannot be stored: week_tijd (string_pattern_mismatch)"),
        ({"week_tijd": "٠٩:٠٠"}, "This profile cannot be stored: week_tijd (string_pattern_mismatch)"),
        ({"week_ritme": 3}, "This profile cannot be stored: week_ritme (literal_error)"),
        ({"stil_van": "24:00"}, "This profile cannot be stored: stil_van (string_pattern_mismatch)"),
        ({"stil_tot": "8:00"}, "This profile cannot be stored: stil_tot (string_pattern_mismatch)"),
        ({"nudges_uit": "week"}, "This profile cannot be stored: nudges_uit (tuple_type)"),
        ({"nudges_uit": ("Geheim.",)}, "This profile cannot be stored: nudges_uit (string_pattern_mismatch)"),
        ({"pauze_tot": "morgen"}, "This profile cannot be stored: pauze_tot (value_error)"),
        ({"naam": ("a",)}, "This profile cannot be stored: naam (string_type)"),
        ({"leeftijd": "geheim"}, "This profile cannot be stored: leeftijd (extra_forbidden)"),
    ],
)
def test_a_wrong_profile_is_refused_without_being_quoted(database: Database, values: Values, message: str) -> None:
    person = dossier(database).person
    with database.unit() as unit, pytest.raises(InvalidValues) as refusal:
        unit.persons.save_profile(person, values, AT)
    assert str(refusal.value) == message
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
    assert dossier(database).plan.profile == {}


def onderdelen(database: Database, person: str) -> list[tuple[object, ...]]:
    rows = tables_of(database, person).get("onderdeel", [])
    return [(row["label"], row["first_day"], row["last_day"], row["current"]) for row in rows]


def test_another_onderdeel_ends_the_one_before_and_keeps_it(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel": "heelkunde", "onderdeel_tot": "2026-06-30"}, AT)
        unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, AT + timedelta(days=10))
        unit.persons.save_profile(person, {"onderdeel": "kindergeneeskunde"}, AT + timedelta(days=30))
        unit.persons.save_profile(person, {"onderdeel_tot": "2026-09-30"}, AT + timedelta(days=31))
        unit.commit()
    assert onderdelen(database, person) == [
        ("heelkunde", "2026-03-02", "2026-03-31", False),
        ("kindergeneeskunde", "2026-04-01", "2026-09-30", True),
    ]
    assert dossier(database).plan.profile == {"onderdeel": "kindergeneeskunde", "onderdeel_tot": "2026-09-30"}


def test_an_onderdeel_that_was_over_already_keeps_its_last_day(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel": "heelkunde", "onderdeel_tot": "2026-03-15"}, AT)
        unit.persons.save_profile(person, {"onderdeel": "buitenland"}, AT + timedelta(days=60))
        unit.commit()
    assert onderdelen(database, person) == [
        ("heelkunde", "2026-03-02", "2026-03-15", False),
        ("buitenland", "2026-05-01", None, True),
    ]


def test_an_onderdeel_lasts_a_day_at_least(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, AT)
        unit.persons.save_profile(person, {"onderdeel": "buitenland"}, AT)
        unit.commit()
    assert onderdelen(database, person) == [
        ("heelkunde", "2026-03-02", "2026-03-02", False),
        ("buitenland", "2026-03-02", None, True),
    ]


def test_an_end_may_be_known_before_the_onderdeel_is_named(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel_tot": "2026-06-30"}, AT)
        unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, LATER)
        unit.commit()
    assert onderdelen(database, person) == [("heelkunde", "2026-03-02", "2026-06-30", True)]


def test_a_cleared_onderdeel_is_over(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel": ""}, AT)
        unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, AT)
        unit.persons.save_profile(person, {"onderdeel": ""}, AT + timedelta(days=10))
        unit.commit()
    assert onderdelen(database, person) == [("heelkunde", "2026-03-02", "2026-03-11", False)]
    assert dossier(database).plan.profile == {}


def test_a_day_is_the_day_in_amsterdam(database: Database) -> None:
    person = dossier(database).person
    late_in_utc = AT.replace(hour=23, minute=30)
    with database.unit() as unit:
        unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, late_in_utc)
        unit.leerdoelen.save(person, leerdoel({"doel": "x"}), person, late_in_utc)
        unit.commit()
    assert onderdelen(database, person) == [("heelkunde", "2026-03-03", None, True)]
    assert [goal.created.isoformat() for goal in dossier(database).plan.leerdoelen] == ["2026-03-03"]
