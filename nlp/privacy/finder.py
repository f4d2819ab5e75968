"""From a text to the spans that identify somebody: sorted, not overlapping, never an exception for any text.

Where findings overlap the surer one stays: a mail address over the name in it, a street over the person it is named
after.
"""

from collections.abc import Sequence

from dialogs.reading import PrivacyKind, PrivacySpan, Quote

from . import addresses, ages, model, numbers, persons, residence
from . import lexicon as lex
from .features import Context
from .numbers import Found
from .tokens import read, restore

_RANK: dict[PrivacyKind, int] = {
    "email": 0,
    "bsn": 1,
    "date_of_birth": 2,
    "phone": 3,
    "patient_number": 4,
    "address": 5,
    "location": 6,
    "person": 7,
    "age_over_89": 8,
}


def spans(text: str) -> tuple[PrivacySpan, ...]:
    """Everything in `text` that identifies a person, in reading order. Offsets are those of the text as given."""
    tokens, places = read(text)
    if not tokens:
        return ()
    seen = text if places is None else "".join(text[place] for place in places[:-1])
    low = numbers.lower(seen)
    people = persons.find(Context(tokens), model.load())
    about_person = bool(people) or any(token.flags & (lex.PATIENT | lex.TITLE) for token in tokens)
    found = [*numbers.find(seen, low, about_person), *addresses.find(tokens)]
    found.extend(residence.find(tokens, people, found))
    found.extend(ages.find(low, tokens, people))
    found.extend(Found(tokens[person.first].start, tokens[person.last].end, "person") for person in people)
    return tuple(_span(text, one, places) for one in _settle(found, len(seen)))


def _settle(found: Sequence[Found], size: int) -> list[Found]:
    taken = bytearray(size)
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (_RANK[one.kind], one.start - one.end, one.start)):
        if 1 not in taken[one.start : one.end]:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _span(text: str, one: Found, places: list[int] | None) -> PrivacySpan:
    start, end = restore(one.start, one.end, places)
    return PrivacySpan(Quote(text[start:end], start, end), one.kind)
