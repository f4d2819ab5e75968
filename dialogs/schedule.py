"""What follows from the plan without anybody asking: which nudge comes when.

The schedule is worked out anew at the end of every turn, so whatever changes in the plan changes it too, and nothing
that was moved or cancelled leaves a ghost. A nudge looks at the plan once more when it is due (`Entry.when`).
"""

from datetime import datetime, timedelta

from dialogs.library import Library
from dialogs.plan import Consent, Feedback, Nudge, Plan
from dialogs.rhythm import Rhythm
from dialogs.weekly import next_question, on_the_wall

REMINDERS = {"aios": "feedback.herinnering", "opleider": "meekijken.herinnering"}


def wanted(library: Library, plan: Plan, at: datetime) -> tuple[Nudge, ...]:
    """Every nudge that the plan asks for after `at` (aware, in the person's zone), soonest first."""
    if plan.consent is not Consent.GIVEN:
        return ()
    rhythm = library.rhythm
    found = [nudge for one in plan.feedback if (nudge := _reminder(one, rhythm, at))]
    if due := next_question(plan, rhythm, at):
        found.append(Nudge(rhythm.week.entry, "", due))
    return tuple(sorted(found, key=lambda nudge: (nudge.due.timestamp(), nudge.kind, nudge.subject)))


def _reminder(feedback: Feedback, rhythm: Rhythm, at: datetime) -> Nudge | None:
    """Once, when somebody's turn has waited for some days."""
    if not feedback.mine or not feedback.other:
        return None
    due = feedback.since.astimezone(at.tzinfo) + timedelta(days=rhythm.feedback_reminder_days)
    due = audible(due, rhythm)
    later = due.timestamp() > at.timestamp()
    return Nudge(REMINDERS[feedback.side], feedback.id, due) if later else None


def audible(moment: datetime, rhythm: Rhythm) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls in."""
    clock = moment.time()
    if clock < rhythm.quiet_until:
        return on_the_wall(moment.date(), rhythm.quiet_until, moment)
    if clock >= rhythm.quiet_from:
        return on_the_wall(moment.date() + timedelta(days=1), rhythm.quiet_until, moment)
    return moment
