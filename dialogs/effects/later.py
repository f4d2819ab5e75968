"""Saying something later: the weekly question, a nudge, or all nudges of one message."""

from datetime import datetime, timedelta

from dialogs.effects.making import Effects, Make
from dialogs.flow import Step
from dialogs.rhythm import Snooze
from dialogs.scene import Scene
from dialogs.schedule import Span, audible, said_of, said_within
from dialogs.turn import PutOff
from dialogs.weekly import on_the_wall


def _snooze(scene: Scene, _: Step) -> Effects:
    """The weekly question again, at the moment that was chosen."""
    rhythm = scene.library.rhythm
    return (PutOff(rhythm.week.again, scene.frame.subject, _later(scene, scene.text("uitstel"))),)


def _later(scene: Scene, choice: str) -> datetime:
    """The moment that one of the choices of `rhythm.snooze` means now, outside the quiet hours."""
    rhythm, later = scene.library.rhythm, scene.library.rhythm.snooze.get(choice, Snooze())
    hours = scene.value("uitstel_uren")
    moment = scene.at + timedelta(hours=hours if isinstance(hours, int) else later.hours)
    if later.time is not None and hours is None:
        moment = on_the_wall(scene.at.date() + timedelta(days=later.days), later.time, scene.at)
        # Two moments of one zone are compared by the wall, which in the night that the clock goes back is not enough.
        if moment.timestamp() <= scene.at.timestamp():
            moment = on_the_wall(scene.at.date() + timedelta(days=1), later.time, scene.at)
    return audible(moment, rhythm, scene.plan)


def _put_off(scene: Scene, _: Step) -> Effects:
    """What was said comes again, about the same: one nudge, or all of those that came together."""
    rhythm, day = scene.library.rhythm, scene.day("uitstel_dag")
    if day is None:
        moment = _later(scene, scene.text("uitstel") or "morgen")
    else:
        moment = audible(on_the_wall(day, rhythm.nudge_time, scene.at), rhythm, scene.plan)
    return tuple(PutOff(kind, subject, moment) for kind, subject in _said(scene))


def _said(scene: Scene) -> list[tuple[str, str]]:
    library, plan, at = scene.library, scene.plan, scene.at
    if span := Span.read(scene.text("samen"), at):
        return [(one.kind, one.subject) for one in said_within(library, plan, span)]
    kind = said_of(library, plan, scene.frame.subject, at)
    return [(kind, scene.frame.subject)] if kind else []


def _remind_tomorrow(scene: Scene, _: Step) -> Effects:
    kind = scene.library.rhythm.says.waiting["opleider"]
    return (PutOff(kind, scene.frame.subject, _later(scene, "morgen")),)


LATER: dict[str, Make] = {
    "snooze": _snooze,
    "put_off": _put_off,
    "later": _remind_tomorrow,
}
