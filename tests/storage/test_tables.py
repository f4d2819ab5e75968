"""Rules that hold for every table, also for one that is added later."""

import pytest
from sqlalchemy import DateTime, Table

from dialogs.plan import LEERDOEL_FIELDS, LEERDOEL_TEXTS, PROFILE_FIELDS
from storage.cipher import Encrypted
from storage.onderdelen import SCHEDULE_FIELDS
from storage.tables import LEERDOEL_VERSIE, METADATA, ONDERDEEL, PERSON


def encrypted(table: Table) -> set[str]:
    return {column.name for column in table.columns if isinstance(column.type, Encrypted)}


def test_every_field_of_a_leerdoel_has_its_own_column() -> None:
    beside = {"leerdoel", "version", "at", "by_person", "why", "gesprek", "status"}
    assert set(LEERDOEL_VERSIE.columns.keys()) == beside | set(LEERDOEL_FIELDS)


def test_every_field_of_the_profile_has_a_column() -> None:
    assert set(PROFILE_FIELDS) - set(PERSON.columns.keys()) == set(SCHEDULE_FIELDS)
    assert set(SCHEDULE_FIELDS.values()) < set(ONDERDEEL.columns.keys())


def test_what_a_person_types_is_encrypted() -> None:
    assert {table.name: encrypted(table) for table in METADATA.sorted_tables if encrypted(table)} == {
        "person": {"naam"},
        "onderdeel": {"label"},
        "leerdoel_versie": {*LEERDOEL_TEXTS, "onderdeel", "why"},
        "dialogue_state": {"state"},
        "inbox": {"payload"},
        "outbox": {"payload"},
        "meta": {"value"},
    }


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_moment_has_a_zone(table: Table) -> None:
    assert [column.name for column in table.columns if isinstance(column.type, DateTime)] == []
