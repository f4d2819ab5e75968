"""Finds where a person lives or lies: street with number, postcode, place of residence, bed or room, age over 89.

Convention (nlp-dev README): a bed or room counts only next to a named person, an age only above 89. A place name
counts when it is somebody's ('uit Almelo', 'woont in Tiel', behind an address); as a place of work it is clean.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from . import lexicon as lex
from .numbers import Found
from .persons import Person
from .tokens import Token

_NO_WORD = frozenset({"mark", "number", "break"})
_OLD = range(90, 126)
_BEHIND_AGE = frozenset({"jaar", "jarige", "jarig", "jr", "jr.", "j", "jaren", "jarigen", "jrs", "jarge", "jarige-", "lentes"})
_SMALL = frozenset({"de", "het", "van", "der", "den", "'t", "ter", "ten"})
_GENERAL = frozenset({"boven", "ouder", "onder", "dan", "vanaf", "tot", "plus", "bestaat", "geleden", "laatste", "afgelopen", "over", "komende",
                      "jonger", "minder", "meer", "na", "al", "ruim", "bijna"})  # fmt: skip
_SUBJECT = frozenset({"hij", "zij", "ze", "mevrouw", "meneer", "patient", "patiente", "is", "wordt", "was", "werd", "leeftijd", "lft", "lft."})
_OLD_WORD = re.compile(r"(?<!\w)(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n)?negentig(?:[\s\-]?jarige|[\s\-]?jaar|[\s\-]?jarig)(?!\w)"
                       r"|(?<!\w)honderd(?:en)?(?:een|twee|drie|vier|vijf|zes|zeven|acht)?[\s\-]?(?:jarige|jarig)(?!\w)")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cues:
    lives: frozenset[str]
    between: frozenset[str]
    origin: frozenset[str]
    bed: frozenset[str]
    street_opening: frozenset[str]
    addition: frozenset[str]
    unit: frozenset[str]


@cache
def _cues() -> _Cues:
    data = tomllib.loads(files("nlp").joinpath("data/privacy/woonplaats.toml").read_text(encoding="utf-8"))
    street = data["straat"]
    return _Cues(
        lives=frozenset(data["woont"]["woorden"]),
        between=frozenset(data["woont"]["tussen"]),
        origin=frozenset(data["herkomst"]["woorden"]),
        bed=frozenset(data["bed"]["woorden"]),
        street_opening=frozenset(street["ervoor"]),
        addition=frozenset(street["toevoeging"]),
        unit=frozenset(street["eenheid"]),
    )


def find(text: str, tokens: Sequence[Token], persons: Sequence[Person], births: Sequence[Found]) -> list[Found]:
    """Addresses, places of residence, beds and ages; they may overlap with persons, the caller settles that.

    `births` are the dates of birth that were found before: 'geboren 3 mei 1948 te Almelo'.
    """
    found = list(_addresses(tokens))
    found.extend(_residences(tokens, persons, found, births))
    if any(token.shape == "number" for token in tokens):
        if persons:
            found.extend(_beds(tokens, persons))
        found.extend(_ages(tokens, persons))
    low = text.lower()
    if ("negentig" in low or "honderd" in low) and len(low) == len(text):
        found.extend(Found(*match.span(), "age_over_89") for match in _OLD_WORD.finditer(low))
    return found


def _addresses(tokens: Sequence[Token]) -> Iterator[Found]:
    cues = _cues()
    strong = lex.load().streets.strong
    size = len(tokens)
    somebody_lives = any(token.base in cues.lives for token in tokens)
    place = 0
    while place < size:
        token = tokens[place]
        if token.shape in _NO_WORD:
            place += 1
            continue
        following = tokens[place + 1] if place + 1 < size else None
        numbered = following is not None and following.shape == "number" and len(following.text) < 5
        if numbered and _is_street(tokens, place):
            end = _house_number(tokens, place + 1)
            first = _street_begin(tokens, place)
            yield Found(tokens[first].start, tokens[end].end, "address")
            place = end + 1
            continue
        if somebody_lives and not numbered and _ends_as_street(token, strong) and _lives(tokens, place):
            first = _street_begin(tokens, place)
            yield Found(tokens[first].start, token.end, "address")
        place += 1
    for place in range(size - 1):
        token, letters = tokens[place], tokens[place + 1]
        if (
            token.shape == "number" and len(token.text) == 4 and token.text[0] != "0" and len(letters.base) == 2
            and letters.shape in {"UPPER", "lower"} and letters.base not in cues.unit and letters.start - token.end < 2
            and _beside_address(tokens, place, letters.shape == "UPPER")
        ):  # fmt: skip
            yield Found(token.start, letters.end, "address")


def _beside_address(tokens: Sequence[Token], place: int, capitals: bool) -> bool:
    behind = tokens[place + 2] if place + 2 < len(tokens) else None
    if behind is not None and behind.flags & lex.PLACE:
        return True
    before = tokens[max(0, place - 5) : place]
    return any(token.base in _cues().lives for token in before) or (
        capitals and any(_ends_as_street(token, lex.load().streets.strong + lex.load().streets.weak) for token in before)
    )


def _ends_as_street(token: Token, endings: tuple[str, ...]) -> bool:
    base = token.base
    if not base.endswith(endings) or token.flags & (lex.FUNCTION_WORD | lex.VERB) or base in lex.load().streets.never:
        return False
    return any(len(base) > len(ending) + 2 and base.endswith(ending) for ending in endings)


def _is_street(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word before a number is a street: by its ending, and a doubtful ending needs another sign."""
    token = tokens[place]
    streets = lex.load().streets
    if token.base in streets.never or token.flags & (lex.FUNCTION_WORD | lex.VERB | lex.TERM_HEAD):
        return False
    if _ends_as_street(token, streets.strong):
        return True
    capital = token.shape == "Capital" and not token.opens
    if _ends_as_street(token, streets.weak) and not token.flags & lex.COMMON:
        return capital or _lives(tokens, place) or _place_follows(tokens, place + 2)
    if capital and _lives(tokens, place) and not token.flags & (lex.PROPER | lex.ROLE):
        return True
    return _after_van(tokens, place, streets.strong + streets.weak)


