"""Where a conversation is: a stack of flows with the answers so far, and nothing that a clock or a library made.

A digression pushes a frame and a resume pops it. `version` counts turns (the optimistic lock of storage);
`prompt` is the version at which the open question was asked, and every button carries it, so that a press
on an older message is recognised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter

from dialogs.plan import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """What the reading of one answer showed. Kept per answer, so that a correction replaces it whole."""

    criteria: Mapping[str, str] = field(default_factory=dict)
    """SMART letter -> the words that show it."""
    slots: Mapping[str, Value] = field(default_factory=dict)
    """Other answers that this one already holds: deadline, toetsing, suggested competences."""
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A text that waits for the person's decision before it becomes an answer."""

    text: str
    masked: str
    why: str
    """The engine's own question that decides: 'privacy' or 'long'."""
    key: str = ""
    """The earlier answer that it corrects; empty for the open step."""
    message: int | None = None
    depth: int = 0
    """How many flows were open: it goes with the last of them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow in progress."""

    flow: str
    step: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    messages: Mapping[str, int] = field(default_factory=dict)
    """Answer -> the chat's number of the message that gave it, so that an edit finds its answer."""
    path: tuple[str, ...] = ()
    """Steps that were answered, in order: where 'terug' leads."""
    picked: tuple[str, ...] = ()
    """multi: what is ticked so far."""
    probed: int = 0
    """How often this step asked on."""
    missed: int = 0
    """How often in a row this step did not get what it can use."""
    back_to: str = ""
    """The card from which one field is being changed; empty in a straight run."""
    subject: str = ""
    """The leerdoel that this frame is about, if it exists already."""
    seed: str = ""
    """Id of the event that began this frame: what it creates is named after it."""


@dataclass(frozen=True, slots=True)
class DialogueState:
    stack: tuple[Frame, ...] = ()
    version: int = 0
    prompt: int = 0
    asking: str = ""
    """A question of the engine itself that lies over the open step: resume, later, cancel, privacy or long."""
    held: Held | None = None
    missed: int = 0
    """Misses in a row outside any flow."""
    seen: datetime | None = None
    """When the person was last heard of (aware)."""
    spoke: datetime | None = None
    """When we last asked something unasked (aware)."""
    offered: tuple[tuple[str, str], ...] = ()
    """The doors under the last message: label and data of each button."""
    told: tuple[datetime, ...] = ()
    """When we last said something that only the plan asked for, or will (aware): as often as it may be in a day."""

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def with_top(self, frame: Frame) -> "DialogueState":
        """The same conversation with its top frame replaced."""
        return replace(self, stack=(*self.stack[:-1], frame))


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[DialogueState]:
    return TypeAdapter(DialogueState)


def dump_state(state: DialogueState) -> str:
    """JSON text of a state; `load_state` reads it back equal."""
    return _adapter().dump_json(state).decode()


def load_state(text: str) -> DialogueState:
    """Raises pydantic.ValidationError (a ValueError) when the text is no state."""
    return _adapter().validate_json(text)


__all__ = ["DialogueState", "Finding", "Frame", "Held", "dump_state", "load_state"]
