"""What the bot sends, edits and deletes stands in the chat as Telegram would tell it back."""

import json

import aiohttp
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    MessageEntity,
)
from telegram.constants import ParseMode

from bot.simulator import Simulator, play
from tests.simulator.conftest import HUGO, NOOR, START

KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Ja", callback_data="j"), InlineKeyboardButton("Plan", url="https://example.org")]]
)
GIF = b"GIF89a" + (30).to_bytes(2, "little") + (20).to_bytes(2, "little") + b"\x00" * 8
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + (40).to_bytes(4) + (30).to_bytes(4)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x0b\x08" + (25).to_bytes(2) + (35).to_bytes(2) + b"\x01\x01\x11\x00"


async def test_html_becomes_text_and_entities(bot: Bot) -> None:
    sent = await bot.send_message(
        NOOR,
        '😀 <b>vet <i>en schuin</i></b> &lt;x&gt; &amp; &quot;&#233;&#xe9;&quot; <a href="https://example.org/a">hier</a>',
        parse_mode=ParseMode.HTML,
    )
    assert sent.text == '😀 vet en schuin <x> & "éé" hier'
    assert [(each.type, each.offset, each.length, each.url) for each in sent.entities] == [
        (MessageEntity.BOLD, 3, 13, None),
        (MessageEntity.ITALIC, 7, 9, None),
        (MessageEntity.TEXT_LINK, 28, 4, "https://example.org/a"),
    ]
    assert (sent.date, sent.chat.id, sent.from_user and sent.from_user.is_bot) == (START, NOOR, True)


async def test_longest_text_fits_after_the_tags_are_read(bot: Bot) -> None:
    sent = await bot.send_message(NOOR, f"<b>{'x' * 4096}</b>", parse_mode=ParseMode.HTML)
    assert sent.text == "x" * 4096


async def test_ids_grow_over_all_chats(bot: Bot, sim: Simulator) -> None:
    first = await bot.send_message(NOOR, "a")
    second = play.say(sim.world, HUGO, "b")[0]
    third = await bot.send_message(HUGO, "c")
    assert [first.message_id, second.id, third.message_id] == [1, 2, 3]


async def test_edit_replaces_text_and_buttons(bot: Bot) -> None:
    sent = await bot.send_message(NOOR, "a", reply_markup=KEYS)
    only_text = await bot.edit_message_text("b", NOOR, sent.message_id)
    only_keys = await bot.edit_message_reply_markup(NOOR, sent.message_id, reply_markup=KEYS)
    assert sent.reply_markup == KEYS
    assert not isinstance(only_text, bool)
    assert not isinstance(only_keys, bool)
    assert (only_text.text, only_text.reply_markup, only_text.edit_date) == ("b", None, START)
    assert (only_keys.text, only_keys.reply_markup) == ("b", KEYS)


async def test_a_reply_shows_what_it_answers(bot: Bot, sim: Simulator) -> None:
    asked = play.say(sim.world, NOOR, "wat nu?")[0]
    sent = await bot.send_message(NOOR, "dit", reply_to_message_id=asked.id)
    lost = await bot.send_message(NOOR, "dit", reply_to_message_id=77, allow_sending_without_reply=True)
    assert (sent.reply_to_message and sent.reply_to_message.text, lost.reply_to_message) == ("wat nu?", None)


async def test_deletion_takes_either_side_of_the_chat(bot: Bot, sim: Simulator) -> None:
    theirs = play.say(sim.world, NOOR, "oeps")[0]
    await bot.delete_message(NOOR, theirs.id)
    assert sim.world.chat_of(NOOR) == []