def _after_van(tokens: Sequence[Token], place: int, endings: tuple[str, ...]) -> bool:
    """'laan van meerdervoort 12', 'plein 1944'."""
    if place < 2 or tokens[place - 1].base not in {"van", "der", "den", "de"}:
        return False
    return any(token.base in {"laan", "weg", "straat", "plein", "hof"} for token in tokens[max(0, place - 4) : place - 1])


def _place_follows(tokens: Sequence[Token], place: int) -> bool:
    return any(token.flags & lex.PLACE for token in tokens[place : place + 4])


def _lives(tokens: Sequence[Token], place: int) -> bool:
    """A word like 'woont' or 'adres' stands before, with only small words or names in between."""
    cues = _cues()
    left = place - 1
    while left >= 0 and place - left < 9:
        base = tokens[left].base
        if base in cues.lives:
            return True
        between = base in cues.between or base in cues.street_opening or base in {":", ",", "("}
        if not between and tokens[left].shape not in {"Capital", "number"}:
            return False
        left -= 1
    return False


def _street_begin(tokens: Sequence[Token], place: int) -> int:
    """'Burgemeester de Zeeuwstraat 5': earlier words of the street name; an article that stands alone is none."""
    first = place
    left = place - 1
    while left >= 0 and place - left < 5:
        token = tokens[left]
        if token.base in _SMALL:
            left -= 1
            continue
        inside = token.shape == "Capital" and not token.opens and not token.flags & (lex.PLACE | lex.ANY_TITLE)
        if not inside and token.base not in _cues().street_opening:
            break
        first = left
        left -= 1
    if first > 0 and tokens[first - 1].shape == "Capital" and tokens[first - 1].base in _SMALL and not tokens[first - 1].opens:
        first -= 1
    return first


def _house_number(tokens: Sequence[Token], place: int) -> int:
    """Last token of the house number: '3a', '14 bis', '12-2'."""
    end = place
    if end + 1 < len(tokens):
        token = tokens[end + 1]
        touching = token.start == tokens[end].end
        if (touching and len(token.base) < 3 and token.base.isalpha()) or token.base in _cues().addition:
            return end + 1
        if len(token.base) == 1 and token.base.isalpha() and token.base not in {"u", "t"}:
            return end + 1
        if end + 2 < len(tokens) and token.text in {"-", "/"} and tokens[end + 2].shape == "number" and touching:
            return end + 2
    return end


