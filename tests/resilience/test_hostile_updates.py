"""Whatever Telegram hands over: kept aside or ignored, logged by its number only, and the next is answered."""

import io
import json

import pytest

from storage import Cipher
from tests.bot.house import HUGO, NOOR, House

SECRET = "Sterappel"
"""Stands in every malformed update, and may stand in no log."""
ME = {"id": NOOR.id, "is_bot": False, "first_name": "Noor"}
CHAT = {"id": NOOR.id, "type": "private", "first_name": "Noor"}
GROUP = {"id": -100123, "type": "supergroup", "title": SECRET}
SAID = {"message_id": 9, "date": 1_795_424_400, "chat": CHAT, "from": ME, "text": SECRET}
DEEP: object = SECRET
for _ in range(200):
    DEEP = [DEEP]

KEPT_ASIDE: dict[str, object] = {
    "no fields at all in the message": {"message": {"text": SECRET}},
    "a message that is a text": {"message": SECRET},
    "a message that is a list": {"message": [SECRET]},
    "a text that is a list": {"message": {**SAID, "text": [SECRET]}},
    "a text that is a number": {"message": {**SAID, "text": 7}},
    "a chat that is a name": {"message": {**SAID, "chat": {"id": SECRET, "type": "private"}}},
    "a chat without a number": {"message": {**SAID, "chat": {"type": "private"}}},
    "a chat beyond 64 bits": {"message": {**SAID, "chat": {**CHAT, "id": 2**70}}},
    "a date beyond all time": {"message": {**SAID, "date": 10**15}},
    "a date that is a word": {"message": {**SAID, "date": SECRET}},
    "a message number that is a word": {"message": {**SAID, "message_id": SECRET}},
    "a caption that is a table": {"message": {**SAID, "text": None, "photo": [], "caption": {"x": SECRET}}},
    "an edit without a chat": {"edited_message": {"text": SECRET}},
    "a press that is half there": {"callback_query": {"id": "1"}},
    "a press with data that is a list": {
        "callback_query": {"id": "1", "from": ME, "chat_instance": "1", "message": SAID, "data": [SECRET]}
    },
    "a member without a status": {"my_chat_member": {"chat": CHAT, "from": ME, "date": 0, "new_chat_member": {}}},
    "a chat nested two hundred deep": {"message": {**SAID, "chat": DEEP}},
}
IGNORED: dict[str, object] = {
    "nothing": {},
    "a kind of next year": {"hologram": {"text": SECRET}},
    "a group": {"message": {**SAID, "chat": GROUP}},
    "an edit in a group": {"edited_message": {**SAID, "chat": GROUP}},
    "a channel post": {"channel_post": {**SAID, "chat": {"id": -5, "type": "channel", "title": SECRET}}},
    "an inline query": {"inline_query": {"id": "1", "from": ME, "query": SECRET, "offset": ""}},
    "a press in a group": {
        "callback_query": {"id": "1", "from": ME, "chat_instance": "1", "message": {**SAID, "chat": GROUP}}
    },
    "a press on an inline message": {
        "callback_query": {"id": "1", "from": ME, "chat_instance": "1", "inline_message_id": "x", "data": SECRET}
    },
    "the bot added to a group": {
        "my_chat_member": {
            "chat": GROUP,
            "from": ME,
            "date": 0,
            "old_chat_member": {"user": ME, "status": "left"},
            "new_chat_member": {"user": ME, "status": "member"},
        }
    },
}
WITHOUT_NUMBER: dict[str, object] = {
    "no update_id": {"message": SAID},
    "an update_id that is a word": {"update_id": SECRET, "message": SAID},
    "an update_id that is nothing": {"update_id": None, "message": SAID},
    "an update_id beyond 64 bits": {"update_id": 2**70, "message": SAID},
    "an update that is a text": SECRET,
    "an update that is a list": [SECRET],
    "an update that is nothing": None,
}


@pytest.mark.parametrize("update", [*KEPT_ASIDE.values(), *IGNORED.values()], ids=[*KEPT_ASIDE, *IGNORED])
async def test_the_next_update_is_answered(house: House, log: io.StringIO, update: object) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        number = house.world.updates.add_raw(update)
        noor.say("/start")
        await noor.hears(1)
        await house.quiet()
    kept = house.rows("SELECT status FROM inbox WHERE update_id = ?", number)
    assert kept == ([("malformed",)] if update in KEPT_ASIDE.values() else [])
    assert len(noor.texts) == 1
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("update", WITHOUT_NUMBER.values(), ids=WITHOUT_NUMBER)
async def test_what_has_no_number_is_passed_over(house: House, log: io.StringIO, update: object) -> None:
    """It cannot be kept or confirmed; Telegram drops it as soon as a later one is confirmed."""
    noor = house.phone(NOOR)
    async with house.bot():
        house.world.updates.add_raw(update, verbatim=True)
        noor.say("/start")
        await noor.hears(1)
        await house.quiet()
    assert len(noor.texts) == 1
    assert SECRET not in log.getvalue()


async def test_a_whole_batch_of_them_costs_nobody_an_answer(house: House, log: io.StringIO) -> None:
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    for update in WITHOUT_NUMBER.values():
        house.world.updates.add_raw(update, verbatim=True)
    for update in (*KEPT_ASIDE.values(), *IGNORED.values()):
        house.world.updates.add_raw(update)
    noor.say("/start")
    hugo.say("/start")
    async with house.bot():
        await noor.hears(1)
        await hugo.hears(1)
        await house.quiet()
    kept = [status for (status,) in house.rows("SELECT status FROM inbox")]
    assert sorted(kept) == ["done", "done", *["malformed"] * len(KEPT_ASIDE)]  # type: ignore[type-var]
    assert SECRET not in log.getvalue()


async def test_malformed_updates_can_be_read_back_by_who_has_the_key(house: House) -> None:
    update = {"message": {**SAID, "chat": {"id": SECRET, "type": "private"}}}
    async with house.bot():
        number = house.world.updates.add_raw(update)
        await house.quiet()
    (payload,) = house.rows("SELECT payload FROM inbox WHERE update_id = ?", number)[0]
    assert isinstance(payload, str)
    assert json.loads(Cipher(house.settings.keys()).decrypt(payload)) == {"update_id": number, **update}


async def test_a_huge_text_is_answered(house: House) -> None:
    """Larger than Telegram allows, as a Bot API server of one's own might pass on."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        house.world.updates.add_raw({"message": {**SAID, "text": "echo " * 200_000}})
        await noor.hears(3)
        house.world.updates.add_raw({"message": {**SAID, "text": "halve \ud83d emoji"}})
        await noor.hears(4)
        await house.quiet()


@pytest.mark.parametrize("filling", ["a", "&", "<", "😀"])
async def test_the_longest_text_with_a_patient_in_it_is_answered(house: House, filling: str) -> None:
    """It is said back with the question what to do with it, and that is longer than a message may be."""
    noor = house.phone(NOOR)
    name = "mevrouw Jansen "
    text = name + filling * ((4096 - len(name)) // (len(filling.encode("utf-16-le")) // 2))
    async with house.bot():
        await noor.asks("/start")
        await noor.answers(house.aios(NOOR, {"doel": text}, skips=True), until="Zo bewaren")
        assert "Zo bewaren" in noor.labels
        await noor.presses("Zo bewaren")
        await house.quiet()
    assert "Jansen" not in "".join(noor.texts)
