"""Makes a day of what was read: the day that answers a question, or why it cannot be used."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.clock import clocks
from dialogs.library import plain
from dialogs.phrases import Phrases
from dialogs.reading import Reading, TimeProblem, TimeSpan
from dialogs.stretches import last_day

YEAR = re.compile(r"\d{4}|['’]\d\d\b|[-/.]\d\d$")
"""A date with its year in it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read, or why it cannot be used; both empty when no day was named."""

    day: date | None = None
    problem: TimeProblem | None = None
    words: str = ""


def days(today: date) -> dict[str, str]:
    """The days that a button may stand for, as ISO texts."""
    return {"vandaag": today.isoformat(), "gisteren": (today - timedelta(days=1)).isoformat()}


def deadline(reading: Reading, today: date) -> Day:
    """The last day that was named: a deadline before a period, the latest where there are several."""
    spans = [span for span in reading.times if span.kind in ("date", "period")]
    usable = [span for span in spans if span.end and span.end >= today and not span.problem]
    if usable:
        best = max(usable, key=lambda span: (span.start is None, span.end or date.min))
        return Day(best.end, None, best.quote.text)
    for span in spans:
        if problem := span.problem or ("past" if span.end else None):
            return Day(None, problem, span.quote.text)
    return Day()


def moment(
    reading: Reading,
    today: date,
    phrases: Phrases,
    *,
    past: bool,
    either: bool = False,
    begins: bool = False,
    ends: bool = False,
) -> Day:
    """The day that answers a date question. Looking back, a period counts from its first day and never lies ahead; with
    `begins` it counts from there as well, and may lie anywhere.

    With `ends` 'tot 1 maart' is the day before. With `either` a day behind us is an answer where none ahead was named.
    """
    if begins:
        return _first_day(reading)
    if not past:
        ahead = deadline(reading, today)
        named = next((span for span in reading.times if span.quote.text == ahead.words), None)
        if ends and ahead.day and named:
            return replace(ahead, day=last_day(named, phrases))
        return moment(reading, today, phrases, past=True) if either and ahead.problem == "past" else ahead
    for span in reading.times:
        if span.kind in ("date", "period") and span.problem in (None, "past") and (day := span.start or span.end):
            day = looking_back(span, day, today, phrases)
            return Day(day if day <= today else None, None if day <= today else "past", span.quote.text)
    return _impossible(reading)


def _first_day(reading: Reading) -> Day:
    """The day on which what was named begins, behind us or ahead."""
    for span in reading.times:
        if span.kind in ("date", "period") and span.problem in (None, "past") and (day := span.start or span.end):
            return Day(day, None, span.quote.text)
    return _impossible(reading)


def _impossible(reading: Reading) -> Day:
    impossible = next((span for span in reading.times if span.problem == "impossible"), None)
    return Day(None, "impossible", impossible.quote.text) if impossible else Day()


def names_day(reading: Reading, day: date) -> bool:
    """Whether exactly this day was named, and not a week or a month that it ends."""
    return any(span.end == day and span.start in (None, day) for span in reading.times) or not any(
        span.end == day for span in reading.times
    )


def looking_back(span: TimeSpan, day: date, today: date, phrases: Phrases) -> date:
    """The last time that it was this day: a date of last year, the weekday of last week. 'Morgen' stays ahead."""
    if day <= today:
        return day
    words = day_words(span, phrases)
    if plain(words) in {name for names in phrases.dates.weekdays for name in names}:
        return day - timedelta(days=7 * -(-(day - today).days // 7))
    one_day = span.start is None or span.start == span.end
    if YEAR.search(words) or (one_day and not any(character.isdigit() for character in words)):
        return day
    return year_back(day, today)


def day_words(span: TimeSpan, phrases: Phrases) -> str:
    """The words that name the day, without a time of day behind them."""
    text = span.quote.text
    behind = [clock.start for clock in clocks(text, phrases.clock) if clock.start]
    return text[: min(behind, default=len(text))].rstrip()


def year_back(day: date, today: date) -> date:
    """The same day of the month and month, the last time that it was."""
    year = today.year if (day.month, day.day) <= (today.month, today.day) else today.year - 1
    return day.replace(year=year, day=min(day.day, 28)) if day.month == 2 else day.replace(year=year)
