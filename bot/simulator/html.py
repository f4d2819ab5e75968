"""Telegram's HTML, read as strictly as Telegram reads it, and written back.

A fault is told with its byte offset and in Telegram's words (TDLib, `parse_html`), because those words are what
an operator will see in a log. Only the four named character references exist: `&nbsp;` stays what it is.
"""

import html as standard_html
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from bot.simulator.errors import ApiError, bad_request
from bot.simulator.formatted import Entity, FormattedText, utf16_length, utf16_offsets

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = frozenset(b" \t\r\n\0\v")
NAME_TOKEN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
END = 0


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> FormattedText:
    """The text without its tags, and the marks. ApiError 400 `can't parse entities: ...` as Telegram's."""
    return _Parser(source.encode()).parse()


def escape(text: str) -> str:
    """`text` as it must be written inside Telegram HTML; `parse_html` gives it back unchanged."""
    return standard_html.escape(text, quote=False)


def to_html(formatted: FormattedText) -> str:
    """The marked text as Telegram HTML; found links and commands stay plain, for Telegram finds them again."""
    tagged = [each for each in formatted.entities if each.kind in _TAGS]
    if not tagged:
        return escape(formatted.text)
    offsets = utf16_offsets(formatted.text)
    index = {offset: position for position, offset in enumerate(offsets)}
    edges = sorted({offsets[0], *(each.offset for each in tagged), *(each.end for each in tagged), offsets[-1]})
    opening: dict[int, list[Entity]] = {}
    for each in tagged:
        opening.setdefault(each.offset, []).append(each)
    pieces: list[str] = []
    stack: list[Entity] = []
    for start, end in pairwise([*edges, offsets[-1]]):
        stack = _close(pieces, stack, start)
        for each in opening.get(start, ()):
            pieces.append(_open_tag(each))
            stack.append(each)
        pieces.append(escape(formatted.text[index[start] : index[end]]))
    return "".join(pieces)


_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
}


def _open_tag(entity: Entity) -> str:
    if entity.kind == "text_link":
        return f'<a href="{standard_html.escape(entity.url)}">'
    if entity.kind == "expandable_blockquote":
        return "<blockquote expandable>"
    if entity.language:
        return f'<pre><code class="language-{standard_html.escape(entity.language)}">'
    return f"<{_TAGS[entity.kind]}>"


def _close_tag(entity: Entity) -> str:
    return "</code></pre>" if entity.language else f"</{_TAGS[entity.kind]}>"


def _close(pieces: list[str], stack: list[Entity], offset: int) -> list[Entity]:
    """Close what ends at `offset`; a mark that was opened later and goes on is closed and opened again."""
    reopen: list[Entity] = []
    while any(each.end <= offset for each in stack):
        last = stack.pop()
        pieces.append(_close_tag(last))
        if last.end > offset:
            reopen.insert(0, last)
    for each in reopen:
        pieces.append(_open_tag(each))
    return [*stack, *reopen]


