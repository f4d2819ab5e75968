"""Makes an answer of what was typed: which option is meant, which day, which number, what the words show."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from dialogs.appointment import understood
from dialogs.clock import ClockWords, clocks
from dialogs.days import deadline
from dialogs.flow import Step
from dialogs.library import plain
from dialogs.options import Option, options
from dialogs.phrases import Phrases, Words
from dialogs.plan import Value
from dialogs.reading import Quote, Reading, TimeSpan
from dialogs.render import shorten
from dialogs.scene import ROW, SUGGESTED, Scene
from dialogs.state import Finding
from dialogs.stretches import DAY, stretch

LIKELY = 0.85
"""Probability from which a text is taken to be about an area: it is shown to somebody else, so only a clear winner."""
LIKELY_WORDS = 5
"""A shorter text says too little to be about an area: 'gaat wel', 'ik werk snel'."""
LETTERS = 2
"""A part of a name that is no longer says too little: 'de', 'al'."""
NEAR = 2
"""Words back to where one that denies is still about what follows."""
SHORT_ANSWER = 40
"""Characters up to which a typed line may still be a button's words with something around them."""
_HOURS = re.compile(r"(?<![\d.:])(\d{1,2})(?:[.:u](\d{2}))?(?![\d])")
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")


def has_words(text: str) -> bool:
    """At least one letter or digit: an emoji or a dot says too little to keep."""
    return any(character.isalnum() for character in text)


def says_enough(text: str, least: int) -> bool:
    """At least so many words with a letter in them."""
    return sum(any(sign.isalpha() for sign in word) for word in text.split()) >= least


def match_option(found: Sequence[Option], text: str, strict: bool, denies: Collection[str] = ()) -> Option | None:
    """The one option that a typed line means: its label, one of its words, or its number; None when in doubt.

    `strict` asks for the whole line, for questions that may also be answered in own words. `denies` are words that
    take back what stands right behind them.
    """
    line = plain(text)
    if not line:
        return None
    same = [o for o in found if line in (plain(o.label), *(plain(w) for w in o.words))]
    if len(same) == 1:
        return same[0]
    if line.isdecimal() and 1 <= int(line) <= len(found):
        return found[int(line) - 1]
    if strict or len(line) > SHORT_ANSWER:
        return None
    typed = {*line.split()}
    named = [o for o in found if typed <= {*plain(o.label).replace("(", "").replace(")", "").split()}]
    if len(named) == 1:
        return named[0]
    begun = [o for o in found if len(line) >= 3 and plain(o.label).startswith(line)]
    if len(begun) == 1:
        return begun[0]
    return option_in(found, text, denies)


def option_in(found: Sequence[Option], text: str, denies: Collection[str] = ()) -> Option | None:
    """The one option whose label, id or one of whose words stands in a sentence as whole words, and is not denied."""
    line = _bare(text)
    named = [o for o in found if any(_said(_bare(word), line, denies) for word in (o.label, o.id, *o.words))]
    return named[0] if len(named) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w°'+%-]+", text.casefold().replace("_", " ").replace("’", "'")))


def _said(phrase: str, line: str, denies: Collection[str]) -> bool:
    before, there, _ = f" {line} ".partition(f" {phrase} ")
    if not (phrase and there):
        return False
    return not {*before.split()[-NEAR:]} & {*denies} or bool({*phrase.split()} & {*denies})


def _within(word: str, line: str) -> bool:
    return bool(word) and f" {word} " in f" {line} "


def without(lead_ins: Sequence[str], text: str) -> str:
    """'ik heet Sanne' is Sanne: the answer without the words that people begin with, and with a capital again."""
    low = text.casefold()
    for words in sorted(lead_ins, key=len, reverse=True):
        if low.startswith(f"{words} ") and len(text) > len(words) + 1:
            rest = text[len(words) :].strip()
            return rest[:1].upper() + rest[1:]
    return text


def with_capitals(name: str, words: Words) -> str:
    """'bram de wit' is Bram de Wit. A name with a capital past its first letter is written as it should be."""
    if any(sign.isupper() for sign in name[1:]):
        return name
    parts = name.split()
    small = (at > 0 and part.casefold() in words.particles for at, part in enumerate(parts))
    return " ".join(part if kept else _capitals(part, words) for part, kept in zip(parts, small, strict=True))


def _capitals(part: str, words: Words) -> str:
    def begin(one: str) -> str:
        size = next((len(letters) for letters in words.digraphs if one.casefold().startswith(letters)), 1)
        return one[:size].upper() + one[size:]

    return "-".join(map(begin, part.split("-")))


