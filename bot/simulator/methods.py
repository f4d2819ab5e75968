"""The Bot API methods that the bot uses: arguments in, result out, refused as Telegram refuses.

`METHODS` names them in lower case, for Telegram does not mind the case. Limits: 4,096 UTF-16 units of text after
the HTML is read, 1,024 of caption, 200 of a toast. Editing a text that is too long fails with another text than
sending it: TDLib lets the edit through to the server, which shouts.
"""

import json
from collections.abc import Awaitable, Callable

from bot.simulator import errors, wire
from bot.simulator.arguments import Arguments, Upload
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.formatted import Entity, FormattedText, find_entities, is_blank, tidy, utf16_length, utf16_offsets
from bot.simulator.html import parse_html
from bot.simulator.images import read_picture
from bot.simulator.markup import parse_markup
from bot.simulator.messages import Kind, Message, SentFile
from bot.simulator.updates import MAX_LIMIT, MAX_TIMEOUT_S
from bot.simulator.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_TOAST = 200
MAX_SOURCE_BYTES = 1 << 15
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)

Method = Callable[[World, Arguments], Awaitable[object]]


async def get_me(world: World, _: Arguments) -> object:
    return wire.bot_user(world.bot) | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, arguments: Arguments) -> object:
    if world.webhook_url:
        raise ApiError(409, errors.WEBHOOK_ACTIVE)
    return await world.updates.take(
        offset=arguments.number("offset"),
        limit=min(max(arguments.number("limit", MAX_LIMIT), 1), MAX_LIMIT),
        timeout_s=min(max(arguments.number("timeout"), 0), MAX_TIMEOUT_S),
        allowed=arguments.names("allowed_updates"),
    )


