"""What a step of the engine answers: the new state, what to say, and what to change in the IOP."""

from dataclasses import dataclass, field

from dialogs.plan import Consent, Status, Values
from dialogs.state import DialogueState


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `data` is at most 64 bytes (Bot API: InlineKeyboardButton.callback_data)."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. `text` is Telegram HTML with every value of a person escaped, at most 4,096 characters.

    With `edits` it replaces that message (the one whose button was pressed) instead of adding a new one.
    """

    text: str
    rows: Rows = ()
    edits: int | None = None


@dataclass(frozen=True, slots=True)
class SaveLeerdoel:
    """Make leerdoel `id` (unknown: a new one), or give it a next version with these values. `why` is kept with it."""

    id: str
    values: Values
    status: Status
    why: str


@dataclass(frozen=True, slots=True)
class SaveProfile:
    """Set these fields of the profile; an empty text clears a field."""

    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetConsent:
    """Record that consent was given or refused for this version of the privacy text."""

    consent: Consent
    text_version: str


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Erase everything of this person, the conversation included."""


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """Send the person a copy of everything that is kept about them."""


Effect = SaveLeerdoel | SaveProfile | SetConsent | ForgetPerson | ExportPerson


@dataclass(frozen=True, slots=True)
class Turn:
    state: DialogueState
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    toast: str = ""
    """Shown for a moment at the pressed button."""
