"""The world as the Bot API writes it in JSON. Only fields that this world knows; absent means absent, never null."""

from datetime import datetime

from bot.simulator.formatted import Entity, FormattedText
from bot.simulator.markup import InlineButton, InlineRows
from bot.simulator.messages import CAPTIONED, Json, Kind, Message, SentFile
from bot.simulator.people import Person
from bot.simulator.profile import BotProfile


def timestamp(moment: datetime) -> int:
    """Unix seconds, as every date in the Bot API."""
    return int(moment.timestamp())


def bot_user(bot: BotProfile) -> dict[str, object]:
    return {"id": bot.id, "is_bot": True, "first_name": bot.name(""), "username": bot.username}


def person_user(person: Person) -> dict[str, object]:
    first, _, last = person.name.partition(" ")
    return {"id": person.id, "is_bot": False, "first_name": first, **_given("last_name", last), "language_code": "nl"}


def chat(person: Person) -> dict[str, object]:
    first, _, last = person.name.partition(" ")
    return {"id": person.id, "type": "private", "first_name": first, **_given("last_name", last)}


def message(value: Message, person: Person, bot: BotProfile, reply_to: Message | None = None) -> dict[str, object]:
    """A Message object. `reply_to` is shown one level deep, as Telegram does."""
    result: dict[str, object] = {
        "message_id": value.id,
        "from": bot_user(bot) if value.from_bot else person_user(person),
        "chat": chat(person),
        "date": timestamp(value.at),
    }
    if value.edited_at is not None:
        result["edit_date"] = timestamp(value.edited_at)
    if reply_to is not None:
        result["reply_to_message"] = message(reply_to, person, bot)
    result |= value.extra
    if value.file is not None:
        result |= _file(value.kind, value.file)
    if value.kind is Kind.TEXT:
        result |= {"text": _told(value), **_entities("entities", value.body)}
    elif value.kind in CAPTIONED and value.body.text:
        result |= {"caption": value.body.text, **_entities("caption_entities", value.body)}
    if value.markup.rows:
        result["reply_markup"] = {"inline_keyboard": inline_keyboard(value.markup.rows)}
    return result


def inaccessible_message(message_id: int, person: Person) -> dict[str, object]:
    """What a button press carries when its message is gone (Bot API: InaccessibleMessage)."""
    return {"message_id": message_id, "chat": chat(person), "date": 0}


def inline_keyboard(rows: InlineRows) -> list[list[dict[str, str]]]:
    return [[_button(each) for each in row] for row in rows]


def entity(value: Entity) -> dict[str, object]:
    result: dict[str, object] = {"type": value.kind, "offset": value.offset, "length": value.length}
    return result | _given("url", value.url) | _given("language", value.language)


def blocked(person: Person, bot: BotProfile, at: datetime, *, now_blocked: bool) -> Json:
    """A ChatMemberUpdated for the bot itself: what it hears when somebody blocks it or lets it in again."""
    member = {"user": bot_user(bot), "status": "member"}
    kicked = {"user": bot_user(bot), "status": "kicked", "until_date": 0}
    return {
        "chat": chat(person),
        "from": person_user(person),
        "date": timestamp(at),
        "old_chat_member": member if now_blocked else kicked,
        "new_chat_member": kicked if now_blocked else member,
    }


def _told(value: Message) -> str:
    return f"{value.body.text} {value.start_parameter}" if value.start_parameter else value.body.text


def _button(button: InlineButton) -> dict[str, str]:
    return {"text": button.label, **({"url": button.url} if button.url else {"callback_data": button.data})}


def _entities(field: str, body: FormattedText) -> dict[str, object]:
    return {field: [entity(each) for each in body.entities]} if body.entities else {}


def _file(kind: Kind, file: SentFile) -> dict[str, object]:
    base: dict[str, object] = {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": file.size}
    if kind is Kind.PHOTO:
        return {"photo": [base | {"width": file.width, "height": file.height}]}
    return {"document": base | {"file_name": file.name, "mime_type": file.mime}}


def _given(field: str, value: str) -> dict[str, object]:
    return {field: value} if value else {}