def number(text: str, minimum: int | None, maximum: int | None) -> int | None:
    """The one whole number in a line, when it is within bounds."""
    numbers = {int(match) for match in _NUMBER.findall(text)}
    if len(numbers) != 1:
        return None
    value = numbers.pop()
    return value if (minimum or 0) <= value <= (maximum or value) else None


WEEKLY_DAY = 8
"""Hardly anybody looks back on the week before this hour: '7 uur' is in the evening."""


def weekly_moment(text: str, phrases: Phrases) -> tuple[int | None, str | None] | None:
    """(weekday, 'HH:MM') of 'vrijdag 12.30'; None for what is not said, None for all when neither is. 1 is Monday."""
    typed = re.findall(r"[^\W\d_]+", text.casefold())
    days = {
        at
        for at, (name, *short) in enumerate(phrases.dates.weekdays, 1)
        if any(word.startswith(name) or word in short for word in typed)
    }
    found = clocks(text, phrases.clock, bare=True, day=WEEKLY_DAY)
    if len(days) > 1 or not (days or found):
        return None
    return days.pop() if days else None, found[0].time if found else None


def finding(scene: Scene, step: Step, text: str, reading: Reading) -> Finding:
    """What this answer shows: letters with the words that prove them, a deadline, other steps' answers, signals."""
    criteria: dict[str, str] = {letter: _words(quotes) for letter, quotes in reading.smart.items() if quotes}
    slots: dict[str, Value] = {}
    day = deadline(reading, scene.at.date())
    if step.dated:
        if day.day is not None:
            slots[step.dated] = day.day.isoformat()
            criteria.setdefault("T", day.words)
        elif day.problem in ("impossible", "past"):
            criteria.pop("T", None)
    if step.criterion and step.enough_words and len(text.split()) >= step.enough_words:
        criteria.setdefault(step.criterion, shorten(text))
    if reading.competences:
        slots[SUGGESTED] = tuple(ranked.label for ranked in reading.competences)
    if step.period:
        found: tuple[Value, ...] = stretch_in(text, reading, scene.library.phrases, scene.at.date(), away=step.away)
        slots |= {slot: value for slot, value in zip(step.period, found, strict=False) if value}
    if step.areas:
        told = len(text.split()) >= LIKELY_WORDS
        slots[step.areas] = tuple(one.label for one in reading.competences if told and one.score >= LIKELY)
    if step.wants:
        slots |= understood(scene, text, reading)
    elif step.clock and (clock := clock_in(text, reading, scene.library.phrases.clock)):
        slots[step.clock] = clock
    if step.who and (link := whom(scene, text)):
        slots[step.who] = link
    elif step.who and (name := with_whom(text, reading, scene.library.phrases)):
        slots["met"] = name
    for other in scene.flow.steps:
        if step.key in other.found_in and (held := _held(scene, other, text)):
            slots[other.key] = held
    return Finding(criteria, slots, tuple(sorted({*reading.signals, *reading.tone})))


def _words(quotes: tuple[Quote, ...]) -> str:
    return " … ".join(quote.text for quote in sorted(quotes, key=lambda quote: quote.start))


def _held(scene: Scene, step: Step, text: str) -> str:
    """The choice of another step whose words stand in this text already."""
    line = " ".join(re.findall(r"[\w°'’-]+", text.casefold())).replace("’", "'")
    for option in options(scene, step):
        if any(_within(plain(word), line) for word in option.words):
            return option.label if step.other else option.id
    return ""


def stretch_in(
    text: str, reading: Reading, phrases: Phrases, today: date, *, away: bool = False
) -> tuple[str, str, str, tuple[str, ...]]:
    """(first day, last day, the other words, what follows) of 'vanaf 1 maart 9 maanden heelkunde in Zwolle, daarna …'.

    Days are ISO texts, and an open side is ''; each stretch that follows is those three with `ROW` between them. One
    day by itself is the first one; who is `away` is back on it.
    """
    # 'Tot na de kerst' does not begin then.
    spans = [one for one in reading.times if one.end or not text[: one.quote.start].casefold().endswith("tot ")]
    anchor = next((span.start for span in spans if span.start and span.end is None), None)
    rows: list[tuple[str, str, str]] = []
    begin: date | None = None
    for part, within in _parts(text, spans, phrases):
        found = stretch(within, phrases, today, begin, anchor)
        first, last = found.first, found.last
        if found.alone:
            first, last = (first, found.alone - DAY) if away else (first or found.alone, last)
        rows.append((first.isoformat() if first else "", last.isoformat() if last else "", part))
        begin = last + DAY if last else None
    (first_day, last_day, label), *more = rows
    return first_day, last_day, label, tuple(ROW.join(row) for row in more if row[0] and row[2])


