"""What a programme expects of one aios, and around when: worked out from its data and from what was held.

Every gesprek that a programme expects has a place in time (a slot), its number within the year of training, and the day
on which it lapses: when the next one of its kind comes, so that who is behind is asked for one gesprek and never for
all that were missed. Days are local dates; a year of training lasts 100/percentage calendar years.
"""

import calendar
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from dialogs.cycle import Gesprek, GesprekKind, Rhythm
from dialogs.programme import Programme

Period = tuple[date, date | None]
"""An onderdeel: its first day, and its last when that is known."""

EARLY = timedelta(days=30)
"""So long before an onderdeel begins its introductiegesprek may be held (keuze: the sources only say 'bij aanvang')."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The gesprek that comes next: the `ordinal`th of its kind in this `year` of training, both from 1.

    `overdue`: the day of `target` has passed.
    """

    kind: GesprekKind
    ordinal: int
    year: int
    target: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class _Moment:
    """`day` it is expected, from when a gesprek counts for it, how long it is asked for, and whether a late one before
    it pushes it back."""

    day: date
    opens: date
    lapses_days: int | None
    yields: bool


@dataclass(frozen=True, slots=True)
class _Slot:
    ordinal: int
    year: int
    day: date
    opens: date
    lapses: date
    """Until then a gesprek that is held counts for it."""
    until: date
    """Until then it is asked for; not after it lapses."""
    rest: timedelta
    """At least so long after the gesprek before it."""


@dataclass(frozen=True, slots=True)
class _Training:
    """One aios's training; `years` are the first days of its years, as far ahead as is looked."""

    begun: date
    percentage: int
    end: date | None
    onderdelen: tuple[Period, ...]
    years: tuple[date, ...]

    def stretched(self, months: Fraction | int) -> Fraction:
        return Fraction(100 * months, self.percentage)

    def year_of(self, day: date) -> int:
        return max(bisect_right(self.years, day), 1)

    def year_begin(self, day: date) -> date:
        """The first day of the year of training that a day is in."""
        return self.years[self.year_of(day) - 1]


def _training(
    programme: Programme, begun: date, percentage: int, onderdelen: Sequence[Period], today: date
) -> _Training:
    """Looks two years further than today, any onderdeel, and the first year of any rule."""
    periods = tuple(sorted(onderdelen, key=_begin)) or ((begun, None),)
    furthest = max(today, *(end or begin for begin, end in periods))
    first_years = [rule.from_year for gesprek in programme.gesprekken for rule in gesprek.rhythm]
    count = max(training_year(begun, furthest, percentage), *first_years, 1) + 2
    years = tuple(after(begun, Fraction(1200 * year, percentage)) for year in range(count + 1))
    end = after(begun, Fraction(100 * programme.months, percentage)) if programme.months else None
    return _Training(begun, percentage, end, periods, years)


def after(day: date, months: Fraction | int) -> date:
    """The day so many months later (or earlier); 31 January and a month is the last of February. Part of a month is
    counted in days of the month that it falls in, so more months are never an earlier day."""
    whole = floor(months)
    first = _months_later(day, whole)
    return first + timedelta(days=int((months - whole) * (_months_later(day, whole + 1) - first).days))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def training_year(begun: date, today: date, percentage: int) -> int:
    """Which year of training it is, from 1; 1 too before it has begun. Raises ValueError unless 1 <= percentage <= 100.

    A year of training lasts 100/percentage calendar years (LOP 4.1.1: deeltijd naar rato. keuze: elsewhere too, the
    other sources are silent).
    """
    year = 1
    while after(begun, Fraction(1200 * year, _checked(percentage))) <= today:
        year += 1
    return year


def year_begin(begun: date, today: date, percentage: int) -> date:
    """The first day of the year of training that a day is in. Raises ValueError as `training_year`."""
    return after(begun, Fraction(1200 * (training_year(begun, today, percentage) - 1), percentage))


def expected(
    programme: Programme,
    begun: date,
    percentage: int,
    held: Sequence[tuple[str, date]],
    today: date,
    *,
    onderdelen: Sequence[Period] = (),
    since: date | None = None,
) -> Expected | None:
    """The gesprek that comes first of `expectations`; None when the programme expects none (any more)."""
    every = expectations(programme, begun, percentage, held, today, onderdelen=onderdelen, since=since)
    return next(iter(every), None)


def expectations(
    programme: Programme,
    begun: date,
    percentage: int,
    held: Sequence[tuple[str, date]],
    today: date,
    *,
    onderdelen: Sequence[Period] = (),
    since: date | None = None,
    ahead: int = 1,
    planned_until: date | None = None,
) -> tuple[Expected, ...]:
    """For every kind of gesprek the next one (`ahead`: so many) that the programme expects, soonest first.

    `held` are (kind, day) in any order; days after `today` and kinds that the programme does not know do not count.
    More gesprekken than a year asks for count for that year only. Without `onderdelen` the training counts as one. What
    fell before `since`, when the aios came to Leerlijn, is taken as settled. With `planned_until` what is planned up to
    that day counts as well, as if it were held on its own day. Raises ValueError as `training_year`.
    """
    known_until = max(today, planned_until or today)
    training = _training(programme, begun, percentage, onderdelen, known_until)
    found = []
    for gesprek in programme.gesprekken:
        days = sorted({day for kind, day in held if kind == gesprek.id and day <= known_until})
        slots = _slots(gesprek, training)
        at = 0
        for day in days:
            at = _open_slot(slots, at, day)
            if at < len(slots) and slots[at].opens <= day:
                at += 1
        while at < len(slots) and (slots[at].until < today or (since is not None and slots[at].day < since)):
            at += 1
        last = days[-1] if days else None
        found += [_expected(gesprek.id, slot, last, today) for slot in slots[at : at + ahead]]
    return tuple(sorted(found, key=lambda one: one.target))


