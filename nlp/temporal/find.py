"""Finds the time expressions of a text, free of the day of the message.

At every place where time can begin the longest expression is taken; expressions never overlap. Any text is
fine: work per place is bounded, so that it grows with the length of the text only.
"""

from dataclasses import dataclass
from typing import Final

from nlp.temporal import openings
from nlp.temporal.guards import guards
from nlp.temporal.lexicon import lexicon
from nlp.temporal.parts import HalfOf, PartOf
from nlp.temporal.phrases import phrase
from nlp.temporal.said import After, From, Plain, Range, Said, StartingOn
from nlp.temporal.tense import Statements
from nlp.temporal.tokens import Tokens, tokens_of
from nlp.temporal.yearly import Months, NamedPeriod

MOST: Final = 64
"""Expressions that are read in one text; a message that holds more is no message."""
PLACES: Final = 200
"""Places where the readers are asked; the longest message of prose has about 150 where time might begin."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression as found: offsets in the text (end exclusive), what it says, and whether it looks back."""

    text: str
    start: int
    end: int
    said: Said
    past: bool


def find(text: str) -> tuple[Expression, ...]:
    """The time expressions of a text, in order."""
    tokens = tokens_of(text, lexicon())
    statements: Statements | None = None
    found: list[Expression] = []
    at = places = 0
    while tokens[at].end >= 0 and len(found) < MOST and places < PLACES:
        read = None
        if _may_begin(tokens, at):
            places += 1
            read = phrase(tokens, at)
        if read is None:
            at += 1
            continue
        past = False
        if isinstance(read.said, Plain | From | After | StartingOn | Range):
            statements = statements or Statements(tokens, guards().tense)
            past = statements.looks_back(at, read.end, _is_vague(read.said))
        start, end = tokens[at].start, tokens[read.end - 1].end
        found.append(Expression(text[start:end], start, end, read.said, past))
        at = read.end
    return tuple(found)


def _may_begin(tokens: Tokens, at: int) -> bool:
    """A quick look before the readers are asked: most words and figures of a text begin nothing."""
    token = tokens[at]
    if token.value < 0:
        return token.role.opens > 0 or token.text == "/"
    before, after = tokens[at - 1], tokens[at + 1]
    if token.glued and before.glued and at > 1 and tokens[at - 2].value >= 0 and not before.text.isalnum():
        return False
    if after.role.opens & ~openings.FIGURE or after.role.flags:
        return True
    if after.value >= 0:
        return len(tokens[at + 2].text) == 4 and not after.glued
    return len(token.text) == 4 or (after.glued and after.end - after.start <= 3)


def _is_vague(said: Said) -> bool:
    when = said.when if isinstance(said, Plain | From | After | StartingOn) else None
    return not isinstance(said, Plain) or isinstance(when, PartOf | HalfOf | Months | NamedPeriod)
