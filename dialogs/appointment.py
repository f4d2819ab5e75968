"""What a sentence wants with a gesprek, and which of the planned ones it means.

'voortgangsgesprek 12 januari 15.00' plans one, 'gisteren voortgangsgesprek gehad' is about one that was held, 'het
gesprek van dinsdag is een week later' moves one, 'gesprek afgezegd' ends one. Nothing is changed here: what was
understood of a sentence becomes answers (`understood`), and with a look at the plan they say what is to be done
(`decided`). The words are in `phrases.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from dialogs.clock import Clock, clocks
from dialogs.days import day_words, looking_back
from dialogs.expected import after
from dialogs.phrases import AppointmentWords, ShiftUnit
from dialogs.plan import YES, Record, RecordStatus, Value, Values
from dialogs.reading import Reading, TimeSpan
from dialogs.scene import Scene

Wish = Literal["", "verzetten", "afzeggen", "geweest"]
"""Empty is to plan one."""
MOVE: Wish = "verzetten"
CANCEL: Wish = "afzeggen"
HELD: Wish = "geweest"
MOVED, TWICE, SECOND = "verzet", "dubbel", "tweede"
"""What it comes to: there is a new day or time, it is there already, or there is another that it may be instead of."""
NOTHING = {MOVE: "niets_te_verzetten", CANCEL: "niets_af_te_zeggen"}
"""What it comes to where nothing is planned that it could be about."""

MEANT, WISH, SHIFT, FITTING = "welk", "wat", "schuif", "passend"
"""The slots for which gesprek is meant, what is wanted with it, how far it shifts, and which ones may be meant."""
OTHER, TOO = "al", "tweede"
"""The slots for the one of its kind that is planned on another day, and whether this is a second one ('ja')."""
DAY, CLOCK, KIND = "datum", "tijd", "soort"
WAS = {DAY: "was_datum", CLOCK: "was_tijd"}
"""Where the day and the time are remembered from before a move."""
SLOTS = frozenset({MEANT, WISH, SHIFT, FITTING, OTHER, TOO, *WAS.values()})

TOO_FAR = timedelta(days=270)
"""A date without a year that would be further ahead was the last one: nobody plans a gesprek so early."""
NEAR = timedelta(days=7)
"""One that was held so close to the day of one of its kind that was planned ahead is that one."""
SHORT = 14
"""Words up to which a sentence that names a gesprek is about its date; a longer one tells a story."""

ABBREVIATED = 2
"""Letters of the shortest name of a day."""

_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class _Shift:
    """How much later (or earlier, below 0), and where that stands in the text."""

    unit: ShiftUnit
    count: int
    start: int
    end: int


def _line(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold())).replace('’', chr(39))} "


def _has(line: str, phrases: Iterable[str]) -> bool:
    """Whether one of these stands in a line, as whole words; ' ... ' in it stands for any words."""
    patterns = (r" (?:.* )?".join(map(re.escape, phrase.split(" ... "))) for phrase in phrases)
    return any(re.search(f" {pattern} ", line) for pattern in patterns)


def _names(scene: Scene) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind in scene.programme.gesprekken:
        if kind.talk:
            yield kind.id, (kind.label.casefold(), *kind.words)


def kind_in(scene: Scene, text: str) -> str:
    """The kind of gesprek that is named in a text, by the words for it; empty when none is."""
    line = _line(text)
    return next((kind for kind, names in _names(scene) if _has(line, names)), "")


def is_about(scene: Scene, text: str) -> bool:
    """Whether these words plainly say that a gesprek was held, moved or cancelled, rather than tell what happened."""
    words, line = scene.library.phrases.appointment, _line(text)
    if any(line.startswith(f" {moving} {to} ") for moving in words.moving for to in words.to):
        return True
    if len(line.split()) > SHORT:
        return False
    if (_just_planned(scene, text) and _names_a_day(scene, line)) or _refuses_planned(scene, line):
        return True
    if not kind_in(scene, text):
        return False
    told = [f"{before} ... {name}" for before in words.around for _, names in _names(scene) for name in names]
    return not _has(line, told) and _has(line, (*words.held, *words.moving, *words.cancelling))


def _just_planned(scene: Scene, text: str) -> Record | None:
    """The gesprek that these words correct: 'nee wacht, dat is pas volgende week' is about the last one of today."""
    if not _begins(_line(text), scene.library.phrases.appointment.correcting):
        return None
    kind, today = kind_in(scene, text), scene.at.date()
    records = (one for one in scene.records("gesprek") if one.status is RecordStatus.GEPLAND)
    fresh = [one for one in records if one.created == today <= _day(one) and kind in ("", one.values.get(KIND))]
    return fresh[-1] if fresh else None


def _refuses_planned(scene: Scene, line: str) -> bool:
    """Whether a day on which a gesprek is planned is said not to suit: '8 december lukt niet'."""
    words, dates = scene.library.phrases.appointment, scene.library.phrases.dates
    days = [_day(one) for one in scene.gesprekken(RecordStatus.GEPLAND)]
    names = [
        f"{day.day} {month[day.month - 1]}"
        for day in days
        if day >= scene.at.date()
        for month in (dates.months, dates.months_short)
    ]
    refused = [f"{name} {unfit}" for name in names for unfit in words.unfit]
    return _has(line, [*refused, *(f"{before} {name}" for name in names for before in words.not_on)])


def _names_a_day(scene: Scene, line: str) -> bool:
    words, dates = scene.library.phrases.appointment, scene.library.phrases.dates
    days = {name for names in dates.weekdays for name in names} | {*dates.months, *dates.months_short, *words.near}
    units = {name for names in words.units.values() for name in names}
    # 'zo' and 'do' are words of their own.
    known = {name for name in days | units if len(name) > ABBREVIATED}
    return any(word in known or word[0].isdigit() for word in line.split())


def understood(scene: Scene, text: str, reading: Reading) -> dict[str, Value]:
    """What a sentence says, as answers: its day, its time of day, the kind, and the slots of this module."""
    found = _Sentence(scene, text, reading)
    said: dict[str, Value] = {KIND: found.kind, WISH: found.wish}
    if found.wish in (MOVE, CANCEL):
        said |= _which(scene, found)
        if found.wish == MOVE:
            there = found.moved_before()
            day, shift = (_day(there), "") if there else (found.new_day(), found.shifted)
            said |= {DAY: _iso(day), CLOCK: found.new_clock(), SHIFT: shift}
            if there:
                said |= {MEANT: there.id, FITTING: ()}
    else:
        said |= {DAY: _iso(found.day()), CLOCK: found.times[0].time if found.times else ""}
    return {slot: value for slot, value in said.items() if value not in ("", ())}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _which(scene: Scene, found: "_Sentence") -> dict[str, Value]:
    """Which planned gesprek is meant, or which ones may be."""
    planned = scene.gesprekken(RecordStatus.GEPLAND)
    if not planned:
        return {WISH: NOTHING[found.wish]}
    if found.corrected:
        return {MEANT: found.corrected.id}
    days = found.named_days()
    fits = [one for one in planned if found.kind in ("", one.values.get(KIND)) and (not days or _day(one) in days)]
    coming = [one for one in fits if _day(one) >= scene.at.date()]
    meant = coming or fits
    return {MEANT: meant[0].id} if len(meant) == 1 else {FITTING: tuple(one.id for one in meant or planned)}


def _day(gesprek: Record) -> date:
    return date.fromisoformat(str(gesprek.values[DAY]))


class _Sentence:
    """One sentence about a gesprek: where its days and times stand, and the words before them."""

    def __init__(self, scene: Scene, text: str, reading: Reading) -> None:
        self._scene, self._text, self._low = scene, text, text.casefold()
        self._phrases, self._today = scene.library.phrases, scene.at.date()
        self._words: AppointmentWords = self._phrases.appointment
        self._shift = next(iter(_shifts(text, self._words, self._phrases.clock.numbers)), None)
        self._spans = [span for span in reading.times if _one_day(span) and not self._in_shift(span)]
        self.times = clocks(text, self._phrases.clock, {span.quote.text.strip() for span in reading.times})
        self.kind = kind_in(scene, text)
        self.corrected = _just_planned(scene, text)
        self.wish = self._wished()
        self.shifted = f"{self._shift.unit}:{self._shift.count}" if self._shift else ""

    def _in_shift(self, span: TimeSpan) -> bool:
        return self._shift is not None and span.quote.start < self._shift.end and self._shift.start < span.quote.end

    def _wished(self) -> Wish:
        line, words = _line(self._text), self._words
        planned = {_day(one) for one in self._scene.gesprekken(RecordStatus.GEPLAND)}
        moves = self._shift is not None or _has(line, (*words.moving, *words.later, *words.earlier))
        moves = moves or any(span.start in planned for span in self._spans if self._refused(span))
        if _has(line, words.cancelling) and not (moves and (self._shift or self._after_to(self._spans))):
            return CANCEL
        if moves or self.corrected:
            return MOVE
        day = self.day()
        if (day is not None and day < self._today) or (day in (None, self._today) and _has(line, words.held)):
            return HELD
        return ""

    def day(self) -> date | None:
        """The day of what is planned or was held."""
        line = _line(self._text)
        spans = [span for span in self._spans if not self._refused(span)]
        if not spans:
            return self._today if _has(line, self._words.just) else None
        days = [self._meant_day(span) for span in spans]
        ahead = [day for day in days if day >= self._today]
        return ahead[-1] if ahead and not _has(line, self._words.held) else days[-1]

    def _meant_day(self, span: TimeSpan) -> date:
        day = span.start or span.end or self._today
        back = looking_back(span, day, self._today, self._phrases)
        told = _has(_line(self._text), self._words.held)
        dated = any(sign.isdigit() for sign in day_words(span, self._phrases))
        return back if told or (dated and day - self._today > TOO_FAR) else day

    # --- of a move: which day is the old one, and which is new

    def _behind(self, at: int, words: Sequence[str]) -> bool:
        """Whether one of these words stands just before this place."""
        before = _line(self._low[:at])
        return any(before.endswith(f" {word} ") for word in words)

    def _refused(self, span: TimeSpan) -> bool:
        """Whether this day is said not to suit: it may be the old one, never the new one."""
        before, after = self._low[: span.quote.start].rstrip(), _line(self._low[span.quote.end :])
        # 'Dinsdag kan niet, op woensdag wel': what stands before a comma is about another day.
        told = not before.endswith((",", ".", ";")) and self._behind(span.quote.start, self._words.not_on)
        return told or _begins(after, self._words.unfit)

    @property
    def refuses(self) -> bool:
        """Whether any day is said not to suit."""
        return any(map(self._refused, self._spans))

    def _after_to(self, spans: Sequence[TimeSpan]) -> list[TimeSpan]:
        return [s for s in spans if self._behind(s.quote.start, self._words.to) and not self._refused(s)]

    def _new(self) -> TimeSpan | None:
        if marked := self._after_to(self._spans):
            return marked[-1]
        named = (*self._words.of, *self._words.instead)
        planned = {_day(one) for one in self._scene.gesprekken(RecordStatus.GEPLAND)}
        free = [span for span in self._spans if not self._behind(span.quote.start, named)]
        free = [span for span in free if not self._refused(span)]
        free = [span for span in free if span.start not in planned] or free[1:]
        return free[-1] if free else None

    def new_day(self) -> date | None:
        """The day to move to, if a day to come is named."""
        day = new.start if (new := self._new()) else None
        return day if day and day >= self._today else None

    def named_days(self) -> set[date | None]:
        """The days that say which gesprek is meant."""
        new = self._new() if self.wish == MOVE else None
        return {span.start for span in self._spans if span is not new}

    def moved_before(self) -> Record | None:
        """The gesprek that is no longer on the old day, because it stands where this sentence moves it to already."""
        old = {day for day in self.named_days() if day}
        planned = self._scene.gesprekken(RecordStatus.GEPLAND)
        same = [one for one in planned if self.kind in ("", one.values.get(KIND))]
        if len(old) != 1 or any(_day(one) in old for one in same):
            return None
        landed = self.new_day() or (_shifted_day(old.pop(), self.shifted) if self.shifted else None)
        there = [one for one in same if _day(one) == landed]
        return there[0] if len(there) == 1 else None

    def new_clock(self) -> str:
        """The time to move to: behind the word that says where to, else one that does not belong to an old day."""
        to = [match.end() for word in self._words.to for match in re.finditer(rf"\b{re.escape(word)}\b", self._low)]
        if to:
            free = [clock for clock in self.times if clock.start >= max(to)]
        else:
            new = self._new()
            old = [span for span in self._spans if span is not new]
            free = [clock for clock in self.times if not any(_within(clock, span) for span in old)]
            free = [clock for clock in free if not self._behind(clock.start, self._words.instead)]
        return free[0].time if free else ""


def _one_day(span: TimeSpan) -> bool:
    return span.kind in ("date", "period") and span.start is not None and span.start == span.end


def _within(clock: Clock, span: TimeSpan) -> bool:
    return span.quote.start <= clock.start < span.quote.end


def _shifts(text: str, words: AppointmentWords, numbers: Sequence[Sequence[str]]) -> Iterator[_Shift]:
    """'een week later', 'twee dagen eerder', 'half uur later'."""
    found = [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    counts = {name: count for count, names in enumerate(numbers, 1) for name in names}
    for at, (word, start, end) in enumerate(found):
        unit = next((unit for unit, names in words.units.items() if word in names), None)
        rest = _line(text[end:])
        sign = next((s for s, said in ((1, words.later), (-1, words.earlier)) if _begins(rest, said)), 0)
        if unit is None or not sign:
            continue
        before = found[at - 1][0] if at else ""
        count = int(before) if before.isdecimal() and len(before) <= 2 else counts.get(before, 1)
        first = found[at - 1][1] if before.isdecimal() or before in counts or before in words.a_half else start
        last = next((to for _, begin, to in found if begin >= end), end)
        if before in words.a_half:
            unit, count = ("minuut", 30) if unit == "uur" else (unit, count)
        yield _Shift(unit, sign * count, first, last)


def _begins(line: str, phrases: Sequence[str]) -> bool:
    return any(line.startswith(f" {phrase} ") for phrase in phrases)


_DAYS: dict[str, int] = {"dag": 1, "week": 7}
_MINUTES: dict[str, int] = {"minuut": 1, "kwartier": 15, "uur": 60}


def _shifted_day(day: date, shift: str) -> date | None:
    """This day after a shift by days; None where it is one by minutes."""
    unit, _, amount = shift.partition(":")
    if unit in _DAYS:
        return day + timedelta(days=_DAYS[unit] * int(amount))
    return after(day, Fraction(int(amount))) if unit == "maand" else None


def _shifted(values: Values, shift: str) -> tuple[date, str] | None:
    """(day, time) of a gesprek after a shift; None where minutes are shifted of a time that is not known."""
    unit, _, amount = shift.partition(":")
    day, clock, count = date.fromisoformat(str(values[DAY])), str(values.get(CLOCK, "")), int(amount)
    if (moved_day := _shifted_day(day, shift)) is not None:
        return moved_day, clock
    if not clock:
        return None
    moved = datetime.combine(day, time.fromisoformat(clock)) + timedelta(minutes=_MINUTES[unit] * count)
    return moved.date(), f"{moved:%H:%M}"


# --- with a look at the plan


@dataclass(frozen=True, slots=True)
class Decision:
    """Which gesprek it is about (empty for a new one), and what there is to answer besides."""

    gesprek: str
    answers: dict[str, Value]


def decided(scene: Scene) -> Decision:
    """What is to be done, as far as the answers say it by now."""
    wish, day = scene.text(WISH), scene.day(DAY)
    if wish == "" and day is not None and day < scene.at.date():
        wish = HELD
    gesprek = next((one for one in scene.records("gesprek") if one.id == scene.text(MEANT)), None)
    gesprek = gesprek or _there_already(scene, wish, day)
    if gesprek is None and (other := _other(scene, wish, day)):
        return Decision("", {WISH: SECOND, OTHER: other.id})
    if gesprek is None:
        return Decision("", {WISH: wish} if wish else {})
    answers: dict[str, Value] = {**gesprek.values, MEANT: gesprek.id, **remembered(gesprek)}
    if wish == HELD:
        answers |= {DAY: _iso(day)} if day else {}
        again = gesprek.status is RecordStatus.GEHOUDEN
        return Decision(gesprek.id, {**answers, WISH: TWICE if again else HELD})
    if wish == CANCEL:
        return Decision(gesprek.id, {**answers, WISH: wish})
    new = _moved_to(gesprek.values, day, scene.text(CLOCK), scene.text(SHIFT))
    if new is None:
        return Decision(gesprek.id, {**answers, WISH: MOVE})
    same = new == (_day(gesprek), gesprek.values.get(CLOCK, ""))
    moved = {DAY: _iso(new[0]), **({CLOCK: new[1]} if new[1] else {})}
    return Decision(gesprek.id, {**answers, **moved, WISH: TWICE if same else MOVED})


def remembered(gesprek: Record) -> dict[str, Value]:
    """The day and the time as they are, to go back to."""
    return {was: str(gesprek.values.get(slot, "")) for slot, was in WAS.items()}


def _moved_to(values: Values, day: date | None, clock: str, shift: str) -> tuple[date, str] | None:
    """The new day and time; what is not said stays. None when nothing is."""
    if day is None and not clock:
        return _shifted(values, shift) if shift else None
    return day or date.fromisoformat(str(values[DAY])), clock or str(values.get(CLOCK, ""))


def _there_already(scene: Scene, wish: str, day: date | None) -> Record | None:
    """The gesprek that is in the plan already, though it was not said which one is meant."""
    soort = scene.text(KIND)
    known = scene.gesprekken(RecordStatus.GEPLAND, RecordStatus.GEHOUDEN)
    same = [one for one in known if soort in ("", one.values.get(KIND))]
    if wish == HELD and day is None:
        past = [one for one in same if one.status is RecordStatus.GEPLAND and _day(one) <= scene.at.date()]
        return past[-1] if past else None
    if wish not in ("", HELD) or day is None:
        return None
    if soort and (there := [one for one in same if _day(one) == day]):
        return there[-1]
    ahead = [one for one in same if one.status is RecordStatus.GEPLAND and one.created < _day(one)]
    near = [one for one in ahead if abs(_day(one) - day) <= NEAR]
    return min(near, key=lambda one: abs(_day(one) - day), default=None) if wish == HELD else None


def _other(scene: Scene, wish: str, day: date | None) -> Record | None:
    """The gesprek of this kind that is planned on another day, where the programme has no more than one at a time."""
    kind = scene.programme.gesprek(scene.text(KIND))
    if wish or day is None or kind is None or scene.text(TOO) == YES or any(rule.yearly for rule in kind.rhythm):
        return None
    planned = (one for one in scene.gesprekken(RecordStatus.GEPLAND) if one.values.get(KIND) == kind.id)
    return next((one for one in planned if _day(one) >= scene.at.date()), None)


def only_refused(scene: Scene, text: str, reading: Reading) -> bool:
    """Whether an answer to 'to which day?' says no more than which day does not suit."""
    found = _Sentence(scene, text, reading)
    return found.refuses and found.new_day() is None


def newly_dated(scene: Scene, text: str, reading: Reading) -> dict[str, Value]:
    """What an answer to 'to which day?' says of this gesprek: its new day and time; empty when it says none to come."""
    gesprek = scene.gesprek
    if gesprek is None:
        return {}
    found = _Sentence(scene, text, reading)
    clock = found.times[0].time if found.times else ""
    new = _moved_to(gesprek.values, found.new_day(), clock, found.shifted)
    if new is None or new[0] < scene.at.date() or (found.new_day() is None and reading.times and not found.shifted):
        return {}
    return {DAY: _iso(new[0]), **({CLOCK: new[1]} if new[1] else {}), **remembered(gesprek)}
