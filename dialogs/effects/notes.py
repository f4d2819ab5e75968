"""Reflecties, bewijzen, the private lane and the weekly question."""

from dialogs.effects.making import Effects, Make, own_id, save_record
from dialogs.flow import Step
from dialogs.plan import RECORDS, RecordKind, RecordStatus, Value
from dialogs.scene import ROW, Scene
from dialogs.turn import DropRecord, SaveRecord
from dialogs.weekly import choose


def _save_private(scene: Scene, _: Step) -> Effects:
    """By itself, whatever the person came from: nothing leads from there to it."""
    given = {name: scene.frame.answers.get(name) for name in RECORDS["welzijn"].texts}
    return (SaveRecord("welzijn", scene.frame.seed, {n: v for n, v in given.items() if v}, RecordStatus.KLAAR),)


def _save_onderdeel(scene: Scene, _: Step) -> Effects:
    """With its last day: the one that was told, else the one that the programme plans; and those that follow it."""
    given: dict[str, Value | None] = {name: scene.value(name) for name in RECORDS["onderdeel_plan"]}
    end = scene.planned_end
    given["tot"] = given["tot"] or (end.isoformat() if end else None)
    rows: list[dict[str, Value | None]] = [given]
    for row in scene.several("daarna"):
        van, tot, label = row.split(ROW)
        rows.append({"van": van, "tot": tot, "label": label})
    own = own_id(scene)
    return tuple(
        SaveRecord(
            "onderdeel_plan",
            f"{own}.{at}" if at else own,
            {name: value for name, value in row.items() if value},
            RecordStatus.KLAAR,
        )
        for at, row in enumerate(rows)
    )


def _update(kind: RecordKind) -> Make:
    """Other words, the same status: a note that is mended is still a note."""

    def save(scene: Scene, step: Step) -> Effects:
        return save_record(kind, scene.record.status if scene.record else RecordStatus.KLAAR)(scene, step)

    return save


def _ask_week(scene: Scene, _: Step) -> Effects:
    """Write down what is asked, so that it comes in turn, and so that silence is noticed by nobody but the rhythm."""
    weekly = choose(scene.plan, scene.programme, scene.library.rhythm, scene.at.date())
    values: dict[str, Value] = {"vraag": weekly.question.id, "dag": scene.at.date().isoformat()}
    values |= {n: v for n, v in (("leerdoel", weekly.leerdoel), ("competentie", weekly.competentie)) if v}
    return (SaveRecord("voortgang", scene.frame.seed, values, RecordStatus.GEVRAAGD),)


NOTES: dict[str, Make] = {
    "save_reflectie": save_record("reflectie", RecordStatus.KLAAR),
    "keep_reflectie": save_record("reflectie", RecordStatus.CONCEPT),
    "update_reflectie": _update("reflectie"),
    "save_bewijs": save_record("bewijs", RecordStatus.KLAAR),
    "save_onderdeel": _save_onderdeel,
    "save_welzijn": _save_private,
    "drop_record": lambda scene, step: (DropRecord(scene.frame.subject),),
    "ask_week": _ask_week,
    "answer_week": save_record("voortgang", RecordStatus.KLAAR),
    "skip_week": save_record("voortgang", RecordStatus.OVERGESLAGEN),
}