async def test_a_document_comes_back_and_can_be_sent_again(
    bot: Bot, sim: Simulator, http: aiohttp.ClientSession
) -> None:
    sent = await bot.send_document(
        NOOR, b"BEGIN:VCALENDAR", filename="leer doelen.ics", caption="<b>agenda</b>", parse_mode=ParseMode.HTML
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("leer doelen.ics", 15, "agenda")
    again = await bot.send_document(HUGO, sent.document.file_id)
    assert again.document == sent.document
    async with http.get(f"/sim/files/{sent.document.file_id}") as got:
        assert (await got.read(), got.headers["Content-Disposition"], got.content_type) == (
            b"BEGIN:VCALENDAR",
            'attachment; filename="leer doelen.ics"',
            "application/octet-stream",
        )


async def test_a_photo_tells_its_size(bot: Bot, http: aiohttp.ClientSession) -> None:
    sizes = []
    for content in (PNG, GIF, JPEG):
        sent = await bot.send_photo(NOOR, content)
        async with http.get(f"/sim/files/{sent.photo[0].file_id}") as got:
            sizes.append((sent.photo[0].width, sent.photo[0].height, got.content_type))
    assert sizes == [(40, 30, "image/png"), (30, 20, "image/gif"), (35, 25, "image/jpeg")]


async def test_a_page_sent_as_a_file_never_runs_as_a_page(bot: Bot, http: aiohttp.ClientSession) -> None:
    sent = await bot.send_document(NOOR, b"<script>alert(1)</script>", filename='x".html')
    assert sent.document is not None
    async with http.get(f"/sim/files/{sent.document.file_id}") as got:
        assert got.content_type == "application/octet-stream"
        assert got.headers["Content-Disposition"] == 'attachment; filename="x_22.html"'
        assert got.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_bot_presents_itself(bot: Bot, http: aiohttp.ClientSession) -> None:
    await bot.set_my_name("Leerlijn proef")
    await bot.set_my_description("Helpt je", language_code="nl")
    await bot.set_my_short_description("denkt mee")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await bot.set_my_commands([BotCommand("start", "begin"), BotCommand("/stop", "houd op")])
    await bot.set_my_commands([BotCommand("deel", "deel je plan")], scope=BotCommandScopeChat(HUGO))
    assert await bot.get_my_commands() == (BotCommand("start", "begin"), BotCommand("stop", "houd op"))
    assert (await bot.get_me()).first_name == "Leerlijn proef"
    async with http.get("/sim/state") as got:
        state = await got.json()
    assert state["bot"] == {
        "name": "Leerlijn proef",
        "username": "leerlijn_bot",
        "description": "Helpt je",
        "short_description": "denkt mee",
    }
    assert [[each["command"] for each in chat["commands"]] for chat in state["chats"]] == [
        ["start", "stop"],
        ["deel"],
        ["start", "stop"],
    ]
    await bot.set_my_commands([])
    assert await bot.get_my_commands() == ()


async def test_get_chat_and_webhook_info(bot: Bot, sim: Simulator) -> None:
    assert (await bot.get_chat(NOOR)).full_name == "Noor de Wit"
    await bot.set_webhook("https://example.org/hook")
    play.say(sim.world, NOOR, "hoi")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_get_form_and_json_mean_the_same(http: aiohttp.ClientSession, sim: Simulator) -> None:
    path = f"/bot{sim.token}/sendmessage"
    markup = {"inline_keyboard": [[{"text": "ja", "callback_data": "j"}]]}
    texts = {"chat_id": str(NOOR), "text": "<u>x</u>", "parse_mode": "html", "reply_markup": json.dumps(markup)}
    form = aiohttp.FormData(texts, default_to_multipart=True)
    body = {"chat_id": NOOR, "text": "<u>x</u>", "parse_mode": "HTML", "reply_markup": markup}
    for call in (
        http.get(path, params=texts),
        http.post(path, data=texts),
        http.post(path, data=form),
        http.post(path, json=body),
    ):
        async with call as got:
            assert got.status == 200
    assert {(each.body, each.markup) for each in sim.world.chat_of(NOOR)} == {
        (sim.world.messages[1].body, sim.world.messages[1].markup)
    }
    assert len(sim.world.messages) == 4
