"""What is kept of a person can be had as a copy, and can be erased, whole."""

import json

from sqlalchemy import func, select

from dialogs.plan import RECORDS, Consent, Feedback, FeedbackStatus, Nudge, RecordKind, Status
from dialogs.state import DialogueState
from storage import Database, Mark, Outgoing
from storage.tables import META, METADATA
from tests.storage.factories import (
    AT,
    CHAT,
    LATER,
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

KINDS: tuple[RecordKind, ...] = tuple(RECORDS)


def live(database: Database, chat: int, update_id: int) -> str:
    """A person who left something in every table."""
    with database.unit() as unit:
        person = unit.persons.by_chat(chat, AT).person
        unit.inbox.add([received(update_id, "een", chat=chat), received(update_id + 1, "twee", chat=chat)])
        unit.inbox.done(update_id, AT)
        unit.persons.set_consent(person, Consent.GIVEN, "1", AT)
        unit.persons.save_profile(person, {"naam": "Noor", "onderdeel": "heelkunde"}, AT)
        unit.leerdoelen.save(person, leerdoel({"doel": "ouder"}, key=f"{chat}-a"), person, AT)
        unit.leerdoelen.save(person, leerdoel({"doel": "kind", "parent": f"{chat}-a"}, key=f"{chat}-b"), person, AT)
        unit.leerdoelen.save(
            person, leerdoel({"doel": "kind 2"}, key=f"{chat}-b", status=Status.AFGEROND), person, LATER
        )
        for kind in KINDS:
            named = {"leerdoel": f"{chat}-a", "gesprek": f"{chat}-gesprek"}
            values = {name: key for name, key in named.items() if name in {*RECORDS[kind]}}
            unit.records.save(person, record(values, key=f"{chat}-{kind}", kind=kind), AT)
        # Who it was shared with is gone, and the ledger is still there.
        opleider = unit.persons.by_chat(chat + 1, AT).person
        link(unit, person, opleider, f"{chat}-gedeeld")
        gedeeld = share(key=f"{chat}-deling", koppeling=f"{chat}-gedeeld", gesprek=f"{chat}-gesprek")
        unit.delingen.share(person, gedeeld, AT)
        unit.persons.forget(opleider)
        unit.koppelingen.invite(person, f"{chat}-koppeling", "opleider", AT)
        unit.feedback.save(person, feedback({"situatie": "een", "goed": "twee"}, key=f"{chat}-feedback"), AT)
        unit.nudges.replace(person, [Nudge("deadline", f"{chat}-a", LATER)], AT)
        unit.persons.save_state(person, DialogueState(version=1), expected_version=0)
        sent, _ = unit.outbox.add([Outgoing(chat, "een"), Outgoing(chat, "twee")])
        unit.outbox.sent([Mark(sent.id, 1, AT)])
        unit.commit()
    return person


def rows_per_table(database: Database) -> dict[str, int]:
    with database.unit() as unit:
        return {
            table.name: unit._connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
            if table is not META
        }


def test_a_person_leaves_something_in_every_table(database: Database) -> None:
    """If this fails, `live` must learn to fill the new table, or the tests below prove nothing for it."""
    person = live(database, CHAT, 1)
    assert 0 not in rows_per_table(database).values()
    assert {name: len(rows) for name, rows in tables_of(database, person).items()} == rows_per_table(database)


def test_forgetting_leaves_no_row_of_this_person_and_every_row_of_others(database: Database) -> None:
    live(database, 5, 100)
    of_the_other = rows_per_table(database)
    person = live(database, CHAT, 1)
    with database.unit() as unit:
        unit.persons.forget(person)
        unit.commit()
    assert rows_per_table(database) == of_the_other
    assert tables_of(database, person) == {}


def test_who_was_forgotten_is_met_as_somebody_new(database: Database) -> None:
    person = live(database, CHAT, 1)
    with database.unit() as unit:
        unit.persons.forget(person)
        unit.commit()
    again = dossier(database)
    assert again.person != person
    assert (again.plan.profile, again.plan.leerdoelen, again.state) == ({}, (), DialogueState())


def test_a_farewell_queued_after_forgetting_is_still_sent(database: Database) -> None:
    person = live(database, CHAT, 1)
    with database.unit() as unit:
        unit.persons.forget(person)
        [farewell] = unit.outbox.add([Outgoing(CHAT, "dag")])
        unit.commit()
        assert unit.outbox.waiting(10) == [farewell]


def test_what_a_forgotten_person_wrote_for_another_stays_without_their_name(database: Database) -> None:
    person, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel({"doel": "x"}), opleider, AT)
        unit.persons.forget(opleider)
        [versie] = unit.leerdoelen.history("leerdoel-1")
    assert (versie.by, versie.values) == (None, {"doel": "x"})


