"""Records of every kind are kept by one rule: whole, of one person, and gone when dropped."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import RECORDS, Record, RecordKind, RecordStatus, Values
from storage import Database, InvalidValues, NotTheirs
from tests.storage.factories import AT, LATER, dossier, leerdoel, link, record, tables_of

KINDS: tuple[RecordKind, ...] = tuple(RECORDS)
NAMED = {"leerdoel": "leerdoel-1", "gesprek": "gesprek-1", "koppeling": "koppeling-1"}


def everything(kind: RecordKind) -> Values:
    """A value in every field of this kind."""
    fields = RECORDS[kind]
    return {
        **{name: f"{name} 🩺 עברית" for name in (*fields.texts, *fields.choices)},
        **dict.fromkeys(fields.lists, ("a", "b")),
        **dict.fromkeys(fields.dates, "2026-05-01"),
        **dict.fromkeys(fields.numbers, 5),
        **{name: "15:00" for name in fields.choices if name == "tijd"},
        **{name: key for name, key in NAMED.items() if name in fields.choices},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_can_be_kept_changed_and_cleared(database: Database, kind: RecordKind) -> None:
    person = dossier(database).person
    values = everything(kind)
    assert set(values) == set(RECORDS[kind])
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel({"doel": "x"}), person, AT)
        unit.koppelingen.invite(person, "koppeling-1", "opleider", AT)
        unit.records.save(person, record({}, key="gesprek-1", kind="gesprek"), AT - timedelta(days=1))
        unit.records.save(person, record(values, kind=kind, status=RecordStatus.CONCEPT), AT)
        unit.commit()

    def found() -> Record:
        [_, one] = dossier(database).plan.records
        return one

    assert found() == Record("record-1", kind, RecordStatus.CONCEPT, AT.date(), values)
    with database.unit() as unit:
        unit.records.save(person, record({}, kind=kind), LATER)
        unit.commit()
    assert found() == Record("record-1", kind, RecordStatus.KLAAR, AT.date(), values)
    with database.unit() as unit:
        unit.records.save(person, record(dict.fromkeys(values, ""), kind=kind), LATER)
        unit.commit()
    assert found() == Record("record-1", kind, RecordStatus.KLAAR, AT.date(), {})
    row = tables_of(database, person)[kind][-1]
    assert (row["created"], row["changed"]) == (AT.isoformat(), LATER.isoformat())


CHANGE = st.tuples(
    st.sampled_from(KINDS), st.sampled_from("ab"), st.dictionaries(st.integers(0, 30), st.text(max_size=5), max_size=4)
)


@given(st.lists(CHANGE, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_is_what_was_last_said_of_each_field(
    database: Database, changes: list[tuple[RecordKind, str, dict[int, str]]]
) -> None:
    person = dossier(database).person
    expected: dict[str, dict[str, str]] = {}
    with database.unit() as unit:
        for kind, key, picked in changes:
            texts = RECORDS[kind].texts
            values = {texts[number % len(texts)]: text for number, text in picked.items()}
            unit.records.save(person, record(values, key=f"{kind}-{key}", kind=kind), AT)
            expected[f"{kind}-{key}"] = expected.get(f"{kind}-{key}", {}) | {
                name: text.replace("\0", "") for name, text in values.items()
            }
        found = unit.records.of(person)
    assert [(one.id, one.values) for one in found] == [
        (key, {name: text for name, text in values.items() if text}) for key, values in sorted(expected.items())
    ]
    assert all(one.id.startswith(one.kind) for one in found)


def test_the_oldest_record_comes_first_whatever_its_kind(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.records.save(person, record({"inzicht": "jong"}, key="a"), LATER)
        unit.records.save(person, record({"titel": "oud"}, key="b", kind="bewijs"), AT)
        unit.records.save(person, record({"zin": "ook oud"}, key="c", kind="voortgang"), AT)
        unit.records.save(person, record({"titel": "oud, veranderd"}, key="b", kind="bewijs"), LATER)
        assert [one.id for one in unit.records.of(person)] == ["b", "c", "a"]


def test_what_was_dropped_is_gone_and_may_be_dropped_again(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        for kind in KINDS:
            unit.records.save(person, record({}, key=kind, kind=kind), AT)
        unit.commit()
    assert [one.id for one in dossier(database).plan.records] == sorted(KINDS)
    for _ in range(2):
        with database.unit() as unit:
            unit.records.drop(person, "reflectie")
            unit.commit()
        assert [one.id for one in dossier(database).plan.records] == sorted({*KINDS} - {"reflectie"})


@pytest.mark.parametrize("status", RecordStatus)
def test_a_record_has_any_status(database: Database, status: RecordStatus) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.records.save(person, record({}, kind="gesprek", status=status), AT)
        assert [one.status for one in unit.records.of(person)] == [status]


def test_what_named_something_that_is_gone_stays_without_it(database: Database) -> None:
    person, opleider = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        link(unit, person, opleider)
        unit.records.save(person, record({"koppeling": "koppeling-1"}, key="gesprek-1", kind="gesprek"), AT)
        unit.records.save(person, record({"gesprek": "gesprek-1", "zin": "x"}, key="stand", kind="doelstand"), LATER)
        unit.commit()
    assert [one.values for one in dossier(database).plan.records] == [
        {"koppeling": "koppeling-1"},
        {"gesprek": "gesprek-1", "zin": "x"},
    ]
    with database.unit() as unit:
        unit.persons.forget(opleider)
        unit.commit()
    assert dossier(database).plan.records[0].values == {}
    with database.unit() as unit:
        unit.records.drop(person, "gesprek-1")
        unit.commit()
    assert [one.values for one in dossier(database).plan.records] == [{"zin": "x"}]


def test_a_gesprek_or_koppeling_of_another_person_cannot_be_named(database: Database) -> None:
    mine, theirs = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        link(unit, theirs, mine, "van-hen")
        unit.records.save(theirs, record({}, key="hun-gesprek", kind="gesprek"), AT)
        unit.records.save(mine, record({}, key="reflectie"), AT)
        unit.commit()
    for effect in (
        # Linked, but as the other side of it.
        record({"koppeling": "van-hen"}, key="nieuw", kind="gesprek"),
        record({"koppeling": "bestaat-niet"}, key="nieuw", kind="gesprek"),
        record({"gesprek": "hun-gesprek"}, key="nieuw", kind="doelstand"),
        record({"gesprek": "hun-gesprek"}, key="nieuw", kind="welzijn"),
        record({"gesprek": "reflectie"}, key="nieuw", kind="welzijn"),
    ):
        with database.unit() as unit, pytest.raises(NotTheirs):
            unit.records.save(mine, effect, LATER)


def test_a_record_or_leerdoel_of_another_person_is_left_alone(database: Database) -> None:
    mine, theirs = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.leerdoelen.save(theirs, leerdoel({"doel": "x"}, key="van-hen"), theirs, AT)
        unit.records.save(theirs, record({"inzicht": "van hen"}, key="van-hen"), AT)
        unit.records.save(mine, record({"titel": "van mij"}, key="van-mij", kind="bewijs"), AT)
        unit.commit()
    for effect in (
        record({"inzicht": "van mij"}, key="van-hen"),
        record({"titel": "van mij"}, key="van-hen", kind="bewijs"),
        record({"inzicht": "ander soort"}, key="van-mij"),
        record({"leerdoel": "van-hen"}, key="nieuw"),
        record({"leerdoel": "van-hen"}, key="van-mij", kind="bewijs"),
        record({"leerdoel": "bestaat-niet"}, key="nieuw"),
    ):
        with database.unit() as unit, pytest.raises(NotTheirs):
            unit.records.save(mine, effect, LATER)
    with database.unit() as unit, pytest.raises(NotTheirs):
        unit.records.drop(mine, "van-hen")
    with database.unit() as unit:
        assert [one.values for one in unit.records.of(mine)] == [{"titel": "van mij"}]
        assert [one.values for one in unit.records.of(theirs)] == [{"inzicht": "van hen"}]


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        ("reflectie", {"inzicht": "geheim" * 1000}, "This reflectie cannot be stored: inzicht (string_too_long)"),
        ("reflectie", {"titel": "geheim"}, "This reflectie cannot be stored: titel (extra_forbidden)"),
        ("bewijs", {"datum": "gisteren"}, "This bewijs cannot be stored: datum (value_error)"),
        ("bewijs", {"competenties": "geheim"}, "This bewijs cannot be stored: competenties (tuple_type)"),
        ("voortgang", {"score": 0}, "This voortgang cannot be stored: score (greater_than_equal)"),
        ("voortgang", {"score": 6}, "This voortgang cannot be stored: score (less_than_equal)"),
        ("voortgang", {"score": "5"}, "This voortgang cannot be stored: score (int_type)"),
        ("voortgang", {"score": True}, "This voortgang cannot be stored: score (int_type)"),
        ("gesprek", {"tijd": "9 uur"}, "This gesprek cannot be stored: tijd (string_pattern_mismatch)"),
        ("gesprek", {"welzijn": "geheim"}, "This gesprek cannot be stored: welzijn (extra_forbidden)"),
        ("dagboek", {}, "This record cannot be stored: kind (literal_error)"),
    ],
)
def test_wrong_values_are_refused_without_being_quoted(
    database: Database, kind: RecordKind, values: Values, message: str
) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        with pytest.raises(InvalidValues) as refusal:
            unit.records.save(person, record(values, kind=kind), AT)
        assert unit.records.of(person) == ()
    assert str(refusal.value) == message
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("key", ["", "a\0b", "x" * 201])
def test_an_id_is_a_short_text(database: Database, key: str) -> None:
    person = dossier(database).person
    with database.unit() as unit, pytest.raises(InvalidValues):
        unit.records.save(person, record({}, key=key), AT)
