"""Draws the picture of /overzicht: a PNG of 1080 x 1350 pixels, for a phone.

Pillow and one font of our own, because matplotlib takes seconds to import and four times the memory, and Pillow's
built-in font lacks é and ë. It is drawn when it is sent, outside any transaction, and exists nowhere but in memory.
Telegram keeps no transparency and there is one picture for both its themes: the ground is a slate that stands out on
white as on dark, and every mark differs from the others in shape as well as in colour.
"""

import io
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dialogs.turn import AreaState, Moment, SendPicture

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "Roboto-Medium.ttf"
WIDTH, HEIGHT, MARGIN = 1080, 1350, 56
RIGHT = WIDTH - MARGIN
AREAS_FROM, AREAS_LEAST, AREA = 196, 392, 104
"""Where the areas begin, what they get at least together, and at most each."""
HEAD, AXIS, BELOW_AXIS, MOMENT = 62, 134, 38, 96
"""Below the areas: the heading, the names of the months; below those: the moments, at most so tall each."""
REST, BOTTOM = 48, 1318
"""The line under the moments is so tall."""
AXIS_SIZE = 38
"""Of the months: a third of it is left on a phone."""

GROUND, INK, FAINT, LINE = "#22323f", "#f4f1ea", "#a9b8c2", "#4a5d6b"
OPEN, DONE, TALK, LATE = "#f2c14e", "#74c69d", "#8ecae6", "#ff9f80"
MISSING = "·"
"""In place of a sign that the font does not have."""
SMOOTH = 4
"""Marks are drawn so much larger and shrunk, because Pillow draws no smooth edges."""


def draw_overview(wanted: SendPicture) -> bytes:
    """A PNG. Draws any text and any number of areas and moments inside the canvas; what does not fit is cut off."""
    canvas = _Canvas()
    canvas.text(MARGIN, 80, wanted.title, 62, INK)
    canvas.text(MARGIN, 160, wanted.areas_title, 42, FAINT)
    line = AXIS + BELOW_AXIS + MOMENT * len(wanted.moments) if wanted.moments else AXIS
    tall = min(max(BOTTOM - AREAS_FROM - line - REST * bool(wanted.rest), AREAS_LEAST), AREA * len(wanted.areas))
    for at, area in enumerate(wanted.areas):
        step = tall / len(wanted.areas)
        canvas.area(AREAS_FROM + step * (at + 0.5), min(44, step * 0.68), area.label, area.state, area.note)
    below = AREAS_FROM + tall
    canvas.text(MARGIN, below + HEAD, wanted.moments_title, 42, FAINT)
    if wanted.moments:
        _time_line(canvas, wanted, below + AXIS)
        canvas.text(MARGIN, BOTTOM - REST / 2, wanted.rest, AXIS_SIZE, FAINT)
    else:
        canvas.text(MARGIN, below + AXIS, wanted.rest, 38, INK)
    return canvas.png()


def _time_line(canvas: "_Canvas", wanted: SendPicture, axis: float) -> None:
    days = max((wanted.end - wanted.begin).days, 1)

    def across(day: date) -> float:
        share = (day - wanted.begin).days / days
        return MARGIN + 16 + min(max(share, 0.0), 1.0) * (RIGHT - MARGIN - 32)

    top = axis + BELOW_AXIS
    step = min(MOMENT, (BOTTOM - REST * bool(wanted.rest) - top) / len(wanted.moments))
    today, bottom = across(wanted.today), top + step * len(wanted.moments)
    spot = canvas.text(today, axis, wanted.today_label, AXIS_SIZE, INK, centred=True)
    for tick in wanted.ticks:
        x = across(tick.day)
        canvas.upright(x, axis + 28, bottom, LINE, 2)
        canvas.text(x, axis, tick.label, AXIS_SIZE, FAINT, centred=True, unless=spot)
    canvas.upright(today, axis + 28, bottom, INK, 3)
    for at, moment in enumerate(wanted.moments):
        x_of = None if moment.day is None else across(moment.day)
        canvas.moment(top + step * at, step, moment, today, x_of)


