"""Leerdoelen: kept, closed and opened again, each as a next version that names the gesprek it came after."""

from dialogs.effects.making import Effects, Make, own_id
from dialogs.flow import Step
from dialogs.plan import LEERDOEL_FIELDS, RecordStatus, Status, Value
from dialogs.reading import CRITERIA
from dialogs.scene import LETTER_FIELDS, Scene
from dialogs.turn import SaveLeerdoel


def leerdoel_values(scene: Scene) -> dict[str, Value]:
    """The fields of this leerdoel: what was answered, and for a letter that another answer shows, those words."""
    values = {name: value for name in LEERDOEL_FIELDS if (value := scene.value(name)) not in (None, "", ())}
    for letter in CRITERIA:
        if (text := scene.letter_text(letter)) and text != scene.text("deadline"):
            values[LETTER_FIELDS[letter]] = text
    values["dun"] = scene.lacking()
    if "onderdeel" not in values and (here := scene.plan.profile.get("onderdeel")):
        values["onderdeel"] = here
    return {name: value for name, value in values.items() if value is not None}


def _save(status: Status) -> Make:
    def save(scene: Scene, _: Step) -> Effects:
        known = scene.subject
        why = "nieuw" if known is None else "afgemaakt" if known.status is Status.CONCEPT else "aangepast"
        return (SaveLeerdoel(own_id(scene), leerdoel_values(scene), status, why, _after(scene)),)

    return save


def _close(status: Status) -> Make:
    def close(scene: Scene, _: Step) -> Effects:
        sentence = scene.text("slotzin")
        values: dict[str, Value] = {"slotzin": sentence} if sentence else {}
        return (SaveLeerdoel(scene.frame.subject, values, status, status.value, _after(scene)),)

    return close


def _reopen(scene: Scene, _: Step) -> Effects:
    """Open again, without the sentence that it was closed with; the version that had it stays."""
    return (SaveLeerdoel(scene.frame.subject, {"slotzin": ""}, Status.OPEN, "heropend", _after(scene)),)


def _after(scene: Scene) -> str:
    """The gesprek after which this is: every change of the IOP is kept with it (RGS)."""
    held = scene.gesprekken(RecordStatus.GEHOUDEN)
    return held[-1].id if held else ""


GOALS: dict[str, Make] = {
    "save_leerdoel": _save(Status.OPEN),
    "save_concept": _save(Status.CONCEPT),
    "close_afgerond": _close(Status.AFGEROND),
    "close_laten_staan": _close(Status.LATEN_STAAN),
    "reopen": _reopen,
}
