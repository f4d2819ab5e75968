"""What a chat says: a list of messages from a file, each typed or pressed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what is typed, or the label of the button that is pressed."""

    text: str
    press: bool = False


Conversation = tuple[Message, ...]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    say: str = ""
    press: str = ""

    @model_validator(mode="after")
    def _one(self) -> "_Line":
        if bool(self.say) == bool(self.press):
            raise ValueError("a message says or presses")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: list[_Line]


def leerdoel_conversation() -> Conversation:
    """Getting acquainted and a leerdoel, fourteen messages, as `conversation.toml` has it."""
    text = (Path(__file__).parent / "conversation.toml").read_text(encoding="utf-8")
    lines = _File.model_validate(tomllib.loads(text)).message
    return tuple(Message(line.say or line.press, bool(line.press)) for line in lines)


def typed(conversation: Conversation) -> Conversation:
    """The same with every button typed, for bots that have none."""
    return tuple(Message(message.text) for message in conversation)