class _Canvas:
    """One picture in the making. Its fonts are its own: several may be drawn at a time."""

    def __init__(self) -> None:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - only who sends a picture pays for it

        self._image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._data = FONT.read_bytes()
        self._fonts: dict[int, FreeTypeFont] = {}
        self._known: dict[str, bool] = {}

    def _font(self, size: float) -> "FreeTypeFont":
        from PIL import ImageFont  # noqa: PLC0415

        if (font := self._fonts.get(round(size))) is None:
            layout = ImageFont.Layout.BASIC
            font = ImageFont.truetype(io.BytesIO(self._data), max(round(size), 8), layout_engine=layout)
            self._fonts[round(size)] = font
        return font

    # --- words

    def _there(self, sign: str) -> bool:
        """Whether the font has this sign: it looks otherwise than one that no font has."""
        if sign not in self._known:
            font = self._font(30)
            shape, none = font.getmask(sign), font.getmask("\uffff")
            self._known[sign] = (shape.size, bytes(shape)) != (none.size, bytes(none))
        return self._known[sign]

    def _plain(self, text: str) -> str:
        """What can be drawn of a text: a letter without a rare accent, nothing for an emoji, a dot for other signs."""
        signs: list[str] = []
        for sign in " ".join(unicodedata.normalize("NFC", text).split()):
            kind = unicodedata.category(sign)[0]
            base = unicodedata.normalize("NFKD", sign)[0]
            if kind in "CM":
                continue  # Marks that join no letter would pile up on the line above.
            if sign == " " or self._there(sign):
                signs.append(sign)
            elif base.isprintable() and base != " " and self._there(base):
                signs.append(base)
            elif kind != "S":
                signs.append(MISSING)
        return " ".join("".join(signs).split())

    def _cut(self, text: str, font: "FreeTypeFont", room: float) -> str:
        """As much of a drawable text as fits, with an ellipsis for the rest."""
        if font.getlength(text) <= room:
            return text
        fits, over = 0, len(text)
        while over - fits > 1:
            middle = (fits + over) // 2
            if font.getlength(f"{text[:middle].rstrip()}…") <= room:
                fits = middle
            else:
                over = middle
        return f"{text[:fits].rstrip()}…" if fits else ""

    def text(
        self,
        x: float,
        middle: float,
        words: str,
        size: float,
        colour: str,
        *,
        right: float = RIGHT,
        centred: bool = False,
        unless: tuple[float, float] | None = None,
        cleared: bool = False,
    ) -> tuple[float, float]:
        """Write on one line from `x` up to at most `right`, or around `x`; returns where it begins and ends.

        It is left out where it would stand over `unless`. `cleared` takes away what stood there.
        """
        font = self._font(size)
        shown = self._cut(self._plain(words), font, right - (MARGIN if centred else x))
        long = font.getlength(shown)
        if centred:
            x = min(max(x - long / 2, MARGIN), RIGHT - long)
        spot = (x, x + long)
        if cleared and shown:
            self._clear(x, spot[1] + 8, middle, size)
        if unless is None or spot[1] + 14 < unless[0] or unless[1] + 14 < spot[0]:
            self._draw.text((x, middle), shown, colour, font, anchor="lm")
        return spot

    def _at_right(self, middle: float, words: str, size: float, colour: str) -> float:
        """Write up to the right margin, at most half the width; returns where it begins."""
        font = self._font(size)
        shown = self._cut(self._plain(words), font, (RIGHT - MARGIN) / 2)
        x = RIGHT - font.getlength(shown)
        self._clear(x - 8, RIGHT, middle, size)
        self._draw.text((x, middle), shown, colour, font, anchor="lm")
        return x

    def _clear(self, x: float, to_x: float, middle: float, size: float) -> None:
        """Take away the lines of the months, so that they do not run through words."""
        self._draw.rectangle((x, middle - size * 0.6, to_x, middle + size * 0.6), GROUND)

    # --- rows and marks

    def area(self, middle: float, size: float, label: str, state: AreaState, note: str) -> None:
        colour = {"open": OPEN, "gedaan": DONE, "niets": FAINT}[state]
        edge = self._at_right(middle, note, size * 0.84, colour)
        self.mark(MARGIN + 20, middle, size * 0.46, state, colour)
        self.text(MARGIN + 64, middle, label, size, INK if state != "niets" else FAINT, right=edge - 24)

    def moment(self, top: float, step: float, moment: Moment, today: float, x: float | None) -> None:
        """A line of words, and under it its place in time; a goal reaches from today to its deadline."""
        colour = LATE if moment.late else OPEN if moment.kind == "doel" else TALK
        size, middle, y = min(38, step * 0.54), top + step * 0.34, round(top + step * 0.8)
        edge = self._at_right(middle, moment.when, size * 0.9, colour if x is not None else FAINT) - 24
        self.text(MARGIN, middle, moment.label, size, INK, right=edge, cleared=True)
        if x is None:
            self._draw.line((round(today), y, RIGHT - 16, y), LINE, 4)
            return
        if moment.kind == "doel":
            self._draw.line((round(min(x, today)), y, round(max(x, today)), y), colour, max(4, round(step * 0.1)))
        self.mark(x, y, min(15, step * 0.2), moment.kind, colour)

    def upright(self, x: float, top: float, bottom: float, colour: str, width: int) -> None:
        self._draw.line((round(x), round(top), round(x), round(bottom)), colour, width)

    def mark(self, x: float, y: float, radius: float, kind: str, colour: str) -> None:
        """open: half a disc in a ring · gedaan: a disc with a tick · niets: a ring · doel: a disc · gesprek: a
        diamond."""
        from PIL import Image, ImageDraw  # noqa: PLC0415

        half = round(radius) + 2
        big = half * SMOOTH
        mask = Image.new("L", (2 * big, 2 * big), 0)
        draw, r = ImageDraw.Draw(mask), radius * SMOOTH
        box = (big - r, big - r, big + r, big + r)
        if kind == "gesprek":
            draw.polygon([(big, big - r), (big + r, big), (big, big + r), (big - r, big)], 255)
        elif kind in ("doel", "gedaan"):
            draw.ellipse(box, 255)
        else:
            draw.ellipse(box, 0, 255, round(r * 0.22))
        if kind == "open":
            draw.pieslice(box, 90, 270, 255)
        elif kind == "gedaan":
            tick = [(big - r * 0.45, big + r * 0.02), (big - r * 0.1, big + r * 0.38), (big + r * 0.48, big - r * 0.34)]
            draw.line(tick, 0, round(r * 0.24), joint="curve")
        small = mask.resize((2 * half, 2 * half), Image.Resampling.LANCZOS)
        self._image.paste(colour, (round(x) - half, round(y) - half), small)

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.save(out, "PNG", compress_level=3)
        return out.getvalue()
