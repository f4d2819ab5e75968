"""Many chats at once, each one closed-loop: the next message goes when the reply to the last one came.

Reply k must come after message k was handed over and before message k+1 is sent, and there is exactly one each.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.botapi import BotApi, Sent
from tests.bench.conversation import Conversation


class BrokenPlayError(Exception):
    """The bot did not answer as a bot should: a measurement of it would mean nothing."""


@dataclass(slots=True)
class _Chat:
    id: int
    at: int = 0
    """Which message of the conversation is waiting for its reply."""
    update: int = 0
    handed: bool = False
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Played:
    """`seconds` from the first message to the last reply; `replies` are reply times in seconds."""

    seconds: float
    replies: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.replies) / self.seconds


@dataclass(slots=True)
class Play:
    """`echo` asks that every reply is the message itself. `on_reply` hears the update_id that was answered."""

    api: BotApi
    conversation: Conversation
    chats: range
    at_once: int
    echo: bool = False
    on_reply: Callable[[int], None] = lambda _: None
    _waiting: deque[int] = field(default_factory=deque)
    _active: dict[int, _Chat] = field(default_factory=dict)
    _by_update: dict[int, _Chat] = field(default_factory=dict)
    _times: list[float] = field(default_factory=list)
    _last: float = 0.0
    _done: asyncio.Future[None] | None = None

    async def run(self) -> Played:
        """Until every chat has its last reply. Raises BrokenPlayError."""
        self._done = asyncio.get_running_loop().create_future()
        self._waiting.extend(self.chats)
        self.api.on_sent, self.api.on_handed = self._heard, self._handed
        begin = time.perf_counter()
        try:
            for _ in range(min(self.at_once, len(self.chats))):
                self._next_chat()
            await self._done
        finally:
            self._deaf()
        return Played(self._last - begin, tuple(self._times))

    async def listen(self, seconds: float) -> None:
        """After `run`: whatever still comes is a reply too many. Raises BrokenPlayError."""
        self._done = asyncio.get_running_loop().create_future()
        self.api.on_sent = self._heard
        try:
            async with asyncio.timeout(seconds):
                await self._done
        except TimeoutError:
            return
        finally:
            self._deaf()

    def _deaf(self) -> None:
        self.api.on_sent = lambda _: None
        self.api.on_handed = lambda _: None

    def progress(self) -> str:
        return f"{len(self._times)} of {len(self.chats) * len(self.conversation)} replies came"

    def _next_chat(self) -> None:
        if self._waiting:
            chat = _Chat(self._waiting.popleft())
            self._active[chat.id] = chat
            self._speak(chat, None)

    def _speak(self, chat: _Chat, last: Sent | None) -> None:
        message = self.conversation[chat.at]
        chat.handed, chat.asked = False, time.perf_counter()
        if not message.press:
            chat.update = self.api.say(chat.id, message.text)
        elif last is not None and message.text in last.buttons:
            chat.update = self.api.press(last, last.buttons[message.text])
        else:
            offered = ", ".join(last.buttons) if last else "nothing"
            self._break(f"message {chat.at + 1} presses {message.text!r}, but there is only {offered}")
            return
        self._by_update[chat.update] = chat

    def _handed(self, update: int) -> None:
        if chat := self._by_update.pop(update, None):
            chat.handed = True

    def _heard(self, sent: Sent) -> None:
        now = time.perf_counter()
        chat = self._active.get(sent.chat)
        if chat is None:
            self._break("a reply came that nobody asked for")
            return
        if not chat.handed:
            self._break(f"reply {chat.at + 1} came before message {chat.at + 1} was handed over")
            return
        if self.echo and sent.text != self.conversation[chat.at].text:
            self._break(f"reply {chat.at + 1} is not the one to message {chat.at + 1}")
            return
        self._times.append(now - chat.asked)
        self._last = now
        self.on_reply(chat.update)
        chat.at += 1
        if chat.at < len(self.conversation):
            self._speak(chat, sent)
            return
        del self._active[chat.id]
        self._next_chat()
        if not self._active and self._done is not None and not self._done.done():
            self._done.set_result(None)

    def _break(self, why: str) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(BrokenPlayError(why))
