"""What effects are made with: their type, ids, the fields of a record, the entries that tell another person."""

from collections.abc import Callable

from dialogs.flow import Step
from dialogs.plan import RECORDS, RecordKind, RecordStatus
from dialogs.rhythm import Tells
from dialogs.scene import Scene
from dialogs.turn import Effect, SaveRecord

CONSENT_TEXT = "2026-11"
"""Version of the text that people consent to; a new one is asked again when the text changes."""

Effects = tuple[Effect, ...]
Make = Callable[[Scene, Step], Effects]


def own_id(scene: Scene) -> str:
    return scene.frame.subject or scene.frame.seed


def tells_of(scene: Scene) -> Tells:
    return scene.library.rhythm.tells


def save_record(kind: RecordKind, status: RecordStatus) -> Make:
    def save(scene: Scene, _: Step) -> Effects:
        given = {name: scene.value(name) for name in RECORDS[kind]}
        values = {name: value for name, value in given.items() if value not in (None, "", ())}
        known = scene.plan.find(own_id(scene))
        emptied = {name: "" for name, value in given.items() if value == () and known and name in known.values}
        kept = {name: value for name, value in values.items() if value is not None}
        return (SaveRecord(kind, own_id(scene), {**kept, **emptied}, status),)

    return save
