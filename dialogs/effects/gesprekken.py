"""Gesprekken: planned, moved, prepared and held, with how each goal stands."""

from datetime import date, time

from dialogs.appointment import WAS
from dialogs.effects.making import Effects, Make, save_record
from dialogs.flow import Step
from dialogs.options import kind_of
from dialogs.plan import YES, RecordStatus, Status, Value
from dialogs.scene import Scene
from dialogs.talks import partner_of
from dialogs.turn import SaveLeerdoel, SaveRecord, SendCalendar
from dialogs.weekly import on_the_wall


def _save_gesprek(status: RecordStatus | None) -> Make:
    """With its own status when that is None; a new one is planned."""

    def save(scene: Scene, step: Step) -> Effects:
        if scene.gesprek is None and not scene.text("datum"):
            return ()
        now = scene.gesprek.status if scene.gesprek else RecordStatus.GEPLAND
        return save_record("gesprek", status or now)(scene, step)

    return save


def _restore_gesprek(scene: Scene, _: Step) -> Effects:
    """The day and the time from before it was moved."""
    gesprek = scene.gesprek
    if gesprek is None or not scene.text(WAS["datum"]):
        return ()
    values: dict[str, Value] = {slot: scene.text(was) for slot, was in WAS.items()}
    return (SaveRecord("gesprek", gesprek.id, values, gesprek.status),)


def _prepared(scene: Scene, _: Step) -> Effects:
    """Every question of the preparation is behind: what is empty was passed over on purpose."""
    gesprek = scene.gesprek
    if gesprek is None or gesprek.values.get("voorbereid") == YES:
        return ()
    return (SaveRecord("gesprek", gesprek.id, {"voorbereid": YES}, gesprek.status),)


def _save_stand(scene: Scene, _: Step) -> Effects:
    """How the goal in hand stands; one that is closed gets its last version, tied to this gesprek (OIGT)."""
    waiting = scene.undiscussed()
    if not waiting:
        return ()
    goal, gesprek = waiting[0], scene.frame.subject
    stand, sentence = scene.text("stand") or "loopt", scene.text("doel_zin")
    values: dict[str, Value] = {"leerdoel": goal.id, "gesprek": gesprek, "stand": stand}
    if sentence:
        values["zin"] = sentence
    kept = SaveRecord("doelstand", f"{gesprek}.{goal.id}", values, RecordStatus.KLAAR)
    if stand not in (Status.AFGEROND, Status.LATEN_STAAN):
        return (kept,)
    closing: dict[str, Value] = {"slotzin": sentence} if sentence else {}
    return kept, SaveLeerdoel(goal.id, closing, Status(stand), "gesprek", gesprek)


def _calendar(scene: Scene, _: Step) -> Effects:
    gesprek = scene.gesprek
    if gesprek is None:
        return ()
    clock = gesprek.values.get("tijd")
    day = date.fromisoformat(str(gesprek.values["datum"]))
    start = on_the_wall(day, time.fromisoformat(clock) if isinstance(clock, str) else time(0), scene.at)
    title = f"{kind_of(scene, gesprek)} {partner_of(scene, gesprek)}"
    minutes = scene.library.rhythm.gesprek_minutes
    return (SendCalendar(gesprek.id, title, start, whole_day=clock is None, minutes=minutes),)


GESPREKKEN: dict[str, Make] = {
    "save_gesprek": _save_gesprek(None),
    "restore_gesprek": _restore_gesprek,
    "replan_gesprek": _save_gesprek(RecordStatus.GEPLAND),
    "cancel_gesprek": _save_gesprek(RecordStatus.AFGEZEGD),
    "hold_gesprek": _save_gesprek(RecordStatus.GEHOUDEN),
    "prepared": _prepared,
    "save_doelstand": _save_stand,
    "calendar": _calendar,
}
