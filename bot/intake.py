"""Fetches updates, keeps them, and only then confirms them: what Telegram handed over is never lost.

Telegram forgets an update once a later offset is asked for. The library's own polling asks for it as soon as the
update is in memory; here the offset moves after the commit.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.arrival import dump_arrival, read_update
from bot.lanes import Lanes
from bot.request import patience
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Received

LOG = structlog.get_logger(__name__)
POLL_SECONDS = 50
LIMIT = 100
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
BACK_OFF = (0.2, 1.0, 3.0, 10.0, 30.0)
PATIENCE = 60.0
"""Seconds that another program may fetch as well: at a deploy the old one takes less to go away."""
CALM = 120.0
"""Seconds without meeting it, after which it counts as gone: two that fight each fetch something now and then."""
MALFORMED = 0
"""The chat of an update that says nothing that we understand."""


class IntakeError(Exception):
    """Going on makes no sense; the message says what to do."""


class Intake:
    def __init__(
        self, bot: Bot, request: BaseRequest, database: Database, lanes: Lanes, clock: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._request = request
        self._database = database
        self._lanes = lanes
        self._clock = clock
        self._offset: int | None = None
        self._met = self._met_first = float("-inf")
        """Seconds of the loop's clock: when another program was met, last and for the first time."""

    async def run(self) -> None:
        """Until cancelled. Raises IntakeError for what waiting will not mend."""
        failures = 0
        while True:
            try:
                await self._once()
                failures = 0
                continue
            except Conflict as error:
                self._meet(error)
                wait = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
                LOG.warning("another program fetches as well, will try again", seconds=wait)
            except InvalidToken as error:
                raise IntakeError("Telegram does not know this token: check LEERLIJN_TELEGRAM_TOKEN.") from error
            except RetryAfter as error:
                wait = patience(error)
            except (NetworkError, TelegramError, StorageError) as error:
                wait = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
                LOG.warning("no updates now, will try again", error=type(error).__name__, seconds=wait)
            failures += 1
            await asyncio.sleep(wait)

    def _meet(self, error: Conflict) -> None:
        """Raises IntakeError when it went on for too long."""
        now = asyncio.get_running_loop().time()
        if now - self._met > CALM:
            self._met_first = now
        self._met = now
        if now - self._met_first > PATIENCE:
            raise IntakeError(
                "Another program fetches this bot's messages: stop it, or give each its own token."
            ) from error

    async def _once(self) -> None:
        fetched = await self._fetch()
        updates = [update for update in fetched if _numbered(update)]
        if len(updates) < len(fetched):
            LOG.warning("updates without a number passed over", count=len(fetched) - len(updates))
        if not updates:
            if fetched:
                raise TelegramError("nothing that can be confirmed")
            return
        rows = [self._received(update) for update in updates]
        new = await self._lanes.run(lambda: self._keep([row for row in rows if row is not None]))
        self._offset = max(update["update_id"] for update in updates) + 1
        self._lanes.give(new)

    async def _fetch(self) -> list[Any]:
        """Raw updates: python-telegram-bot would refuse the whole lot for one that it cannot read."""
        asked = {"timeout": POLL_SECONDS, "limit": LIMIT, "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        result = await self._request.post(url, read_timeout=POLL_SECONDS + 10)
        return result if isinstance(result, list) else []

    def _received(self, update: dict[str, Any]) -> Received | None:
        """The row to keep; None when the update asks nothing of us."""
        key, now = update["update_id"], self._clock()
        try:
            arrival = read_update(update, self._bot.id, now)
        except Exception as error:
            # Whatever is wrong with one update, the next ones must come through.
            LOG.warning("malformed update kept aside", update=key, error=type(error).__name__)
            return Received(key, MALFORMED, now, json.dumps(update), malformed=True)
        if arrival is None:
            return None
        return Received(key, arrival.chat, now, dump_arrival(arrival))

    def _keep(self, rows: list[Received]) -> list[Received]:
        with self._database.unit() as unit:
            new = unit.inbox.add(rows)
            unit.commit()
        return new


def _numbered(update: object) -> bool:
    """Whether it can be kept and confirmed; without a number it is no update of the Bot API."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and 0 <= number < 2**63
