"""`/sim`: playing a person over HTTP, as the page and outside tests do."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Simulator, play
from bot.simulator.messages import Kind
from tests.simulator.conftest import HUGO, NOOR, START, STRANGER

KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Ja", callback_data="j")], [InlineKeyboardButton("Nee", callback_data="n")]]
)
Answer = tuple[int, object]


async def post(http: aiohttp.ClientSession, path: str, body: object) -> Answer:
    async with http.post(path, json=body) as got:
        return got.status, await got.json()


async def get(http: aiohttp.ClientSession, path: str) -> Answer:
    async with http.get(path) as got:
        return got.status, await got.json()


async def test_healthz(http: aiohttp.ClientSession) -> None:
    assert await get(http, "/healthz") == (200, {"ok": True})


async def test_people_can_be_added(http: aiohttp.ClientSession) -> None:
    added = await post(http, "/sim/people", {"name": "Yara", "role": "opleider"})
    yara = {"id": 1004, "name": "Yara", "role": "opleider", "started": False, "blocked": False}
    assert added == (201, yara)
    status, people = await get(http, "/sim/people")
    assert isinstance(people, list)
    assert (status, people[-1], len(people)) == (200, yara, 4)
    assert await post(http, "/sim/people", {"name": "Nog een", "id": 1004}) == (
        409,
        {"error": "person 1004 exists already"},
    )


async def test_a_chat_reads_as_a_transcript(http: aiohttp.ClientSession, bot: Bot, sim: Simulator) -> None:
    await post(http, f"/sim/chats/{NOOR}/text", {"text": "hoi"})
    await bot.send_message(NOOR, "<b>dag</b> Noor", parse_mode="HTML", reply_markup=KEYS)
    _, press = await post(http, f"/sim/chats/{NOOR}/press", {"label": "Ja"})
    assert isinstance(press, dict)
    await bot.answer_callback_query(press["query"], "genoteerd", show_alert=True)
    sim.clock.advance(timedelta(minutes=1))
    await post(http, f"/sim/chats/{NOOR}/edit", {"message_id": 1, "text": "hoi!"})
    status, chat = await get(http, f"/sim/chats/{NOOR}")
    assert isinstance(chat, dict)
    assert status == 200
    said, answer = chat["messages"]
    assert (said["id"], said["from"], said["text"], said["edited_at"]) == (
        1,
        "person",
        "hoi!",
        "2026-11-23T08:42:00+00:00",
    )
    assert (answer["id"], answer["from"], answer["html"], answer["at"]) == (
        2,
        "bot",
        "<b>dag</b> Noor",
        START.isoformat(),
    )
    assert answer["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert answer["rows"] == [
        [{"label": "Ja", "data": "j", "url": ""}],
        [{"label": "Nee", "data": "n", "url": ""}],
    ]
    assert chat["toasts"] == [{"message": 2, "at": START.isoformat(), "text": "genoteerd", "alert": True}]
    _, later = await get(http, f"/sim/chats/{NOOR}?after=1")
    assert isinstance(later, dict)
    assert [each["id"] for each in later["messages"]] == [2]


async def test_every_act_becomes_an_update(http: aiohttp.ClientSession, bot: Bot) -> None:
    await post(http, f"/sim/chats/{NOOR}/command", {"command": "start", "arguments": "x"})
    for kind in ("sticker", "photo", "voice", "location", "document", "contact", "poll", "other"):
        assert (await post(http, f"/sim/chats/{NOOR}/content", {"kind": kind}))[0] == 200
    await post(http, f"/sim/chats/{NOOR}/content", {"kind": "photo", "caption": "kijk"})
    await post(http, f"/sim/chats/{NOOR}/block", {})
    await post(http, f"/sim/chats/{NOOR}/unblock", {})
    updates = await bot.get_updates()
    assert len(updates) == 12
    assert updates[0].message is not None
    assert updates[0].message.text == "/start x"
    assert updates[9].message is not None
    assert updates[9].message.caption == "kijk"
    assert [each.my_chat_member.new_chat_member.status for each in updates[10:] if each.my_chat_member] == [
        "kicked",
        "member",
    ]


async def test_an_old_button_can_still_be_pressed(http: aiohttp.ClientSession, bot: Bot) -> None:
    old = await bot.send_message(NOOR, "eerst", reply_markup=KEYS)
    await bot.send_message(NOOR, "daarna", reply_markup=KEYS)
    await post(http, f"/sim/chats/{NOOR}/press", {"data": "j", "message_id": old.message_id})
    await old.edit_reply_markup(None)
    pressed = {"data": "j", "message_id": old.message_id}
    assert (await post(http, f"/sim/chats/{NOOR}/press", pressed))[0] == 404
    assert (await post(http, f"/sim/chats/{NOOR}/press", {**pressed, "stale": True}))[0] == 200
    heard = [each.callback_query.message for each in await bot.get_updates() if each.callback_query]
    assert [each.message_id for each in heard if each] == [old.message_id, old.message_id]


async def test_a_very_long_text_goes_in_parts(http: aiohttp.ClientSession, sim: Simulator) -> None:
    words = "slechtnieuwsgesprek " * 400
    await post(http, f"/sim/chats/{NOOR}/text", {"text": words})
    said = [each.body.text for each in sim.world.chat_of(NOOR)]
    assert len(said) == 2
    assert " ".join(said) == words.strip()


@pytest.mark.parametrize("update", [{"message": {"hallo": 1}}, {"vreemd": []}, "geen object", None, [1]])
async def test_a_raw_update_arrives_as_it_is(http: aiohttp.ClientSession, sim: Simulator, update: object) -> None:
    await post(http, "/sim/updates", {"update": update})
    _, answer = await get(http, f"/bot{sim.token}/getUpdates")
    expected = {"update_id": 500, **update} if isinstance(update, dict) else update
    assert answer == {"ok": True, "result": [expected]}


async def test_a_verbatim_update_gets_no_id(http: aiohttp.ClientSession, sim: Simulator) -> None:
    await post(http, "/sim/updates", {"update": {"vreemd": 1}, "verbatim": True})
    assert (await get(http, f"/bot{sim.token}/getUpdates"))[1] == {"ok": True, "result": [{"vreemd": 1}]}


async def test_silence_waits_for_the_answer(http: aiohttp.ClientSession, bot: Bot) -> None:
    await post(http, f"/sim/chats/{NOOR}/text", {"text": "hoi"})
    waiting = asyncio.ensure_future(get(http, f"/sim/chats/{NOOR}/silence?after=1&quiet_ms=30"))
    updates = await bot.get_updates()
    await bot.send_message(NOOR, "dag")
    await bot.send_message(NOOR, "Noor")
    assert not waiting.done()
    await bot.get_updates(offset=updates[-1].update_id + 1)
    _, heard = await waiting
    assert isinstance(heard, dict)
    assert (heard["silent"], [each["text"] for each in heard["messages"]]) == (True, ["dag", "Noor"])


async def test_a_bot_that_says_nothing_is_not_silent_but_absent(http: aiohttp.ClientSession) -> None:
    await post(http, f"/sim/chats/{NOOR}/text", {"text": "hoi"})
    _, heard = await get(http, f"/sim/chats/{NOOR}/silence?quiet_ms=0&timeout_s=0")
    assert isinstance(heard, dict)
    assert heard["silent"] is False


async def test_the_clock_moves_forward_only(http: aiohttp.ClientSession) -> None:
    assert await get(http, "/sim/clock") == (200, {"now": "2026-11-23T08:41:00+00:00"})
    assert await post(http, "/sim/clock/advance", {"seconds": 3600}) == (200, {"now": "2026-11-23T09:41:00+00:00"})
    at = {"at": "2026-12-25T10:00:00+01:00"}
    assert await post(http, "/sim/clock/set", at) == (200, {"now": "2026-12-25T09:00:00+00:00"})
    assert await post(http, "/sim/clock/set", {"at": "2026-01-01T00:00:00Z"}) == (
        409,
        {"error": "the clock only moves forward"},
    )
    assert (await post(http, "/sim/clock/set", {"at": "2027-01-01T00:00:00"}))[0] == 422


async def test_faults_are_ordered_listed_and_called_off(http: aiohttp.ClientSession) -> None:
    planned = {"kind": "slow", "method": "sendMessage", "times": 2}
    assert await post(http, "/sim/faults", {**planned, "delay_ms": 5}) == (200, [planned])
    assert await get(http, "/sim/faults") == (200, [planned])
    async with http.delete("/sim/faults") as got:
        assert await got.json() == []


async def test_limits_and_latency_are_switched(http: aiohttp.ClientSession, sim: Simulator) -> None:
    assert await post(http, "/sim/limits", {"enabled": True, "latency_ms": 20}) == (
        200,
        {"enabled": True, "latency_ms": 20},
    )
    assert await post(http, "/sim/limits", {"latency_ms": 0}) == (200, {"enabled": True, "latency_ms": 0})
    assert sim.limits.enabled


async def test_reset_begins_again_but_keeps_the_bot(http: aiohttp.ClientSession, bot: Bot, sim: Simulator) -> None:
    await bot.set_my_short_description("denkt mee")
    play.say(sim.world, STRANGER, "hoi")
    sim.world.add_person("Yara")
    status, state = await post(http, "/sim/reset", {"start": "2027-03-27T12:00:00Z"})
    assert isinstance(state, dict)
    assert (status, state["clock"], state["bot"]["short_description"]) == (
        200,
        {"now": "2027-03-27T12:00:00+00:00"},
        "denkt mee",
    )
    assert [(chat["person"]["name"], chat["messages"]) for chat in state["chats"]] == [
        ("Noor de Wit", []),
        ("Hugo Brandsma", []),
        ("Sam", []),
    ]
    play.say(sim.world, NOOR, "opnieuw")
    assert [each.update_id for each in await bot.get_updates()] == [501]


async def test_the_event_stream_tells_what_changed(http: aiohttp.ClientSession, bot: Bot, sim: Simulator) -> None:
    async with http.get("/sim/events") as stream:
        notices = read_notices(stream)
        await bot.send_message(NOOR, "dag", reply_markup=KEYS)
        play.say(sim.world, HUGO, "hoi")
        await bot.get_updates(offset=501)
        await bot.send_chat_action(NOOR, "typing")
        await bot.answer_callback_query(play.press(sim.world, NOOR, label="Ja"), "ok")
        await bot.delete_message(NOOR, 1)
        sim.clock.advance(timedelta(hours=1))
        async with asyncio.timeout(2):
            heard = [await anext(notices) for _ in range(7)]
    assert [(each["kind"], each["chat"]) for each in heard] == [
        ("message", NOOR),
        ("message", HUGO),
        ("read", HUGO),
        ("typing", NOOR),
        ("toast", NOOR),
        ("deleted", NOOR),
        ("clock", 0),
    ]
    assert [each["seq"] for each in heard] == list(range(1, 8))


async def read_notices(stream: aiohttp.ClientResponse) -> AsyncIterator[dict[str, object]]:
    async for line in stream.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sim/chats/99/text", {"text": "x"}, 404),
        (f"/sim/chats/{NOOR}/press", {"label": "Weg"}, 404),
        (f"/sim/chats/{NOOR}/edit", {"message_id": 9, "text": "x"}, 404),
        (f"/sim/chats/{NOOR}/text", {"text": "  "}, 409),
        (f"/sim/chats/{NOOR}/text", {"text": "\ud83d"}, 422),
        ("/sim/chats/99/open", {"url": "https://t.me/leerlijn_bot?start=x"}, 404),
        (f"/sim/chats/{NOOR}/open", {"url": "https://t.me/leerlijn_bot"}, 409),
        (f"/sim/chats/{NOOR}/open", {"url": ""}, 422),
        ("/sim/people", {"name": "Yara", "waiting": True}, 422),
        (f"/sim/chats/{NOOR}/content", {"kind": "sticker", "caption": "x"}, 409),
        (f"/sim/chats/{NOOR}/content", {"kind": "text"}, 409),
        (f"/sim/chats/{NOOR}/content", {"kind": "hologram"}, 422),
        (f"/sim/chats/{NOOR}/text", {"tekst": "x"}, 422),
        ("/sim/clock/advance", {"seconds": -1}, 422),
    ],
)
async def test_what_cannot_be_is_refused(http: aiohttp.ClientSession, path: str, body: object, status: int) -> None:
    answer = await post(http, path, body)
    assert answer[0] == status
    assert isinstance(answer[1], dict)
    assert list(answer[1]) == ["error"]


async def test_an_edit_without_a_change_tells_nobody(http: aiohttp.ClientSession, sim: Simulator) -> None:
    said = play.say(sim.world, NOOR, "hoi")[0]
    await post(http, f"/sim/chats/{NOOR}/edit", {"message_id": said.id, "text": "hoi"})
    assert (len(sim.world.updates.pending), sim.world.messages[said.id].edited_at) == (1, None)


async def test_only_what_has_words_can_be_changed(http: aiohttp.ClientSession, sim: Simulator) -> None:
    sticker = play.send(sim.world, NOOR, Kind.STICKER)
    body = {"message_id": sticker.id, "text": "x"}
    assert await post(http, f"/sim/chats/{NOOR}/edit", body) == (409, {"error": "a sticker cannot be changed"})


async def test_an_unknown_file_is_not_found(http: aiohttp.ClientSession) -> None:
    assert (await get(http, "/sim/files/geheim"))[0] == 404
