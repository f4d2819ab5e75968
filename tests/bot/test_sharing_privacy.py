"""Nothing reaches another person but what an aios saw in a preview and sent, whatever anybody does with any button.

Anna and Bram are aiossen of opleider Olga, Dirk is Anna's docent, and Sjoerd has nothing to do with any of them.
"""

import atexit
import itertools
import re
import secrets
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dialogs.plan import RecordStatus, Thing
from tests.bot.two_aiossen import AIOSSEN, LIBRARY, LINKS, NAMES, PREVIEW, SEND, Onlooker, Rooms
from tests.bot.ward import MARK, Delivered

OTHERS = ("Olga", "Dirk")
COMMANDS = ("delen", "gedeeld", "ontvangen", "gesprek", "koppel", "voormezelf", "stop", "feedbacks", "start", "help")
STEERING = ("klaar", "terug", "overslaan", "stop", "nee", "niets", "hoi", "later")
REACTIONS = ("gezien", "bespreken", "akkoord", "aanvulling", "meer")
DONE = LIBRARY.phrases.buttons.done
SKIP = LIBRARY.phrases.buttons.skip
TAKEN_BACK = LIBRARY.phrases.sharing.taken_back


class Hand:
    """Does several things in a row for somebody, and lets the onlooker see each."""

    def __init__(self, rooms: Rooms, onlooker: Onlooker, first: int) -> None:
        self.rooms, self.onlooker = rooms, onlooker
        self.number = itertools.count(first)

    def marked(self, name: str) -> str:
        return self.onlooker.wrote(name, f"merk{next(self.number)}{name.lower()} wachtte tot het stil was")

    def says(self, name: str, text: str = "") -> None:
        self.onlooker.look(self.rooms.type(name, text or self.marked(name)))

    def commands(self, name: str, command: str) -> None:
        self.onlooker.look(self.rooms.command(name, command))

    def presses(self, name: str, data: str) -> list[Delivered]:
        heard = self.rooms.press(name, data)
        self.onlooker.look(heard, pressed=name)
        return heard

    def taps(self, name: str, label: str) -> bool:
        """Whether there was such a button in the last message with any."""
        found = [seen for seen in self.rooms.phones[name].newest if seen.label == label]
        if found:
            self.presses(name, found[-1].data)
        return bool(found)

    def gesprek(self, name: str, *statuses: RecordStatus) -> str:
        found = [one.id for one in self.rooms.plan(name).records if one.kind == "gesprek" and one.status in statuses]
        return found[-1] if found else ""

    # --- what an aios does

    def plans(self, name: str) -> None:
        self.commands(name, "gesprek")
        self.says(name, f"voortgangsgesprek {(self.rooms.now + timedelta(days=12)).date()} 15.00")
        self.taps(name, "voortgangsgesprek")

    def prepares(self, name: str, answers: int = 12) -> None:
        if not (key := self.gesprek(name, RecordStatus.GEPLAND)):
            return
        self.presses(name, f"go:voorbereiding.begin:{key}")
        for _ in range(answers):
            if self.taps(name, "Voor mezelf"):
                break
            # A choice is tapped: whatever is typed to it is asked again.
            if not self.taps(name, "Ja"):
                self.says(name)
        self.says(name)
        self.says(name)

    def shares(self, name: str, to: str, toggled: int = 0, note: bool = True) -> None:
        """As far as the preview. `toggled`: bits, one for each item."""
        if not (key := self.gesprek(name, RecordStatus.GEPLAND)):
            return
        self.presses(name, f"go:samenvatting.nieuw:{key}")
        self.taps(name, to)
        items = self.rooms.phones[name].newest
        for at, seen in enumerate(items):
            if toggled >> at & 1 and seen.label != DONE:
                self.taps(name, seen.label)
        self.taps(name, DONE)
        if note:
            self.says(name)
        else:
            self.taps(name, SKIP)

    def reports(self, name: str, to: str) -> None:
        """As far as the preview."""
        if not (key := self.gesprek(name, RecordStatus.GEPLAND, RecordStatus.GEHOUDEN)):
            return
        self.presses(name, f"go:verslag.begin:{key}")
        for _ in range(8):
            if self.taps(name, to):
                return
            self.says(name)

    def takes_back(self, name: str) -> None:
        self.commands(name, "gedeeld")
        if newest := self.rooms.phones[name].newest:
            self.presses(name, newest[0].data)
        self.taps(name, "Intrekken")

    def unlinks(self, name: str, other: str) -> None:
        self.commands(name, "koppel")
        if self.taps(name, other):
            self.taps(name, "Loslaten")

    def forgets(self, name: str) -> None:
        self.presses(name, "go:privacy.wissen")
        self.taps(name, "Ja, wis alles")


