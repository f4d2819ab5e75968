"""What happens in the world, told as it happens to whoever looks on (the page, a test).

A notice says that something changed and where; what it now looks like is asked from the world. A reader that falls
too far behind is let go, so that one who sleeps costs no memory: it may come back and ask for everything.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUEUE = 5_000


class NoticeKind(StrEnum):
    MESSAGE = "message"
    """Sent or edited: message `message` of chat `chat`."""
    DELETED = "deleted"
    READ = "read"
    """The bot took in everything of this person up to `message`."""
    TYPING = "typing"
    TOAST = "toast"
    """A pressed button was answered; `text` may be empty, `alert` asks for a window."""
    PEOPLE = "people"
    BOT = "bot"
    """The bot's name, descriptions or commands changed."""
    CLOCK = "clock"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Notice:
    seq: int
    kind: NoticeKind
    chat: int = 0
    message: int = 0
    text: str = ""
    alert: bool = False
    query: str = ""


class NoticeStream:
    def __init__(self) -> None:
        self.seq = 0
        self._readers: set[asyncio.Queue[Notice | None]] = set()

    def tell(
        self, kind: NoticeKind, chat: int = 0, message: int = 0, *, text: str = "", alert: bool = False, query: str = ""
    ) -> None:
        self.seq += 1
        notice = Notice(self.seq, kind, chat, message, text, alert, query)
        for reader in tuple(self._readers):
            if reader.qsize() < LONGEST_QUEUE:
                reader.put_nowait(notice)
            else:
                self._readers.discard(reader)
                _end(reader)

    @contextmanager
    def reader(self) -> Iterator["asyncio.Queue[Notice | None]"]:
        """A queue with every notice from now on; None means that there will be no more: the
        simulator stops, or the reader was too slow."""
        queue: asyncio.Queue[Notice | None] = asyncio.Queue()
        self._readers.add(queue)
        try:
            yield queue
        finally:
            self._readers.discard(queue)

    def close(self) -> None:
        for reader in self._readers:
            reader.put_nowait(None)


def _end(reader: "asyncio.Queue[Notice | None]") -> None:
    """What it did not read is void: it will ask for everything."""
    while not reader.empty():
        reader.get_nowait()
    reader.put_nowait(None)
