"""How large a picture is, read from its first bytes: Telegram tells it with every photo, and refuses what is none."""

from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` in pixels."""

    mime: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture | None:
    """What kind of picture this is, or None: not a PNG, GIF or JPEG."""
    if content.startswith(PNG) and len(content) >= 24:
        return Picture("image/png", int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        return Picture("image/gif", int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little"))
    if content.startswith(JPEG):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> Picture | None:
    """Walk over the segments to the frame header, which holds the size (ITU T.81, B.2.2)."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker in FRAME_MARKERS:
            height = int.from_bytes(content[position + 5 : position + 7])
            width = int.from_bytes(content[position + 7 : position + 9])
            return Picture("image/jpeg", width, height)
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return None
