"""A leerdoel grows by versions, whole and in order, and none is lost, mixed up or written by a stranger."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import (
    LEERDOEL_CHOICES,
    LEERDOEL_DATES,
    LEERDOEL_FIELDS,
    LEERDOEL_LISTS,
    LEERDOEL_TEXTS,
    Leerdoel,
    Status,
    Values,
)
from storage import Database, InvalidValues, NotTheirs, Versie
from tests.storage.factories import AT, LATER, dossier, leerdoel, record

TEXT = st.text(max_size=40)
FIELD = {
    **dict.fromkeys((*LEERDOEL_TEXTS, *LEERDOEL_CHOICES), TEXT),
    **dict.fromkeys(LEERDOEL_LISTS, st.lists(TEXT, max_size=3).map(tuple)),
    **dict.fromkeys(LEERDOEL_DATES, st.dates().map(str) | st.just("")),
    "parent": st.just(""),
}
CHANGES = st.lists(st.fixed_dictionaries({}, optional=FIELD), min_size=1, max_size=5)


def without_nul(values: Values) -> Values:
    """What may be stored of these values; empty ones are none."""
    clean = {
        name: tuple(text.replace("\0", "") for text in value if text.replace("\0", ""))
        if isinstance(value, tuple)
        else str(value).replace("\0", "")
        for name, value in values.items()
    }
    return {name: value for name, value in clean.items() if value}


def test_a_new_leerdoel_is_version_one(database: Database) -> None:
    person = dossier(database).person
    values: Values = {"doel": "leren opereren", "deadline": "2026-05-01", "competenties": ("a", "b")}
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel(values, status=Status.CONCEPT), person, AT)
        unit.commit()
        assert unit.leerdoelen.of(person) == (Leerdoel("leerdoel-1", Status.CONCEPT, 1, AT.date(), values),)
        assert unit.leerdoelen.history("leerdoel-1") == (Versie(1, AT, person, "nieuw", None, Status.CONCEPT, values),)
        assert unit.leerdoelen.history("leerdoel-2") == ()
    assert dossier(database).plan.leerdoelen == (Leerdoel("leerdoel-1", Status.CONCEPT, 1, AT.date(), values),)


def test_a_next_version_keeps_what_it_does_not_name_and_clears_what_is_empty(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        first: Values = {"doel": "een", "meetbaar": "vijf keer", "deadline": "2026-05-01", "kader": ("a",)}
        unit.leerdoelen.save(person, leerdoel(first), person, AT)
        change: Values = {"doel": "twee", "deadline": "", "kader": (), "slotzin": "klaar"}
        unit.leerdoelen.save(person, leerdoel(change, status=Status.AFGEROND, why="gehaald"), person, LATER)
        second = {"doel": "twee", "meetbaar": "vijf keer", "slotzin": "klaar"}
        assert unit.leerdoelen.of(person) == (Leerdoel("leerdoel-1", Status.AFGEROND, 2, AT.date(), second),)
        assert unit.leerdoelen.history("leerdoel-1") == (
            Versie(1, AT, person, "nieuw", None, Status.OPEN, first),
            Versie(2, LATER, person, "gehaald", None, Status.AFGEROND, second),
        )


def test_a_version_says_after_which_gesprek_it_was_written(database: Database) -> None:
    mine, theirs = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.records.save(mine, record({}, key="gesprek-1", kind="gesprek"), AT)
        unit.records.save(theirs, record({}, key="van-hen", kind="gesprek"), AT)
        unit.records.save(mine, record({}, key="reflectie", kind="reflectie"), AT)
        unit.leerdoelen.save(mine, leerdoel({"doel": "een"}), mine, AT)
        unit.leerdoelen.save(mine, replace(leerdoel({"doel": "twee"}), gesprek="gesprek-1"), mine, LATER)
        unit.leerdoelen.save(mine, leerdoel({"doel": "drie"}), mine, LATER)
        for wrong in "van-hen", "reflectie", "bestaat-niet":
            with pytest.raises(NotTheirs):
                unit.leerdoelen.save(mine, replace(leerdoel({"doel": "vier"}), gesprek=wrong), mine, LATER)
        unit.records.drop(mine, "gesprek-1")
        history = unit.leerdoelen.history("leerdoel-1")
    # A version is never changed, not even when the gesprek is thrown away.
    assert [(versie.values["doel"], versie.gesprek) for versie in history] == [
        ("een", None),
        ("twee", "gesprek-1"),
        ("drie", None),
    ]


def test_the_oldest_leerdoel_comes_first(database: Database) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel({"doel": "jong"}, key="a"), person, LATER)
        unit.leerdoelen.save(person, leerdoel({"doel": "oud"}, key="b"), person, AT)
        unit.leerdoelen.save(person, leerdoel({"doel": "jong, veranderd"}, key="a"), person, LATER)
        assert [goal.id for goal in unit.leerdoelen.of(person)] == ["b", "a"]


@given(changes=CHANGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_version_is_ever_lost_or_changed(database: Database, changes: list[Values]) -> None:
    person = dossier(database).person
    expected: list[Values] = []
    with database.unit() as unit:
        for number, change in enumerate(changes):
            unit.leerdoelen.save(person, leerdoel(change, why=str(number)), person, AT)
            merged = {**(expected[-1] if expected else {}), **change}
            expected.append(without_nul(merged))
        history = unit.leerdoelen.history("leerdoel-1")
        assert [(versie.version, versie.why, versie.values) for versie in history] == [
            (number + 1, str(number), values) for number, values in enumerate(expected)
        ]
        assert [(goal.version, goal.values) for goal in unit.leerdoelen.of(person)] == [(len(changes), expected[-1])]


def test_every_field_can_be_kept(database: Database) -> None:
    person = dossier(database).person
    values: Values = {
        **{name: f"{name} 🩺 עברית" for name in (*LEERDOEL_TEXTS, *LEERDOEL_CHOICES) if name != "parent"},
        **dict.fromkeys(LEERDOEL_LISTS, ("a", "b")),
        **dict.fromkeys(LEERDOEL_DATES, "2026-05-01"),
        "parent": "ouder",
    }
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel({"doel": "ouder"}, key="ouder"), person, AT)
        unit.leerdoelen.save(person, leerdoel(values, key="kind"), person, LATER)
        kind = unit.leerdoelen.of(person)[1]
    assert kind.values == values
    assert set(kind.values) == set(LEERDOEL_FIELDS)


def test_what_no_database_can_keep_is_left_out(database: Database) -> None:
    person = dossier(database).person
    values: Values = {"niveau": "i\0op", "doel": "\0een\ud83d", "bron": "\0", "kader": ("\0", "a\0")}
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel(values, why="om\0dat"), person, AT)
        [versie] = unit.leerdoelen.history("leerdoel-1")
    assert (versie.why, versie.values) == ("omdat", {"niveau": "iop", "doel": "een", "kader": ("a",)})


def test_the_longest_message_fits(database: Database) -> None:
    person = dossier(database).person
    values: Values = {"doel": "🩺" * 4096}
    with database.unit() as unit:
        unit.leerdoelen.save(person, leerdoel(values), person, AT)
        assert unit.leerdoelen.of(person)[0].values == values


def test_a_leerdoel_of_another_person_cannot_be_changed_or_built_on(database: Database) -> None:
    mine, theirs = dossier(database).person, dossier(database, chat=5).person
    with database.unit() as unit:
        unit.leerdoelen.save(theirs, leerdoel({"doel": "van hen"}, key="van-hen"), theirs, AT)
        unit.commit()
    for effect in (
        leerdoel({"doel": "van mij"}, key="van-hen"),
        leerdoel({"doel": "x", "parent": "van-hen"}, key="nieuw"),
        leerdoel({"doel": "x", "parent": "bestaat-niet"}, key="nieuw"),
        leerdoel({"doel": "x", "parent": "nieuw"}, key="nieuw"),
    ):
        with database.unit() as unit, pytest.raises(NotTheirs):
            unit.leerdoelen.save(mine, effect, mine, LATER)
    with database.unit() as unit:
        assert unit.leerdoelen.of(mine) == ()
        assert [versie.values for versie in unit.leerdoelen.history("van-hen")] == [{"doel": "van hen"}]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"doel": "geheim" * 1000}, "This leerdoel cannot be stored: doel (string_too_long)"),
        ({"kader": ("geheim" * 1000,)}, "This leerdoel cannot be stored: kader (string_too_long)"),
        ({"kader": "geheim"}, "This leerdoel cannot be stored: kader (tuple_type)"),
        ({"deadline": "1 maart"}, "This leerdoel cannot be stored: deadline (value_error)"),
        ({"doel": 3}, "This leerdoel cannot be stored: doel (string_type)"),
        ({"status": "open"}, "This leerdoel cannot be stored: status (extra_forbidden)"),
    ],
)
def test_wrong_values_are_refused_without_being_quoted(database: Database, values: Values, message: str) -> None:
    person = dossier(database).person
    with database.unit() as unit:
        with pytest.raises(InvalidValues) as refusal:
            unit.leerdoelen.save(person, leerdoel(values), person, AT)
        assert unit.leerdoelen.of(person) == ()
    assert str(refusal.value) == message
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("key", ["", "a\0b", "x" * 201])
def test_an_id_is_a_short_text(database: Database, key: str) -> None:
    person = dossier(database).person
    with database.unit() as unit, pytest.raises(InvalidValues):
        unit.leerdoelen.save(person, leerdoel({"doel": "x"}, key=key), person, AT)