def links(hand: Hand, aios: str, other: str) -> None:
    rooms = hand.rooms
    hand.presses(aios, "go:koppel.nieuw")
    hand.taps(aios, "Docent" if other == "Dirk" else "Mijn opleider") or hand.taps(aios, "opleider")
    hand.onlooker.look(rooms.opens(other, rooms.tokens[-1]))
    if hand.taps(other, "Ja, dat is goed"):
        hand.says(other, other)
    assert hand.taps(aios, "Ja, dat klopt")


def everybody_prepares(hand: Hand) -> None:
    for name in AIOSSEN:
        hand.prepares(name)


def everybody_shares(hand: Hand) -> None:
    for aios, other in LINKS:
        hand.shares(aios, other)
        hand.taps(aios, SEND)


def both_report(hand: Hand) -> None:
    hand.onlooker.look(hand.rooms.wait(timedelta(days=13)))
    for aios, other in LINKS[:2]:
        hand.reports(aios, other)
        hand.taps(aios, SEND)


STAGES: tuple[Callable[[Hand], None], ...] = (everybody_prepares, everybody_shares, both_report)


@lru_cache
def stages() -> tuple[tuple[Rooms, Onlooker, int], ...]:
    """Linked; prepared; shared by everybody with everybody; reported by both to Olga."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    (Path(folder.name) / "first").mkdir()
    rooms = Rooms(Path(folder.name) / "first")
    hand = Hand(rooms, Onlooker(rooms), 1)
    rooms.know("Anna", naam="Anna", programma="huisarts", week_ritme=0)
    rooms.know("Bram", naam="Bram", programma="medisch-specialist", week_ritme=0)
    rooms.know("Sjoerd", naam="Sjoerd", programma="huisarts", week_ritme=0)
    for aios, other in LINKS:
        links(hand, aios, other)
    for name in AIOSSEN:
        hand.plans(name)
    kept = []
    for number in range(len(STAGES) + 1):
        still = rooms.again(Path(folder.name) / str(number))
        kept.append((still, Onlooker(still, hand.onlooker), next(hand.number)))
        if number < len(STAGES):
            STAGES[number](hand)
    rooms.close()
    return tuple(kept)


def at_stage(number: int, folder: Path) -> Hand:
    still, onlooker, first = stages()[number]
    rooms = still.again(folder)
    return Hand(rooms, Onlooker(rooms, onlooker), first)


def test_the_stages_are_what_they_say() -> None:
    """What the rest of this begins from: otherwise nothing leaks because nothing is there."""
    linked, prepared, shared, reported = (rooms for rooms, _, _ in stages())
    for name in AIOSSEN:
        kinds = [one.kind for one in prepared.plan(name).records]
        assert {"gesprek", "welzijn"} <= set(kinds)
        assert linked.plan(name).delingen == ()
    there = {name: [(one.other, one.soort) for one in shared.plan(name).delingen] for name in NAMES}
    assert there == {
        "Anna": [("Olga", "samenvatting"), ("Dirk", "samenvatting")],
        "Bram": [("Olga", "samenvatting")],
        "Olga": [("Anna", "samenvatting"), ("Bram", "samenvatting")],
        "Dirk": [("Anna", "samenvatting")],
        "Sjoerd": [],
    }
    assert all(len(MARK.findall(one.text)) >= 4 for name in NAMES for one in shared.plan(name).delingen)
    assert [one.soort for one in reported.plan("Olga").delingen].count("verslag") == 2


class FiveRooms(RuleBasedStateMachine):
    """Five people who do anything at all, in any order."""

    @initialize(stage=st.integers(0, len(STAGES)))
    def begin(self, stage: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.hand = at_stage(stage, Path(self.folder.name))
        self.rooms, self.onlooker = self.hand.rooms, self.hand.onlooker

    def teardown(self) -> None:
        if hasattr(self, "hand"):
            for name in sorted(self.rooms.off):
                self.onlooker.look(self.rooms.turn_on(name))
            self.onlooker.look()
            self.onlooker.copies()
            self.rooms.close()
            self.folder.cleanup()

    @rule(pair=st.sampled_from(LINKS), toggled=st.integers(0, 2**9 - 1), note=st.booleans(), send=st.booleans())
    def shares(self, pair: tuple[str, str], toggled: int, note: bool, send: bool) -> None:
        self.hand.shares(*pair, toggled=toggled, note=note)
        if send:
            self.hand.taps(pair[0], SEND)

    @rule(pair=st.sampled_from(LINKS), send=st.booleans())
    def reports(self, pair: tuple[str, str], send: bool) -> None:
        self.hand.reports(*pair)
        if send:
            self.hand.taps(pair[0], SEND)

    @rule(name=st.sampled_from(AIOSSEN), answers=st.integers(0, 8))
    def prepares(self, name: str, answers: int) -> None:
        self.hand.prepares(name, answers)

    @rule(name=st.sampled_from(AIOSSEN))
    def takes_back(self, name: str) -> None:
        self.hand.takes_back(name)

    @rule(name=st.sampled_from(OTHERS), reaction=st.sampled_from(REACTIONS), at=st.integers(0, 3))
    def reacts(self, name: str, reaction: str, at: int) -> None:
        if there := self.rooms.plan(name).delingen:
            self.hand.presses(name, f"go:ontvangen.{reaction}:{there[at % len(there)].id}")
            if reaction == "aanvulling":
                self.hand.says(name)

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 11))
    def presses(self, name: str, at: int) -> None:
        if newest := self.rooms.phones[name].newest:
            self.hand.presses(name, newest[at % len(newest)].data)

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 10_000))
    def presses_something_old(self, name: str, at: int) -> None:
        if buttons := self.rooms.phones[name].buttons:
            self.hand.presses(name, buttons[at % len(buttons)].data)

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 10_000))
    def forges_a_button(self, name: str, at: int) -> None:
        """Somebody else's, or any door about anything of anybody."""
        things = {one.id for phone in NAMES for one in _things(self.rooms, phone)}
        doors = [f"{flow.id}.{entry.id}" for flow in LIBRARY.flows.values() for entry in flow.entries]
        made = [f"go:{door}:{key}" for door in doors for key in sorted(things)]
        seen = sorted({one.data for phone in self.rooms.phones.values() for one in phone.buttons})
        data = (made if at % 2 else seen)[at * 7919 % len(made if at % 2 else seen)]
        self.hand.presses(name, data)

    @rule(name=st.sampled_from(NAMES))
    def types(self, name: str) -> None:
        self.hand.says(name)

    @rule(name=st.sampled_from(NAMES), word=st.sampled_from(STEERING))
    def steers(self, name: str, word: str) -> None:
        self.hand.says(name, word)

    @rule(name=st.sampled_from(NAMES), command=st.sampled_from(COMMANDS))
    def commands(self, name: str, command: str) -> None:
        self.hand.commands(name, command)

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 20))
    def opens_an_invitation(self, name: str, at: int) -> None:
        tokens = [*self.rooms.tokens, "bestaatniet"]
        self.onlooker.look(self.rooms.opens(name, tokens[at % len(tokens)]))

    @rule(name=st.sampled_from(AIOSSEN), at=st.integers(0, 50))
    def edits(self, name: str, at: int) -> None:
        if typed := self.rooms.phones[name].typed:
            message = typed[-1 - at % len(typed)]
            self.onlooker.look(self.rooms.edit(name, message, self.hand.marked(name)))

    @rule(pair=st.sampled_from(LINKS), aios=st.booleans())
    def unlinks(self, pair: tuple[str, str], aios: bool) -> None:
        self.hand.unlinks(*(pair if aios else reversed(pair)))

    @rule(name=st.sampled_from(("Anna", "Dirk")), really=st.integers(0, 3))
    def forgets(self, name: str, really: int) -> None:
        if really == 0:
            self.hand.forgets(name)

    @rule(name=st.sampled_from(OTHERS), on=st.booleans())
    def turns_the_phone(self, name: str, on: bool) -> None:
        if on:
            self.onlooker.look(self.rooms.turn_on(name))
        else:
            self.rooms.off.add(name)

    @rule(hours=st.sampled_from([1, 24, 60, 200]))
    def waits(self, hours: int) -> None:
        self.onlooker.look(self.rooms.wait(timedelta(hours=hours)))


