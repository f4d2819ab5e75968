"""How the same goal comes in from a phone: no capitals, stops forgotten, words cut short, letters swapped.

Only the trainer uses this. Nothing that a label rests on is left out. A text always gets the same slips.
"""

import re
from random import Random
from typing import Final

_STOPS: Final = re.compile(r"[.,;](?=\s|$)")


def typed(text: str, short: tuple[tuple[str, str], ...]) -> str:
    """One way to type this text. `short` are (long, short) pairs of words or parts of words."""
    slips = Random(text)  # noqa: S311
    if slips.random() < 0.45:
        text = text.lower()
    if slips.random() < 0.15:
        text = _STOPS.sub("", text)
    if slips.random() < 0.25 and short:
        for _ in range(slips.randint(1, 3)):
            text = text.replace(*slips.choice(short), 1)
    if slips.random() < 0.25:
        for _ in range(slips.randint(1, 3)):
            text = _slip(text, slips)
    return text.rstrip(".") if slips.random() < 0.2 else text


def _slip(text: str, slips: Random) -> str:
    at = slips.randrange(max(1, len(text) - 1))
    if not text[at : at + 1].isalpha():
        return text
    kind = slips.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]
