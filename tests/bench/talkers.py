"""People in the simulator who hold a conversation and wait for each reply before they go on, at the pace of people.

A reply time runs from the moment the phone sends to the moment the chat holds the reply. Whoever is done is followed
by somebody new, so that the pace stays the same.
"""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.simulator import play
from bot.simulator.messages import Message as Shown
from bot.simulator.world import World
from tests.bench.chats import BrokenPlayError
from tests.bench.conversation import Conversation, Message

FIRST = 100_000
"""The chat of the first talker; the others follow it."""
THINKS = (8.0, 18.0)
"""Seconds between a reply and the next message, evenly spread."""
LONGEST = 30.0
"""Seconds without a reply after which the bot does not answer."""


@dataclass(frozen=True, slots=True)
class Replied:
    """`asked` is a moment of time.perf_counter, `seconds` passed until the reply stood in the chat."""

    asked: float
    seconds: float


@dataclass(slots=True)
class Talkers:
    """`number` persons talk at any moment. `heard` must be told of every message of the bot in one of their chats."""

    world: World
    conversation: Conversation
    number: int
    replied: list[Replied] = field(default_factory=list)
    _chats: Iterator[int] = field(default_factory=lambda: count(FIRST))
    _waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled. Raises BrokenPlayError when a reply does not come."""
        try:
            async with asyncio.TaskGroup() as group:
                for seed in range(self.number):
                    group.create_task(self._talk(random.Random(seed)))
        except* BrokenPlayError as broken:
            raise broken.exceptions[0] from None

    def heard(self, message: Shown, at: float) -> None:
        """`at` is a moment of time.perf_counter. Raises BrokenPlayError for a message that nobody waits for."""
        waiting = self._waiting.pop(message.chat, None)
        if waiting is None:
            raise BrokenPlayError("somebody who talks got a message that nobody asked for")
        waiting.set_result(at)

    async def _talk(self, moods: random.Random) -> None:
        # Nobody begins at the same moment.
        await asyncio.sleep(moods.uniform(0.0, THINKS[1]))
        for chat in self._chats:
            self.world.add_person("Aios", person_id=chat)
            for at, message in enumerate(self.conversation, start=1):
                await self._say(chat, at, message)
                await asyncio.sleep(moods.uniform(*THINKS))

    async def _say(self, chat: int, at: int, message: Message) -> None:
        self._waiting[chat] = heard = asyncio.get_running_loop().create_future()
        asked = time.perf_counter()
        try:
            if message.press:
                play.press(self.world, chat, label=message.text)
            else:
                play.say(self.world, chat, message.text)
            async with asyncio.timeout(LONGEST):
                self.replied.append(Replied(asked, await heard - asked))
        except LookupError:
            raise BrokenPlayError(f"message {at} presses {message.text!r}, but there is no such button") from None
        except TimeoutError:
            raise BrokenPlayError(f"no reply to message {at} within {LONGEST:.0f} s") from None
