"""Reads a stretch of time out of a sentence: from which day to which, both included.

'Tot 1 maart' ends on the last day of February and 'tot april' on the last of March; 'tot en met' includes the day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.library import plain
from dialogs.phrases import Phrases
from dialogs.reading import TimeSpan

DAY = timedelta(days=1)
_UNTIL = re.compile(r"\btot\b(?!\s+(?:en|&)\s+met\b)(?:\s+aan)?\s+(?P<day>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day, as far as they were said. `alone` is one day that was named without saying which it is."""

    first: date | None = None
    last: date | None = None
    alone: date | None = None


def last_day(span: TimeSpan, phrases: Phrases) -> date | None:
    """The last day of what was named; of 'tot 1 maart' that is the day before."""
    until = _UNTIL.search(span.quote.text)
    if span.end is None or until is None:
        return span.end
    words = plain(until["day"]).split()
    weekdays = {name for names in phrases.dates.weekdays for name in names}
    # 'tot april' was read as the end of March already; 'tot de 15e' and 'tot vrijdag' name the day itself.
    names_day = bool(words) and (words[0][:1].isdigit() or words[0] in weekdays or words[0] in ("de", "het"))
    return span.end - DAY if names_day else span.end


def stretch(
    spans: Sequence[TimeSpan],
    phrases: Phrases,
    today: date,
    begin: date | None = None,
    anchor: date | None = None,
) -> Stretch:
    """What these spans of one sentence come to; it begins on `begin` where they do not say when.

    `anchor` is the day that lengths were counted from, where that is another one than the first day here or today.
    """
    usable = [span for span in spans if span.problem in (None, "past") and span.kind in ("date", "period", "duration")]
    points = [span.start for span in usable if span.start is not None and span.start == span.end]
    whole = [span for span in usable if span.start and span.end and span.start != span.end]
    opened = next((span.start for span in usable if span.start and span.end is None), None)
    closing = next((last_day(span, phrases) for span in usable if span.start is None and span.end), None)
    length = next((span.until for span in usable if span.until), None)
    if whole:
        return Stretch(whole[-1].start, last_day(whole[-1], phrases))
    if opened is None and points and (closing or length or len(points) > 1):
        first: date | None = points.pop(0)
    else:
        first = opened or begin
    last = closing or (points.pop() if points and first else None)
    if last is None and length is not None:
        last = as_long(first or today, anchor or opened or today, length)
        first = first or today
    while first and last and last < first:
        last = last.replace(year=last.year + 1, day=min(last.day, 28) if last.month == 2 else last.day)
    return Stretch(first, last, points[0] if points else None)


def as_long(first: date, counted_from: date, until: date) -> date:
    """The last day of a length that ends on `until` when it is counted from another day: whole months stay months."""
    after = until + DAY
    if after.day != counted_from.day:
        return first + (until - counted_from)
    years, month = divmod(
        first.month - 1 + (after.year - counted_from.year) * 12 + after.month - counted_from.month, 12
    )
    return date(first.year + years, month + 1, min(first.day, 28)) - DAY
