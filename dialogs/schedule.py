"""What follows from the plan without anybody asking: which nudge comes when.

The schedule is worked out anew whenever the plan may have changed, so nothing that was moved or cancelled leaves a
ghost; a nudge looks at the plan once more when it is due (`Entry.when`, `outdated`). All nudges of a day come at one
moment, and what comes at one moment is one message; besides it only the weekly question comes unasked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dialogs.expected import ladder
from dialogs.library import Library
from dialogs.plan import Consent, Deling, LinkStatus, Nudge, Plan, RecordStatus, Status
from dialogs.rhythm import Rhythm
from dialogs.upcoming import day_of, gesprekken, upcoming
from dialogs.weekly import gaps_of, next_question, on_the_wall, pause_of

SATURDAY = 5


def wanted(library: Library, plan: Plan, at: datetime) -> tuple[Nudge, ...]:
    """Every nudge that the plan asks for after `at` (aware, in the person's zone), soonest first."""
    if plan.consent is not Consent.GIVEN:
        return ()
    found = [
        nudge
        for nudge in planned(library, plan, at)
        if not _paused(plan, nudge.due.date()) and nudge.due.timestamp() > at.timestamp()
    ]
    if due := next_question(plan, library.rhythm, at):
        found.append(Nudge(library.rhythm.week.entry, "", due))
    return tuple(sorted(found, key=lambda nudge: (nudge.due.timestamp(), nudge.kind, nudge.subject)))


def planned(library: Library, plan: Plan, at: datetime) -> list[Nudge]:
    """The nudges with a day rather than a moment, whenever they are or were, soonest first."""
    rhythm, chosen = library.rhythm, plan.profile.get("nudges_uit", ())
    off = {kind for group in rhythm.groups if isinstance(chosen, tuple) and group.id in chosen for kind in group.kinds}
    found = {(kind, subject, day) for kind, subject, day in _days(library, plan, at) if kind not in off}
    nudges = [Nudge(kind, subject, _said_on(day, rhythm, plan, at)) for kind, subject, day in found]
    return sorted(nudges, key=lambda nudge: (nudge.due.timestamp(), nudge.kind, nudge.subject))


def outdated(library: Library, plan: Plan, nudge: Nudge, at: datetime) -> bool:
    """Whether it was about another day: what it is about was moved, and all of this kind comes later by itself."""
    days = [one.due for one in planned(library, plan, at) if (one.kind, one.subject) == (nudge.kind, nudge.subject)]
    return bool(days) and min(days).timestamp() > at.timestamp()


def said_of(library: Library, plan: Plan, subject: str, at: datetime) -> str:
    """The kind of nudge that came last about this subject, up to `at`; empty when none did."""
    about = [one for one in planned(library, plan, at) if one.subject == subject]
    return next((one.kind for one in reversed(about) if one.due.timestamp() <= at.timestamp()), "")


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last moment (aware) of what was said together; its text is short enough for a button."""

    first: datetime
    last: datetime

    def __str__(self) -> str:
        return "-".join(str(int(moment.timestamp()) // 60) for moment in (self.first, self.last))

    @classmethod
    def read(cls, text: str, at: datetime) -> "Span | None":
        """What a button brought back, in the zone of `at`; None for anything else."""
        if not (found := _SPAN.fullmatch(text)):
            return None
        return cls(*(datetime.fromtimestamp(60 * int(minutes), at.tzinfo) for minutes in found.groups()))


_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def span_of(library: Library, plan: Plan, nudges: Iterable[Nudge], at: datetime) -> Span | None:
    """When the plan wanted these said, whenever they were; None when it does not."""
    named = {(one.kind, one.subject) for one in nudges}
    past = [one for one in planned(library, plan, at) if one.due.timestamp() <= at.timestamp()]
    # The last one of each: a deadline comes up more than once.
    came = {(one.kind, one.subject): one.due for one in past}
    moments = sorted((due for about, due in came.items() if about in named), key=datetime.timestamp)
    return Span(moments[0], moments[-1]) if moments else None


def said_within(library: Library, plan: Plan, span: Span) -> list[Nudge]:
    """The nudges that came in that time."""
    begin, end = span.first.timestamp(), span.last.timestamp()
    return [one for one in planned(library, plan, span.last) if begin <= one.due.timestamp() <= end]


def _said_on(day: date, rhythm: Rhythm, plan: Plan, at: datetime) -> datetime:
    """When something of this day is said: at the time of every day, or when the quiet hours around that time end."""
    due = on_the_wall(day, rhythm.nudge_time, at)
    begin, end = quiet_hours(rhythm, plan)
    if _quiet(due.time(), begin, end):
        due = on_the_wall(day, end, at)
    return _on_a_weekday(due, end) if plan.side == "opleider" else due


def _days(library: Library, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    yield from _around_gesprekken(library, plan)
    yield from _around_deadlines(library.rhythm, plan)
    yield from _missing(library, plan, at)
    yield from _waiting(library.rhythm, plan, at)
    yield from _for_others(library.rhythm, plan, at)


def _around_gesprekken(library: Library, plan: Plan) -> Iterator[tuple[str, str, date]]:
    programme, rhythm = library.programme_of(plan), library.rhythm
    gaps = bool(gaps_of(plan, programme))
    for gesprek in gesprekken(plan, RecordStatus.GEPLAND, RecordStatus.GEHOUDEN):
        day, held = day_of(gesprek), gesprek.status is RecordStatus.GEHOUDEN
        soort = str(gesprek.values.get("soort", ""))
        for rung, when in ladder(programme, day, soort):
            if held == (rung == rhythm.says.akkoord) and (rung != rhythm.says.prepare or programme.topics(soort)):
                yield rhythm.rung(rung), gesprek.id, when
        if gaps and not held:
            yield rhythm.says.gaps, gesprek.id, day - timedelta(days=rhythm.gap_days)


def _around_deadlines(rhythm: Rhythm, plan: Plan) -> Iterator[tuple[str, str, date]]:
    for goal in plan.leerdoelen:
        deadline = goal.values.get("deadline")
        if goal.status is Status.OPEN and isinstance(deadline, str):
            for days in rhythm.deadline_days:
                yield rhythm.says.deadline, goal.id, date.fromisoformat(deadline) + timedelta(days=days)


def _missing(library: Library, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    """A gesprek that the programme expects and nobody planned; the next one when the first was asked for, and not
    sooner after it than that was asked for again."""
    if plan.side != "aios":
        return
    ahead = library.rhythm.missing_days
    pause = timedelta(days=min((later - sooner for sooner, later in pairwise(ahead)), default=1))
    free = date.min
    for due in upcoming(plan, library.programme_of(plan), at.date()):
        days = [due.target + timedelta(days=days) for days in ahead]
        for day in (day for day in days if day >= free):
            yield library.rhythm.says.missing, "", day
        free = max(free, days[-1] + pause)


def _waiting(rhythm: Rhythm, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    """Feedback that waits for this person: once, when it has waited for some days."""
    for one in plan.feedback:
        if one.mine and one.other:
            day = one.since.astimezone(at.tzinfo).date() + timedelta(days=rhythm.feedback_reminder_days)
            yield rhythm.says.waiting[one.side], one.id, day


def _for_others(rhythm: Rhythm, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    """For who is here for an aios: an akkoord that is waited for, and everything of several aiossen in one message."""
    open_ones = [one for one in plan.delingen if one.side == "opleider" and not one.ingetrokken]
    for one in open_ones:
        if one.soort == "verslag" and one.reactie not in ("akkoord", "aanvulling"):
            yield rhythm.says.unsigned, one.id, _local(one, at) + timedelta(days=rhythm.akkoord_reminder_days)
    if bundles(plan):
        for day in {next_bundle(plan, rhythm, one.at.astimezone(at.tzinfo)) for one in open_ones if not one.reactie}:
            yield rhythm.says.bundle, "", day


def _local(one: Deling, at: datetime) -> date:
    return one.at.astimezone(at.tzinfo).date()


def bundles(plan: Plan) -> bool:
    """Whether this person looks along with several aiossen, and so gets one message instead of a drip."""
    links = [link for link in plan.koppelingen if link.side == "opleider" and link.status is LinkStatus.GEKOPPELD]
    return len(links) > 1


def next_bundle(plan: Plan, rhythm: Rhythm, at: datetime) -> date:
    """The day of the next bundle: the person's own weekday, else the next day that is audible."""
    today = at.date() if at.time() < rhythm.nudge_time else at.date() + timedelta(days=1)
    own = plan.profile.get("week_dag")
    if isinstance(own, int) and plan.profile.get("week_ritme"):
        return today + timedelta(days=(own - today.isoweekday()) % 7)
    return today


def _paused(plan: Plan, day: date) -> bool:
    begin, end = pause_of(plan)
    return begin <= day < end


# --- quiet hours


def audible(moment: datetime, rhythm: Rhythm, plan: Plan) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls in; for an opleider a weekend is quiet as well."""
    begin, end = quiet_hours(rhythm, plan)
    if _quiet(moment.time(), begin, end):
        tomorrow = begin > end and moment.time() >= begin
        moment = on_the_wall(moment.date() + timedelta(days=tomorrow), end, moment)
    return _on_a_weekday(moment, end) if plan.side == "opleider" else moment


def quiet_hours(rhythm: Rhythm, plan: Plan) -> tuple[time, time]:
    """From when until when this person hears nothing unasked, on the wall."""
    own = (plan.profile.get("stil_van"), plan.profile.get("stil_tot"))
    begin, end = (time.fromisoformat(one) if isinstance(one, str) else None for one in own)
    return begin or rhythm.quiet_from, end or rhythm.quiet_until


def _quiet(clock: time, begin: time, end: time) -> bool:
    return (clock >= begin or clock < end) if begin > end else begin <= clock < end


def _on_a_weekday(moment: datetime, end: time) -> datetime:
    """The moment itself, or the end of the quiet hours on Monday."""
    if moment.weekday() < SATURDAY:
        return moment
    return on_the_wall(moment.date() + timedelta(days=7 - moment.weekday()), end, moment)
