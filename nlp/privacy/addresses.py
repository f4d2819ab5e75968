"""Finds a street with its number, a postcode, a post box: where somebody can be found at the door.

A street is known by its ending ('-straat'), which is enough with a number; a doubtful ending ('-weg', '-veld') needs
another sign of an address: a capital, a word like 'woont', or a place name behind it.
"""

from collections.abc import Iterator, Sequence

from . import cues
from . import lexicon as lex
from .numbers import Found
from .tokens import Token

_NO_WORD = frozenset({"mark", "number", "break"})


def find(tokens: Sequence[Token]) -> list[Found]:
    """Addresses in reading order. They may overlap with a person ('dr. Schaepmanstraat 3'); the caller settles that."""
    return [*_streets(tokens), *_postcodes(tokens)]


def lives(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word like 'woont' or 'adres' stands before `place`, with only small words or names in between."""
    known = cues.homes()
    left = place - 1
    while left >= 0 and place - left < 9:
        token = tokens[left]
        base = token.base
        if base in known.lives:
            return True
        small = base in known.between or base in known.street_opening or base in known.street_inside
        if not (small or base in ":,(" or token.shape in {"Capital", "number"}):
            return False
        left -= 1
    return False


def _streets(tokens: Sequence[Token]) -> Iterator[Found]:
    known, strong = cues.homes(), lex.load().streets.strong
    somebody_lives = any(token.base in known.lives for token in tokens)
    size = len(tokens)
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
            yield Found(tokens[_begin(tokens, place)].start, tokens[end].end, "address")
            place = end
        elif not numbered and somebody_lives and _ends_as_street(token, strong) and lives(tokens, place):
            yield Found(tokens[_begin(tokens, place)].start, token.end, "address")
        place += 1


def _postcodes(tokens: Sequence[Token]) -> Iterator[Found]:
    for place in range(len(tokens) - 1):
        token, letters = tokens[place], tokens[place + 1]
        if token.shape != "number" or len(token.text) != 4 or token.text[0] == "0" or len(letters.base) != 2:
            continue
        capitals = letters.shape == "UPPER"
        written = capitals or letters.shape == "lower"
        near = letters.start - token.end < 2
        if written and near and letters.base not in cues.homes().unit and _beside_address(tokens, place, capitals):
            yield Found(token.start, letters.end, "address")


def _beside_address(tokens: Sequence[Token], place: int, capitals: bool) -> bool:
    behind = tokens[place + 2] if place + 2 < len(tokens) else None
    if behind is not None and behind.flags & lex.PLACE:
        return True
    before = tokens[max(0, place - 5) : place]
    if any(token.base in cues.homes().lives for token in before):
        return True
    streets = lex.load().streets
    return capitals and any(_ends_as_street(token, streets.strong + streets.weak) for token in before)


def _ends_as_street(token: Token, endings: tuple[str, ...]) -> bool:
    base = token.base
    if not base.endswith(endings) or token.flags & (lex.FUNCTION_WORD | lex.VERB) or base in lex.load().streets.never:
        return False
    return any(len(base) > len(ending) + 2 and base.endswith(ending) for ending in endings)


def _is_street(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    known, streets = cues.homes(), lex.load().streets
    if token.base in streets.never or token.flags & (lex.FUNCTION_WORD | lex.VERB | lex.TERM_HEAD):
        return False
    if _ends_as_street(token, streets.strong) or token.base in known.box:
        return True
    capital = token.shape == "Capital" and not token.opens
    if _ends_as_street(token, streets.weak) and not token.flags & lex.COMMON:
        return capital or lives(tokens, place) or any(word.flags & lex.PLACE for word in tokens[place + 2 : place + 6])
    if place and token.base in known.street:
        opening = tokens[place - 1]
        if (capital and opening.shape == "Capital") or (opening.base in known.street_opening and lives(tokens, place)):
            return True
    if capital and lives(tokens, place) and not token.flags & (lex.PROPER | lex.ROLE):
        return True
    # 'laan van meerdervoort 12'
    opened = any(word.base in known.street for word in tokens[max(0, place - 4) : max(0, place - 1)])
    return opened and tokens[place - 1].base in known.street_inside


def _begin(tokens: Sequence[Token], place: int) -> int:
    """'Burgemeester de Zeeuwstraat 5': earlier words of the street name; an article that stands alone is none."""
    known = cues.homes()
    first, left = place, place - 1
    while left >= 0 and place - left < 5:
        token = tokens[left]
        if token.base not in known.street_inside:
            inside = token.shape == "Capital" and not token.opens and not token.flags & (lex.PLACE | lex.ANY_TITLE)
            if not inside and token.base not in known.street_opening:
                break
            first = left
        left -= 1
    if first:
        article = tokens[first - 1]
        if article.base in known.street_inside and article.shape == "Capital" and not article.opens:
            return first - 1
    return first


def _house_number(tokens: Sequence[Token], place: int) -> int:
    """Last token of the house number: '3a', '14 bis', '12-2'."""
    if place + 1 >= len(tokens):
        return place
    known, token = cues.homes(), tokens[place + 1]
    touching = token.start == tokens[place].end
    if (touching and len(token.base) < 3 and token.base.isalpha()) or token.base in known.addition:
        return place + 1
    if len(token.base) == 1 and token.base.isalpha() and token.base not in known.no_addition:
        return place + 1
    if touching and token.text in "-/" and place + 2 < len(tokens) and tokens[place + 2].shape == "number":
        return place + 2
    return place
