"""How a value is said to a person: a date in Dutch, an id by the words that stand for it, a text escaped."""

from datetime import date

from dialogs.plan import LEERDOEL_DATES, Value
from dialogs.render import SHORT, dutch_date, listed, safe, shorten
from dialogs.scene import Scene

DATES = frozenset(
    {
        *LEERDOEL_DATES,
        "begonnen",
        "onderdeel_tot",
        "pauze_van",
        "pauze_tot",
        "datum",
        "van",
        "tot",
        "afspraken_op",
        "uitstel_dag",
    }
)


def said(scene: Scene, slot: str, value: Value, limit: int = SHORT) -> str:
    """A value as a person reads it, escaped: a date in Dutch, an id by its label."""
    phrases = scene.library.phrases
    if isinstance(value, tuple):
        return listed([_label(scene, slot, one) for one in value])
    if slot in DATES and isinstance(value, str):
        return dutch_date(date.fromisoformat(value), phrases)
    if isinstance(value, int):
        return str(value)
    return safe(shorten(_label_text(scene, slot, value), limit))


def _label(scene: Scene, slot: str, value: str) -> str:
    return safe(_label_text(scene, slot, value))


def _label_text(scene: Scene, slot: str, value: str) -> str:
    """The words behind an id: those of the programme, else those of the choice that gave it, else the text itself."""
    programme = scene.programme
    if slot == "competenties":
        return next((c.label for c in programme.competences if c.id == value), value)
    if slot == "kader" and programme.frame:
        return next((i.label for i in programme.frame.items if i.id == value), value)
    if slot == "niveau":
        return next((level.label for level in programme.levels if level.id == value), value)
    if slot in ("competentie", "leerdoel", "koppeling", "aan"):
        return named(scene, slot, value)
    if slot == "programma":
        return next((p.short for p in scene.library.programmes.values() if p.id == value), value)
    for flow in scene.library.flows.values():
        for step in flow.steps:
            if step.key == slot and not step.other:
                return next((c.label for c in step.choices if c.id == value), value)
    return value


def named(scene: Scene, slot: str, key: str) -> str:
    """What an id stands for: an area, a leerdoel, somebody's name."""
    if slot == "competentie":
        return next((area.label for area in scene.programme.competences if area.id == key), key)
    if slot == "leerdoel":
        goal = next((goal for goal in scene.plan.leerdoelen if goal.id == key), None)
        return str(goal.values.get("doel", "")) if goal else ""
    return next((link.naam for link in scene.plan.koppelingen if link.id == key), key)
