"""Two-sided feedback keeps Pendleton's order, lets each of the two say what is theirs, and loses no words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.plan import PARKED, PENDLETON, Consent, Feedback, FeedbackStatus, Values
from storage import Database, InvalidValues, NotTheirs
from tests.storage.factories import AT, CHAT, LATER, dossier, feedback, link, tables_of

OPLEIDER, STRANGER = 5, 6


@pytest.fixture
def two(database: Database) -> tuple[str, str]:
    """An aios and an opleider who are linked by koppeling-1."""
    aios, opleider = dossier(database).person, dossier(database, OPLEIDER).person
    with database.unit() as unit:
        unit.persons.save_profile(aios, {"naam": "Noor"}, AT)
        unit.persons.save_profile(opleider, {"naam": "Sam"}, AT)
        link(unit, aios, opleider)
        unit.commit()
    return aios, opleider


def say(database: Database, person: str, values: Values, status: FeedbackStatus = FeedbackStatus.LOPEND) -> None:
    """Say this in feedback-1, which begins with koppeling-1."""
    with database.unit() as unit:
        unit.feedback.save(person, feedback(values, koppeling="koppeling-1", status=status), LATER)
        unit.commit()


def seen(database: Database, chat: int = CHAT) -> Values:
    """What the person of this chat sees of the one feedback there is."""
    [one] = dossier(database, chat).plan.feedback
    return one.values


def test_a_whole_conversation_is_seen_by_both_of_them(database: Database, two: tuple[str, str]) -> None:
    aios, opleider = two
    head: Values = {"situatie": "poli", "eigen_doel": "slecht nieuws", "competenties": ("communicatie",)}
    said: dict[str, str] = {}
    with database.unit() as unit:
        unit.feedback.save(aios, feedback(head, koppeling="koppeling-1"), AT)
        unit.commit()
    for number, (part, side) in enumerate(PENDLETON.items(), start=1):
        for chat in CHAT, OPLEIDER:
            [one] = dossier(database, chat).plan.feedback
            assert (one.awaits, one.mine) == (part, side == one.side)
        said[part] = f"{part} 🩺"
        with database.unit() as unit:
            unit.feedback.save(
                {"aios": aios, "opleider": opleider}[side], feedback({part: said[part]}), AT + timedelta(hours=number)
            )
            unit.commit()
        status = FeedbackStatus.KLAAR if part == "akkoord" else FeedbackStatus.LOPEND
        at = AT + timedelta(hours=number)
        mine = Feedback("feedback-1", "aios", "Sam", status, AT.date(), at, {**head, **said})
        assert dossier(database).plan.feedback == (mine,)
        assert dossier(database, OPLEIDER).plan.feedback == (replace(mine, side="opleider", other="Noor"),)


def test_an_aios_alone_says_all_of_it_at_once(database: Database) -> None:
    aios = dossier(database).person
    values: Values = {"situatie": "poli", **{part: part for part in reversed([*PENDLETON])}}
    with database.unit() as unit:
        unit.feedback.save(aios, feedback(values), AT)
        unit.commit()
    assert dossier(database).plan.feedback == (
        Feedback("feedback-1", "aios", "", FeedbackStatus.KLAAR, AT.date(), AT, values),
    )
    assert [
        row["part"] for row in sorted(tables_of(database, aios)["feedback_deel"], key=lambda row: str(row["seq"]))
    ] == [*PENDLETON]


def test_what_came_too_early_waits_with_who_said_it_until_it_is_given(database: Database, two: tuple[str, str]) -> None:
    aios, opleider = two
    say(database, aios, {"situatie": "poli"})
    say(database, opleider, {"goed_opleider": "vroeg"})
    assert seen(database) == {"situatie": "poli"}
    assert seen(database, OPLEIDER) == {"situatie": "poli", "vast_goed_opleider": "vroeg"}
    say(database, opleider, {"goed_opleider": "vroeg, en langer"})
    say(database, aios, {"goed": "een"})
    assert seen(database) == {"situatie": "poli", "goed": "een"}
    assert seen(database, OPLEIDER) == {"situatie": "poli", "goed": "een", "vast_goed_opleider": "vroeg, en langer"}
    say(database, opleider, {"goed_opleider": "op tijd"})
    given = {"situatie": "poli", "goed": "een", "goed_opleider": "op tijd"}
    assert (seen(database), seen(database, OPLEIDER)) == (given, given)


def test_parked_words_can_be_changed_and_thrown_away_but_not_come_back(
    database: Database, two: tuple[str, str]
) -> None:
    aios, opleider = two
    say(database, aios, {"goed": "een", "vast_beter": "a"})
    say(database, opleider, {"goed_opleider": "b", "vast_beter_opleider": "c"})
    assert seen(database) == {"goed": "een", "goed_opleider": "b", "vast_beter": "a"}
    say(database, aios, {"vast_beter": "a 2"})
    say(database, opleider, {"vast_beter_opleider": ""})
    assert seen(database)["vast_beter"] == "a 2"
    assert seen(database, OPLEIDER) == {"goed": "een", "goed_opleider": "b"}
    say(database, aios, {"beter": "d"})
    say(database, aios, {"vast_beter": "te laat"})
    assert seen(database) == {"goed": "een", "goed_opleider": "b", "beter": "d"}


def test_a_part_that_was_given_stays_as_it_was(database: Database, two: tuple[str, str]) -> None:
    aios, _ = two
    say(database, aios, {"goed": "een"})
    before = dossier(database).plan.feedback
    with database.unit() as unit:
        unit.feedback.save(aios, feedback({"goed": "twee"}), LATER + timedelta(hours=1))
        unit.feedback.save(aios, feedback({"goed": ""}), LATER + timedelta(hours=1))
        unit.commit()
    assert dossier(database).plan.feedback == before


def test_the_aios_may_change_and_clear_what_it_is_about(database: Database, two: tuple[str, str]) -> None:
    aios, _ = two
    say(database, aios, {"situatie": "poli", "eigen_doel": "luisteren", "competenties": ("a",)})
    say(database, aios, {"situatie": "kliniek", "eigen_doel": ""})
    assert seen(database, OPLEIDER) == {"situatie": "kliniek", "competenties": ("a",)}


def test_nobody_says_what_is_the_other_ones_to_say(database: Database, two: tuple[str, str]) -> None:
    aios, opleider = two
    stranger = dossier(database, STRANGER).person
    say(database, aios, {"goed": "een"})
    sides = {**PENDLETON, **PARKED}
    refused = [
        *((aios, name) for name, side in sides.items() if side == "opleider"),
        *((opleider, name) for name, side in sides.items() if side == "aios"),
        *((opleider, name) for name in ("situatie", "eigen_doel")),
        *((stranger, name) for name in (*sides, "situatie")),
    ]
    for person, name in refused:
        for text in "x", "":
            with pytest.raises(NotTheirs):
                say(database, person, {name: text})
    with pytest.raises(NotTheirs):
        say(database, stranger, {}, FeedbackStatus.GESTOPT)
    assert (seen(database), seen(database, OPLEIDER)) == ({"goed": "een"}, {"goed": "een"})
    assert dossier(database, STRANGER).plan.feedback == ()


def test_feedback_begins_with_a_link_that_is_confirmed_and_the_aios_own(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, OPLEIDER).person

    def refused(person: str) -> None:
        with pytest.raises(NotTheirs):
            unit.feedback.save(person, feedback({"goed": "x"}, koppeling="koppeling-1"), AT)

    with database.unit() as unit:
        refused(aios)
        token = unit.koppelingen.invite(aios, "koppeling-1", "opleider", AT)
        refused(aios)
        unit.koppelingen.open(token, opleider, AT)
        refused(aios)
        unit.koppelingen.accept(opleider, "koppeling-1", AT)
        refused(aios)
        unit.koppelingen.confirm(aios, "koppeling-1", AT)
        refused(opleider)
        unit.koppelingen.end(aios, "koppeling-1", AT)
        refused(aios)
        assert unit.feedback.of(aios) == unit.feedback.of(opleider) == ()


@pytest.mark.parametrize(
    "values",
    [
        {"goed_opleider": "x"},
        {"beter_opleider": "x"},
        {"vast_goed_opleider": "x"},
        {"goed": "a", "beter_opleider": "x"},
    ],
)
def test_an_answer_to_feedback_that_is_gone_begins_nothing(database: Database, values: Values) -> None:
    opleider = dossier(database, OPLEIDER).person
    with database.unit() as unit:
        for effect in feedback(values), feedback({}, status=FeedbackStatus.GESTOPT):
            with pytest.raises(NotTheirs):
                unit.feedback.save(opleider, effect, AT)
        assert unit.feedback.of(opleider) == ()


@pytest.mark.parametrize("stopper", [0, 1])
def test_either_stops_it_and_words_that_come_later_are_parked(
    database: Database, two: tuple[str, str], stopper: int
) -> None:
    aios, opleider = two
    say(database, aios, {"goed": "een"})
    say(database, two[stopper], {}, FeedbackStatus.GESTOPT)
    assert dossier(database).plan.feedback[0].status is FeedbackStatus.GESTOPT
    say(database, opleider, {"goed_opleider": "toch"})
    assert seen(database) == {"goed": "een"}
    assert seen(database, OPLEIDER) == {"goed": "een", "vast_goed_opleider": "toch"}
    with pytest.raises(InvalidValues) as refusal:
        say(database, aios, {"samenvatting": "geheim"})
    assert str(refusal.value) == "This feedback cannot be stored: samenvatting (too_early)"
    [one] = dossier(database, OPLEIDER).plan.feedback
    assert (one.status, one.awaits) == (FeedbackStatus.GESTOPT, "")


def test_what_is_klaar_is_not_stopped_any_more_and_klaar_comes_with_the_last_part_only(
    database: Database, two: tuple[str, str]
) -> None:
    aios, opleider = two
    say(database, aios, {"goed": "x"}, FeedbackStatus.KLAAR)
    assert dossier(database).plan.feedback[0].status is FeedbackStatus.LOPEND
    for part, side in PENDLETON.items():
        say(database, aios if side == "aios" else opleider, {part: "x"})
    say(database, opleider, {}, FeedbackStatus.GESTOPT)
    assert dossier(database).plan.feedback[0].status is FeedbackStatus.KLAAR


def test_whose_link_ended_sees_what_they_wrote_and_nothing_of_the_aios(
    database: Database, two: tuple[str, str]
) -> None:
    aios, opleider = two
    say(database, aios, {"situatie": "poli", "goed": "een"})
    say(database, opleider, {"goed_opleider": "twee", "vast_beter_opleider": "drie"})
    with database.unit() as unit:
        unit.feedback.save(aios, feedback({"goed": "x"}, key="niets", koppeling="koppeling-1"), AT)
        unit.koppelingen.end(aios, "koppeling-1", LATER)
        unit.feedback.save(aios, feedback({"situatie": "geheim", "vast_beter": "geheim"}), LATER)
        unit.commit()
    assert dossier(database, OPLEIDER).plan.feedback == (
        Feedback(
            "feedback-1",
            "opleider",
            "",
            FeedbackStatus.GESTOPT,
            AT.date(),
            LATER,
            {"goed_opleider": "twee", "vast_beter_opleider": "drie"},
        ),
    )
    mine = {one.id: (one.other, one.values) for one in dossier(database).plan.feedback}
    assert mine == {
        "niets": ("Sam", {"goed": "x"}),
        "feedback-1": ("Sam", {"situatie": "geheim", "goed": "een", "goed_opleider": "twee", "vast_beter": "geheim"}),
    }


def test_another_who_has_no_name_is_still_another(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, OPLEIDER).person
    with database.unit() as unit:
        link(unit, aios, opleider, rol="supervisor")
        unit.feedback.save(aios, feedback({"goed": "x"}, koppeling="koppeling-1"), AT)
        unit.commit()
    [mine], [theirs] = dossier(database).plan.feedback, dossier(database, OPLEIDER).plan.feedback
    assert (mine.other, mine.mine, theirs.other, theirs.mine) == ("supervisor", False, "aios", True)


def test_the_counterpart_is_who_can_be_told(database: Database, two: tuple[str, str]) -> None:
    aios, opleider = two
    stranger = dossier(database, STRANGER).person
    say(database, aios, {"goed": "een"})
    with database.unit() as unit:
        unit.feedback.save(aios, feedback({"goed": "een"}, key="alleen"), AT)

        def told(person: str) -> list[str | None]:
            subjects = ("feedback-1", "koppeling-1", "alleen", "bestaat-niet")
            return [unit.feedback.counterpart(person, subject) for subject in subjects]

        assert told(aios) == [opleider, opleider, None, None]
        assert told(opleider) == [aios, aios, None, None]
        assert told(stranger) == [None] * 4
        unit.persons.set_reachable(opleider, False)
        assert told(aios) == [None] * 4
        unit.persons.set_reachable(opleider, True)
        unit.persons.set_consent(opleider, Consent.REFUSED, "1", AT)
        assert told(aios) == [None] * 4
        unit.persons.set_consent(opleider, Consent.GIVEN, "1", AT)
        assert told(aios) == [opleider, opleider, None, None]
        unit.koppelingen.end(opleider, "koppeling-1", AT)
        assert told(aios) == told(opleider) == [None] * 4


def test_a_link_that_is_not_confirmed_has_a_counterpart_once_it_was_opened(database: Database) -> None:
    aios, opleider = dossier(database).person, dossier(database, OPLEIDER).person
    with database.unit() as unit:
        token = unit.koppelingen.invite(aios, "koppeling-1", "opleider", AT)
        assert unit.feedback.counterpart(aios, "koppeling-1") is None
        unit.koppelingen.open(token, opleider, AT)
        assert unit.feedback.counterpart(aios, "koppeling-1") == opleider
        unit.koppelingen.accept(opleider, "koppeling-1", AT)
        assert unit.feedback.counterpart(opleider, "koppeling-1") == aios


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"goed": "geheim" * 1000}, "This feedback cannot be stored: goed (string_too_long)"),
        ({"samenvatting": "geheim"}, "This feedback cannot be stored: samenvatting (too_early)"),
        ({"goed": ("geheim",)}, "This feedback cannot be stored: goed (string_type)"),
        ({"oordeel": "geheim"}, "This feedback cannot be stored: oordeel (extra_forbidden)"),
        ({"competenties": "geheim"}, "This feedback cannot be stored: competenties (tuple_type)"),
    ],
)
def test_wrong_values_are_refused_without_being_quoted(database: Database, values: Values, message: str) -> None:
    aios = dossier(database).person
    with database.unit() as unit:
        with pytest.raises(InvalidValues) as refusal:
            unit.feedback.save(aios, feedback(values), AT)
        assert unit.feedback.of(aios) == ()
    assert str(refusal.value) == message
    assert refusal.value.__context__ is None
