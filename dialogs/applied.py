"""What the plan looks like once an effect is stored, so that the same turn can look at it already."""

from dataclasses import replace
from typing import TypeVar

from dialogs.plan import (
    PARKED,
    Deling,
    Feedback,
    FeedbackStatus,
    Koppeling,
    Leerdoel,
    LinkStatus,
    Plan,
    Record,
    Values,
)
from dialogs.scene import Scene
from dialogs.turn import (
    AcceptLink,
    ConfirmLink,
    DropRecord,
    Effect,
    EndLink,
    ExportPerson,
    ForgetPerson,
    Invite,
    PutOff,
    React,
    SaveFeedback,
    SaveLeerdoel,
    SaveProfile,
    SaveRecord,
    SendCalendar,
    SendPicture,
    SetConsent,
    SetNudges,
    Share,
    ShowAgain,
    TakeBack,
    Tell,
)


def applied(plan: Plan, effect: Effect, scene: Scene) -> Plan:
    """The plan as it will be. The moment and the person are those of the scene."""
    match effect:
        case SetConsent(consent=consent):
            return replace(plan, consent=consent)
        case SaveProfile(values=values):
            return replace(plan, profile=_merged(plan.profile, values))
        case SaveLeerdoel():
            return replace(plan, leerdoelen=_with(plan.leerdoelen, _leerdoel(plan, effect, scene)))
        case SaveRecord():
            return replace(plan, records=_with(plan.records, _record(plan, effect, scene)))
        case DropRecord(id=key):
            return replace(plan, records=tuple(record for record in plan.records if record.id != key))
        case SaveFeedback():
            return replace(plan, feedback=_with(plan.feedback, _feedback(plan, effect, scene)))
        case Invite(id=key, rol=rol):
            link = Koppeling(key, "aios", rol, "", LinkStatus.UITGENODIGD, scene.at.date())
            return replace(plan, koppelingen=_with(plan.koppelingen, link))
        case AcceptLink(id=key):
            return _linked(plan, key, LinkStatus.AANGENOMEN)
        case ConfirmLink(id=key):
            return _linked(plan, key, LinkStatus.GEKOPPELD)
        case EndLink(id=key):
            return replace(plan, koppelingen=tuple(link for link in plan.koppelingen if link.id != key))
        case SetNudges(nudges=nudges):
            return replace(plan, nudges=nudges)
        case ForgetPerson():
            return Plan()
        case React(id=key, reactie=reactie, woorden=words):
            reacted = (
                replace(one, reactie=reactie, woorden=words, reacted=scene.at) if one.id == key else one
                for one in plan.delingen
            )
            return replace(plan, delingen=tuple(reacted))
        case TakeBack(id=key):
            left = (replace(one, ingetrokken=True) if one.id == key else one for one in plan.delingen)
            return replace(plan, delingen=tuple(left))
        case Share():
            known = next((link for link in plan.koppelingen if link.id == effect.koppeling), None)
            other, rol = (known.naam, known.rol) if known else ("", "")
            deling = Deling(
                effect.id, "aios", other, rol, effect.soort, scene.at, effect.text, effect.details, effect.gesprek
            )
            return replace(plan, delingen=(*plan.delingen, deling))
        case ExportPerson() | SendCalendar() | SendPicture() | ShowAgain() | Tell() | PutOff():
            return plan


def _merged(before: Values, changes: Values) -> Values:
    return {name: value for name, value in {**before, **changes}.items() if value != ""}


Thing = TypeVar("Thing", Leerdoel, Record, Feedback, Koppeling)


def _with(things: tuple[Thing, ...], thing: Thing) -> tuple[Thing, ...]:
    """The thing in the place of the one it changes, or at the end."""
    changed: list[Thing] = [thing if one.id == thing.id else one for one in things]
    if thing not in changed:
        changed.append(thing)
    return tuple(changed)


def _leerdoel(plan: Plan, effect: SaveLeerdoel, scene: Scene) -> Leerdoel:
    known = next((goal for goal in plan.leerdoelen if goal.id == effect.id), None)
    values = _merged(known.values if known else {}, effect.values)
    version, created = (known.version + 1, known.created) if known else (1, scene.at.date())
    return Leerdoel(effect.id, effect.status, version, created, values)


def _record(plan: Plan, effect: SaveRecord, scene: Scene) -> Record:
    known = next((record for record in plan.records if record.id == effect.id), None)
    values = _merged(known.values if known else {}, effect.values)
    return Record(effect.id, effect.kind, effect.status, known.created if known else scene.at.date(), values)


def _feedback(plan: Plan, effect: SaveFeedback, scene: Scene) -> Feedback:
    known = next((one for one in plan.feedback if one.id == effect.id), None)
    if known is None:
        other = next((link.naam for link in plan.koppelingen if link.id == effect.koppeling), "")
        known = Feedback(effect.id, "aios", other, FeedbackStatus.LOPEND, scene.at.date(), scene.at)
    given = {name: value for name, value in effect.values.items() if name not in known.values}
    used = {name for name in PARKED if name.removeprefix("vast_") in given}
    values = {name: value for name, value in {**known.values, **given}.items() if name not in used}
    status = FeedbackStatus.KLAAR if "akkoord" in values else effect.status
    changed = replace(known, status=status, values=values)
    return replace(changed, since=known.since if changed.awaits == known.awaits else scene.at)


def _linked(plan: Plan, key: str, status: LinkStatus) -> Plan:
    links = tuple(replace(link, status=status) if link.id == key else link for link in plan.koppelingen)
    return replace(plan, koppelingen=links)
