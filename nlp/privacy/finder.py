"""From a text to the spans that identify somebody: sorted, not overlapping, never an exception for any text.

Where findings overlap the surer one stays: a mail address over the name in it, a street over the person it is named
after.
"""

from collections.abc import Sequence

from dialogs.reading import PrivacyKind, PrivacySpan, Quote

from . import lexicon as lex
from . import model, numbers, persons, places
from .features import Context
from .numbers import Found
from .tokens import read, restore

_RANK: dict[PrivacyKind, int] = {
    "email": 0,
    "bsn": 1,
    "date_of_birth": 2,
    "patient_number": 3,
    "phone": 4,
    "address": 5,
    "person": 6,
    "location": 7,
    "age_over_89": 8,
}


def spans(text: str) -> tuple[PrivacySpan, ...]:
    """Everything in `text` that identifies a person, in reading order. Offsets are those of the text as given."""
    tokens, signs = read(text)
    if not tokens:
        return ()
    seen = text if signs is None else "".join(text[place] for place in signs[:-1])
    context = Context(tokens)
    people = persons.find(context, model.load())
    found = [Found(tokens[person.first].start, tokens[person.last].end, "person") for person in people]
    about_person = bool(people) or any(token.flags & (lex.PATIENT | lex.TITLE) for token in tokens)
    found.extend(numbers.find(seen, about_person))
    found.extend(places.find(seen, tokens, people))
    return tuple(_span(text, one, signs) for one in _settle(found))


def _settle(found: Sequence[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (_RANK[one.kind], one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _span(text: str, one: Found, signs: list[int] | None) -> PrivacySpan:
    start, end = restore(one.start, one.end, signs)
    return PrivacySpan(Quote(text[start:end], start, end), one.kind)