def _things(rooms: Rooms, name: str) -> list[Thing]:
    plan = rooms.plan(name)
    return [*plan.leerdoelen, *plan.records, *plan.feedback, *plan.koppelingen, *plan.delingen]


FiveRooms.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestFiveRooms = FiveRooms.TestCase


def marks_of(rooms: Rooms, name: str) -> set[str]:
    """Everything marked that this person was ever sent."""
    return set().union(*(Delivered(0, parcel).marks for parcel in rooms.phones[name].heard))


@pytest.mark.parametrize("name", ["Sjoerd", "Bram", "Dirk"])
def test_every_button_of_others_gives_nobody_anything(tmp_path: Path, name: str) -> None:
    """One after the other, all that anybody else ever saw about something that is not theirs."""
    hand = at_stage(3, tmp_path)
    rooms, mine = hand.rooms, {one.id for one in _things(hand.rooms, name)}
    seen = {one.data for other in NAMES if other != name for one in rooms.phones[other].buttons}
    forged = sorted(data for data in seen if data.count(":") == 2 and data.rpartition(":")[2] not in mine)
    assert len(forged) > 12
    before = {other: rooms.plan(other) for other in NAMES if other != name}
    had = marks_of(rooms, name)
    for data in forged:
        assert {one.chat for one in hand.presses(name, data)} == {rooms.phones[name].chat}
    assert {other: rooms.plan(other) for other in NAMES if other != name} == before
    assert {mark for mark in marks_of(rooms, name) - had if hand.onlooker.authors[mark] != name} == set()
    rooms.close()


