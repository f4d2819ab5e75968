"""What Telegram refuses, the simulator refuses: the same exception in python-telegram-bot, the same words."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonWebApp,
    Message,
    ReplyKeyboardMarkup,
    WebAppInfo,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.simulator import Simulator, play
from tests.simulator.conftest import HUGO, NOOR, STRANGER

Call = Callable[[Bot], Awaitable[object]]

UNMODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def html(text: str) -> Call:
    return lambda bot: bot.send_message(NOOR, text, parse_mode=ParseMode.HTML)


def keyed(button: InlineKeyboardButton) -> Call:
    return lambda bot: bot.send_message(NOOR, "x", reply_markup=InlineKeyboardMarkup([[button]]))


REFUSALS: dict[str, tuple[Call, str]] = {
    "no text": (lambda bot: bot.send_message(NOOR, ""), "Message text is empty"),
    "only blanks": (lambda bot: bot.send_message(NOOR, " \n "), "Text must be non-empty"),
    "only invisible": (lambda bot: bot.send_message(NOOR, "\u2800\u200b"), "Text must be non-empty"),
    "nothing in the tags": (html("<b></b>"), "Text must be non-empty"),
    "too long": (lambda bot: bot.send_message(NOOR, "x" * 4097), "Message is too long"),
    "too long in UTF-16": (lambda bot: bot.send_message(NOOR, "😀" * 2049), "Message is too long"),
    "source far too long": (lambda bot: bot.send_message(NOOR, "x" * 40_000), "Text is too long"),
    "unknown parse mode": (lambda bot: bot.send_message(NOOR, "x", parse_mode="Wiki"), "Unsupported parse_mode"),
    "unknown chat": (lambda bot: bot.send_message(99, "x"), "Chat not found"),
    "never wrote": (lambda bot: bot.send_message(STRANGER, "x"), "Chat not found"),
    "a name as chat": (lambda bot: bot.send_message("@noor", "x"), "Chat not found"),
    "answers nothing": (
        lambda bot: bot.send_message(NOOR, "x", reply_to_message_id=77),
        "Message to be replied not found",
    ),
    "unsupported tag": (
        html("é<p>x</p>"),
        'Can\'t parse entities: unsupported start tag "p" at byte offset 2',
    ),
    "unclosed tag": (html("<b>x"), "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
    "unclosed start tag": (html("x <b"), "Can't parse entities: unclosed start tag at byte offset 2"),
    "a lonely smaller than": (html("3 < 4"), 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
    "crossed tags": (
        html("<b><i>x</b></i>"),
        'Can\'t parse entities: unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    ),
    "end without start": (html("x</b>"), "Can't parse entities: unexpected end tag at byte offset 1"),
    "unclosed end tag": (html("<b>x</b"), "Can't parse entities: unclosed end tag at byte offset 4"),
    "span without class": (
        html("<span>x</span>"),
        'Can\'t parse entities: tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    "empty attribute name": (
        html('<a ="x">y</a>'),
        'Can\'t parse entities: empty attribute name in the tag "a" at byte offset 0',
    ),
    "bad name token": (
        html("<a href=x/y>z</a>"),
        "Can't parse entities: unexpected end of name token at byte offset 8",
    ),
    "half a character": (
        html("&#xd83d;"),
        "Can't parse entities: text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units",
    ),
    "data over 64 bytes": (keyed(InlineKeyboardButton("x", callback_data="é" * 33)), "Button_data_invalid"),
    "link without a dot": (
        keyed(InlineKeyboardButton("x", url="http://localhost/")),
        "Inline keyboard button url 'http://localhost/' is invalid: wrong http url",
    ),
    "caption too long": (
        lambda bot: bot.send_document(NOOR, b"x", caption="x" * 1025),
        "Message caption is too long",
    ),
    "empty file": (lambda bot: bot.send_document(NOOR, b""), "File must be non-empty"),
    "unknown file": (lambda bot: bot.send_document(NOOR, "nope"), "Wrong file identifier/http url specified"),
    "no picture": (lambda bot: bot.send_photo(NOOR, b"no picture"), "Image_process_failed"),
    "no picture, though it begins like one": (
        lambda bot: bot.send_photo(NOOR, b"\xff\xd8\x00"),
        "Image_process_failed",
    ),
    "a picture far too wide": (
        lambda bot: bot.send_photo(NOOR, b"GIF89a" + (900).to_bytes(2, "little") + (9).to_bytes(2, "little")),
        "Photo_invalid_dimensions",
    ),
    "edit of nothing": (lambda bot: bot.edit_message_text("x", NOOR, 99), "Message to edit not found"),
    "edit in no chat": (lambda bot: bot.edit_message_text("x", 99, 1), "Chat not found"),
    "deletion of nothing": (lambda bot: bot.delete_message(NOOR, 99), "Message to delete not found"),
    "unknown press": (
        lambda bot: bot.answer_callback_query("123"),
        "Query is too old and response timeout expired or query id is invalid",
    ),
    "toast too long": (lambda bot: bot.answer_callback_query("123", "x" * 201), "Message_too_long"),
    "unknown action": (lambda bot: bot.send_chat_action(NOOR, "yawning"), "Wrong parameter action in request"),
    "action in no chat": (lambda bot: bot.send_chat_action(99, "typing"), "Chat not found"),
    "chat of nobody": (lambda bot: bot.get_chat(99), "Chat not found"),
    "command in capitals": (lambda bot: bot.set_my_commands([BotCommand("Start", "x")]), "Bot_command_invalid"),
    "command without description": (
        lambda bot: bot.set_my_commands([BotCommand("start", "")]),
        "Command description must be non-empty",
    ),
    "command too long": (
        lambda bot: bot.set_my_commands([BotCommand("s" * 33, "x")]),
        "Command length must not exceed 32",
    ),
    "too many commands": (
        lambda bot: bot.set_my_commands([BotCommand(f"c{i}", "x") for i in range(101)]),
        "Bot_commands_too_much",
    ),
    "unknown language": (
        lambda bot: bot.set_my_description("x", language_code="dutch"),
        "Invalid language code specified",
    ),
    "menu for nobody": (
        lambda bot: bot.set_chat_menu_button(99, MenuButtonWebApp("x", WebAppInfo("https://example.org"))),
        "Chat not found",
    ),
    "webhook without https": (
        lambda bot: bot.set_webhook("http://example.org"),
        "Bad webhook: an https url must be provided for webhook",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_bad_request_is_refused_in_telegrams_words(bot: Bot, sim: Simulator, name: str) -> None:
    call, words = REFUSALS[name]
    with pytest.raises(BadRequest) as refusal:
        await call(bot)
    assert refusal.value.message.lower() == words.lower()
    assert sim.world.messages == {}


def keyboard(rows: object) -> dict[str, object]:
    return {"chat_id": NOOR, "text": "x", "reply_markup": {"inline_keyboard": rows}}


ON_THE_WIRE: dict[str, tuple[str, object, str]] = {
    "data over 64 bytes": (
        "sendMessage",
        keyboard([[{"text": "x", "callback_data": "x" * 65}]]),
        "BUTTON_DATA_INVALID",
    ),
    "a button that does nothing": (
        "sendMessage",
        keyboard([[{"text": "x"}]]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button without a label": (
        "sendMessage",
        keyboard([[{"callback_data": "x"}]]),
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "a label that is no text": (
        "sendMessage",
        keyboard([[{"text": ["x"], "callback_data": "x"}]]),
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    "a button that is a text": (
        "sendMessage",
        keyboard([["x"]]),
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    "one row instead of rows": (
        "sendMessage",
        keyboard([{"text": "x", "callback_data": "x"}]),
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    "rows that are no list": ("sendMessage", keyboard("x"), 'field "inline_keyboard" must be of type Array'),
    "markup that is a list": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "reply_markup": []},
        "object expected as reply markup",
    ),
    "markup that is no JSON": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    "another keyboard on an edit": (
        "editMessageReplyMarkup",
        {"chat_id": NOOR, "message_id": 1, "reply_markup": {"force_reply": True}},
        "inline keyboard expected",
    ),
    "a reply that is no JSON": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "reply_parameters": "{"},
        "can't parse reply parameters JSON object",
    ),
    "a reply that is a list": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "reply_parameters": []},
        "object expected as reply parameters",
    ),
    "an entity that is none": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "entities": ["bold"]},
        "can't parse MessageEntity: expected an Object",
    ),
    "a body that is a list": ("sendMessage", [], "object expected as JSON request body"),
    "no chat": ("sendMessage", {"text": "x"}, "chat_id is empty"),
    "half a character": ("sendMessage", {"chat_id": NOOR, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
    "an entity outside the text": (
        "sendMessage",
        {"chat_id": NOOR, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text",
    ),
    "a file that is not there": ("sendDocument", {"chat_id": NOOR}, "there is no document in the request"),
    "a photo that is not there": ("sendPhoto", {"chat_id": NOOR}, "there is no photo in the request"),
    "an edit of no message": ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    "a deletion of no message": ("deleteMessage", {"chat_id": NOOR}, "message identifier is not specified"),
    "a deletion in no chat": ("deleteMessage", {"message_id": 1}, "chat identifier is not specified"),
    "commands that are no list": ("setMyCommands", {"commands": {}}, "expected an Array of BotCommand"),
    "a command without description": (
        "setMyCommands",
        {"commands": [{"command": "x"}]},
        "can't parse BotCommand: Can't find field \"description\"",
    ),
    "an unknown scope": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "moon"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    "an unknown menu": (
        "setChatMenuButton",
        {"menu_button": {"type": "moon"}},
        "can't parse menu button: MenuButton has unsupported type",
    ),
}


@pytest.mark.parametrize("name", ON_THE_WIRE)
async def test_on_the_wire_the_words_are_telegrams_to_the_letter(
    http: aiohttp.ClientSession, sim: Simulator, name: str
) -> None:
    """python-telegram-bot changes capitals, and cannot be brought to send some of these."""
    method, body, words = ON_THE_WIRE[name]
    async with http.post(f"/bot{sim.token}/{method}", json=body) as got:
        assert (got.status, await got.json()) == (
            400,
            {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"},
        )
    assert sim.world.messages == {}


async def test_an_edit_without_a_change_is_refused(bot: Bot) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="ja")]])
    sent = await bot.send_message(NOOR, "<b>x</b>", parse_mode=ParseMode.HTML, reply_markup=markup)
    with pytest.raises(BadRequest) as text:
        await sent.edit_text("<b>x</b>", parse_mode=ParseMode.HTML, reply_markup=markup)
    with pytest.raises(BadRequest) as buttons:
        await sent.edit_reply_markup(markup)
    assert [text.value.message, buttons.value.message] == [UNMODIFIED, UNMODIFIED]


async def test_an_edit_that_is_too_long_is_shouted_at(bot: Bot) -> None:
    sent = await bot.send_message(NOOR, "x")
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await sent.edit_text("x" * 4097)


async def test_only_own_text_can_be_edited(bot: Bot, sim: Simulator) -> None:
    theirs = play.say(sim.world, NOOR, "hoi")[0]
    forced = await bot.send_message(NOOR, "x", reply_markup=ForceReply())
    file = await bot.send_document(NOOR, b"x", filename="x.txt")
    elsewhere = await bot.send_message(HUGO, "x")
    words = []
    for message_id in (theirs.id, forced.message_id, file.message_id, elsewhere.message_id):
        with pytest.raises(BadRequest) as refusal:
            await bot.edit_message_text("y", NOOR, message_id)
        words.append(refusal.value.message)
    assert words == [
        "Message can't be edited",
        "Message can't be edited",
        "There is no text in the message to edit",
        "Message to edit not found",
    ]


async def test_a_deleted_message_cannot_be_edited_or_deleted_again(bot: Bot) -> None:
    sent = await bot.send_message(NOOR, "x")
    await sent.delete()
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await sent.edit_text("y")
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await sent.delete()


async def test_after_two_days_a_message_stays(bot: Bot, sim: Simulator) -> None:
    sent = await bot.send_message(NOOR, "x")
    sim.clock.advance(timedelta(hours=48))
    with pytest.raises(BadRequest, match=r"^Message can't be deleted for everyone$"):
        await sent.delete()


async def test_a_press_is_answered_once_and_in_time(bot: Bot, sim: Simulator) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="ja")]])
    await bot.send_message(NOOR, "x", reply_markup=markup)
    first = play.press(sim.world, NOOR, label="ja")
    await bot.answer_callback_query(first, "genoteerd")
    with pytest.raises(BadRequest, match=r"^Query is too old"):
        await bot.answer_callback_query(first)
    late = play.press(sim.world, NOOR, data="ja")
    sim.clock.advance(timedelta(minutes=1))
    with pytest.raises(BadRequest, match=r"^Query is too old"):
        await bot.answer_callback_query(late)
    assert [(each.text, each.alert) for each in sim.world.toasts] == [("genoteerd", False)]


async def test_a_blocked_bot_is_forbidden(bot: Bot, sim: Simulator) -> None:
    sent: Message = await bot.send_message(NOOR, "x")
    play.block(sim.world, NOOR)
    calls: tuple[Call, ...] = (
        lambda bot: bot.send_message(NOOR, "y"),
        lambda bot: bot.edit_message_text("y", NOOR, sent.message_id),
        lambda bot: bot.send_chat_action(NOOR, "typing"),
        lambda bot: bot.send_document(NOOR, b"x"),
    )
    for call in calls:
        with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
            await call(bot)
    play.say(sim.world, NOOR, "daar ben ik weer")
    assert (await bot.send_message(NOOR, "y")).text == "y"


@pytest.mark.parametrize(
    ("token", "words"),
    [("7000000001:" + "x" * 35, "Unauthorized"), ("geen-token", "Not Found")],
    ids=["wrong", "malformed"],
)
async def test_a_wrong_token_is_no_token(sim: Simulator, token: str, words: str) -> None:
    async with aiohttp.ClientSession(sim.url) as session, session.get(f"/bot{token}/getMe") as got:
        assert (await got.json())["description"] == words
    stranger = Bot(token, base_url=f"{sim.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramError, match=r"^Endpoint 'sendHologram' not found in Bot API$"):
        await bot.do_api_request("sendHologram")


@pytest.mark.parametrize(
    "call",
    [
        lambda bot: bot.send_message(NOOR, "x", reply_markup=ReplyKeyboardMarkup([["x"]])),
        lambda bot: bot.send_message(NOOR, "*x*", parse_mode=ParseMode.MARKDOWN_V2),
        lambda bot: bot.send_photo(NOOR, "https://example.org/x.png"),
        keyed(InlineKeyboardButton("x", switch_inline_query="x")),
    ],
)
async def test_what_is_not_simulated_says_so(bot: Bot, call: Call) -> None:
    with pytest.raises(NetworkError, match=r"^Not Implemented: the simulator "):
        await call(bot)
