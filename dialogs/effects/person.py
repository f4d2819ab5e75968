"""The person: consent, profile, and all that can be done with what is kept of them."""

from datetime import timedelta

from dialogs.effects.making import CONSENT_TEXT, Effects, Make
from dialogs.flow import Step
from dialogs.overview import picture
from dialogs.plan import Consent
from dialogs.scene import Scene
from dialogs.turn import ExportPerson, ForgetPerson, SaveProfile, SetConsent


def _save_profile(scene: Scene, step: Step) -> Effects:
    return (_profile(scene, *(key for key in (step.key, step.dated) if key)),)


def _profile(scene: Scene, *keys: str) -> SaveProfile:
    return SaveProfile({key: "" if (value := scene.value(key)) is None else value for key in keys})


def _save_pause(scene: Scene, _: Step) -> Effects:
    """From the first day that was said, else at once, up to and including the last."""
    first, last = scene.day("weg_van"), scene.day("weg_laatst")
    if last is None:
        return ()
    begin = first.isoformat() if first and first > scene.at.date() else ""
    return (SaveProfile({"pauze_van": begin, "pauze_tot": (last + timedelta(days=1)).isoformat()}),)


PERSON: dict[str, Make] = {
    "save_profile": _save_profile,
    "save_week": lambda scene, step: (_profile(scene, "week_dag", "week_tijd", "week_ritme"),),
    "save_quiet": lambda scene, step: (_profile(scene, "stil_van", "stil_tot"),),
    "save_pause": _save_pause,
    "end_pause": lambda scene, step: (SaveProfile({"pauze_van": "", "pauze_tot": ""}),),
    "give_consent": lambda scene, step: (SetConsent(Consent.GIVEN, CONSENT_TEXT),),
    "refuse_consent": lambda scene, step: (SetConsent(Consent.REFUSED, CONSENT_TEXT),),
    "forget": lambda scene, step: (ForgetPerson(),),
    "export": lambda scene, step: (ExportPerson(),),
    "picture": lambda scene, step: (picture(scene),),
}
