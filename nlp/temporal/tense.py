"""Is a statement about the past? Decides between the 'maart' that was and the 'maart' that comes.

A text is cut into statements (at commas, 'maar', 'want' ...). A present modal ('wil', 'moet') looks ahead; a past
tense, or a participle alone ('maandag KPB gedaan'), looks back. 'heb ... gedaan' may do either: a goal is often put
as if it were reached ('eind maart heb ik 15 puncties gedaan'), so there a count or a vague date looks ahead.
"""

from enum import Enum
from typing import Final

from nlp.temporal.guards import Tense
from nlp.temporal.tokens import Token, Tokens

_SHORT: Final = 4
"""A piece between commas of at most so many words takes the tense of what follows ('maandag, na de visite, had ik')."""


class Look(Enum):
    AHEAD = 0
    PERFECT = 1
    BACK = 2
    UNSAID = 3


class Statements:
    """The statements of one text and where each looks. Made once per text, in one pass."""

    def __init__(self, tokens: Tokens, tense: Tense) -> None:
        self._tokens = tokens
        self._of: list[int] = []
        self._looks: list[Look] = []
        self._counts: list[int] = []
        pieces = self._cut(tokens, tense)
        looks = [_look(tokens[first:last], tense) for first, last, _ in pieces]
        for index in range(len(pieces) - 2, -1, -1):
            first, last, loose = pieces[index]
            if looks[index] is Look.UNSAID and (loose or last - first <= _SHORT):
                looks[index] = looks[index + 1]
        self._looks = looks
        self._counts = [sum(_counts(token) for token in tokens[first:last]) for first, last, _ in pieces]

    def _cut(self, tokens: Tokens, tense: Tense) -> list[tuple[int, int, bool]]:
        """(first, behind the last, whether 'en' ends it) of every statement."""
        pieces: list[tuple[int, int, bool]] = []
        first = 0
        for at, token in enumerate(tokens):
            self._of.append(len(pieces))
            loose = token.text in tense.joints
            breaks = token.text in tense.breaks and not (tokens[at + 1].glued if token.text == "." else False)
            if token.end < 0 or loose or breaks:
                pieces.append((first, at, loose))
                first = at + 1
            if token.end < 0:
                break
        return pieces

    def looks_back(self, start: int, end: int, vague: bool) -> bool:
        """Does the statement around tokens[start:end] look back? `vague`: the days are no weekday and no plain date."""
        index = self._of[start]
        look = self._looks[index]
        if look is Look.PERFECT:
            return not vague and self._counts[index] <= self._inside(start, end)
        return look is Look.BACK

    def _inside(self, start: int, end: int) -> int:
        return sum(_counts(token) for token in self._tokens[start:end])


def _counts(token: Token) -> bool:
    """Is it a number of things?"""
    return token.value >= 0 or (token.role.number or 0) > 1


def _look(tokens: list[Token], tense: Tense) -> Look:
    perfect = auxiliary = False
    for at, token in enumerate(tokens):
        word = token.text
        if word in tense.coming:
            return Look.AHEAD
        auxiliary = auxiliary or word in tense.auxiliaries
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        perfect = perfect or (_is_participle(word, tense) and (after is None or _may_follow(after, tense)))
    if any(token.text in tense.past for token in tokens):
        return Look.BACK
    if perfect:
        return Look.PERFECT if auxiliary else Look.BACK
    return Look.UNSAID


def _may_follow(after: Token, tense: Tense) -> bool:
    """Does the word before this one stand on its own, and not describe this one ('gespecialiseerd verpleegkundige')?"""
    return not after.text.isalpha() or after.role.opens > 0 or after.text in tense.behind_participle


def _is_participle(word: str, tense: Tense) -> bool:
    if word in tense.participles:
        return True
    return "ge" in word and word not in tense.not_participle and tense.participle.match(word) is not None