async def send_message(world: World, arguments: Arguments) -> object:
    body = _body(arguments, "text", "entities")
    markup = parse_markup(arguments.text("reply_markup"))
    chat = arguments.chat()
    world.open_chat(chat)
    if utf16_length(body.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return shown(world, world.send(chat, body, markup, reply_to=_reply_to(world, arguments, chat)))


async def send_document(world: World, arguments: Arguments) -> object:
    return await _send_file(world, arguments, Kind.DOCUMENT)


async def send_photo(world: World, arguments: Arguments) -> object:
    return await _send_file(world, arguments, Kind.PHOTO)


async def edit_message_text(world: World, arguments: Arguments) -> object:
    body = _body(arguments, "text", "entities")
    markup = parse_markup(arguments.text("reply_markup"), inline_only=True)
    chat, message = _message_of(arguments)
    world.known_chat(chat)
    if utf16_length(body.text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return shown(world, world.edit(chat, message, body=body, markup=markup))


async def edit_message_reply_markup(world: World, arguments: Arguments) -> object:
    markup = parse_markup(arguments.text("reply_markup"), inline_only=True)
    chat, message = _message_of(arguments)
    return shown(world, world.edit(chat, message, body=None, markup=markup))


async def delete_message(world: World, arguments: Arguments) -> object:
    if not arguments.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if arguments.number("message_id") <= 0:
        raise bad_request("message identifier is not specified")
    world.delete(arguments.chat(), arguments.number("message_id"))
    return True


async def answer_callback_query(world: World, arguments: Arguments) -> object:
    text = arguments.text("text")
    if utf16_length(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(arguments.text("callback_query_id"), text, alert=arguments.flag("show_alert"))
    return True


async def send_chat_action(world: World, arguments: Arguments) -> object:
    action = arguments.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.typing(arguments.chat())
    return True


async def get_chat(world: World, arguments: Arguments) -> object:
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return wire.chat(world.known_chat(arguments.chat())) | full


async def set_webhook(world: World, arguments: Arguments) -> object:
    """The address is kept and asked back; nothing is delivered to it. Two things that Telegram checks are checked."""
    url = arguments.text("url")
    if url and not url.lower().startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    if url:
        world.updates.send_away(errors.POLLER_ENDED_BY_WEBHOOK)
    world.webhook_url = url
    return True


async def delete_webhook(world: World, arguments: Arguments) -> object:
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook_url = ""
    return True


async def get_webhook_info(world: World, _: Arguments) -> object:
    return {
        "url": world.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": world.updates.unread,
    }


def shown(world: World, message: Message) -> dict[str, object]:
    """The Message object that a call answers."""
    return wire.message(message, world.people[message.chat], world.bot, world.messages.get(message.reply_to))


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def _message_of(arguments: Arguments) -> tuple[int, int]:
    if not arguments.text("chat_id") and not arguments.text("message_id"):
        raise bad_request("message identifier is not specified")
    return arguments.chat(), arguments.number("message_id")


def _reply_to(world: World, arguments: Arguments, chat: int) -> int:
    """The message that is answered; only within the chat."""
    wanted = arguments.number("reply_to_message_id")
    lenient = arguments.flag("allow_sending_without_reply")
    if raw := arguments.text("reply_parameters"):
        try:
            value: object = json.loads(raw)
        except ValueError:
            raise bad_request("can't parse reply parameters JSON object") from None
        if not isinstance(value, dict):
            raise bad_request("object expected as reply parameters")
        wanted = value.get("message_id", 0)
        lenient = value.get("allow_sending_without_reply") is True
    found = world.messages.get(wanted)
    if wanted and (found is None or found.chat != chat):
        if lenient:
            return 0
        raise bad_request(errors.REPLY_NOT_FOUND)
    return wanted


def _body(arguments: Arguments, field: str, entities_field: str, *, may_be_empty: bool = False) -> FormattedText:
    """The text as Telegram keeps it. ApiError 400 for bad HTML, an unknown parse mode or nothing to read."""
    source = arguments.text(field)
    if not source and not may_be_empty:
        raise bad_request("message text is empty")
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = arguments.text("parse_mode").lower()
    if mode == "html":
        body = parse_html(source)
    elif mode in {"", "none"}:
        body = FormattedText(source, _given_entities(arguments.text(entities_field), source))
    elif mode in {"markdown", "markdownv2"}:
        raise ApiError(501, "Not Implemented: the simulator reads HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    body = tidy(body)
    if is_blank(body.text) and not may_be_empty:
        raise bad_request("text must be non-empty")
    return find_entities(body)


def _given_entities(raw: str, text: str) -> tuple[Entity, ...]:
    """Entities that came beside a plain text. ApiError 400 for one that is none, or lies outside the text."""
    try:
        values: object = json.loads(raw or "[]")
    except ValueError:
        return ()
    edges = frozenset(utf16_offsets(text))
    return tuple(_entity(each, edges) for each in values) if isinstance(values, list) else ()


def _entity(value: object, edges: frozenset[int]) -> Entity:
    if not isinstance(value, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = value.get("type"), value.get("offset"), value.get("length")
    if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "type", "offset" or "length" is wrong')
    if not {offset, offset + length} <= edges:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return Entity(kind, offset, length, str(value.get("url", "")), str(value.get("language", "")))


async def _send_file(world: World, arguments: Arguments, kind: Kind) -> object:
    body = _body(arguments, "caption", "caption_entities", may_be_empty=True)
    markup = parse_markup(arguments.text("reply_markup"))
    chat = arguments.chat()
    world.open_chat(chat)
    if utf16_length(body.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    file = _file(world, arguments, kind)
    reply_to = _reply_to(world, arguments, chat)
    return shown(world, world.send(chat, body, markup, kind=kind, file=file, reply_to=reply_to))


def _file(world: World, arguments: Arguments, kind: Kind) -> SentFile:
    upload = arguments.upload(kind)
    if upload is not None:
        return _photo(world, upload) if kind is Kind.PHOTO else _document(world, upload)
    identifier = arguments.text(kind)
    if not identifier:
        raise bad_request(f"there is no {kind} in the request")
    if "://" in identifier:
        raise ApiError(501, "Not Implemented: the simulator fetches no file from an address")
    if identifier not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.files[identifier][0]


def _document(world: World, upload: Upload) -> SentFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_DOCUMENT_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    return world.keep_file(upload.name, upload.mime, upload.content)


def _photo(world: World, upload: Upload) -> SentFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_PHOTO_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    picture = read_picture(upload.content)
    if picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = picture.width, picture.height
    if not (width and height) or width + height > MAX_PHOTO_SIDES or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return world.keep_file(upload.name, picture.mime, upload.content, width=width, height=height)
