"""Finds ages above 89: so few people are that old that the number itself can identify.

Convention (nlp-dev README): only ages above 89 count, and only the number is in the span.
"""

from collections.abc import Iterator, Sequence

from . import cues
from . import lexicon as lex
from .numbers import Found
from .persons import Person
from .tokens import Token

_TOUCHING = frozenset({"/", ".", ",", "-", "<", ">", "≥", "≤", "+"})
_AMOUNT = "%/+-:°"


def find(low: str, tokens: Sequence[Token], persons: Sequence[Person]) -> list[Found]:
    """Ages in figures and in letters; `low` is the text in lower case, of the same length as the text."""
    found = list(_in_figures(tokens, persons))
    if "negentig" in low or "honderd" in low:
        found.extend(Found(*match.span(), "age_over_89") for match in cues.ages().in_full.finditer(low))
    return found


def _in_figures(tokens: Sequence[Token], persons: Sequence[Person]) -> Iterator[Found]:
    old = cues.ages().old
    ends = {person.last for person in persons}
    for place, token in enumerate(tokens):
        figure = token.shape == "number" and len(token.text) < 4 and token.text.isdecimal()
        if figure and int(token.text) in old and _is_age(tokens, place, ends):
            yield Found(token.start, token.end, "age_over_89")


def _is_age(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    known = cues.ages()
    before = tokens[place - 1] if place else None
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    if before is not None and before.text in _TOUCHING and before.end == tokens[place].start:
        return False
    if behind is not None and behind.base in known.year:
        further = tokens[place + 2].base if place + 2 < len(tokens) else ""
        general = any(token.base in known.general for token in tokens[max(0, place - 3) : place])
        return not general and further not in known.duration
    if before is None or (behind is not None and (behind.text[0] in _AMOUNT or behind.base in known.unit)):
        return False
    earlier = range(max(0, place - 4), place - 1)
    if before.base in known.age or (before.text == ":" and place > 1 and tokens[place - 2].base in known.age):
        return True
    if before.text in {"(", ","} and place > 1:
        return _is_somebody(tokens, place - 2, person_ends)
    if before.base == "van":
        return any(_is_somebody(tokens, left, person_ends) for left in earlier)
    if before.base in known.verb:
        return any(tokens[left].base in known.subject or _is_somebody(tokens, left, person_ends) for left in earlier)
    return _is_somebody(tokens, place - 1, person_ends)


def _is_somebody(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    return place in person_ends or bool(tokens[place].flags & lex.PATIENT)
