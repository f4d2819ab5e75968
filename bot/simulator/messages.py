"""What stands in a chat: one message, of the bot or of the person, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.simulator.formatted import NO_TEXT, FormattedText
from bot.simulator.markup import NO_MARKUP, Markup

Json = Mapping[str, object]


class Kind(StrEnum):
    """What a message holds; `OTHER` is content of a kind that the bot cannot know."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    STICKER = "sticker"
    VOICE = "voice"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    OTHER = "other"


CAPTIONED = frozenset({Kind.PHOTO, Kind.DOCUMENT, Kind.VOICE})


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file in the world. `size` in bytes; `width` and `height` in pixels, 0 unless it is a picture."""

    id: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """`body` is the text or the caption. `extra` holds the Bot API fields of what a person sent besides text.

    `update_id` is the update that told the bot about it (0: sent by the bot, or not told). `at` and `edited_at`
    are aware, UTC. `start_parameter` came with a '/start' out of a link: the bot reads it behind the text, the person
    never sees it.
    """

    id: int
    chat: int
    from_bot: bool
    at: datetime
    kind: Kind = Kind.TEXT
    body: FormattedText = NO_TEXT
    markup: Markup = NO_MARKUP
    edited_at: datetime | None = None
    reply_to: int = 0
    file: SentFile | None = None
    extra: Json = field(default_factory=dict)
    update_id: int = 0
    start_parameter: str = ""
    read: bool = False
