"""Joins words that are likely part of a name into persons, with form of address, initials and interfixes.

Convention (nlp-dev README): a form of address belongs to the person, a function does not. 'Kees en Marieke Smit' is
one span, 'Kees en Marieke' are two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import lexicon as lex
from .features import Context
from .model import Weights
from .tokens import Token

THRESHOLD = 0.5
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Person:
    """First and last token (inclusive) of a person, and whether a name stands in it rather than initials only."""

    first: int
    last: int


def find(context: Context, weights: Weights) -> list[Person]:
    """Persons in reading order, not overlapping."""
    tokens = context.tokens
    chances = [0.0] * len(tokens)
    for place in range(len(tokens)):
        if context.is_candidate(place):
            chances[place] = weights.probability(context.features(place))
    _agree(tokens, chances)
    found: list[Person] = []
    place = 0
    while place < len(tokens):
        if chances[place] >= THRESHOLD:
            last = _end(tokens, chances, place)
            floor = found[-1].last + 1 if found else 0
            found.append(Person(_begin(tokens, place, floor), last))
            place = last + 1
        elif initial := _initials_only(tokens, place):
            found.append(initial)
            place = initial.last + 1
        else:
            place += 1
    return found


def _agree(tokens: Sequence[Token], chances: list[float]) -> None:
    """A word that is surely a name in one place is that name in its other places too, if it is no ordinary word."""
    sure = {
        token.base
        for token, chance in zip(tokens, chances, strict=True)
        if chance >= SURE and len(token.base) > 2 and not token.flags & (lex.COMMON | lex.FUNCTION_WORD | lex.EPONYM)
    }
    capital = {
        token.text
        for token, chance in zip(tokens, chances, strict=True)
        if chance >= SURE and len(token.base) > 2 and token.shape == "Capital"
    }
    if not sure and not capital:
        return
    for place, token in enumerate(tokens):
        if 0.02 < chances[place] < THRESHOLD and (token.base in sure or (token.text in capital and not token.opens)):
            chances[place] = THRESHOLD


def _end(tokens: Sequence[Token], chances: Sequence[float], place: int) -> int:
    last = place
    while True:
        onward = _next_name(tokens, chances, last)
        if onward is None:
            break
        last = onward
    if last == place and _is_first_name(tokens[place]) and last + 3 < len(tokens) + 1:
        joined = _couple(tokens, chances, last)
        if joined is not None:
            return joined
    return last


def _next_name(tokens: Sequence[Token], chances: Sequence[float], last: int) -> int | None:
    """The next name word of the same person: adjacent, or behind interfixes or initials."""
    right = last + 1
    if tokens[last].possessive:
        return None
    while right < len(tokens) and right - last < 5:
        token = tokens[right]
        if chances[right] >= THRESHOLD:
            return right
        if not (token.flags & lex.INTERFIX or token.shape == "initial"):
            return None
        right += 1
    return None


def _couple(tokens: Sequence[Token], chances: Sequence[float], first: int) -> int | None:
    """'Kees en Marieke Smit': the end of the pair when the surname follows the second given name only."""
    if first + 2 >= len(tokens) or tokens[first + 1].base not in {"en", "&"}:
        return None
    second = first + 2
    if chances[second] < THRESHOLD or not _is_first_name(tokens[second]):
        return None
    last = _next_name(tokens, chances, second)
    return last


def _is_first_name(token: Token) -> bool:
    return bool(token.flags & lex.GIVEN)


def _begin(tokens: Sequence[Token], place: int, floor: int) -> int:
    """Left edge: interfixes that belong to the name, initials, form of address."""
    first = place
    left = place - 1
    while left >= floor and place - left < 5 and tokens[left].flags & lex.INTERFIX:
        left -= 1
    chain = range(left + 1, place)
    anchor = tokens[left] if left >= floor else None
    if chain and _owns_chain(tokens, chain, anchor, tokens[place]):
        first = chain.start
    if first == left + 1 and anchor is not None:
        while left >= floor and _is_initial(tokens, left, tokens[first]):
            first = left
            left -= 1
        while left >= floor and _is_title(tokens, left):
            first = left
            left -= 1
    return first


def _owns_chain(tokens: Sequence[Token], chain: range, anchor: Token | None, name: Token) -> bool:
    words = [tokens[place] for place in chain]
    if anchor is not None and (anchor.flags & lex.ANY_TITLE or anchor.shape == "initial"):
        return True
    if len(anchor.base if anchor else "") == 1 and anchor is not None and anchor.shape in {"Capital", "UPPER"}:
        return True
    if not words[0].flags & lex.STRONG_INTERFIX:
        return False
    if words[0].shape == "Capital" and not (words[0].opens and name.flags & lex.GIVEN and not name.flags & lex.SURNAME):
        return True
    if name.flags & lex.GIVEN and not name.flags & lex.SURNAME:
        return False
    if len(words) > 1 or words[0].base == "de" and not name.flags & lex.COMMON:
        return True
    return anchor is None or bool(anchor.flags & lex.ROLE)


def _is_initial(tokens: Sequence[Token], place: int, following: Token) -> bool:
    token = tokens[place]
    if token.shape == "initial":
        return True
    return len(token.base) == 1 and token.shape in {"Capital", "UPPER"} and following.start - token.end < 3


def _is_title(tokens: Sequence[Token], place: int) -> bool:
    return bool(tokens[place].flags & lex.ANY_TITLE)


def _initials_only(tokens: Sequence[Token], place: int) -> Person | None:
    """'mevrouw J.', 'patient B.', 'mevr. de V.': a person with the name shortened to a letter."""
    token = tokens[place]
    title = token.flags & lex.TITLE
    if not (title or token.flags & (lex.PATIENT | lex.ROLE)) or token.shape == "mark":
        return None
    right = place + 1
    while right < len(tokens) and right - place < 4 and tokens[right].base in {"de", "van", "der", "den"}:
        right += 1
    if right >= len(tokens):
        return None
    letter = tokens[right]
    capital = letter.text[:1].isupper()
    dotted = letter.shape == "initial" or (len(letter.text) == 2 and letter.text[1] == ".")
    bare = len(letter.base) == 1 and capital and letter.shape in {"Capital", "UPPER"}
    if title and (dotted or bare):
        return Person(place, right)
    if dotted and capital and right == place + 1:
        return Person(right, right)
    return None
