"""The cache of plans saves work and never shows a plan that is not the one in the database."""

import pytest

from dialogs.plan import Consent, Plan
from storage import Database
from storage.leerdoelen import Leerdoelen
from storage.plan_cache import PlanCache
from tests.storage.factories import AT, CHAT, KEY, dossier, leerdoel


def plan(name: str) -> Plan:
    return Plan(profile={"naam": name})


def test_a_plan_is_found_by_person_and_version() -> None:
    cache = PlanCache()
    cache.put("noor", 1, plan("Noor"))
    assert cache.get("noor", 1) == plan("Noor")
    assert cache.get("noor", 2) is None
    assert cache.get("sam", 1) is None


def test_a_person_has_one_plan_in_it() -> None:
    cache = PlanCache()
    cache.put("noor", 1, plan("Noor"))
    cache.put("noor", 2, plan("Noortje"))
    assert cache.get("noor", 1) is None
    assert cache.get("noor", 2) == plan("Noortje")


def test_who_was_not_heard_of_for_longest_makes_room() -> None:
    cache = PlanCache(size=2)
    cache.put("noor", 1, plan("Noor"))
    cache.put("sam", 1, plan("Sam"))
    cache.get("noor", 1)
    cache.put("lou", 1, plan("Lou"))
    assert [cache.get(person, 1) is None for person in ("noor", "sam", "lou")] == [False, True, False]


def test_who_is_dropped_is_gone() -> None:
    cache = PlanCache()
    cache.put("noor", 1, plan("Noor"))
    cache.drop("noor")
    cache.drop("noor")
    assert cache.get("noor", 1) is None


def test_a_plan_that_did_not_change_is_not_read_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first = dossier(database)
    monkeypatch.delattr(Leerdoelen, "of")
    assert dossier(database) == first


def test_every_change_is_seen_by_every_replica(database: Database, url: str) -> None:
    with Database.open(url, [KEY]) as replica:
        person = dossier(replica).person
        with database.unit() as unit:
            unit.persons.save_profile(person, {"naam": "Noor"}, AT)
            unit.commit()
        assert dossier(replica).plan == Plan(profile={"naam": "Noor"}, since=AT.date())
        with database.unit() as unit:
            unit.persons.save_profile(person, {"onderdeel": "heelkunde"}, AT)
            unit.commit()
        assert dossier(replica).plan.profile == {"naam": "Noor", "onderdeel": "heelkunde"}
        with database.unit() as unit:
            unit.persons.set_consent(person, Consent.GIVEN, "1", AT)
            unit.commit()
        assert dossier(replica).plan.consent is Consent.GIVEN
        for text in "een", "twee":
            with database.unit() as unit:
                unit.leerdoelen.save(person, leerdoel({"doel": text}), person, AT)
                unit.commit()
            assert [goal.values for goal in dossier(replica).plan.leerdoelen] == [{"doel": text}]


def test_what_was_rolled_back_is_never_seen(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"naam": "Vergissing"}, AT)
        assert unit.persons.by_chat(CHAT, AT).plan.profile == {"naam": "Vergissing"}
    assert dossier(database).plan.profile == {}
    with database.unit() as unit:
        unit.persons.save_profile(person, {"naam": "Noor"}, AT)
        unit.commit()
    assert dossier(database).plan.profile == {"naam": "Noor"}