def _parts(text: str, spans: Sequence[TimeSpan], phrases: Phrases) -> list[tuple[str, list[TimeSpan]]]:
    """The stretches that follow each other in this text: of each its words without the times, and its times."""
    cuts = [match.end() for match in re.finditer(rf"\b(?:{'|'.join(phrases.words.follows)})\b", text, re.IGNORECASE)]
    cuts = [
        cut
        for cut in cuts
        if any(one.quote.start >= cut for one in spans) and any(one.quote.end <= cut for one in spans)
    ]
    parts = []
    for begin, end in pairwise((0, *cuts, len(text))):
        within = [one for one in spans if begin <= one.quote.start < end]
        parts.append((_label(text, begin, end, within, phrases), within))
    return parts


def _label(text: str, begin: int, end: int, spans: Sequence[TimeSpan], phrases: Phrases) -> str:
    """The words between two places without the times in them, nor the words around those."""
    rest = text[begin:end]
    for span in sorted(spans, key=lambda span: -span.quote.start):
        if not span.problem or span.problem == "past":
            rest = f"{rest[: span.quote.start - begin]} {rest[span.quote.end - begin :]}"
    words = rest.split()
    around = {*phrases.words.around, *phrases.words.follows}
    while words and plain(words[0]) in around:
        words.pop(0)
    while words and plain(words[-1]) in around:
        words.pop()
    label = " ".join(words).strip(" ,.;-")
    return label[:1].upper() + label[1:]


def clock_in(text: str, reading: Reading, words: ClockWords) -> str:
    """The first time of day in a line, as 'HH:MM'; empty when there is none. What was read as a day is none."""
    found = clocks(text, words, {span.quote.text.strip() for span in reading.times})
    return found[0].time if found else ""


def hours_from_now(text: str, phrases: Phrases) -> int | None:
    """2 of 'over 2 uur' or 'twee uurtjes'; None where no whole number of at most a day is counted in hours."""
    words, line = phrases.clock, plain(text)
    named = {word: at for at, names in enumerate(words.numbers, 1) for word in names}
    number = rf"(?P<number>\d{{1,2}}|{'|'.join(named)})\s*(?:{'|'.join((*phrases.words.hours, *words.hours))})"
    lasting = "|".join(words.lasting)
    found = re.search(rf"\b(?:{lasting})\s+{number}\b", line) or re.fullmatch(number, line)
    if found is None:
        return None
    count = int(found["number"]) if found["number"].isdecimal() else named[found["number"]]
    return count if 1 <= count <= 24 else None


def night_of(text: str) -> tuple[str, str] | None:
    """('20:00', '08:00') of 'van 8 tot 8' or 'tussen 20.00 en 08.00': the first is in the evening unless it says so."""
    found = _HOURS.findall(text)
    if len(found) != 2 or any(int(hour) > 24 or int(minute or 0) > 59 for hour, minute in found):
        return None
    (first, minute), (second, other) = found
    begin, end = int(first) % 24, int(second) % 24
    if first[0] != "0" and 1 <= begin <= 12:
        begin = (begin + 12) % 24
    span = f"{begin:02}:{minute or '00'}", f"{end:02}:{other or '00'}"
    return span if span[0] != span[1] else None


def with_whom(text: str, reading: Reading, phrases: Phrases) -> str:
    """The words after 'met', up to a day, a time, a word that is part of no name, or the end."""
    for word in phrases.words.together:
        at = f" {text.casefold()} ".find(f" {word} ")
        if at >= 0:
            begin = at + len(word) + 1
            starts = [span.quote.start for span in reading.times]
            starts += [clock.start for clock in clocks(text, phrases.clock)]
            end = min((start for start in starts if start >= begin), default=len(text))
            words = text[begin:end].split()
            stops = (n for n, one in enumerate(words) if plain(one) in phrases.words.together_until)
            return " ".join(words[: next(stops, len(words))]).strip(" ,.;-")[:80]
    return ""


def whom(scene: Scene, text: str) -> str:
    """The linked person whose name, or whose role if only one has it, stands in this line."""
    line = f" {plain(text)} "
    for link in scene.opleiders:
        names = [plain(link.naam), *(part for part in plain(link.naam).split() if len(part) > LETTERS)]
        if any(f" {name} " in line for name in names if name):
            return link.id
    roles = scene.library.phrases.pieces.rollen
    meant = [link.id for link in scene.opleiders if f" {roles.get(link.rol, link.rol)} " in line]
    return meant[0] if len(meant) == 1 else ""


def merged(before: Finding | None, after: Finding) -> Finding:
    """What two answers to the same question show together."""
    if before is None:
        return after
    return Finding(
        {**before.criteria, **after.criteria},
        {**before.slots, **after.slots},
        tuple(sorted({*before.signals, *after.signals})),
    )
