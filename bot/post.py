"""Sends one parcel through python-telegram-bot and says what became of it."""

import asyncio
import re
from dataclasses import dataclass
from enum import Enum
from html import unescape

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.overview import draw_overview
from bot.parcel import Parcel
from bot.request import patience
from dialogs.turn import Rows, SendPicture

LOG = structlog.get_logger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LONGEST = 4096
_TAG = re.compile(r"<[^>]+>")


class Fate(Enum):
    SENT = "sent"
    PATIENCE = "patience"
    """Telegram wants us to wait so many seconds."""
    AGAIN = "again"
    """A fault of the world: try later. It may have arrived all the same."""
    GONE = "gone"
    """The person blocked the bot or left Telegram."""
    REFUSED = "refused"
    """Telegram will never take this."""


@dataclass(frozen=True, slots=True)
class Posted:
    fate: Fate
    message_id: int | None = None
    seconds: float = 0.0
    reason: str = ""


async def post(bot: Bot, chat: int, parcel: Parcel) -> Posted:
    """Never raises a TelegramError."""
    try:
        return Posted(Fate.SENT, await _send(bot, chat, parcel))
    except BadRequest as error:
        return await _second_thoughts(bot, chat, parcel, error)
    except TelegramError as error:
        return _fate(error)


def _fate(error: TelegramError) -> Posted:
    match error:
        case RetryAfter():
            return Posted(Fate.PATIENCE, seconds=patience(error))
        case Forbidden():
            return Posted(Fate.GONE, reason="forbidden")
        case BadRequest():
            return Posted(Fate.REFUSED, reason="bad_request")
        case _:
            return Posted(Fate.AGAIN, reason=type(error).__name__)


async def _send(bot: Bot, chat: int, parcel: Parcel) -> int | None:
    if parcel.kind == "document":
        document = InputFile(parcel.content.encode(), filename=parcel.filename)
        return (await bot.send_document(chat, document, caption=parcel.text or None)).message_id
    if parcel.picture is not None and (drawn := await _drawn(parcel.picture)) is not None:
        sent = await bot.send_photo(
            chat, drawn, parcel.text or None, parse_mode=ParseMode.HTML, reply_markup=_keyboard(parcel.rows)
        )
        return sent.message_id
    if parcel.edits is not None:
        edited = await bot.edit_message_text(
            parcel.text,
            chat,
            parcel.edits,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(parcel.rows),
            link_preview_options=_NO_PREVIEW,
        )
        return edited.message_id if isinstance(edited, Message) else parcel.edits
    sent = await bot.send_message(
        chat,
        parcel.text,
        parse_mode=ParseMode.HTML,
        reply_markup=_keyboard(parcel.rows),
        link_preview_options=_NO_PREVIEW,
    )
    return sent.message_id


async def _drawn(picture: SendPicture) -> bytes | None:
    """Beside the event loop, because it takes longer than a turn. None when it cannot be drawn: its words say the same.

    What went wrong may quote the words on it, so only the kind of fault is logged.
    """
    try:
        return await asyncio.to_thread(draw_overview, picture)
    except Exception as error:
        LOG.error("a picture was not drawn", error=type(error).__name__)
        return None


async def _second_thoughts(bot: Bot, chat: int, parcel: Parcel, error: BadRequest) -> Posted:
    """Refusals that we can live with, or get around."""
    said = error.message.lower()
    if "message is not modified" in said:
        return Posted(Fate.SENT, parcel.edits)
    if "chat not found" in said:
        return Posted(Fate.GONE, reason="chat_not_found")
    if parcel.picture is not None:
        # A picture that Telegram does not take is worth as much in words.
        LOG.error("a picture was refused")
        return await post(bot, chat, Parcel(parcel.text, parcel.rows))
    if parcel.edits is not None:
        return await post(bot, chat, Parcel(parcel.text, parcel.rows))
    if "can't parse entities" in said:
        # Better plain words than no answer at all; the log tells us to mend the sentence.
        LOG.error("a sentence is not valid HTML")
        return await _plainly(bot, chat, parcel)
    if "too long" in said.replace("_", " "):
        LOG.error("a message is longer than Telegram takes")
        return await _plainly(bot, chat, parcel)
    return _fate(error)


async def _plainly(bot: Bot, chat: int, parcel: Parcel) -> Posted:
    text = _cut(unescape(_TAG.sub("", parcel.text)))
    try:
        sent = await bot.send_message(chat, text, reply_markup=_keyboard(parcel.rows))
    except TelegramError as error:
        return _fate(error)
    return Posted(Fate.SENT, sent.message_id)


def _cut(text: str) -> str:
    """What fits in a message (4,096 UTF-16 units; Bot API, sendMessage: text), with an ellipsis for the rest."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return f"{units[: 2 * (LONGEST - 1)].decode('utf-16-le', 'ignore')}…"


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in rows])
