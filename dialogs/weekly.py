"""The weekly question: what it is about, which words it gets, and when the next one comes.

Goals come up in turn; every so many times the sentence is about a competence that nothing was done with yet, so that
in a quarter all of them come by (MMV: every area at some time). Nobody who is silent is asked as often as before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dialogs.plan import Leerdoel, Plan, Record, RecordStatus, Status
from dialogs.programme import Programme
from dialogs.rhythm import About, Question, Rhythm

NEVER = date.min


@dataclass(frozen=True, slots=True)
class Weekly:
    """One question: how far a goal is (where there is one), and a sentence about it or about a competence."""

    leerdoel: str
    competentie: str
    question: Question


def asked(plan: Plan) -> tuple[Record, ...]:
    """The weekly questions so far, oldest first."""
    return tuple(record for record in plan.records if record.kind == "voortgang")


def choose(plan: Plan, programme: Programme, rhythm: Rhythm, day: date) -> Weekly:
    """What to ask on this local day: whatever was asked least recently."""
    before = asked(plan)
    goals = [goal for goal in plan.leerdoelen if goal.status is Status.OPEN]
    goal = min(goals, key=lambda one: _last(before, "leerdoel", one.id), default=None)
    gap = _gap(before, gaps_of(plan, programme), goal, rhythm)
    about: About = "hiaat" if gap else "doel" if goal else "los"
    return Weekly(goal.id if goal else "", gap, _question(before, rhythm, about, day))


def _gap(before: Sequence[Record], gaps: Sequence[str], goal: Leerdoel | None, rhythm: Rhythm) -> str:
    """The competence to ask about now, if any: always without a goal, every so often with one, and in time for all."""
    if not gaps:
        return ""
    waiting = {gap: _since(before, gap) for gap in gaps}
    longest = max(gaps, key=lambda gap: waiting[gap])
    if goal is None or sum(record.values.get("leerdoel") == goal.id for record in before) % rhythm.week.gap_every == 0:
        return longest
    # Earliest deadline first: the nth that waits longest has to come within n questions, so that none waits longer.
    late = sorted(waiting.values(), reverse=True)
    behind = any(rhythm.week.gap_within - since <= place for place, since in enumerate(late, 1))
    return longest if behind else ""


def _since(before: Sequence[Record], gap: str) -> int:
    """How many questions ago this competence came up; as many as there were when it never did."""
    for ago, record in enumerate(reversed(before)):
        if record.values.get("competentie") == gap:
            return ago
    return len(before)


def _question(before: Iterable[Record], rhythm: Rhythm, about: About, day: date) -> Question:
    """The one that rested longest; a rest shorter than `rest_weeks` only when there is no other."""
    fitting = [question for question in rhythm.questions if question.about == about]
    return min(fitting, key=lambda question: _last(before, "vraag", question.id))


def _last(before: Iterable[Record], field: str, value: str) -> date:
    return max((day_of(record) for record in before if record.values.get(field) == value), default=NEVER)


def day_of(record: Record) -> date:
    """The local day that a weekly question was meant for."""
    return date.fromisoformat(str(record.values.get("dag", record.created.isoformat())))


def gaps_of(plan: Plan, programme: Programme) -> list[str]:
    """The competence areas without a goal that is or was worked on, a bewijs or a reflection, in programme order."""
    things: list[Leerdoel | Record] = [
        *(goal for goal in plan.leerdoelen if goal.status in (Status.OPEN, Status.AFGEROND)),
        *plan.records,
    ]
    covered = {area for thing in things for area in _areas(thing)}
    return [area.id for area in programme.competences if area.id not in covered]


def _areas(thing: Leerdoel | Record) -> tuple[str, ...]:
    areas = thing.values.get("competenties", ())
    return areas if isinstance(areas, tuple) else ()


def unanswered(plan: Plan) -> int:
    """How many questions in a row, up to the last one, stayed without any reaction."""
    count = 0
    for record in reversed(asked(plan)):
        if record.status is not RecordStatus.GEVRAAGD:
            break
        count += 1
    return count


def weeks_between(plan: Plan, rhythm: Rhythm) -> int:
    """Weeks from one question to the next as things stand; 0 when the person wants none."""
    own = plan.profile.get("week_ritme", 0)
    if not isinstance(own, int) or own == 0:
        return 0
    silent = unanswered(plan)
    return max([own, *(step.weeks for step in rhythm.week.back_off if silent >= step.unanswered)])


def slowed(plan: Plan, rhythm: Rhythm) -> bool:
    """Whether the question that comes now is the first one at a slower pace than before."""
    own, silent = plan.profile.get("week_ritme", 0), unanswered(plan)
    return any(step.unanswered == silent and step.weeks > int(str(own)) > 0 for step in rhythm.week.back_off)


def next_question(plan: Plan, rhythm: Rhythm, at: datetime) -> datetime | None:
    """When the next question is due, after `at` (aware, in the person's zone); None when the person wants none."""
    weeks = weeks_between(plan, rhythm)
    if not weeks:
        return None
    day = int(str(plan.profile.get("week_dag", rhythm.week.day)))
    clock = _clock(plan, rhythm)
    earliest = at.date()
    if before := asked(plan):
        # The whole weeks less six days: the first such weekday after it, whatever day the last one was meant for.
        earliest = max(earliest, max(map(day_of, before)) + timedelta(days=7 * weeks - 6))
    begin, end = pause_of(plan)
    earliest += timedelta(days=(day - earliest.isoweekday()) % 7)
    # Two moments of one zone are compared by the wall, which in the night that the clock goes back is not enough.
    if on_the_wall(earliest, clock, at).timestamp() <= at.timestamp():
        earliest += timedelta(days=7)
    if begin <= earliest < end:
        earliest = end + timedelta(days=(day - end.isoweekday()) % 7)
    return on_the_wall(earliest, clock, at)


def pause_of(plan: Plan) -> tuple[date, date]:
    """The first day of a pause and the first day after it; both in the far past when there is none."""
    begin, end = (plan.profile.get(field) for field in ("pauze_van", "pauze_tot"))
    if not isinstance(end, str):
        return NEVER, NEVER
    return date.fromisoformat(begin) if isinstance(begin, str) else NEVER, date.fromisoformat(end)


def _clock(plan: Plan, rhythm: Rhythm) -> time:
    own = plan.profile.get("week_tijd")
    return time.fromisoformat(own) if isinstance(own, str) else rhythm.week.time


def on_the_wall(day: date, clock: time, at: datetime) -> datetime:
    """That day and time in the zone of `at`. A time that the spring night skips is an hour later, as clocks show it."""
    return datetime.combine(day, clock, at.tzinfo).astimezone(UTC).astimezone(at.tzinfo)
