"""What the outbox keeps: a message, a document, or a picture as what is to be drawn; as JSON."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import TypeAdapter

from dialogs.turn import Reply, Rows, SendPicture, Turn


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send: text with buttons, new or in place of message `edits`; a document or photo with that caption.

    `picture` says what is on the photo, which is drawn when it is sent.
    """

    text: str
    rows: Rows = ()
    edits: int | None = None
    filename: str = ""
    content: str = ""
    kind: Literal["message", "document", "photo"] = "message"
    picture: SendPicture | None = None

    def __post_init__(self) -> None:
        if (self.kind == "photo") is not (self.picture is not None):
            raise ValueError("a photo has a picture, and nothing else has")


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Parcel]:
    return TypeAdapter(Parcel)


def parcel(reply: Reply) -> Parcel:
    return Parcel(reply.text, reply.rows, reply.edits)


def parcels(turn: Turn) -> tuple[Parcel, ...]:
    """One for each reply, in their order; a picture goes with the last one."""
    packed = [parcel(reply) for reply in turn.replies]
    shown = next((effect for effect in turn.effects if isinstance(effect, SendPicture)), None)
    if packed and shown is not None:
        packed[-1] = Parcel(packed[-1].text, packed[-1].rows, kind="photo", picture=shown)
    return tuple(packed)


def dump_parcel(parcel: Parcel) -> str:
    return _adapter().dump_json(parcel, exclude_defaults=True).decode()


def load_parcel(text: str) -> Parcel:
    """Raises ValueError when the text is no parcel."""
    return _adapter().validate_json(text)