def test_what_was_said_in_feedback_is_in_the_copy_of_both_and_parked_words_in_that_of_one(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        link(unit, aios, opleider)
        unit.feedback.save(
            aios, feedback({"situatie": "s", "goed": "a", "vast_beter": "b"}, koppeling="koppeling-1"), AT
        )
        unit.feedback.save(opleider, feedback({"goed_opleider": "c", "beter_opleider": "d"}), LATER)
        unit.commit()
    of_aios, of_opleider = tables_of(database, aios), tables_of(database, opleider)
    assert [(row["part"], row["text"]) for row in of_aios["feedback_deel"]] == [
        ("goed", "a"),
        ("goed_opleider", "c"),
        ("vast_beter", "b"),
    ]
    assert [(row["part"], row["text"]) for row in of_opleider["feedback_deel"]] == [
        ("goed_opleider", "c"),
        ("vast_beter_opleider", "d"),
    ]
    assert "feedback" not in of_opleider
    assert of_aios["koppeling"] == of_opleider["koppeling"]


def test_the_copy_of_who_something_was_shared_with_has_their_own_words_only(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        link(unit, aios, opleider)
        unit.records.save(aios, record({}, key="gesprek-1", kind="gesprek"), AT)
        unit.delingen.share(aios, share("een", details="twee", gesprek="gesprek-1"), AT)
        unit.delingen.react(opleider, react("aanvulling", "drie"), LATER)
        unit.commit()
    [ledger], [theirs] = tables_of(database, aios)["deling"], tables_of(database, opleider)["deling"]
    assert (ledger["text"], ledger["details"], ledger["gesprek"]) == ("een", "twee", "gesprek-1")
    assert theirs == {name: value for name, value in ledger.items() if name not in ("text", "details", "gesprek")}
    assert (theirs["reactie"], theirs["woorden"]) == ("aanvulling", "drie")


def test_who_goes_leaves_the_ledger_of_the_aios_as_it_was(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.persons.save_profile(opleider, {"naam": "Sam"}, AT)
        link(unit, aios, opleider)
        unit.delingen.share(aios, share("een", details="twee"), AT)
        unit.delingen.react(opleider, react("aanvulling", "drie"), LATER)
        unit.commit()
    before = dossier(database).plan.delingen
    with database.unit() as unit:
        unit.persons.forget(opleider)
        unit.commit()
    assert dossier(database).plan.koppelingen == ()
    assert dossier(database).plan.delingen == before
    with database.unit() as unit:
        unit.delingen.take_back(aios, "deling-1", LATER)
        unit.commit()
    assert [one.ingetrokken for one in dossier(database).plan.delingen] == [True]


def test_who_goes_leaves_the_other_what_was_given_and_stops_what_was_under_way(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.persons.save_profile(opleider, {"naam": "Sam"}, AT)
        link(unit, aios, opleider)
        unit.feedback.save(aios, feedback({"goed": "a"}, koppeling="koppeling-1"), AT)
        unit.feedback.save(opleider, feedback({"goed_opleider": "c", "vast_beter_opleider": "d"}), LATER)
        unit.commit()
    assert [one.other for one in dossier(database).plan.feedback] == ["Sam"]
    with database.unit() as unit:
        unit.persons.forget(opleider)
        unit.commit()
    plan = dossier(database).plan
    assert plan.koppelingen == ()
    assert plan.feedback == (
        Feedback(
            "feedback-1", "aios", "", FeedbackStatus.GESTOPT, AT.date(), LATER, {"goed": "a", "goed_opleider": "c"}
        ),
    )
    assert [(row["part"], row["by_person"]) for row in tables_of(database, aios)["feedback_deel"]] == [
        ("goed", aios),
        ("goed_opleider", None),
    ]
    assert rows_per_table(database)["feedback_deel"] == 2


def test_an_aios_who_goes_takes_the_feedback_and_the_link_along(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    before = rows_per_table(database)
    with database.unit() as unit:
        link(unit, aios, opleider)
        unit.feedback.save(aios, feedback({"goed": "a"}, koppeling="koppeling-1"), AT)
        unit.delingen.share(aios, share(), AT)
        unit.commit()
    plan = dossier(database, chat=5).plan
    assert (len(plan.feedback), len(plan.delingen)) == (1, 1)
    with database.unit() as unit:
        unit.persons.forget(aios)
        unit.commit()
    plan = dossier(database, chat=5).plan
    assert (plan.feedback, plan.koppelingen, plan.delingen) == ((), (), ())
    dossier(database)
    assert rows_per_table(database) == before


def test_the_copy_is_json_and_says_everything(database: Database) -> None:
    person = live(database, CHAT, 1)
    copy = tables_of(database, person)
    assert json.loads(json.dumps(copy)) == copy
    assert [(row["update_id"], row["payload"], row["status"]) for row in copy["inbox"]] == [
        (1, None, "done"),
        (2, "twee", "waiting"),
    ]
    assert [(row["chat"], row["naam"], row["consent"], row["created"]) for row in copy["person"]] == [
        (CHAT, "Noor", "given", AT.isoformat())
    ]
    assert [(row["leerdoel"], row["version"], row["doel"], row["status"]) for row in copy["leerdoel_versie"]] == [
        (f"{CHAT}-a", 1, "ouder", "open"),
        (f"{CHAT}-b", 1, "kind", "open"),
        (f"{CHAT}-b", 2, "kind 2", "afgerond"),
    ]
    assert [json.loads(str(row["state"]))["version"] for row in copy["dialogue_state"]] == [1]


def test_of_nobody_there_is_nothing(database: Database) -> None:
    live(database, CHAT, 1)
    before = rows_per_table(database)
    with database.unit() as unit:
        unit.persons.forget("nobody")
        assert unit.persons.export("nobody") == {}
        unit.commit()
    assert rows_per_table(database) == before
