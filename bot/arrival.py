"""From a Telegram update to what the inbox keeps: only what the core needs, nothing of the rest.

An update that is not from one person in their own chat, or that asks nothing of us, is `None`. One that
cannot be read whole is refused with an exception of whatever kind, and is kept as it came.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from dialogs.event import Event, EventKind

NAMESPACE = UUID("6d5d2ca2-3b0f-4b1e-9a3c-5b0c7a2f8e11")
_MEDIA = {
    "sticker": "sticker",
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "location": "location",
    "venue": "location",
    "contact": "contact",
}
_SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "connected_website",
    "proximity_alert_triggered",
)
"""What Telegram reports in a chat although nobody says anything."""
_COMMAND = re.compile(r"/([^\s@]*)\S*\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as the inbox keeps it: an event of a person, or the news that they blocked or unblocked the bot."""

    chat: Annotated[int, Field(ge=-(2**63), lt=2**63)]
    event: Event | None = None
    query: str = ""
    """Id of the callback query that wants an answer."""
    reachable: bool | None = None


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Arrival]:
    return TypeAdapter(Arrival)


def dump_arrival(arrival: Arrival) -> str:
    """Raises ValueError when a value is not of its type: python-telegram-bot takes whatever Telegram sends."""
    return _adapter().dump_json(arrival, warnings="error").decode()


def load_arrival(text: str, zone: ZoneInfo) -> Arrival:
    """With the event's moment in the person's time zone. Raises ValueError when the text is no arrival."""
    arrival = _adapter().validate_json(text)
    if arrival.event is None:
        return arrival
    return replace(arrival, event=replace(arrival.event, at=arrival.event.at.astimezone(zone)))


def event_id(bot: int, update: int) -> str:
    """The same update of the same bot gives the same id, however often it is handed over."""
    return uuid5(NAMESPACE, f"{bot}:{update}").hex


def read_update(data: dict[str, Any], bot: int, now: datetime) -> Arrival | None:
    """What an update of the Bot API says. `now` (aware) is the moment of a press, which carries none itself."""
    arrival = _arrival(Update.de_json(data, None), bot, now)
    return None if arrival is None else _adapter().validate_json(dump_arrival(arrival))


def _arrival(update: Update, bot: int, now: datetime) -> Arrival | None:
    key = event_id(bot, update.update_id)
    if update.callback_query is not None:
        return _press(update.callback_query, key, now)
    if update.my_chat_member is not None:
        member = update.my_chat_member
        if member.chat.type != ChatType.PRIVATE:
            return None
        return Arrival(member.chat.id, reachable=member.new_chat_member.status not in ("kicked", "left"))
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    event = _spoken(message, key) if update.message else _edited(message, key)
    return None if event is None else Arrival(message.chat.id, event)


def _press(query: CallbackQuery, key: str, now: datetime) -> Arrival | None:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    event = Event(key, EventKind.BUTTON, now, data=query.data or "", message=message.message_id)
    return Arrival(message.chat.id, event, query=query.id)


def _spoken(message: Message, key: str) -> Event | None:
    at = message.date.astimezone(UTC)
    if any(getattr(message, name, None) for name in _SERVICE):
        return None
    if message.text is not None:
        text = _whole(message.text)
        if command := _COMMAND.fullmatch(text):
            name, rest = command[1].lower(), command[2]
            return Event(key, EventKind.COMMAND, at, text=rest, name=name, message=message.message_id)
        return Event(key, EventKind.TEXT, at, text=text, message=message.message_id)
    kind = next((name for attribute, name in _MEDIA.items() if getattr(message, attribute, None)), "other")
    return Event(key, EventKind.MEDIA, at, text=_whole(message.caption or ""), name=kind, message=message.message_id)


def _edited(message: Message, key: str) -> Event | None:
    """None without words: a live location is edited at every step that somebody takes."""
    at = (message.edit_date or message.date).astimezone(UTC)
    text = _whole(message.text or message.caption or "")
    if not text:
        return None
    return Event(key, EventKind.EDIT, at, text=text, message=message.message_id)


def _whole(text: str) -> str:
    """JSON can carry half of a surrogate pair, which nothing can write down or send."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
