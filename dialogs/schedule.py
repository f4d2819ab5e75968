"""What follows from the plan without anybody asking: which nudge comes when.

The schedule is worked out anew at the end of every turn, so whatever changes in the plan changes it too, and nothing
that was moved or cancelled leaves a ghost. A nudge looks at the plan once more when it is due (`Entry.when`).
All nudges of a day come at one moment and, when there are several, in one message; besides them only the weekly
question comes unasked, so there are never more than two a day.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dialogs.expected import ladder
from dialogs.library import Library
from dialogs.plan import Consent, Deling, Feedback, LinkStatus, Nudge, Plan, RecordStatus, Status
from dialogs.rhythm import Rhythm
from dialogs.scene import Scene
from dialogs.state import Frame
from dialogs.weekly import gaps_of, next_question, on_the_wall

REMINDERS = {"aios": "feedback.herinnering", "opleider": "meekijken.herinnering"}
TOGETHER = "samen.meldingen"
"""Several nudges in one message; its subject is the moment on the wall."""
LADDER = "gesprek."
"""The entries of the ladder around a gesprek: this, and the name of the rung."""
HORIZON = 400
"""Days that are looked ahead: past the longest interval that a programme knows."""
SATURDAY = 5
AROUND = (RecordStatus.GEPLAND, RecordStatus.GEHOUDEN)


def wanted(library: Library, plan: Plan, at: datetime) -> tuple[Nudge, ...]:
    """Every nudge that the plan asks for after `at` (aware, in the person's zone), soonest first."""
    if plan.consent is not Consent.GIVEN:
        return ()
    rhythm = library.rhythm
    found = [nudge for one in plan.feedback if (nudge := _reminder(one, rhythm, at, plan))]
    if due := next_question(plan, rhythm, at):
        found.append(Nudge(rhythm.week.entry, "", due))
    days: dict[datetime, list[Nudge]] = defaultdict(list)
    for nudge in singles(library, plan, at):
        days[nudge.due].append(nudge)
    for due, nudges in days.items():
        found += nudges if len(nudges) == 1 else [Nudge(TOGETHER, f"{due:%Y-%m-%dT%H:%M}", due)]
    return tuple(sorted(found, key=lambda nudge: (nudge.due.timestamp(), nudge.kind, nudge.subject)))


def singles(library: Library, plan: Plan, at: datetime) -> list[Nudge]:
    """The nudges with a day rather than a moment, each by itself, in the order in which they are named."""
    rhythm, chosen = library.rhythm, plan.profile.get("nudges_uit", ())
    off = {kind for group in rhythm.groups if isinstance(chosen, tuple) and group.id in chosen for kind in group.kinds}
    found: list[Nudge] = []
    for kind, subject, day in sorted(_days(library, plan, at), key=lambda one: (one[2], one[0], one[1])):
        due = audible(on_the_wall(day, rhythm.nudge_time, at), rhythm, plan)
        if kind not in off and not _paused(plan, due.date()) and due.timestamp() > at.timestamp():
            found.append(Nudge(kind, subject, due))
    return found


def of_moment(library: Library, plan: Plan, moment: datetime, at: datetime) -> list[Nudge]:
    """What `TOGETHER` of this moment on the wall is about, as the plan is now."""
    due = on_the_wall(moment.date(), moment.time(), at)
    before = due - timedelta(minutes=1)
    return [nudge for nudge in singles(library, plan, before) if nudge.due.timestamp() == due.timestamp()]


def _days(library: Library, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    yield from _around_gesprekken(library, plan)
    yield from _around_deadlines(library.rhythm, plan)
    yield from _missing(library, plan, at)
    yield from _for_others(library.rhythm, plan, at)


def _around_gesprekken(library: Library, plan: Plan) -> Iterator[tuple[str, str, date]]:
    programme = library.programme_of(plan)
    for gesprek in plan.records:
        if gesprek.kind != "gesprek" or gesprek.status not in AROUND or "datum" not in gesprek.values:
            continue
        day = date.fromisoformat(str(gesprek.values["datum"]))
        held = gesprek.status is RecordStatus.GEHOUDEN
        for rung, when in ladder(programme, day, str(gesprek.values.get("soort", ""))):
            if held == (rung == "akkoord"):
                yield f"{LADDER}{rung}", gesprek.id, when
        if not held and gaps_of(plan, programme):
            yield f"{LADDER}gaten", gesprek.id, day - timedelta(days=library.rhythm.gap_days)


def _around_deadlines(rhythm: Rhythm, plan: Plan) -> Iterator[tuple[str, str, date]]:
    for goal in plan.leerdoelen:
        deadline = goal.values.get("deadline")
        if goal.status is Status.OPEN and isinstance(deadline, str):
            for days in rhythm.deadline_days:
                yield "leerdoelen.deadline", goal.id, date.fromisoformat(deadline) + timedelta(days=days)


def _missing(library: Library, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    """A gesprek that the programme expects and nobody planned."""
    if plan.side != "aios" or "begonnen" not in plan.profile:
        return
    flow = library.flows["gesprek"]
    due = Scene(library, plan, flow, Frame(flow.id, flow.steps[0].id), at).expected()
    if due is not None:
        for days in library.rhythm.missing_days:
            yield "gesprek.gemist", "", due.target + timedelta(days=days)


def _for_others(rhythm: Rhythm, plan: Plan, at: datetime) -> Iterator[tuple[str, str, date]]:
    """For who is here for an aios: an akkoord that is waited for, and everything of several aiossen in one message."""
    open_ones = [one for one in plan.delingen if one.side == "opleider" and not one.ingetrokken]
    for one in open_ones:
        if one.soort == "verslag" and one.reactie not in ("akkoord", "aanvulling"):
            yield "ontvangen.herinnering", one.id, _local(one, at) + timedelta(days=rhythm.akkoord_reminder_days)
    if bundles(plan):
        for day in {next_bundle(plan, rhythm, one.at.astimezone(at.tzinfo)) for one in open_ones if not one.reactie}:
            yield "ontvangen.bundel", "", day


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


def again_of(scene: Scene) -> str:
    """The nudge that is about this subject now or was last: what a snooze brings back."""
    plan, now = scene.plan, scene.at
    long_ago = now - timedelta(days=HORIZON)
    past = [n for n in singles(scene.library, plan, long_ago) if n.due.timestamp() <= now.timestamp()]
    about = [nudge.kind for nudge in past if nudge.subject == scene.frame.subject]
    return about[-1] if about else ""


def _paused(plan: Plan, day: date) -> bool:
    until = plan.profile.get("pauze_tot")
    return isinstance(until, str) and day < date.fromisoformat(until)


def _reminder(feedback: Feedback, rhythm: Rhythm, at: datetime, plan: Plan) -> Nudge | None:
    """Once, when somebody's turn has waited for some days."""
    if not feedback.mine or not feedback.other:
        return None
    due = feedback.since.astimezone(at.tzinfo) + timedelta(days=rhythm.feedback_reminder_days)
    due = audible(due, rhythm, plan)
    later = due.timestamp() > at.timestamp()
    return Nudge(REMINDERS[feedback.side], feedback.id, due) if later else None


def audible(moment: datetime, rhythm: Rhythm, plan: Plan) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls in; for an opleider a weekend is quiet as well."""
    begin, end = _clock(plan, "stil_van", rhythm.quiet_from), _clock(plan, "stil_tot", rhythm.quiet_until)
    clock = moment.time()
    overnight = begin > end
    if overnight and clock >= begin:
        moment = on_the_wall(moment.date() + timedelta(days=1), end, moment)
    elif clock < end if overnight else begin <= clock < end:
        moment = on_the_wall(moment.date(), end, moment)
    if plan.side == "opleider" and moment.weekday() >= SATURDAY:
        return on_the_wall(moment.date() + timedelta(days=7 - moment.weekday()), end, moment)
    return moment


def _clock(plan: Plan, field: str, usual: time) -> time:
    own = plan.profile.get(field)
    return time.fromisoformat(own) if isinstance(own, str) else usual
