"""The real Application on the real library for Telegram, end to end in one process."""

import json
from dataclasses import replace

import pytest

from bot.simulator import Person
from bot.simulator.messages import Kind
from dialogs.plan import Consent, Plan, Status
from tests.bot.aios import BEGAN, TICKS, UNTIL
from tests.bot.house import HUGO, NOOR, House

TABLES = ("person", "role", "dialogue_state", "consent", "leerdoel", "leerdoel_versie", "inbox")


async def test_a_profile_and_a_leerdoel_are_kept(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        await noor.answers(house.aios(NOOR, {"doel": "Ik wil leren hechten"}))
        await house.quiet()
    plan = house.plan(NOOR)
    assert (plan.consent, plan.profile["naam"], plan.profile["begonnen"]) == (Consent.GIVEN, "Noor", BEGAN)
    (goal,) = plan.leerdoelen
    assert (goal.status, goal.version, goal.values["doel"]) == (Status.OPEN, 1, "Ik wil leren hechten")
    assert (goal.values["deadline"], len(goal.values["competenties"])) == (UNTIL, TICKS)  # type: ignore[arg-type]


async def test_many_people_at_once_each_get_their_own_answers_in_order(house: House) -> None:
    """Everybody types three messages without waiting; the answers come in the order of the questions."""
    people = [house.world.add_person(f"Aios {n}") for n in range(25)]
    phones = [house.phone(person) for person in people]
    async with house.bot():
        for phone in phones:
            phone.say("/start")
        for phone in phones:
            await phone.hears(1)
            phone.press("Ja, dat is goed")
            phone.say(f"Naam {phone.person.id}")
            phone.say("/help")
        for phone in phones:
            await phone.hears(4)
        await house.quiet()
    assert {house.plan(person).profile["naam"] for person in people} == {f"Naam {person.id}" for person in people}
    for phone in phones:
        assert f"Naam {phone.person.id}" in phone.texts[2]
        assert [text.replace(str(phone.person.id), "") for text in phone.texts] == [
            text.replace(str(phones[0].person.id), "") for text in phones[0].texts
        ]


async def test_a_press_is_answered_so_that_the_spinner_stops(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await house.quiet()
        assert [(toast.message, toast.text) for toast in noor.toasts] == [(noor.heard[0].id, "")]
        house.phone(NOOR).press("Ja, dat is goed")
        await noor.hears(3)
        await house.quiet()
        assert noor.toasts[-1].text == house.library.phrases.system.stale
    assert len(noor.toasts) == 2
    assert house.world.presses == {}


async def test_a_press_that_is_handed_over_twice_is_one_answer(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        noor.press("Ja, dat is goed")
        noor.press("Ja, dat is goed")
        await noor.hears(3)
        await house.quiet()
    assert len(noor.toasts) == 2
    assert noor.texts[2].startswith(house.library.phrases.system.stale)
    assert house.plan(NOOR).consent is Consent.GIVEN


async def test_ticking_changes_the_message_in_place(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        await noor.answers(house.aios(NOOR, skips=True), until="Klaar")
        asked, before = noor.heard[-1], len(noor.heard)
        labels = [label for label in noor.labels if label not in ("Klaar", "Terug", "Overslaan", "Naar de kaart")]
        unticked = [label for label in labels if not label.startswith("✓")][:2]
        for label in unticked:
            noor.press(label)
            await house.until(lambda label=label: f"✓ {label}" in noor.labels)  # type: ignore[misc]
        await house.quiet()
        assert (len(noor.heard), noor.heard[-1].id) == (before, asked.id)
        noor.press(f"✓ {unticked[0]}")
        await house.until(lambda: unticked[0] in noor.labels)
        noor.press("Klaar")
        await noor.hears(before + 1)
        await house.quiet()
    assert [len(house.world.chat_of(NOOR.id)) > 0, house.world.presses] == [True, {}]


async def test_an_edited_answer_is_the_answer(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await noor.asks("/leerdoel ik wil leren hechten")
        await noor.answers(house.aios(NOOR), until="Bewaren")
        before = len(noor.heard)
        said = next(m for m in house.world.chat_of(NOOR.id) if m.body.text.startswith("/leerdoel"))
        noor.edit(said, "Ik wil leren gipsen")
        await noor.hears(before + 1)
        await noor.asks("/stop")
        await noor.presses("Bewaar wat er is")
        await house.quiet()
    assert [goal.values["doel"] for goal in house.plan(NOOR).leerdoelen] == ["Ik wil leren gipsen"]


@pytest.mark.parametrize(
    "kind", [Kind.STICKER, Kind.VOICE, Kind.PHOTO, Kind.LOCATION, Kind.CONTACT, Kind.POLL, Kind.OTHER]
)
async def test_what_is_no_text_is_answered(house: House, kind: Kind) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        noor.send(kind)
        await noor.hears(3)
        await house.quiet()
    assert len(noor.texts) == 3


async def test_the_copy_is_a_file_with_everything_of_this_person_only(house: House) -> None:
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        await hugo.consents()
        await hugo.asks("Brandsma")
        await noor.consents()
        await noor.asks("Sterappel")
        await noor.asks("/privacy")
        await noor.presses("Stuur me een kopie")
        await house.until(lambda: any(message.kind is Kind.DOCUMENT for message in noor.heard))
        await house.quiet()
    (sent,) = [message.file for message in noor.heard if message.file is not None]
    file, content = house.world.files[sent.id]
    copy = json.loads(content)
    assert (file.name, copy["person"][0]["naam"]) == ("leerlijn.json", "Sterappel")
    assert "Brandsma" not in content.decode()
    assert house.rows("SELECT count(*) FROM outbox WHERE payload IS NOT NULL") == [(0,)]


async def wipe(house: House, person: Person) -> None:
    phone = house.phone(person)
    await phone.asks("/privacy")
    await phone.presses("Alles wissen")
    await phone.presses("Ja, wis alles")


def left(house: House) -> dict[str, int]:
    """Rows per table, apart from the outbox's memory of what it sent."""
    queries = {table: f"SELECT count(*) FROM {table}" for table in TABLES}  # noqa: S608 - names of our own
    return {table: int(str(house.rows(query)[0][0])) for table, query in queries.items()}


async def test_wiping_leaves_no_row(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        await noor.answers(house.aios(NOOR))
        await house.quiet()
        assert all(left(house).values())
        await wipe(house, NOOR)
        await house.quiet()
    assert left(house) == dict.fromkeys(TABLES, 0)
    assert house.rows("SELECT count(*), count(payload) FROM outbox") == [(1, 0)]


async def test_who_wipes_and_then_blocks_is_not_made_anew(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await wipe(house, NOOR)
        await house.quiet()
        noor.block()
        await house.quiet()
        noor.unblock()
        await house.quiet()
    kept = left(house)
    assert {name: count for name, count in kept.items() if name != "inbox"} == dict.fromkeys(TABLES[:-1], 0)


async def test_who_wipes_while_blocking_is_not_made_anew(house: House) -> None:
    """The farewell cannot be delivered any more: that is no reason to remember somebody."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await noor.asks("/privacy")
        await noor.presses("Alles wissen")
        noor.press("Ja, wis alles")
        noor.block()
        await house.quiet()
    kept = left(house)
    assert {name: count for name, count in kept.items() if name != "inbox"} == dict.fromkeys(TABLES[:-1], 0)
    assert house.rows("SELECT status, payload FROM outbox") == [("failed", None)]


async def test_after_wiping_a_new_start_asks_for_consent_again(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        first = await noor.asks("/start")
        await noor.presses("Ja, dat is goed")
        await wipe(house, NOOR)
        assert await noor.asks("/start") == first
        await house.quiet()
    assert replace(house.plan(NOOR), since=None) == Plan()
