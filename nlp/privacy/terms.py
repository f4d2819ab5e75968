"""Marks the names that are no person's: of an institute, a course, a test, a place of two words.

'Albert Schweitzer ziekenhuis', 'Thomas spalk' and 'Ramsay Hunt' hold usual names. A form of address, a function or a
relation before them makes them a person's after all: 'collega Thomas test het apparaat'.
"""

from collections.abc import Sequence

from . import lexicon as lex
from .tokens import Token

_PERSON_CUE = lex.TITLE | lex.ROLE | lex.RELATION | lex.NAMING


def mask(tokens: Sequence[Token]) -> None:
    """Sets `masked` on the tokens of terms; the tokens stay otherwise as they are."""
    known = lex.load()
    phrases, places = known.phrases, known.places
    for place, token in enumerate(tokens):
        flags = token.flags
        if flags & lex.SURE_HEAD and token.shape != "UPPER":
            _mask_before_head(tokens, place)
        if flags & lex.EPONYM:
            _mask_pair(tokens, place)
        if token.base in phrases and not _after(tokens, place, lex.TITLE):
            _mask_phrase(tokens, place, phrases[token.base])
        if token.base in places and not _after(tokens, place, lex.ANY_TITLE | lex.INTERFIX | lex.NAME):
            _mask_phrase(tokens, place, places[token.base])


def _after(tokens: Sequence[Token], place: int, flags: int) -> bool:
    return place > 0 and (bool(tokens[place - 1].flags & flags) or tokens[place - 1].shape == "initial")


def _mask_phrase(tokens: Sequence[Token], place: int, endings: tuple[tuple[str, ...], ...]) -> None:
    following = [word for word in tokens[place + 1 : place + 7] if word.text != "."]
    for rest in endings:
        words = following[: len(rest)]
        if tuple(word.base.rstrip(".") for word in words) == rest:
            tokens[place].masked = True
            for word in words:
                word.masked = True
            return


def _mask_before_head(tokens: Sequence[Token], head: int) -> None:
    """'Joel-Cohen methode': up to three names straight before a word like 'methode'."""
    first = head
    while first > 0 and head - first < 3:
        token = tokens[first - 1]
        named = token.flags & (lex.NAME | lex.EPONYM) and not token.flags & (lex.FUNCTION_WORD | lex.ANY_TITLE)
        unknown = not token.flags and token.shape == "Capital"
        if token.possessive or not (named or unknown):
            break
        first -= 1
    if first > 0 and tokens[first - 1].flags & _PERSON_CUE:
        return
    for token in tokens[first:head]:
        token.masked = True


def _mask_pair(tokens: Sequence[Token], place: int) -> None:
    """'Ramsay Hunt', 'Guillain-Barré': two eponyms in a row, unless the first is a usual given name."""
    if place + 1 >= len(tokens) or not tokens[place + 1].flags & lex.EPONYM or tokens[place].flags & lex.GIVEN:
        return
    if not _after(tokens, place, lex.ANY_TITLE):
        tokens[place].masked = tokens[place + 1].masked = True