def checked_link(url: str) -> str:
    """`url` as Telegram stores a link, or '' where it would drop the link: no host with a dot, or not http(s) or tg."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() == "tg":
        return url
    if parts.scheme.lower() not in {"http", "https"} or "." not in host or any(ord(each) <= 0x20 for each in url):
        return ""
    return parts._replace(scheme=parts.scheme.lower(), path=parts.path or "/").geturl()


class _Parser:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.out = bytearray()
        self.offset = 0
        self.open: list[_OpenTag] = []
        self.entities: list[Entity] = []
        self.half_characters = False

    def parse(self) -> FormattedText:
        while self.at < len(self.data):
            byte = self.data[self.at]
            if byte == ord("<"):
                self._end_tag() if self._peek(1) == ord("/") else self._start_tag()
            elif byte == ord("&") and (character := self._reference()):
                self._emit(character)
            else:
                self.out.append(byte)
                self.offset += (byte & 0xC0 != 0x80) + (byte >= 0xF0)
                self.at += 1
        if self.open:
            raise _fault(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return FormattedText(self._text(), tuple(self.entities))

    def _text(self) -> str:
        text = self.out.decode("utf-8", "surrogatepass")
        if self.half_characters:
            raise _fault(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text

    def _peek(self, ahead: int = 0) -> int:
        position = self.at + ahead
        return self.data[position] if position < len(self.data) else END

    @property
    def _ended(self) -> bool:
        return self.at >= len(self.data)

    def _skip_space(self) -> None:
        while not self._ended and self._peek() in SPACE:
            self.at += 1

    def _emit(self, character: str) -> None:
        self.half_characters |= 0xD800 <= ord(character) <= 0xDFFF
        self.out += character.encode("utf-8", "surrogatepass")
        self.offset += utf16_length(character)

    def _reference(self) -> str:
        """The character that the reference here stands for, read past it; '' (nothing read) if it is none."""
        end = self.at + 1
        if self._peek(1) == ord("#"):
            base, end = (16, self.at + 3) if self._peek(2) == ord("x") else (10, self.at + 2)
            digits = b"0123456789abcdefABCDEF" if base == 16 else b"0123456789"
            start = end
            while end < len(self.data) and self.data[end] in digits:
                end += 1
            code = int(self.data[start:end] or b"0", base)
            if code == 0 or code >= 0x10FFFF or end - self.at >= 10:
                return ""
            character = chr(code)
        else:
            while end < len(self.data) and self.data[end] in LETTERS:
                end += 1
            character = NAMED.get(self.data[self.at + 1 : end], "")
            if not character:
                return ""
        self.at = end + 1 if self.data[end : end + 1] == b";" else end
        return character

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name_start = self.at
        while not self._ended and self._peek() not in SPACE and self._peek() != ord(">"):
            self.at += 1
        if self._ended:
            raise _fault(f"Unclosed start tag at byte offset {begin}")
        name = self.data[name_start : self.at].decode("utf-8", "replace").lower()
        if name not in KINDS:
            raise _fault(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise _fault(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_OpenTag(name, argument, self.offset, len(self.out)))

    def _attributes(self, name: str, begin: int) -> str:
        """Read up to the tag's '>'; what of the attributes matters to Telegram, or ''."""
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ord(">") and not self._ended:
                return argument
            attribute = self._attribute_name(name, begin)
            self._skip_space()
            if self._ended:
                raise _fault(f'Unclosed start tag "{name}" at byte offset {begin}')
            if self._peek() != ord("="):
                if name == "blockquote" and attribute == "expandable":
                    argument = "1"
                continue
            self.at += 1
            self._skip_space()
            if self._ended:
                raise _fault(f'Unclosed start tag "{name}" at byte offset {begin}')
            argument = _argument(name, attribute, self._attribute_value()) or argument
            if self._ended:
                raise _fault(f"Unclosed start tag at byte offset {begin}")

    def _attribute_name(self, name: str, begin: int) -> str:
        start = self.at
        while not self._ended and self._peek() not in SPACE and self._peek() not in b"=>/\"'":
            self.at += 1
        if start == self.at:
            raise _fault(f'Empty attribute name in the tag "{name}" at byte offset {begin}')
        return self.data[start : self.at].decode("utf-8", "replace")

    def _attribute_value(self) -> str:
        quote = self._peek()
        start = self.at
        if quote not in b"'\"":
            while not self._ended and self._peek() in NAME_TOKEN:
                self.at += 1
            if not self._ended and self._peek() not in SPACE and self._peek() != ord(">"):
                raise _fault(f"Unexpected end of name token at byte offset {start}")
            return self.data[start : self.at].decode().lower()
        self.at += 1
        value = bytearray()
        while not self._ended and self._peek() != quote:
            if self._peek() == ord("&") and (character := self._reference()):
                value += character.encode("utf-8", "surrogatepass")
            else:
                value.append(self._peek())
                self.at += 1
        self.at += not self._ended
        return value.decode("utf-8", "replace")

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _fault(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        start = self.at
        while not self._ended and self._peek() not in SPACE and self._peek() != ord(">"):
            self.at += 1
        name = self.data[start : self.at].decode("utf-8", "replace").lower()
        self._skip_space()
        if self._ended or self._peek() != ord(">"):
            raise _fault(f"Unclosed end tag at byte offset {begin}")
        tag = self.open[-1]
        if name not in {"", tag.name}:
            raise _fault(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        self.at += 1
        self.open.pop()
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        offset, length = tag.offset, self.offset - tag.offset
        kind = KINDS[tag.name]
        if kind == "text_link":
            url = checked_link(tag.argument or self.out[tag.start :].decode("utf-8", "replace"))
            if url:
                self.entities.append(Entity(kind, offset, length, url=url))
            return
        if kind == "blockquote" and tag.argument:
            kind = "expandable_blockquote"
        language = tag.argument if tag.name == "code" else ""
        twin = self.entities[-1] if self.entities else None
        if twin is not None and (twin.offset, twin.length) == (offset, length) and {twin.kind, kind} == {"pre", "code"}:
            self.entities[-1] = Entity("pre", offset, length, language=language or twin.language)
            return
        self.entities.append(Entity(kind, offset, length, language=language))


def _argument(tag: str, attribute: str, value: str) -> str:
    if (tag, attribute) == ("a", "href"):
        return value
    if (tag, attribute) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, attribute) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, attribute) == ("blockquote", "expandable"):
        return "1"
    return ""


def _fault(message: str) -> ApiError:
    return bad_request(f"can't parse entities: {message}")