@pytest.mark.parametrize("name", ["Sjoerd", "Olga"])
def test_no_door_at_all_gives_a_word_of_somebody_elses_things(tmp_path: Path, name: str) -> None:
    """Every entry that there is, about one thing of each kind that Anna has."""
    hand = at_stage(3, tmp_path)
    rooms, mine = hand.rooms, {one.id for one in _things(hand.rooms, name)}
    kinds = {(type(one), getattr(one, "kind", "")): one.id for one in _things(rooms, "Anna") if one.id not in mine}
    before, had = rooms.plan("Anna"), marks_of(rooms, name)
    for flow in LIBRARY.flows.values():
        for entry in flow.entries:
            for key in kinds.values() if entry.prefill == "subject" else ():
                heard = rooms.press(name, f"go:{flow.id}.{entry.id}:{key}")
                assert {one.chat for one in heard} == {rooms.phones[name].chat}
    assert rooms.plan("Anna") == before
    assert {mark for mark in marks_of(rooms, name) - had if mark.endswith("anna")} == set()
    rooms.close()


def screens_of(rooms: Rooms, name: str) -> list[str]:
    chat = rooms.phones[name].chat
    return [text.strip() for (at, _), text in sorted(rooms.screens.items()) if at == chat]


def test_what_is_taken_back_is_gone_from_every_message_that_showed_it(tmp_path: Path) -> None:
    hand = at_stage(2, tmp_path)
    rooms = hand.rooms
    key = next(one.id for one in rooms.plan("Dirk").delingen)
    for _ in range(2):
        hand.presses("Dirk", f"go:ontvangen.lees:{key}")
    showing = [text for text in screens_of(rooms, "Dirk") if MARK.search(text)]
    assert len(showing) == 3
    before = screens_of(rooms, "Dirk")
    sent = rooms.rows("SELECT count(*) FROM outbox")
    hand.commands("Anna", "gedeeld")
    hand.presses("Anna", f"go:gedeeld.bekijk:{key}")
    heard = hand.presses("Anna", next(one.data for one in rooms.phones["Anna"].newest if one.label == "Intrekken"))
    edits = [one.parcel for one in heard if one.chat == rooms.phones["Dirk"].chat]
    assert [(one.text, bool(one.edits), one.rows) for one in edits] == [(TAKEN_BACK, True, ())] * 3
    assert screens_of(rooms, "Dirk") == [TAKEN_BACK if text in showing else text for text in before]
    assert rooms.rows("SELECT count(*) FROM outbox") > sent
    for seen in list(rooms.phones["Dirk"].buttons):
        hand.presses("Dirk", seen.data)
    hand.onlooker.look(rooms.wait(timedelta(days=8)))
    assert not [text for text in screens_of(rooms, "Dirk") if MARK.search(text)]
    assert not MARK.search(rooms.export("Dirk"))
    rooms.close()


