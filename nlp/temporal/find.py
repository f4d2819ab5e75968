"""Finds the time expressions of a text, free of the day of the message.

At every place where time can begin the longest expression is taken; expressions never overlap. Any text is
fine: work per place is bounded, so that it grows with the length of the text only.
"""

from dataclasses import dataclass

from nlp.temporal.guards import guards
from nlp.temporal.lexicon import PLAIN, lexicon
from nlp.temporal.parts import HalfOf, PartOf
from nlp.temporal.phrases import phrase
from nlp.temporal.said import After, From, Plain, Range, Said, StartingOn
from nlp.temporal.tense import Statements
from nlp.temporal.tokens import Token, tokens_of
from nlp.temporal.yearly import Months, NamedPeriod


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
    at = 0
    while tokens[at].end >= 0:
        read = phrase(tokens, at) if _may_begin(tokens[at]) else None
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


def _may_begin(token: Token) -> bool:
    return token.value >= 0 or (token.role is not PLAIN and not token.has("no_time"))


def _is_vague(said: Said) -> bool:
    when = said.when if isinstance(said, Plain | From | After | StartingOn) else None
    return not isinstance(said, Plain) or isinstance(when, PartOf | HalfOf | Months | NamedPeriod)
