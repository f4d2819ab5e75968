"""A key can be replaced: afterwards the new one opens everything and the old one is needed for nothing."""

import pytest
from sqlalchemy import text

from dialogs.plan import RECORDS
from storage import Cipher, Database, Outgoing, WrongKey, rotation
from tests.storage.factories import (
    AT,
    CHAT,
    KEY,
    dossier,
    feedback,
    leerdoel,
    link,
    react,
    received,
    record,
    share,
    tables_of,
)

NEW = Cipher.new_key()


def fill(database: Database) -> str:
    """Something encrypted in every table that can hold it."""
    person = dossier(database).person
    with database.unit() as unit:
        unit.persons.save_profile(person, {"naam": "Noor 🌍", "onderdeel": "heelkunde"}, AT)
        for key in "a", "b":
            unit.leerdoelen.save(person, leerdoel({"doel": "appendectomie", "slotzin": "klaar"}, key=key), person, AT)
            unit.leerdoelen.save(person, leerdoel({"doel": "twee appendectomieën"}, key=key), person, AT)
        for kind, fields in RECORDS.items():
            unit.records.save(person, record({fields.texts[0]: "een"}, key=kind, kind=kind), AT)
        unit.feedback.save(person, feedback({"situatie": "poli", "goed": "een", "goed_opleider": "twee"}), AT)
        opleider = unit.persons.by_chat(5, AT).person
        link(unit, person, opleider)
        unit.delingen.share(person, share(details="meer"), AT)
        unit.delingen.react(opleider, react("aanvulling", "nog iets"), AT)
        unit.inbox.add([received(number, f"bericht {number}") for number in range(12)])
        unit.outbox.add([Outgoing(CHAT, "antwoord")])
        unit.commit()
    return person


ROWS = 21 + len(RECORDS) + 5
"""person, onderdeel, outbox, meta, feedback, deling, every kind of record: one each; dialogue_state: of two persons;
leerdoel_versie: two times two; feedback_deel: two; inbox: twelve."""


def test_after_rotation_the_old_key_can_be_dropped(database: Database, url: str) -> None:
    person = fill(database)
    before = tables_of(database, person)
    with Database.open(url, [NEW, KEY]) as both:
        assert both.rotate() == ROWS
        assert both.rotate() == 0
    with Database.open(url, [NEW]) as new_only:
        new_only.check()
        assert tables_of(new_only, person) == before
    with Database.open(url, [KEY]) as old_only, pytest.raises(WrongKey):
        old_only.check()


@pytest.mark.parametrize("batch", [1, 4])
def test_rotation_goes_on_from_batch_to_batch(
    database: Database, url: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "_BATCH", batch)
    person = fill(database)
    before = tables_of(database, person)
    with Database.open(url, [NEW, KEY]) as both:
        assert both.rotate() == ROWS
    with Database.open(url, [NEW]) as new_only:
        assert tables_of(new_only, person) == before


def test_what_was_written_under_the_new_key_is_passed_over(database: Database, url: str) -> None:
    fill(database)
    with Database.open(url, [NEW, KEY]) as both:
        with both.unit() as unit:
            unit.inbox.add([received(100, "al nieuw"), received(101, "klaar")])
            unit.inbox.done(101, AT)
            unit.commit()
        assert both.rotate() == ROWS


def test_a_rotation_that_breaks_off_is_finished_by_the_next(database: Database, url: str) -> None:
    person = fill(database)
    before = tables_of(database, person)
    with Database.open(url, [NEW, KEY]) as both:
        with both.unit() as unit:
            good = unit._connection.scalar(text("SELECT state FROM dialogue_state"))
            unit._connection.execute(text("UPDATE dialogue_state SET state = 'stuk'"))
            unit.commit()
        with pytest.raises(WrongKey):
            both.rotate()
        # What is in use needs the old key still, so the database does not open without it.
        with Database.open(url, [NEW]) as too_early, pytest.raises(WrongKey):
            too_early.check()
        with both.unit() as unit:
            unit._connection.execute(text("UPDATE dialogue_state SET state = :good"), {"good": good})
            unit.commit()
        assert 0 < both.rotate() < ROWS
    with Database.open(url, [NEW]) as new_only:
        new_only.check()
        assert tables_of(new_only, person) == before
