"""The doors that were offered last, which may be typed as well: by label, by number, or in the words for them."""

from collections.abc import Sequence

from dialogs import prompt
from dialogs.answers import match_option
from dialogs.library import Library, plain, plains
from dialogs.options import Option
from dialogs.turn import Reply

GO = "go:"
Offer = tuple[str, str]
"""Label and data of a button."""


def offered(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a message that lead somewhere by themselves."""
    return tuple((button.label, button.data) for row in reply.rows for button in row if button.data.startswith(GO))


def chosen(library: Library, offers: Sequence[Offer], text: str) -> str:
    """The data of the button that this line means; empty when it means none of them, or not surely one.

    A line that takes back what it names means the button only when it is exactly its words.
    """
    line = plain(text)
    if line.isdigit():
        return next((data for label, data in offers if label == line), "")
    options = [Option(data, label, _words(library, data)) for label, data in offers]
    denied = not plains(library.phrases.words.denies).isdisjoint(line.split())
    found = match_option(options, text, strict=denied)
    return found.id if found else ""


def _words(library: Library, data: str) -> tuple[str, ...]:
    door = library.door(prompt.pressed(data).door)
    return door.entry.spoken if door else ()
