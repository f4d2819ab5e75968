"""What is shared is seen by the two it is between, until it is taken back or the link ends; the ledger stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.plan import Consent, Deling, Reactie
from dialogs.turn import Share
from storage import Database, InvalidValues, NotTheirs, Outgoing
from tests.storage.factories import AT, CHAT, KEY, LATER, dossier, link, react, record, share

NOOR, SAM, LOU = CHAT, 5, 6


def three(database: Database) -> tuple[str, str, str]:
    """Aios Noor with a gesprek, linked with opleider Sam; Lou is a stranger."""
    noor, sam, lou = (dossier(database, chat).person for chat in (NOOR, SAM, LOU))
    with database.unit() as unit:
        unit.persons.save_profile(noor, {"naam": "Noor"}, AT)
        unit.persons.save_profile(sam, {"naam": "Sam"}, AT)
        link(unit, noor, sam, rol="opleider")
        unit.records.save(noor, record({}, key="gesprek-1", kind="gesprek"), AT)
        unit.commit()
    return noor, sam, lou


def seen(database: Database) -> list[tuple[Deling, ...]]:
    """What each of the three sees."""
    return [dossier(database, chat).plan.delingen for chat in (NOOR, SAM, LOU)]


def test_both_see_what_was_shared_each_from_their_side(database: Database) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share("<b>een</b>", details="twee", gesprek="gesprek-1"), AT)
        unit.commit()
    shared = Deling(
        "deling-1", "aios", "Sam", "opleider", "samenvatting", AT, "<b>een</b>", details="twee", gesprek="gesprek-1"
    )
    assert seen(database) == [(shared,), (replace(shared, side="opleider", other="Noor", gesprek=""),), ()]


def test_the_oldest_comes_first(database: Database) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit:
        for key, at in ("c", LATER), ("b", AT), ("a", LATER):
            unit.delingen.share(noor, share(key=key), at)
        unit.commit()
    assert [[one.id for one in ledger] for ledger in seen(database)] == [["b", "a", "c"], ["b", "a", "c"], []]


def test_the_ledger_keeps_the_name_of_then_and_without_a_name_there_is_a_role(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        link(unit, noor, lou, "met-lou", rol="docent")
        unit.delingen.share(noor, share(), AT)
        unit.delingen.share(noor, share(key="deling-2", koppeling="met-lou"), LATER)
        unit.persons.save_profile(sam, {"naam": "Sam de Wit"}, LATER)
        unit.persons.save_profile(lou, {"naam": "Lou"}, LATER)
        unit.persons.save_profile(noor, {"naam": ""}, LATER)
        unit.commit()
    assert [[(one.other, one.rol) for one in ledger] for ledger in seen(database)] == [
        [("Sam", "opleider"), ("docent", "docent")],
        [("aios", "opleider")],
        [("aios", "docent")],
    ]


@pytest.mark.parametrize(
    "effect",
    [
        share(koppeling="bestaat-niet"),
        share(koppeling="nog-niet"),
        share(koppeling="voorbij"),
        share(koppeling="andersom"),
        share(gesprek="bestaat-niet"),
        share(gesprek="hun-gesprek"),
        share("anders", key="er-al"),
    ],
)
def test_nothing_is_shared_but_over_an_own_link_that_stands(database: Database, effect: Share) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        token = unit.koppelingen.invite(noor, "nog-niet", "opleider", AT)
        unit.koppelingen.open(token, lou, AT)
        unit.koppelingen.accept(lou, "nog-niet", AT)
        link(unit, noor, lou, "voorbij")
        unit.koppelingen.end(lou, "voorbij", AT)
        link(unit, sam, noor, "andersom")
        unit.records.save(sam, record({}, key="hun-gesprek", kind="gesprek"), AT)
        unit.delingen.share(noor, share("een", key="er-al"), AT)
        unit.commit()
    before = seen(database)
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.delingen.share(noor, effect, LATER)
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.delingen.share(lou, share(), LATER)
    assert seen(database) == before


def test_what_was_taken_back_is_in_the_ledger_only(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share("een", details="twee"), AT)
        unit.delingen.react(sam, react("bespreken", "drie"), AT)
        unit.commit()
    [[before], [theirs], _] = seen(database)
    for person in sam, lou:
        with database.unit() as unit, pytest.raises(NotTheirs):
            unit.delingen.take_back(person, "deling-1", LATER)
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.delingen.take_back(noor, "bestaat-niet", LATER)
    with database.unit() as unit:
        unit.delingen.take_back(noor, "deling-1", LATER)
        unit.commit()
    after = [(replace(before, ingetrokken=True),), (replace(theirs, ingetrokken=True, text="", details=""),), ()]
    assert seen(database) == after
    with database.unit() as unit:
        unit.delingen.take_back(noor, "deling-1", LATER + timedelta(days=1))
        unit.commit()
    assert seen(database) == after
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.delingen.react(sam, react("akkoord"), LATER)


@pytest.mark.parametrize(
    ("reactions", "expected"),
    [
        (["gezien"], ("gezien", "0", 0)),
        (["gezien", "gezien"], ("gezien", "0", 0)),
        (["gezien", "akkoord"], ("akkoord", "1", 1)),
        (["akkoord", "gezien"], ("akkoord", "0", 0)),
        (["aanvulling", "akkoord", "gezien"], ("akkoord", "1", 1)),
        (["akkoord", "aanvulling", "aanvulling"], ("aanvulling", "2", 2)),
        (["bespreken", "gezien", "aanvulling", "bespreken"], ("bespreken", "3", 3)),
    ],
)
def test_the_last_reaction_counts_and_having_seen_it_is_the_least(
    database: Database, reactions: list[Reactie], expected: tuple[Reactie, str, int]
) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        unit.commit()
    [[before], _, _] = seen(database)
    for number, reactie in enumerate(reactions):
        with database.unit() as unit:
            unit.delingen.react(sam, react(reactie, f"{number}"), AT + timedelta(hours=number))
            unit.commit()
    reactie, woorden, hours = expected
    after = replace(before, reactie=reactie, woorden=woorden, reacted=AT + timedelta(hours=hours))
    assert seen(database) == [(after,), (replace(after, side="opleider", other="Noor"),), ()]


def test_a_reaction_without_words_leaves_none_of_an_earlier_one(database: Database) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        unit.delingen.react(sam, react("aanvulling", "nog iets"), AT)
        unit.delingen.react(sam, react("akkoord"), LATER)
        assert [(one.reactie, one.woorden) for one in unit.delingen.of(noor)] == [("akkoord", "")]


def test_nobody_else_reacts(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        unit.commit()
    before = seen(database)
    for person, key in (noor, "deling-1"), (lou, "deling-1"), (sam, "bestaat-niet"):
        with database.unit() as unit, pytest.raises(NotTheirs):
            unit.delingen.react(person, react("akkoord", key=key), LATER)
    assert seen(database) == before


@pytest.mark.parametrize("who", ["aios", "opleider"])
def test_after_the_link_the_ledger_is_all_there_is(database: Database, who: str) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        waiting = unit.outbox.add([Outgoing(SAM, "over", about="deling-1"), Outgoing(SAM, "iets anders")])
        unit.commit()
    [ledger, _, _] = seen(database)
    with database.unit() as unit:
        unit.koppelingen.end(noor if who == "aios" else sam, "koppeling-1", LATER)
        assert unit.outbox.waiting(10) == waiting[1:]
        unit.commit()
    assert seen(database) == [ledger, (), ()]
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.delingen.react(sam, react("akkoord"), LATER)
    with database.unit() as unit:
        # A link anew brings nothing of before back.
        link(unit, noor, sam, "opnieuw")
        unit.commit()
    assert seen(database) == [ledger, (), ()]


def test_who_goes_has_nothing_sent_any_more(database: Database) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        _, other = unit.outbox.add([Outgoing(SAM, "over", about="deling-1"), Outgoing(SAM, "iets anders")])
        unit.persons.forget(noor)
        assert unit.outbox.waiting(10) == [other]
        unit.commit()
    assert dossier(database, SAM).plan.delingen == ()


def test_the_other_side_of_a_deling_can_be_told(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)

        def told() -> list[str | None]:
            return [unit.feedback.counterpart(person, "deling-1") for person in (noor, sam, lou)]

        assert told() == [sam, noor, None]
        unit.delingen.take_back(noor, "deling-1", LATER)
        assert told() == [sam, noor, None]
        unit.persons.set_reachable(sam, False)
        unit.persons.set_consent(noor, Consent.REFUSED, "1", AT)
        assert told() == [None, None, None]
        unit.persons.set_reachable(sam, True)
        assert told() == [sam, None, None]
        unit.koppelingen.end(noor, "koppeling-1", LATER)
        assert told() == [None, None, None]


def test_a_replica_sees_every_change_at_once(database: Database, url: str) -> None:
    noor, sam, _ = three(database)
    with Database.open(url, [KEY]) as replica:
        assert seen(replica) == [(), (), ()]
        with database.unit() as unit:
            unit.delingen.share(noor, share(), AT)
            unit.commit()
        assert [len(ledger) for ledger in seen(replica)] == [1, 1, 0]
        with database.unit() as unit:
            unit.delingen.react(sam, react("akkoord"), AT)
            unit.commit()
        assert [one.reactie for ledger in seen(replica) for one in ledger] == ["akkoord", "akkoord"]
        with database.unit() as unit:
            unit.delingen.take_back(noor, "deling-1", LATER)
            unit.commit()
        assert [one.text for ledger in seen(replica) for one in ledger] == [share().text, ""]


@pytest.mark.parametrize(
    ("effect", "message"),
    [
        (share(""), "This deling cannot be stored: text (string_type)"),
        (share("x" * 16385), "This deling cannot be stored: text (string_too_long)"),
        (share(details="x" * 16385), "This deling cannot be stored: details (string_too_long)"),
        (share(key=""), "This deling cannot be stored: id (string_pattern_mismatch)"),
        (share(key="a\0b"), "This deling cannot be stored: id (string_pattern_mismatch)"),
        (Share("d", "koppeling-1", "dagboek", "x"), "This deling cannot be stored: soort (literal_error)"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_deling_is_refused_without_being_quoted(database: Database, effect: Share, message: str) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit, pytest.raises(InvalidValues) as refusal:
        unit.delingen.share(noor, effect, AT)
    assert str(refusal.value) == message
    assert refusal.value.__context__ is None


def test_a_wrong_reaction_is_refused_without_being_quoted(database: Database) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        unit.delingen.share(noor, share(), AT)
        with pytest.raises(InvalidValues) as refusal:
            unit.delingen.react(sam, react("", "geheim" * 1000), AT)
    assert str(refusal.value) == ("This reactie cannot be stored: reactie (literal_error), woorden (string_too_long)")
