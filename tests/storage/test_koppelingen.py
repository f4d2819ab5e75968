"""An invitation binds one person once, in time, and a link is one when both sides have said so."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.plan import FeedbackStatus, Koppeling, LinkStatus
from storage import Database, InvalidValues, NotTheirs, UnitOfWork
from storage.koppelingen import VALID
from tests.storage.factories import AT, CHAT, KEY, LATER, dossier, feedback, link, tables_of

NOOR, SAM, LOU = CHAT, 5, 6


def three(database: Database) -> tuple[str, str, str]:
    """An aios called Noor, and two others without a name."""
    noor, sam, lou = (dossier(database, chat).person for chat in (NOOR, SAM, LOU))
    with database.unit() as unit:
        unit.persons.save_profile(noor, {"naam": "Noor"}, AT)
        unit.commit()
    return noor, sam, lou


def test_a_link_comes_about_step_by_step_and_both_see_it(database: Database) -> None:
    noor, sam, _ = three(database)

    def seen() -> list[tuple[str, str, str, LinkStatus] | None]:
        found: list[tuple[str, str, str, LinkStatus] | None] = []
        for chat in NOOR, SAM:
            links = dossier(database, chat).plan.koppelingen
            assert [(one.id, one.created) for one in links] == [("koppeling-1", AT.date())] * len(links)
            found += [(one.side, one.rol, one.naam, one.status) for one in links]
            if not links:
                found.append(None)
        return found

    with database.unit() as unit:
        token = unit.koppelingen.invite(noor, "koppeling-1", "opleider", AT)
        unit.commit()
    assert seen() == [("aios", "opleider", "", LinkStatus.UITGENODIGD), None]
    with database.unit() as unit:
        unit.koppelingen.open(token, sam, LATER)
        unit.commit()
    assert seen() == [
        ("aios", "opleider", "", LinkStatus.GEOPEND),
        ("opleider", "opleider", "Noor", LinkStatus.GEOPEND),
    ]
    with database.unit() as unit:
        unit.persons.save_profile(sam, {"naam": "Sam"}, LATER)
        unit.commit()
    assert seen()[0] == ("aios", "opleider", "", LinkStatus.GEOPEND)
    with database.unit() as unit:
        unit.koppelingen.accept(sam, "koppeling-1", LATER)
        unit.commit()
    assert seen() == [
        ("aios", "opleider", "Sam", LinkStatus.AANGENOMEN),
        ("opleider", "opleider", "Noor", LinkStatus.AANGENOMEN),
    ]
    with database.unit() as unit:
        unit.koppelingen.confirm(noor, "koppeling-1", LATER)
        unit.persons.save_profile(sam, {"naam": "Sam de Wit"}, LATER)
        unit.commit()
    assert seen() == [
        ("aios", "opleider", "Sam de Wit", LinkStatus.GEKOPPELD),
        ("opleider", "opleider", "Noor", LinkStatus.GEKOPPELD),
    ]
    with database.unit() as unit:
        unit.koppelingen.end(sam, "koppeling-1", LATER)
        unit.commit()
    assert seen() == [None, None]


def test_a_token_fits_in_a_deep_link_and_is_another_every_time(database: Database) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit:
        tokens = [unit.koppelingen.invite(noor, f"k{number}", "opleider", AT) for number in range(20)]
    assert len(set(tokens)) == 20
    assert [token for token in tokens if not re.fullmatch("[A-Za-z0-9_-]{43,64}", token)] == []


def test_an_invitation_is_for_who_opens_it_first(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        token = unit.koppelingen.invite(noor, "koppeling-1", "opleider", AT)
        assert unit.koppelingen.open(token, noor, AT) is None
        assert unit.koppelingen.open(token, sam, AT) == "koppeling-1"
        assert unit.koppelingen.open(token, lou, AT) is None
        assert unit.koppelingen.open(token, sam, AT + 2 * VALID) == "koppeling-1"
        unit.koppelingen.end(noor, "koppeling-1", AT)
        assert [unit.koppelingen.open(token, person, AT) for person in (noor, sam, lou)] == [None] * 3


def test_an_invitation_that_nobody_opened_goes_when_its_time_is_over(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        opened, unopened, ended = (
            unit.koppelingen.invite(noor, f"koppeling-{number}", "opleider", AT) for number in range(3)
        )
        unit.koppelingen.open(opened, sam, AT)
        unit.koppelingen.end(noor, "koppeling-2", AT)
        unit.koppelingen.invite(noor, "koppeling-3", "opleider", LATER)
        unit.commit()

    for at, gone in ((AT + VALID - timedelta(seconds=1), 0), (AT + VALID, 2), (AT + VALID, 0)):
        with database.unit() as unit:
            # The moment that it opens nothing any more is the moment that it may go.
            assert (unit.koppelingen.open(unopened, lou, at) is None) == (at == AT + VALID)
        with database.unit() as unit:
            assert unit.koppelingen.purge(at) == gone
            unit.commit()
    assert sorted(str(row["id"]) for row in tables_of(database, noor)["koppeling"]) == ["koppeling-0", "koppeling-3"]
    with database.unit() as unit:
        assert [unit.koppelingen.open(token, sam, AT) for token in (opened, unopened, ended)] == [
            "koppeling-0", None, None]  # fmt: skip


def test_opening_again_changes_nothing(database: Database) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        token = unit.koppelingen.invite(noor, "koppeling-1", "opleider", AT)
        unit.koppelingen.open(token, sam, AT)
        unit.commit()
    before = tables_of(database, noor), tables_of(database, sam)
    with database.unit() as unit:
        unit.koppelingen.open(token, sam, LATER)
        unit.commit()
    assert (tables_of(database, noor), tables_of(database, sam)) == before


@pytest.mark.parametrize("token", ["", "x", "a\0b", "\ud800", "🩺" * 5000, "' OR 1=1 --"])
def test_what_is_no_token_opens_nothing(database: Database, token: str) -> None:
    noor, sam, _ = three(database)
    with database.unit() as unit:
        unit.koppelingen.invite(noor, "koppeling-1", "opleider", AT)
        assert unit.koppelingen.open(token, sam, AT) is None


def test_an_invitation_is_over_after_seven_days_also_in_a_plan_that_was_read_before(url: str) -> None:
    now = AT
    with Database.open(url, [KEY], clock=lambda: now) as database:
        noor, sam, lou = three(database)
        with database.unit() as unit:
            tokens = [unit.koppelingen.invite(noor, key, "opleider", AT) for key in ("op-tijd", "te-laat")]
            unit.commit()
        assert len(dossier(database).plan.koppelingen) == 2
        now = AT + VALID - timedelta(seconds=1)
        with database.unit() as unit:
            assert unit.koppelingen.open(tokens[0], sam, now) == "op-tijd"
            unit.commit()
        assert len(dossier(database).plan.koppelingen) == 2
        now = AT + VALID
        with database.unit() as unit:
            assert unit.koppelingen.open(tokens[1], lou, now) is None
            unit.commit()
        assert [one.id for one in dossier(database).plan.koppelingen] == ["op-tijd"]


def test_nobody_does_what_is_the_other_ones_to_do(database: Database) -> None:
    noor, sam, lou = three(database)

    def refused(person: str, *names: str) -> None:
        for name in names:
            with pytest.raises(NotTheirs):
                getattr(unit.koppelingen, name)(person, "koppeling-1", AT)

    with database.unit() as unit:
        refused(noor, "accept", "confirm", "end")
        token = unit.koppelingen.invite(noor, "koppeling-1", "opleider", AT)
        refused(noor, "accept", "confirm")
        refused(sam, "accept", "confirm", "end")
        unit.koppelingen.open(token, sam, AT)
        refused(noor, "accept", "confirm")
        refused(sam, "confirm")
        refused(lou, "accept", "confirm", "end")
        unit.koppelingen.accept(sam, "koppeling-1", AT)
        refused(sam, "confirm")
        unit.koppelingen.confirm(noor, "koppeling-1", AT)
        refused(lou, "accept", "confirm", "end")
        unit.koppelingen.end(noor, "koppeling-1", AT)
        refused(noor, "confirm")
        refused(sam, "accept")
        # Both ended it at the same moment: the second one is not told off.
        unit.koppelingen.end(sam, "koppeling-1", AT)


@pytest.mark.parametrize(
    ("key", "rol"), [("", "opleider"), ("a\0b", "opleider"), ("koppeling-1", ""), ("k", "x" * 201)]
)
def test_an_invitation_has_an_id_and_a_rol(database: Database, key: str, rol: str) -> None:
    noor, _, _ = three(database)
    with database.unit() as unit, pytest.raises(InvalidValues):
        unit.koppelingen.invite(noor, key, rol, AT)


def test_the_end_of_a_link_stops_its_own_feedback_only(database: Database) -> None:
    noor, sam, lou = three(database)
    with database.unit() as unit:
        link(unit, noor, sam, "met-sam")
        link(unit, noor, lou, "met-lou")
        unit.feedback.save(noor, feedback({"goed": "x"}, key="sam", koppeling="met-sam"), AT)
        unit.feedback.save(noor, feedback({"goed": "x"}, key="lou", koppeling="met-lou"), AT)
        unit.feedback.save(noor, feedback({"goed": "x"}, key="alleen"), AT)
        unit.koppelingen.end(noor, "met-sam", LATER)
        unit.commit()
    assert {one.id: one.status for one in dossier(database).plan.feedback} == {
        "sam": FeedbackStatus.GESTOPT,
        "lou": FeedbackStatus.LOPEND,
        "alleen": FeedbackStatus.LOPEND,
    }


@dataclass
class Invitation:
    """What a link should be after some steps."""

    aios: str
    at: datetime
    other: str = ""
    accepted: bool = False
    confirmed: bool = False
    ended: bool = False
    token: str = ""

    def seen_by(self, person: str, key: str) -> Koppeling | None:
        listed = bool(self.other) or self.at + VALID > AT
        if self.ended or not listed or person not in (self.aios, self.other):
            return None
        status = LinkStatus.GEOPEND if self.other else LinkStatus.UITGENODIGD
        status = LinkStatus.AANGENOMEN if self.accepted else status
        status = LinkStatus.GEKOPPELD if self.confirmed else status
        return Koppeling(key, "aios" if person == self.aios else "opleider", "opleider", "", status, self.at.date())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invite", "open", "open", "open", "accept", "confirm", "end"]),
        st.integers(0, 3),
        st.integers(0, 4),
        st.integers(-8, 8),
    ),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_invitation_binds_once_never_late_and_never_its_own_aios(
    database: Database, steps: list[tuple[str, int, int, int]]
) -> None:
    made: list[Invitation] = []
    chats = {}
    with database.unit() as unit:
        for chat in range(1, 5):
            chats[unit.persons.by_chat(chat, AT).person] = chat
        persons = list(chats)
        for what, who, which, days in steps:
            person, at = persons[who], AT + timedelta(days=days)
            if what == "invite":
                token = unit.koppelingen.invite(person, f"k{len(made)}", "opleider", at)
                made.append(Invitation(person, at, token=token))
            elif made:
                number = which % len(made)
                _step(unit, (what, person, at), made[number], f"k{number}")
            for person, chat in chats.items():
                plan = unit.persons.by_chat(chat, AT).plan
                expected = [one.seen_by(person, f"k{number}") for number, one in enumerate(made)]
                assert sorted(plan.koppelingen, key=lambda one: one.id) == sorted(
                    filter(None, expected), key=lambda one: one.id
                )


def _step(unit: UnitOfWork, step: tuple[str, str, datetime], one: Invitation, key: str) -> None:
    """Do it, and do it to what is expected; it must be refused where the rules refuse it."""
    what, person, at = step
    if what == "open":
        opens = not one.ended and (
            person == one.other or (not one.other and person != one.aios and at < one.at + VALID)
        )
        assert unit.koppelingen.open(one.token, person, at) == (key if opens else None)
        if opens:
            one.other = person
        return
    allowed = {
        "accept": person == one.other and not one.ended,
        "confirm": person == one.aios and one.accepted and not one.ended,
        "end": person in (one.aios, one.other),
    }[what]
    if not allowed:
        with pytest.raises(NotTheirs):
            getattr(unit.koppelingen, what)(person, key, at)
        return
    getattr(unit.koppelingen, what)(person, key, at)
    setattr(one, {"accept": "accepted", "confirm": "confirmed", "end": "ended"}[what], True)
