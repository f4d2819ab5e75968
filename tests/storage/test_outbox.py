"""The outbox hands messages out in order, and keeps nothing of what was sent but its number."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Database, Escaped, Mark, Outgoing, Queued
from tests.storage.factories import AT, CHAT, LATER, dossier, link, share, tables_of


def test_ids_rise_in_the_order_given(database: Database) -> None:
    with database.unit() as unit:
        queued = [
            *unit.outbox.add([Outgoing(CHAT, "een"), Outgoing(CHAT, "twee")]),
            *unit.outbox.add([Outgoing(5, "drie")]),
        ]
        assert unit.outbox.add([]) == []
        assert unit.outbox.waiting(10) == queued
    assert [(message.chat, message.payload) for message in queued] == [(CHAT, "een"), (CHAT, "twee"), (5, "drie")]
    assert [message.id for message in queued] == sorted({message.id for message in queued})


@given(st.lists(st.lists(st.booleans(), max_size=60), max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_interactive_goes_first_and_nothing_overtakes_its_own_kind(
    database: Database, batches: list[list[bool]]
) -> None:
    given_order = [(batch, place, bulk) for batch, kinds in enumerate(batches) for place, bulk in enumerate(kinds)]
    with database.unit() as unit:
        for batch, kinds in enumerate(batches):
            unit.outbox.add([Outgoing(CHAT, f"{batch}.{place}", bulk) for place, bulk in enumerate(kinds)])
        waiting = unit.outbox.waiting(1000)
        assert unit.outbox.waiting(3) == waiting[:3]
    # A sort is stable: bulk last, and for the rest the order in which they were given.
    assert [message.payload for message in waiting] == [
        f"{batch}.{place}" for batch, place, _ in sorted(given_order, key=lambda entry: entry[2])
    ]


def test_what_was_sent_waits_no_more_and_its_text_is_gone(database: Database) -> None:
    with database.unit() as unit:
        one, two, three = unit.outbox.add([Outgoing(CHAT, text) for text in ("een", "twee", "drie")])
        unit.outbox.sent([])
        unit.outbox.sent([Mark(one.id, 41, LATER), Mark(three.id, None, LATER)])
        assert unit.outbox.waiting(10) == [two]
        unit.commit()
    rows = tables_of(database, dossier(database).person)["outbox"]
    assert [(row["status"], row["payload"], row["telegram_message_id"], row["sent_at"]) for row in rows] == [
        ("sent", None, 41, LATER.isoformat()),
        ("waiting", "twee", None, None),
        ("sent", None, None, LATER.isoformat()),
    ]


def test_a_mark_for_a_message_that_is_gone_changes_nothing(database: Database) -> None:
    with database.unit() as unit:
        [kept] = unit.outbox.add([Outgoing(CHAT, "een")])
        unit.outbox.sent([Mark(kept.id + 1, 41, LATER)])
        assert unit.outbox.waiting(10) == [kept]


def test_a_retry_counts_and_says_when(database: Database) -> None:
    with database.unit() as unit:
        [queued] = unit.outbox.add([Outgoing(CHAT, "een")])
        unit.outbox.retry(queued.id, LATER)
        unit.outbox.retry(queued.id, LATER + timedelta(minutes=1))
        assert unit.outbox.waiting(10) == [
            Queued(queued.id, CHAT, "een", bulk=False, attempts=2, not_before=LATER + timedelta(minutes=1))
        ]


def test_what_failed_is_given_up_and_scrubbed(database: Database) -> None:
    with database.unit() as unit:
        [queued] = unit.outbox.add([Outgoing(CHAT, "een")])
        unit.outbox.failed(queued.id, "forbidden")
        unit.outbox.retry(queued.id, LATER)
        assert unit.outbox.waiting(10) == []
        unit.commit()
    rows = tables_of(database, dossier(database).person)["outbox"]
    assert [(row["status"], row["payload"], row["reason"], row["attempts"]) for row in rows] == [
        ("failed", None, "forbidden", 0)
    ]


def test_purge_keeps_what_waits_and_what_is_young(database: Database) -> None:
    with database.unit() as unit:
        sent, failed, waiting = unit.outbox.add([Outgoing(CHAT, text) for text in ("een", "twee", "drie")])
        unit.outbox.sent([Mark(sent.id, 1, LATER)])
        unit.outbox.failed(failed.id, "forbidden")
        assert unit.outbox.purge(AT) == 0
        assert unit.outbox.purge(LATER) == 2
        assert unit.outbox.waiting(10) == [waiting]


def test_an_id_is_never_used_twice(database: Database) -> None:
    with database.unit() as unit:
        [first] = unit.outbox.add([Outgoing(CHAT, "een")])
        unit.outbox.sent([Mark(first.id, 1, AT)])
        assert unit.outbox.purge(LATER) == 1
        [second] = unit.outbox.add([Outgoing(CHAT, "twee")])
    assert second.id > first.id


def about(*keys: str) -> list[Outgoing]:
    return [Outgoing(CHAT, f"{key} {number}", about=key) for number, key in enumerate(keys)]


def test_the_messages_that_show_a_deling_can_be_found(database: Database) -> None:
    with database.unit() as unit:
        first, second, edit, other, waiting, unnumbered = unit.outbox.add([*about(*"aaabaa")])
        [plain, elsewhere] = unit.outbox.add([Outgoing(CHAT, "los"), Outgoing(5, "ook", about="a")])
        marks = [(first, 41), (second, 42), (edit, 41), (other, 43), (unnumbered, None), (plain, 44), (elsewhere, 41)]
        unit.outbox.sent([Mark(message.id, number, AT) for message, number in marks])
        assert unit.outbox.messages_about("a") == [(5, 41), (CHAT, 41), (CHAT, 42)]
        assert unit.outbox.messages_about("b") == [(CHAT, 43)]
        assert unit.outbox.messages_about("") == []
        assert unit.outbox.waiting(10) == [waiting]


def test_what_is_withdrawn_is_never_sent(database: Database) -> None:
    with database.unit() as unit:
        sent, first, other, second, plain = unit.outbox.add([*about(*"aaba"), Outgoing(CHAT, "los")])
        unit.outbox.sent([Mark(sent.id, 41, AT)])
        assert unit.outbox.withdraw("a") == [first.id, second.id]
        assert unit.outbox.withdraw("a") == []
        assert unit.outbox.waiting(10) == [other, plain]
        unit.outbox.retry(first.id, LATER)
        assert unit.outbox.waiting(10) == [other, plain]
        assert unit.outbox.escaped() == []
        unit.commit()
    rows = {row["id"]: row for row in tables_of(database, dossier(database).person)["outbox"]}
    assert [(rows[one.id]["status"], rows[one.id]["payload"], rows[one.id]["reason"]) for one in (sent, first)] == [
        ("sent", None, None),
        ("failed", None, "withdrawn"),
    ]


def test_what_was_on_its_way_when_it_was_withdrawn_is_found_once(database: Database) -> None:
    with database.unit() as unit:
        early, late, stopped = unit.outbox.add([*about(*"aaa")])
        unit.outbox.sent([Mark(early.id, 41, AT)])
        unit.outbox.withdraw("a")
        unit.outbox.sent([Mark(late.id, 42, LATER)])
        assert stopped.id not in (early.id, late.id)
        assert unit.outbox.escaped() == [Escaped("a", CHAT, 42)]
        assert unit.outbox.escaped() == []
        assert unit.outbox.messages_about("a") == [(CHAT, 41), (CHAT, 42)]


def test_purge_keeps_where_a_deling_is_shown_as_long_as_it_is_there(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        link(unit, aios, opleider)
        unit.delingen.share(aios, share(key="a"), AT)
        kept, gone = unit.outbox.add([Outgoing(5, "een", about="a"), Outgoing(5, "twee")])
        unit.outbox.sent([Mark(kept.id, 41, AT), Mark(gone.id, 42, AT)])
        assert unit.outbox.purge(LATER) == 1
        assert unit.outbox.messages_about("a") == [(5, 41)]
        unit.commit()
    assert [(row["id"], row["payload"], row["about"]) for row in tables_of(database, opleider)["outbox"]] == [
        (kept.id, None, "a")
    ]
    with database.unit() as unit:
        unit.persons.forget(aios)
        assert unit.outbox.purge(LATER) == 1
        assert unit.outbox.messages_about("a") == []
