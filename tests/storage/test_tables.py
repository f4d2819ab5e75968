"""Rules that hold for every table, also for one that is added later."""

import pytest
from sqlalchemy import DateTime, Table

from dialogs.plan import FEEDBACK_FIELDS, LEERDOEL_FIELDS, LEERDOEL_TEXTS, PROFILE_FIELDS, RECORDS, RecordKind
from storage.cipher import Encrypted
from storage.onderdelen import SCHEDULE_FIELDS
from storage.tables import FEEDBACK, LEERDOEL_VERSIE, METADATA, ONDERDEEL, PERSON, RECORD_TABLES


def encrypted(table: Table) -> set[str]:
    return {column.name for column in table.columns if isinstance(column.type, Encrypted)}


def test_every_field_of_a_leerdoel_has_its_own_column() -> None:
    beside = {"leerdoel", "version", "at", "by_person", "why", "gesprek", "status"}
    assert set(LEERDOEL_VERSIE.columns.keys()) == beside | set(LEERDOEL_FIELDS)


def test_every_field_of_the_profile_has_a_column() -> None:
    assert set(PROFILE_FIELDS) - set(PERSON.columns.keys()) == set(SCHEDULE_FIELDS)
    assert set(SCHEDULE_FIELDS.values()) < set(ONDERDEEL.columns.keys())


@pytest.mark.parametrize("kind", RECORDS)
def test_every_field_of_a_record_has_its_own_column(kind: RecordKind) -> None:
    beside = {"id", "person", "status", "created", "changed"}
    assert set(RECORD_TABLES[kind].columns.keys()) == beside | set(RECORDS[kind])
    assert len(RECORD_TABLES[kind].columns) == len(beside) + len([*RECORDS[kind]])


def test_every_field_that_begins_feedback_has_its_own_column() -> None:
    beside = {"id", "person", "koppeling", "other", "status", "created", "changed", "since"}
    assert set(FEEDBACK.columns.keys()) == beside | set(FEEDBACK_FIELDS)


def test_what_a_person_types_is_encrypted() -> None:
    records: dict[str, set[str]] = {kind: set(fields.texts) for kind, fields in RECORDS.items()}
    assert {table.name: encrypted(table) for table in METADATA.sorted_tables if encrypted(table)} == {
        "person": {"naam"},
        "onderdeel": {"label"},
        "leerdoel_versie": {*LEERDOEL_TEXTS, "onderdeel", "why"},
        **records,
        "feedback": set(FEEDBACK_FIELDS.texts),
        "feedback_deel": {"text"},
        "deling": {"naam_other", "text", "details", "woorden"},
        "dialogue_state": {"state"},
        "inbox": {"payload"},
        "outbox": {"payload"},
        "meta": {"value"},
    }


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_moment_has_a_zone(table: Table) -> None:
    assert [column.name for column in table.columns if isinstance(column.type, DateTime)] == []
