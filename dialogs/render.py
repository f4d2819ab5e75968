"""Sentences from content, with values filled in. A template is Telegram HTML; every value is escaped on its way in."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from html import escape

from dialogs.phrases import Phrases

NAME = re.compile(r"\{([a-z_]+)\}")
SHORT = 90
"""Characters of an answer that are said back."""
LONG = 220
"""Characters of one field on a card: the whole card stays well under a message."""


def safe(text: str) -> str:
    """Text of a person, made harmless for Telegram HTML."""
    return escape(text, quote=False)


def shorten(text: str, limit: int = SHORT) -> str:
    """The text on one line, cut at a word when it is too long."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[limit // 2 :] else cut}…"


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with each {name} replaced by its value, which must be HTML already (see `safe`)."""
    return weave(template, values.__getitem__)


def weave(template: str, value: Callable[[str], str]) -> str:
    """Like `fill`, with values that are worked out only where they occur."""
    return NAME.sub(lambda match: value(match[1]), template)


def dutch_date(day: date, phrases: Phrases) -> str:
    months = phrases.dates.months
    return fill(phrases.dates.day, {"day": str(day.day), "month": months[day.month - 1], "year": str(day.year)})


def near_date(day: date, today: date, phrases: Phrases) -> str:
    """Without its year where that is the one we are in: '12 januari'."""
    written = dutch_date(day, phrases)
    return written.removesuffix(f" {day.year}") if day.year == today.year else written


def short_date(day: date, phrases: Phrases) -> str:
    """For a button: '3 dec'."""
    return f"{day.day} {phrases.dates.months_short[day.month - 1]}"


def listed(items: list[str], last: str = " en ") -> str:
    """'a, b en c'."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + last + items[-1] if items else ""


def lines(*parts: str) -> str:
    """Parts under each other with a blank line between them; empty ones vanish."""
    return "\n\n".join(part for part in parts if part)
