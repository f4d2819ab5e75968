"""A lean Bot API: just the methods that the contestants call, with answers that their libraries accept.

The simulator of `bot` is strict and keeps a whole world; this one is made to cost little, so that the bots, not
the server, set the pace. An update stays until a getUpdates with a higher offset confirms it. A latency is half on
the way in and half on the way back.
"""

import asyncio
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.wire import Call, Connection, Fields

HOST = "127.0.0.1"
BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:AAbenchbenchbenchbenchbenchbenchben"
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
LIMIT = 100
"""Updates in one getUpdates at most (Bot API: limit)."""
_ME = {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
_TAG = re.compile(r"<[^>]+>")

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot, new or edited. `buttons` are label -> callback_data."""

    chat: int
    message: int
    text: str
    buttons: dict[str, str]


@dataclass(slots=True)
class _Poll:
    """A getUpdates that waits for something to come."""

    connection: Connection
    limit: int
    end: asyncio.TimerHandle


@dataclass(slots=True)
class BotApi:
    """`on_sent` hears every message when it reaches Telegram, `on_handed` every update that a bot was given."""

    latency: float = 0.0
    """Seconds that each call takes on the way, there and back together."""
    on_sent: Callable[[Sent], None] = lambda _: None
    on_handed: Callable[[int], None] = lambda _: None
    calls: Counter[str] = field(default_factory=Counter)
    _updates: deque[tuple[int, bytes]] = field(default_factory=deque)
    _next_update: int = 1_000
    _next_message: int = 1
    _poll: _Poll | None = None
    _waking: bool = False
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """RuntimeError before `start`."""
        if self._server is None:
            raise RuntimeError("the load server was not started")
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self._receive, self._gone), HOST, 0)

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    # --- what persons do

    def say(self, chat: int, text: str) -> int:
        """A person types something; the update_id."""
        message: Json = {
            "message_id": self._message_id(),
            "date": int(time.time()),
            "chat": _chat(chat),
            "from": _person(chat),
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}]
        return self._add({"message": message})

    def press(self, sent: Sent, data: str) -> int:
        """A person presses a button of this message; the update_id."""
        message = {
            "message_id": sent.message,
            "date": int(time.time()),
            "chat": _chat(sent.chat),
            "from": BOT,
            "text": sent.text,
        }
        query = {
            "id": str(self._next_update),
            "from": _person(sent.chat),
            "message": message,
            "chat_instance": str(sent.chat),
            "data": data,
        }
        return self._add({"callback_query": query})

    def _add(self, content: Json) -> int:
        key = self._next_update
        self._next_update += 1
        self._updates.append((key, json.dumps({"update_id": key, **content}).encode()))
        self._wake()
        return key

    def _message_id(self) -> int:
        self._next_message += 1
        return self._next_message

    # --- what bots call

    def _receive(self, call: Call, connection: Connection) -> None:
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency / 2, self._carry_out, call, connection)
        else:
            self._carry_out(call, connection)

    def _carry_out(self, call: Call, connection: Connection) -> None:
        _, _, method = call.path.rpartition("/")
        method = method.lower()
        self.calls[method] += 1
        if method == "getupdates":
            self._get_updates(call.fields, connection)
            return
        known = _METHODS.get(method)
        if known is None or not call.path.startswith(f"/bot{TOKEN}/"):
            self.calls["unknown"] += 1
            self._reply(connection, b'{"ok":false,"error_code":404,"description":"Not Found"}', 404)
            return
        known(self, call.fields, connection)

    def _reply(self, connection: Connection, body: bytes, status: int = 200) -> None:
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency / 2, connection.reply, status, body)
        else:
            connection.reply(status, body)

    def _true(self, _: Fields, connection: Connection) -> None:
        self._reply(connection, b'{"ok":true,"result":true}')

    def _get_me(self, _: Fields, connection: Connection) -> None:
        self._reply(connection, _result(_ME))

    def _send_message(self, fields: Fields, connection: Connection) -> None:
        self._sent(fields, self._message_id(), connection)

    def _edit_message(self, fields: Fields, connection: Connection) -> None:
        self._sent(fields, int(fields["message_id"]), connection)

    def _edit_markup(self, fields: Fields, connection: Connection) -> None:
        """Of no interest to the person: an aiogram dialog takes the buttons off its last message."""
        self._reply(connection, _result(_message(int(fields["chat_id"]), int(fields["message_id"]), "-")))

    def _sent(self, fields: Fields, message: int, connection: Connection) -> None:
        chat, text = int(fields["chat_id"]), fields["text"]
        plain = _TAG.sub("", text) if fields.get("parse_mode") == "HTML" else text
        body = _message(chat, message, plain)
        markup = fields.get("reply_markup")
        keyboard = json.loads(markup).get("inline_keyboard", []) if markup else []
        if keyboard:
            body["reply_markup"] = {"inline_keyboard": keyboard}
        self._reply(connection, _result(body))
        buttons = {button["text"]: button["callback_data"] for row in keyboard for button in row}
        self.on_sent(Sent(chat, message, plain, buttons))

    # --- getUpdates

    def _get_updates(self, fields: Fields, connection: Connection) -> None:
        offset, limit = int(fields.get("offset") or 0), min(int(fields.get("limit") or LIMIT), LIMIT)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        timeout = float(fields.get("timeout") or 0)
        if self._updates or timeout <= 0:
            self._hand(connection, limit)
            return
        if self._poll is not None:
            conflict = b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}'
            self._unpark().reply(409, conflict)
        end = asyncio.get_running_loop().call_later(timeout, self._hand_parked)
        self._poll = _Poll(connection, limit, end)

    def _wake(self) -> None:
        """What happens in the same instant goes in one answer."""
        if not self._waking:
            self._waking = True
            asyncio.get_running_loop().call_soon(self._hand_parked)

    def _hand_parked(self) -> None:
        self._waking = False
        if self._poll is not None:
            limit = self._poll.limit
            self._hand(self._unpark(), limit)

    def _hand(self, connection: Connection, limit: int) -> None:
        batch = [self._updates[at] for at in range(min(limit, len(self._updates)))]
        for key, _ in batch:
            self.on_handed(key)
        self._reply(connection, b'{"ok":true,"result":[' + b",".join(body for _, body in batch) + b"]}")

    def _unpark(self) -> Connection:
        assert self._poll is not None
        poll, self._poll = self._poll, None
        poll.end.cancel()
        return poll.connection

    def _gone(self, connection: Connection) -> None:
        if self._poll is not None and self._poll.connection is connection:
            self._unpark()


_METHODS: dict[str, Callable[[BotApi, Fields, Connection], None]] = {
    "getme": BotApi._get_me,
    "sendmessage": BotApi._send_message,
    "editmessagetext": BotApi._edit_message,
    "editmessagereplymarkup": BotApi._edit_markup,
    "answercallbackquery": BotApi._true,
    "setmycommands": BotApi._true,
    "deletewebhook": BotApi._true,
}


def _result(value: object) -> bytes:
    return b'{"ok":true,"result":' + json.dumps(value).encode() + b"}"


def _chat(chat: int) -> Json:
    return {"id": chat, "type": "private", "first_name": "Aios"}


def _person(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Aios", "language_code": "nl"}


def _message(chat: int, message: int, text: str) -> Json:
    return {"message_id": message, "date": int(time.time()), "chat": _chat(chat), "from": BOT, "text": text}