def buttons_of(heard: list[Delivered]) -> list[list[str]]:
    """Of each edit: what its buttons lead to."""
    return [[b.data.split(":")[1] for row in one.parcel.rows for b in row] for one in heard if one.parcel.edits]


def test_what_was_said_stands_under_every_message_that_shows_it(tmp_path: Path) -> None:
    hand = at_stage(2, tmp_path)
    rooms = hand.rooms
    (one,) = rooms.plan("Dirk").delingen
    hand.presses("Dirk", f"go:ontvangen.lees:{one.id}")
    showing = [text for text in screens_of(rooms, "Dirk") if MARK.search(text)]
    assert len(showing) == 2
    seen = hand.presses("Dirk", f"go:ontvangen.gezien:{one.id}")
    left = ["ontvangen.bespreken", "ontvangen.aanvulling", "ontvangen.akkoord"]
    assert buttons_of(seen) == [left] * 2
    agreed = hand.presses("Dirk", f"go:ontvangen.akkoord:{one.id}")
    assert buttons_of(agreed) == [[]] * 2
    day = f"{rooms.now.day} {LIBRARY.phrases.dates.months[rooms.now.month - 1]}"
    stands = LIBRARY.phrases.sharing.given["samenvatting"]["akkoord"].replace("{dag}", day)
    under = LIBRARY.phrases.sharing.given_line.replace("{stand}", stands)
    assert [text for text in screens_of(rooms, "Dirk") if MARK.search(text)] == [f"{one.text}\n\n{under}"] * 2
    late = hand.presses("Dirk", f"go:ontvangen.gezien:{one.id}")
    assert [stands in reply.parcel.text for reply in late] == [True]
    assert rooms.plan("Dirk").delingen[0].reactie == "akkoord"
    hand.presses("Anna", f"go:gedeeld.bekijk:{one.id}")
    hand.taps("Anna", "Intrekken")
    assert not [text for text in screens_of(rooms, "Dirk") if MARK.search(text)]
    rooms.close()


def test_an_edit_that_waits_is_withdrawn_with_what_it_shows(tmp_path: Path) -> None:
    hand = at_stage(2, tmp_path)
    rooms = hand.rooms
    (one,) = rooms.plan("Dirk").delingen
    rooms.off.add("Dirk")
    assert buttons_of(hand.presses("Dirk", f"go:ontvangen.akkoord:{one.id}")) == [[]]
    hand.presses("Anna", f"go:gedeeld.bekijk:{one.id}")
    hand.taps("Anna", "Intrekken")
    hand.onlooker.look(rooms.turn_on("Dirk"))
    assert not [text for text in screens_of(rooms, "Dirk") if MARK.search(text)]
    rooms.close()


@pytest.mark.parametrize("way", ["takes back", "unlinks", "forgets"])
def test_what_was_not_delivered_yet_never_arrives(tmp_path: Path, way: str) -> None:
    hand = at_stage(1, tmp_path)
    rooms = hand.rooms
    rooms.off.add("Dirk")
    hand.shares("Anna", "Dirk")
    assert hand.taps("Anna", SEND)
    assert len([one for one in rooms.plan("Dirk").delingen if one.text]) == 1
    if way == "takes back":
        hand.takes_back("Anna")
    elif way == "unlinks":
        hand.unlinks("Anna", "Dirk")
    else:
        hand.forgets("Anna")
    hand.onlooker.look(rooms.turn_on("Dirk"))
    assert not MARK.search(" ".join(screens_of(rooms, "Dirk")))
    rooms.close()


