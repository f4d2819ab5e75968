"""Finds the place where a person lives and the bed where a patient lies.

Convention (nlp-dev README): a bed or room counts only next to a named person. A place name counts when it is
somebody's ('uit Tiel', 'woont in Tiel', behind an address or a name); as a place of work it is clean.
"""

from collections.abc import Iterator, Sequence

from . import cues
from . import lexicon as lex
from .addresses import lives
from .numbers import Found
from .persons import Person
from .tokens import Token

_NEAR = 6
"""Tokens between a bed and the person in it, at most."""


def find(tokens: Sequence[Token], persons: Sequence[Person], known: Sequence[Found]) -> list[Found]:
    """Places of residence and beds. `known` are the addresses and dates of birth that were found before."""
    found = list(_residences(tokens, persons, known))
    if persons:
        found.extend(_beds(tokens, persons))
    return found


def _residences(tokens: Sequence[Token], persons: Sequence[Person], known: Sequence[Found]) -> Iterator[Found]:
    named = lex.load().places
    inside = {place for person in persons for place in range(person.first, person.last + 1)}
    person_ends = {person.last for person in persons}
    place = 1
    while place < len(tokens):
        token = tokens[place]
        last = _place_name(tokens, place) if token.flags & lex.PLACE or token.base in named else None
        if last is None:
            place += 1
            continue
        if not tokens[place - 1].flags & lex.ANY_TITLE and (
            _is_somebodys(tokens, place, person_ends, known)
            or (place not in inside and _follows_person(tokens, place, person_ends))
        ):
            yield Found(token.start, tokens[last].end, "location")
        place = last + 1


def _place_name(tokens: Sequence[Token], place: int) -> int | None:
    """Last token of the place name that begins here, if one does."""
    token = tokens[place]
    for rest in lex.load().places.get(token.base, ()):
        window = tokens[place + 1 : place + 1 + len(rest)]
        if tuple(word.base for word in window) == rest:
            return place + len(rest)
    if not token.flags & lex.PLACE or token.flags & lex.FUNCTION_WORD:
        return None
    is_verb = token.flags & lex.VERB and token.shape == "lower"
    return None if is_verb and not lives(tokens, place) else place


def _is_somebodys(tokens: Sequence[Token], place: int, person_ends: set[int], known: Sequence[Found]) -> bool:
    words, before = cues.homes(), tokens[place - 1]
    for one in known:
        if one.kind == "address" and 0 <= tokens[place].start - one.end < 12:
            return True
        if one.kind == "date_of_birth" and before.base in words.born and 0 <= before.start - one.end < 3:
            return True
    if lives(tokens, place):
        return True
    return before.base in words.origin and _somebody(tokens, place - 1, person_ends)


def _somebody(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    """A patient, relative or named person stands shortly before 'uit'."""
    words = cues.homes()
    for left in range(place - 1, max(-1, place - 6), -1):
        token = tokens[left]
        if token.shape == "break" or token.text == ".":
            return False
        if left in person_ends or token.flags & lex.PATIENT or token.base in words.who:
            return True
        if token.flags & lex.VERB and token.base not in words.comes:
            return False
    return False


def _follows_person(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    """'Jansen (Zwolle)', 'jansen zwolle'."""
    token = tokens[place]
    clear = token.shape == "Capital" or not token.flags & (lex.COMMON | lex.NAME)
    return clear and (place - 2 if tokens[place - 1].text in ",(" else place - 1) in person_ends


def _beds(tokens: Sequence[Token], persons: Sequence[Person]) -> Iterator[Found]:
    bed = cues.homes().bed
    place, nearest = 0, 0
    while place + 1 < len(tokens):
        if tokens[place].base not in bed or tokens[place + 1].shape != "number":
            place += 1
            continue
        last = place + 1
        if last + 1 < len(tokens):
            letter = tokens[last + 1]
            last += letter.start == tokens[last].end and len(letter.base) == 1 and letter.base.isalpha()
        while last + 2 < len(tokens) and tokens[last + 1].base in bed and tokens[last + 2].shape == "number":
            last += 2
        while nearest + 1 < len(persons) and persons[nearest].last + _NEAR < place:
            nearest += 1
        if any(_is_near(tokens, place, last, person) for person in persons[nearest : nearest + 2]):
            yield Found(tokens[place].start, tokens[last].end, "location")
        place = last + 1


def _is_near(tokens: Sequence[Token], first: int, last: int, person: Person) -> bool:
    low, high = (last, person.first) if person.first > last else (person.last, first)
    if high - low > _NEAR:
        return False
    return not any(token.shape == "break" or token.text in ".;" for token in tokens[low + 1 : high])
