"""Text with marks: what Telegram keeps of a message after its HTML was read.

Offsets and lengths count UTF-16 code units (Bot API: MessageEntity). `tidy` cleans and trims as Telegram does
before it stores a text; `find_entities` adds the links and commands that it recognises by itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

PLAIN_INSIDE = frozenset({"code", "pre"})
MERGEABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
PRECEDENCE = (
    "blockquote",
    "expandable_blockquote",
    "text_link",
    "url",
    "bot_command",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
)

_TO_SPACE = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_TO_NOTHING = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")
_INVISIBLE = re.compile(
    r"[\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e01ff]*"
)
_COMMAND = re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")
_URL = re.compile(r"(?<![\w@./])(?:https?://|t\.me/)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entity:
    """`kind` is the Bot API's type; `url` belongs to text_link, `language` to pre."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str = ""
    entities: tuple[Entity, ...] = ()


NO_TEXT = FormattedText()


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes: what Telegram's limits and offsets count."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def utf16_offsets(text: str) -> list[int]:
    """For every character index (and the end) the UTF-16 offset where it begins."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def tidy(formatted: FormattedText) -> FormattedText:
    """Without control and direction characters, without white space around it, entities sorted and inside the text.

    Leading blanks stay where an entity begins on them: Telegram trims up to the first entity.
    """
    text, entities = _clean(formatted)
    entities = _normal(entities)
    end = utf16_length(text.rstrip(" \n"))
    entities = [replace(each, length=min(each.end, end) - each.offset) for each in entities if each.offset < end]
    text = text.rstrip(" \n")
    first = min((each.offset for each in entities), default=end)
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    moved = [replace(each, offset=each.offset - lead) for each in entities]
    return FormattedText(text[lead:], tuple(_sorted(moved)))


def is_blank(text: str) -> bool:
    """Nothing in it that a person could see; Telegram refuses such a text."""
    return _INVISIBLE.fullmatch(text) is not None


def find_entities(formatted: FormattedText) -> FormattedText:
    """With the links and commands that Telegram marks by itself, where nothing of the kind was marked yet."""
    offsets = utf16_offsets(formatted.text)
    taken = [each for each in formatted.entities if each.kind in PLAIN_INSIDE | {"text_link"}]
    found: list[Entity] = []
    for kind, pattern in (("url", _URL), ("bot_command", _COMMAND)):
        for match in pattern.finditer(formatted.text):
            start, end = offsets[match.start()], offsets[match.end()]
            if not any(each.offset < end and start < each.end for each in (*taken, *found)):
                found.append(Entity(kind, start, end - start))
    return FormattedText(formatted.text, tuple(_sorted((*formatted.entities, *found))))


def _clean(formatted: FormattedText) -> tuple[str, list[Entity]]:
    """The text with every forbidden character replaced or removed, and the entities moved along."""
    spaced = _TO_SPACE.sub(" ", formatted.text)
    if not _TO_NOTHING.search(spaced):
        return spaced, list(formatted.entities)
    offsets = utf16_offsets(spaced)
    removed = [offsets[match.start()] for match in _TO_NOTHING.finditer(spaced)]

    def moved(offset: int) -> int:
        return offset - sum(each < offset for each in removed)

    entities = [
        replace(each, offset=moved(each.offset), length=moved(each.end) - moved(each.offset))
        for each in formatted.entities
    ]
    return _TO_NOTHING.sub("", spaced), entities


def _normal(entities: Iterable[Entity]) -> list[Entity]:
    """No empty entity, none inside code or pre, and neighbours of the same kind joined."""
    kept = [each for each in _sorted(entities) if each.length > 0]
    plain = [each for each in kept if each.kind in PLAIN_INSIDE]
    kept = [each for each in kept if not any(_inside(each, block) for block in plain)]
    joined: list[Entity] = []
    for each in kept:
        twin = next((i for i, other in enumerate(joined) if _joins(other, each)), None)
        if twin is None:
            joined.append(each)
        else:
            other = joined[twin]
            joined[twin] = replace(other, length=max(other.end, each.end) - other.offset)
    return joined


def _inside(entity: Entity, block: Entity) -> bool:
    """A mark within code is lost; two code marks on the same spot are one."""
    if entity is block or entity.kind in {"blockquote", "expandable_blockquote"}:
        return False
    return block.offset <= entity.offset and entity.end <= block.end and entity.kind not in PLAIN_INSIDE


def _joins(left: Entity, right: Entity) -> bool:
    return left.kind == right.kind and left.kind in MERGEABLE and right.offset <= left.end


def _sorted(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda each: (each.offset, -each.length, _rank(each.kind)))


def _rank(kind: str) -> int:
    return PRECEDENCE.index(kind) if kind in PRECEDENCE else len(PRECEDENCE)
