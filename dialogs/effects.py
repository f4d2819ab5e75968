"""What content may change in the IOP, by name, and what the plan looks like after it."""

from collections.abc import Callable
from dataclasses import replace

from dialogs.flow import Step
from dialogs.plan import LEERDOEL_FIELDS, Consent, Leerdoel, Plan, Status, Value
from dialogs.reading import CRITERIA
from dialogs.scene import LETTER_FIELDS, Scene
from dialogs.turn import Effect, ExportPerson, ForgetPerson, SaveLeerdoel, SaveProfile, SetConsent

CONSENT_TEXT = "2026-11"
"""Version of the text that people consent to; a new one is asked again when the text changes."""


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


def _save(status: Status) -> Callable[[Scene, Step], Effect]:
    def save(scene: Scene, _: Step) -> Effect:
        known = scene.subject
        why = "nieuw" if known is None else "afgemaakt" if known.status is Status.CONCEPT else "aangepast"
        return SaveLeerdoel(scene.frame.subject or scene.frame.seed, leerdoel_values(scene), status, why)

    return save


def _close(status: Status) -> Callable[[Scene, Step], Effect]:
    def close(scene: Scene, _: Step) -> Effect:
        sentence = scene.text("slotzin")
        return SaveLeerdoel(scene.frame.subject, {"slotzin": sentence} if sentence else {}, status, status.value)

    return close


def _save_profile(scene: Scene, step: Step) -> Effect:
    values = {key: scene.value(key) for key in (step.key, step.dated) if key}
    return SaveProfile({key: "" if value is None else value for key, value in values.items()})


EFFECTS: dict[str, Callable[[Scene, Step], Effect]] = {
    "save_leerdoel": _save(Status.OPEN),
    "save_concept": _save(Status.CONCEPT),
    "close_afgerond": _close(Status.AFGEROND),
    "close_laten_staan": _close(Status.LATEN_STAAN),
    "save_profile": _save_profile,
    "give_consent": lambda scene, step: SetConsent(Consent.GIVEN, CONSENT_TEXT),
    "refuse_consent": lambda scene, step: SetConsent(Consent.REFUSED, CONSENT_TEXT),
    "forget": lambda scene, step: ForgetPerson(),
    "export": lambda scene, step: ExportPerson(),
}


def applied(plan: Plan, effect: Effect, scene: Scene) -> Plan:
    """The plan as it will be once the effect is stored, so that the same turn can look at it."""
    match effect:
        case SetConsent(consent=consent):
            return replace(plan, consent=consent)
        case SaveProfile(values=values):
            merged = {**plan.profile, **values}
            return replace(plan, profile={name: value for name, value in merged.items() if value != ""})
        case SaveLeerdoel():
            known = next((goal for goal in plan.leerdoelen if goal.id == effect.id), None)
            before = known.values if known else {}
            merged = {name: v for name, v in {**before, **effect.values}.items() if v != ""}
            version, created = (known.version + 1, known.created) if known else (1, scene.at.date())
            goal = Leerdoel(effect.id, effect.status, version, created, merged)
            others = [g for g in plan.leerdoelen if g.id != goal.id]
            at = plan.leerdoelen.index(known) if known else len(others)
            return replace(plan, leerdoelen=(*others[:at], goal, *others[at:]))
        case ForgetPerson():
            return Plan()
        case _:
            return plan
