"""What happened: the only way into the core, for a message, a button, a correction and a nudge alike."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.plan import Nudge


class EventKind(StrEnum):
    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"
    EDIT = "edit"
    MEDIA = "media"
    NUDGE = "nudge"


DEAD = "-"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a person (or the clock) did.

    `id` is unique and stable over redelivery (Telegram's update_id, or the nudge's key): what the core
    names is derived from it. `at` is aware. `text` is what was typed, a caption, or a command's argument.
    `name` is the command without its slash, the kind of media (sticker, voice), or the kind of nudge. `data` is
    what the pressed button carries, or the subject of a nudge; for a command that came with an invitation it is
    the id of the link that was opened, `DEAD` when that opens nothing (any more). `message` is the chat's own
    number of the message that was sent or edited, or, for a button, of the message that holds the button.
    """

    id: str
    kind: EventKind
    at: datetime
    text: str = ""
    name: str = ""
    data: str = ""
    message: int | None = None
    due: datetime | None = None
    """When a nudge was meant to come (aware)."""
    more: tuple[Nudge, ...] = ()
    """What is due besides, later than the first."""
    asked: bool = False
    """nudge: the person put some of it off themselves, or another person is behind it; it does not only follow from the
    plan."""

    @property
    def nudges(self) -> tuple[Nudge, ...]:
        """Everything that is due now, oldest first."""
        return (Nudge(self.name, self.data, self.due or self.at), *self.more)
