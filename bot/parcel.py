"""What the outbox keeps: a message or a document, as JSON."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import TypeAdapter

from dialogs.turn import Reply, Rows


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send: text with buttons, new or in place of message `edits`; or a document with that caption."""

    text: str
    rows: Rows = ()
    edits: int | None = None
    filename: str = ""
    content: str = ""
    kind: Literal["message", "document"] = "message"


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Parcel]:
    return TypeAdapter(Parcel)


def parcel(reply: Reply) -> Parcel:
    return Parcel(reply.text, reply.rows, reply.edits)


def dump_parcel(parcel: Parcel) -> str:
    return _adapter().dump_json(parcel, exclude_defaults=True).decode()


def load_parcel(text: str) -> Parcel:
    """Raises ValueError when the text is no parcel."""
    return _adapter().validate_json(text)