def _begin(period: Period) -> date:
    return period[0]


def _open_slot(slots: Sequence[_Slot], at: int, day: date) -> int:
    """The first from `at` that has not lapsed on this day."""
    while at < len(slots) and slots[at].lapses < day:
        at += 1
    return at


def _expected(kind: GesprekKind, slot: _Slot, last: date | None, today: date) -> Expected:
    target = slot.day if last is None else min(max(slot.day, last + slot.rest), slot.until)
    return Expected(kind, slot.ordinal, slot.year, target, today > target)


def _slots(gesprek: Gesprek, training: _Training) -> list[_Slot]:
    """Every place in time of this kind, as far as the training is looked ahead."""
    found = {moment.day: moment for rule in gesprek.rhythm for moment in _moments(rule, training)}
    moments = [found[day] for day in sorted(found) if training.end is None or day <= training.end]
    slots: list[_Slot] = []
    before = training.begun
    for at, moment in enumerate(moments):
        own_year = training.year_of(moment.day)
        ordinal = slots[-1].ordinal + 1 if slots and slots[-1].year == own_year else 1
        gap = max(moment.day - before, timedelta(days=1))
        lapses = _lapses(moment, moments[at + 1] if at + 1 < len(moments) else None)
        until = lapses if at + 1 < len(moments) else moment.day + gap
        if moment.lapses_days is not None:
            until = min(moment.day + timedelta(days=moment.lapses_days), lapses)
        rest = gap // 2 if moment.yields else timedelta()
        slots.append(_Slot(ordinal, own_year, moment.day, moment.opens, lapses, until, rest))
        before = moment.day
    return slots


def _lapses(moment: _Moment, following: _Moment | None) -> date:
    """What belongs to an onderdeel gives way as soon as a gesprek may count for the next one."""
    if following is None:
        return date.max
    return following.day if moment.yields else max(moment.day, following.opens - timedelta(days=1))


def _moments(rule: Rhythm, training: _Training) -> Iterator[_Moment]:
    shift = timedelta(days=rule.days)
    if rule.yearly:
        for day in (stretch_end + shift for stretch_end in _stretches(rule, training)):
            yield _Moment(day, training.year_begin(day), rule.lapses_days, yields=True)
    elif rule.onderdeel == "begin":
        for begin, _ in training.onderdelen:
            yield _Moment(begin + shift, begin - EARLY, rule.lapses_days, yields=False)
    elif rule.onderdeel == "einde":
        for begin, end in training.onderdelen:
            if end is not None:
                yield _Moment(end + shift, begin + (end - begin) // 2, rule.lapses_days, yields=False)
    elif training.end is not None and rule.before_end_months is not None:
        day = after(training.end, -rule.before_end_months) + shift
        yield _Moment(day, training.year_begin(day), rule.lapses_days, yields=False)


def _stretches(rule: Rhythm, training: _Training) -> Iterator[date]:
    """The ends of the stretches that a rule divides its years in."""
    last = min(rule.to_year or len(training.years), len(training.years) - 1)
    if rule.per_year is not None:
        for part in range(rule.per_year * (rule.from_year - 1), rule.per_year * last):
            yield after(training.begun, training.stretched(Fraction(12 * (part + 1), rule.per_year)))
    elif rule.every_months is not None:
        begin, end = training.years[rule.from_year - 1], training.years[last]
        step = training.stretched(rule.every_months) if rule.pro_rata else Fraction(rule.every_months)
        part = 1
        while (day := after(begin, part * step)) <= end:
            yield day
            part += 1


def ladder(programme: Programme, day: date, kind: str = "") -> tuple[tuple[str, date], ...]:
    """(rung, day) of every nudge around a gesprek on this day, soonest first; empty where a kind is no talk.

    Without `kind` those that are for every kind. The rungs themselves, with who they are for: `programme.ladder`.
    """
    gesprek = programme.gesprek(kind)
    if gesprek is not None and not gesprek.talk:
        return ()
    rungs = [rung for rung in programme.ladder if not rung.gesprekken or kind in rung.gesprekken]
    return tuple((rung.id, day + timedelta(days=rung.days)) for rung in sorted(rungs, key=lambda rung: rung.days))


def diensten_target(programme: Programme, months: int, percentage: int) -> tuple[int, int] | None:
    """(fewest, most) diensten in an onderdeel of so many calendar months; None when the programme asks for none.

    In proportion when it is shorter than a whole one at full time, and never more than for a whole one (LOP 4.2.1,
    4.2.6). Fewest is rounded up and most down. Raises ValueError as `training_year`, and for months below 0.
    """
    _checked(percentage)
    if months < 0:
        raise ValueError("months must not be below 0")
    if (diensten := programme.diensten) is None:
        return None
    share = min(Fraction(months * percentage, 100 * diensten.months), Fraction(1))
    fewest = ceil(diensten.minimum * share)
    return fewest, max(floor(diensten.maximum * share), fewest)


def onderdeel_end(programme: Programme, onderdeel: str, begin: date, percentage: int) -> date | None:
    """The planned last day of an onderdeel; None where its length is free. Raises ValueError as `training_year`."""
    _checked(percentage)
    months = next((one.months for one in programme.onderdelen if one.id == onderdeel), None)
    if months is None:
        return None
    length = Fraction(months * 100, percentage) if programme.onderdelen_pro_rata else Fraction(months)
    return after(begin, length) - timedelta(days=1)


def _checked(percentage: int) -> int:
    if not 1 <= percentage <= 100:
        raise ValueError("percentage must be from 1 up to and including 100")
    return percentage
