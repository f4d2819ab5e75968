"""Joins words that are likely part of a name into persons, with form of address, initials and interfixes.

Convention (nlp-dev README): a form of address belongs to the person, a function does not. 'Joost en Carla Vink' is
one span, 'Joost en Carla' are two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import cues
from . import lexicon as lex
from .features import THRESHOLD, Context
from .model import Weights
from .tokens import Token

SURE = 0.9
_BEFORE_INITIAL = lex.TITLE | lex.PATIENT | lex.ROLE


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
            chance = weights.probability(context.features(place))
            if chance < SURE and context.is_addressed(place):
                chance = SURE
            elif chance < context.threshold(place):
                chance = min(chance, THRESHOLD - 0.01)
            chances[place] = chance
    _agree(tokens, chances)
    found: list[Person] = []
    place = 0
    while place < len(tokens):
        if chances[place] >= THRESHOLD:
            last = _end(tokens, chances, place)
            floor = found[-1].last + 1 if found else 0
            found.append(Person(_begin(tokens, place, floor), last))
            place = last + 1
        elif (tokens[place].flags & _BEFORE_INITIAL or tokens[place].shape == "initial") and (
            initial := _initials_only(tokens, chances, place, context.case == "l")
        ):
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
    if last + 2 < len(tokens) and tokens[last + 1].text == "," and _is_letter(tokens[last + 2], dotted=True):
        return last + 2
    if last == place and _is_first_name(tokens[place]):
        joined = _couple(tokens, chances, last)
        if joined is not None:
            return joined
    return last


def _next_name(tokens: Sequence[Token], chances: Sequence[float], last: int) -> int | None:
    """The next name word of the same person: adjacent, glued ('Bos-de Wit'), or behind interfixes or initials."""
    if tokens[last].possessive:
        return None
    size = len(tokens)
    glued = last + 1 < size and tokens[last + 1].glued
    for right in range(last + 1, min(size, last + 5)):
        token = tokens[right]
        if chances[right] >= THRESHOLD:
            return right
        inner = bool(token.flags & lex.INTERFIX)
        capitals = token.shape == tokens[last].shape == "Capital"
        if capitals and right == last + 1 and tokens[last].flags & lex.GIVEN and token.flags & lex.SURNAME:
            return right  # 'Wil Koning': a surname that is a word
        if glued and not inner and (token.shape == "Capital" or (right > last + 1 and token.shape == "lower")):
            return right
        if not (inner or token.shape == "initial"):
            return None
        loose = right == last + 1 and token.flags & lex.WEAK_INTERFIX and token.shape == "lower"
        if loose and not _deepens(tokens, right):
            return None
    return None


def _deepens(tokens: Sequence[Token], place: int) -> bool:
    """'op den', 'in 't': a preposition that is part of a surname; 'Ahmed uit Gouda' has none."""
    known = cues.names()
    if tokens[place].base in known.always:
        return True
    return place + 1 < len(tokens) and tokens[place + 1].base in known.deepening


def _couple(tokens: Sequence[Token], chances: Sequence[float], first: int) -> int | None:
    """'Joost en Carla Vink': the end of the pair when the surname follows the second given name only."""
    if first + 2 >= len(tokens) or tokens[first + 1].base not in cues.names().joining:
        return None
    second = first + 2
    if chances[second] < THRESHOLD or not _is_first_name(tokens[second]):
        return None
    return _next_name(tokens, chances, second)


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
        if left >= floor and _is_small_first_name(tokens[left], tokens[first]):
            first = left
            left -= 1
        while left >= floor and _is_title(tokens, left):
            first = left
            left -= 1
        if left >= floor and tokens[left].base == "de" and tokens[first].base == "heer":
            first = left
    return first


def _is_small_first_name(token: Token, surname: Token) -> bool:
    """'Wil Koning', 'Ad van Gool': a first name that is a small word, before a surname with a capital."""
    if token.shape != "Capital" or token.base not in cues.names().small_first_names:
        return False
    return surname.text[0].isupper() or bool(surname.flags & lex.STRONG_INTERFIX)


def _owns_chain(tokens: Sequence[Token], chain: range, anchor: Token | None, name: Token) -> bool:
    words = [tokens[place] for place in chain]
    relative = anchor is not None and anchor.flags & (lex.SOFT_TITLE | lex.GROUP_TITLE)
    if relative and name.flags & lex.GIVEN and len(words) == 1 and words[0].text == "van":
        return False
    if anchor is not None and (anchor.flags & lex.ANY_TITLE or anchor.shape == "initial"):
        return True
    if anchor is not None and _is_letter(anchor, dotted=False):
        return True
    if not words[0].flags & lex.STRONG_INTERFIX:
        return False
    if words[0].shape == "Capital" and not (words[0].opens and name.flags & lex.GIVEN and not name.flags & lex.SURNAME):
        return True
    if name.flags & lex.GIVEN and not name.flags & lex.SURNAME:
        return False
    if len(words) > 1 or (words[0].base == "de" and not name.flags & lex.COMMON):
        return True
    return anchor is None or bool(anchor.flags & lex.ROLE)


def _is_initial(tokens: Sequence[Token], place: int, following: Token) -> bool:
    token = tokens[place]
    if token.shape == "initial" or _is_letter(token, dotted=True):
        return True
    return len(token.base) == 1 and token.shape in {"Capital", "UPPER"} and following.start - token.end < 3


def _is_title(tokens: Sequence[Token], place: int) -> bool:
    return bool(tokens[place].flags & lex.ANY_TITLE)


def _initials_only(tokens: Sequence[Token], chances: Sequence[float], place: int, small: bool) -> Person | None:
    """'mevrouw J.', 'patient B.', 'mevr. de V.', 'L. de G.': a person with the name shortened to a letter.

    `small` tells that the text has no capitals; then 'patient b.' counts too, if a word follows.
    """
    token = tokens[place]
    between = cues.names().before_letter
    right = place + 1
    while right < len(tokens) and right - place < 4 and tokens[right].base in between:
        right += 1
    if right >= len(tokens) or _next_name(tokens, chances, right) is not None:
        return None
    letter = tokens[right]
    if _is_letter(token, dotted=True):
        return Person(place, right) if right > place + 1 and _is_letter(letter, dotted=True) else None
    if token.flags & lex.TITLE and (_is_letter(letter, dotted=False) or letter.shape == "initial"):
        return Person(place, right)
    if right == place + 1 and _is_letter(letter, dotted=True):
        return Person(right, right)
    if small and right == place + 1 and right + 1 < len(tokens) and tokens[right + 1].shape == "lower":
        alone = len(letter.text) == 2 and letter.text[1] == "." and letter.text[0].isalpha()
        return Person(place if token.flags & lex.TITLE else right, right) if alone else None
    return None


def _is_letter(token: Token, dotted: bool) -> bool:
    """A capital for a name; `dotted`: only with its full stop."""
    if not token.text[0].isupper():
        return False
    if token.shape == "initial" or (len(token.text) == 2 and token.text[1] == "."):
        return True
    return not dotted and len(token.base) == 1 and token.shape in {"Capital", "UPPER"}