def test_with_everything_on_the_private_lane_is_in_nothing(tmp_path: Path) -> None:
    hand = at_stage(1, tmp_path)
    rooms = hand.rooms
    for name, other in LINKS:
        hand.presses(name, f"go:samenvatting.nieuw:{hand.gesprek(name, RecordStatus.GEPLAND)}")
        hand.taps(name, other)
        items = {seen.label for seen in rooms.phones[name].newest}
        hand.taps(name, "Leerklimaat")
        hand.taps(name, DONE)
        hand.taps(name, SKIP)
        preview = next(one.text for one in reversed(rooms.phones[name].heard) if PREVIEW in one.text)
        records = {one.kind: MARK.findall(str(one.values)) for one in rooms.plan(name).records}
        assert len(set(MARK.findall(preview)) & set(records["gesprek"])) >= 4
        assert len(records["welzijn"]) == 2
        assert not set(MARK.findall(preview)) & set(records["welzijn"])
        assert not [label for label in items if re.search("welzijn|welbevinden|twijfel|mezelf", label, re.I)]
        hand.taps(name, SEND)
        copies = rooms.export(other)
        assert not [mark for mark in records["welzijn"] if mark in copies]
    rooms.close()


def test_what_is_off_is_not_sent(tmp_path: Path) -> None:
    """Every item by itself: what is shared is what is on, no less and no more."""
    hand = at_stage(1, tmp_path)
    rooms = hand.rooms
    (record,) = (one for one in rooms.plan("Bram").records if one.kind == "gesprek")
    labels = {LIBRARY.phrases.sharing.items[name].rstrip(":"): name for name in LIBRARY.phrases.sharing.items}
    there = {label: item for label, item in labels.items() if item in record.values}
    assert len(there) > 4
    for label, item in there.items():
        hand.presses("Bram", f"go:samenvatting.nieuw:{record.id}")
        hand.taps("Bram", "Olga")
        for seen in [one for one in rooms.phones["Bram"].newest if one.label in labels]:
            ticked = seen.label not in ("Leerklimaat",)
            if ticked is not (seen.label == label):
                hand.taps("Bram", seen.label)
        hand.taps("Bram", DONE)
        hand.taps("Bram", SKIP)
        assert hand.taps("Bram", SEND)
        shared = rooms.plan("Olga").delingen[-1]
        assert set(MARK.findall(shared.text + shared.details)) == set(MARK.findall(str(record.values[item])))
    rooms.close()


# --- invitations


def test_an_invitation_is_256_bits_from_secrets_and_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = at_stage(0, tmp_path)
    rooms, asked = hand.rooms, list[int]()
    genuine = secrets.token_bytes

    def counting(size: int) -> bytes:
        asked.append(size)
        return genuine(size)

    monkeypatch.setattr(secrets, "token_bytes", counting)
    made = set()
    for _ in range(5):
        hand.presses("Anna", "go:koppel.nieuw")
        hand.presses("Anna", rooms.phones["Anna"].newest[0].data)
        made.add(rooms.tokens[-1])
    assert asked == [32] * 5
    assert len(made) == 5
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in made)
    rooms.turn_on("Anna")
    files = b"".join(file.read_bytes() for file in rooms.file.parent.iterdir())
    assert not [token for token in made if token.encode() in files]
    assert not [token for token in made if token in rooms.export("Anna")]
    rooms.close()


def opens(hand: Hand, name: str, token: str) -> bool:
    """Whether this invitation opens something for this person."""
    known = {link.id for link in hand.rooms.plan(name).koppelingen}
    hand.onlooker.look(hand.rooms.opens(name, token))
    return {link.id for link in hand.rooms.plan(name).koppelingen} != known


def test_an_invitation_opens_once_for_one_person_and_for_seven_days(tmp_path: Path) -> None:
    hand = at_stage(0, tmp_path)
    rooms = hand.rooms
    for _ in range(3):
        hand.presses("Anna", "go:koppel.nieuw")
        hand.presses("Anna", rooms.phones["Anna"].newest[0].data)
    first, second, third = rooms.tokens[-3:]
    assert not opens(hand, "Anna", first)
    assert opens(hand, "Sjoerd", first)
    assert not opens(hand, "Sjoerd", first)
    assert not opens(hand, "Bram", first)
    for near in (first[:-1], first + "A", first[:-1] + ("A" if first[-1] != "A" else "B"), first.swapcase(), ""):
        assert not opens(hand, "Bram", near)
    hand.unlinks("Sjoerd", "Anna")
    assert [link for link in rooms.plan("Sjoerd").koppelingen if link.side == "opleider"] == []
    assert not opens(hand, "Sjoerd", first)
    rooms.now += timedelta(days=7) - timedelta(minutes=10)
    assert opens(hand, "Bram", second)
    rooms.now += timedelta(minutes=10)
    assert not opens(hand, "Bram", third)
    rooms.close()