def _residences(
    tokens: Sequence[Token], persons: Sequence[Person], addresses: Sequence[Found], births: Sequence[Found]
) -> Iterator[Found]:
    cues = _cues()
    inside = {place for person in persons for place in range(person.first, person.last + 1)}
    ends = {person.last for person in persons}
    address_ends = [found.end for found in addresses]
    birth_ends = [found.end for found in births]
    place = 0
    named = lex.load().places
    while place < len(tokens):
        if not tokens[place].flags & lex.PLACE and tokens[place].base not in named:
            place += 1
            continue
        last = _place_name(tokens, place)
        before = tokens[place - 1] if place else None
        if last is None or before is None:
            place += 1
            continue
        yes = False
        if before.flags & lex.ANY_TITLE == 0:
            born = before.base in {"te", "in"} and any(0 <= before.start - end < 3 for end in birth_ends)
            near_address = any(0 <= tokens[place].start - end < 12 for end in address_ends)
            yes = near_address or born or _lives(tokens, place) or (before.base in cues.origin and _somebody(tokens, place - 1, ends))
            if not yes and place not in inside:
                back = place - 2 if before.text in {",", "("} else place - 1
                capital = tokens[place].shape == "Capital"
                clear = capital or not tokens[place].flags & (lex.COMMON | lex.NAME)
                yes = back in ends and clear
        if yes:
            yield Found(tokens[place].start, tokens[last].end, "location")
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
    return None if token.flags & lex.VERB and token.shape == "lower" and not _lives(tokens, place) else place


def _somebody(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    """A patient, relative or named person stands shortly before 'uit'."""
    for left in range(place - 1, max(-1, place - 6), -1):
        token = tokens[left]
        if token.shape == "break" or token.text == ".":
            return False
        if left in person_ends or token.flags & lex.PATIENT or token.base in {"jarige", "mensen"}:
            return True
        if token.flags & lex.VERB and token.base not in {"komt", "kwam", "gekomen", "afkomstig"}:
            return False
    return False


def _beds(tokens: Sequence[Token], persons: Sequence[Person]) -> Iterator[Found]:
    cues = _cues()
    edges = [(person.first, person.last) for person in persons]
    place = 0
    while place + 1 < len(tokens):
        if tokens[place].base not in cues.bed or tokens[place + 1].shape != "number":
            place += 1
            continue
        last = place + 1
        if last + 1 < len(tokens) and tokens[last + 1].start == tokens[last].end and len(tokens[last + 1].base) == 1:
            last += tokens[last + 1].base.isalpha()
        while last + 2 < len(tokens) and tokens[last + 1].base in cues.bed and tokens[last + 2].shape == "number":
            last += 2
        if any(_near(tokens, place, last, first, end) for first, end in edges):
            yield Found(tokens[place].start, tokens[last].end, "location")
        place = last + 1


def _near(tokens: Sequence[Token], first: int, last: int, person_first: int, person_last: int) -> bool:
    low, high = (last, person_first) if person_first > last else (person_last, first)
    if high - low > 6:
        return False
    return not any(token.shape == "break" or token.text in {".", ";"} for token in tokens[low + 1 : high])


def _ages(tokens: Sequence[Token], persons: Sequence[Person]) -> Iterator[Found]:
    ends = {person.last for person in persons}
    for place, token in enumerate(tokens):
        if token.shape != "number" or len(token.text) > 3 or int(token.text) not in _OLD:
            continue
        if _is_age(tokens, place, ends):
            yield Found(token.start, token.end, "age_over_89")


def _is_age(tokens: Sequence[Token], place: int, person_ends: set[int]) -> bool:
    before = tokens[place - 1] if place else None
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    nearby = tokens[max(0, place - 3) : place]
    if before is not None and before.text in {"/", ".", ",", "-", "<", ">", "≥", "≤", "+"} and before.end == tokens[place].start:
        return False
    if behind is not None and behind.base in _BEHIND_AGE:
        further = tokens[place + 2].base if place + 2 < len(tokens) else ""
        return not any(token.base in _GENERAL for token in nearby) and further not in {"geleden", "ervaring", "bestaan"}
    ends_here = behind is None or behind.shape in {"mark", "break"} or bool(behind.flags & (lex.FUNCTION_WORD | lex.VERB))
    if behind is not None and (behind.text in {"%", "/", "+", "-", ":", "°"} or behind.base in {"naar", "over", "tot", "keer", "per", "van"}):
        return False
    if not ends_here or before is None:
        return False
    if before.base in {"leeftijd", "lft", "lft."} or (before.text == ":" and place > 1 and tokens[place - 2].base in {"leeftijd", "lft"}):
        return True
    if before.text in {"(", ","} and place > 1:
        return place - 2 in person_ends or bool(tokens[place - 2].flags & lex.PATIENT)
    if before.base == "van":
        return any(
            token.flags & lex.PATIENT or left in person_ends
            for left, token in enumerate(tokens[max(0, place - 4) : place - 1], max(0, place - 4))
        )
    if before.base in {"is", "wordt", "was", "werd", "bijna", "al"}:
        subject = tokens[max(0, place - 4) : place - 1]
        return any(
            token.base in {"hij", "zij", "ze"} or token.flags & lex.PATIENT or left in person_ends
            for left, token in enumerate(subject, max(0, place - 4))
        )
    return place - 1 in person_ends or bool(before.flags & lex.PATIENT)
