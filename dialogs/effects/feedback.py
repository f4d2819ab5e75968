"""Feedback of two people: each gives their own parts, and the other hears that it is their turn."""

from collections.abc import Iterable

from dialogs.effects.making import Effects, Make, own_id, tells_of
from dialogs.flow import Step
from dialogs.plan import ALONE, FEEDBACK_FIELDS, PARKED, PENDLETON, YES, Feedback, FeedbackStatus, Side, Value
from dialogs.scene import Scene
from dialogs.turn import SaveFeedback, Tell


def _other(feedback: Feedback) -> Side:
    return "opleider" if feedback.side == "aios" else "aios"


def _parts(scene: Scene, names: Iterable[str]) -> dict[str, Value]:
    """What this person has to give and has not given yet."""
    known = scene.feedback.values if scene.feedback else {}
    given = {name: scene.frame.answers.get(name) for name in names if name not in known}
    return {name: value for name, value in given.items() if value not in (None, "", ()) and value is not None}


def _own(scene: Scene) -> list[str]:
    alone = scene.text("koppeling") == ALONE or (scene.feedback is not None and not scene.feedback.other)
    side = scene.feedback.side if scene.feedback else "aios"
    return [name for name, whose in {**PENDLETON, **PARKED}.items() if alone or whose == side]


def _start_feedback(scene: Scene, _: Step) -> Effects:
    link = scene.text("koppeling")
    values = _parts(scene, (*FEEDBACK_FIELDS, *_own(scene)))
    if link == ALONE:
        return (SaveFeedback(own_id(scene), values),)
    return SaveFeedback(own_id(scene), values, koppeling=link), Tell(tells_of(scene).feedback_asked, own_id(scene))


def _save_feedback(scene: Scene, _: Step) -> Effects:
    """Give what was said since; the other one hears that it is their turn."""
    feedback = scene.feedback
    save = SaveFeedback(scene.frame.subject, _parts(scene, _own(scene)))
    if feedback is None or not feedback.other:
        return (save,)
    tells = tells_of(scene)
    told = tells.feedback_agreed if "afspraken" in save.values else tells.feedback_turn[_other(feedback)]
    return save, Tell(told, feedback.id)


def _park(scene: Scene, _: Step) -> Effects:
    """Keep words for a turn that has not come; nobody hears of it."""
    return (SaveFeedback(scene.frame.subject, _parts(scene, [name for name in _own(scene) if name in PARKED])),)


def _akkoord(scene: Scene, step: Step) -> Effects:
    words = scene.text("akkoord") or YES
    save = SaveFeedback(scene.frame.subject, {"akkoord": words})
    alone = scene.feedback is None or not scene.feedback.other
    return (save,) if alone else (save, Tell(tells_of(scene).feedback_done, scene.frame.subject))


def _stop_feedback(scene: Scene, _: Step) -> Effects:
    feedback = scene.feedback
    if feedback is None or feedback.status is not FeedbackStatus.LOPEND:
        return ()
    stop = SaveFeedback(feedback.id, {}, status=FeedbackStatus.GESTOPT)
    if not feedback.other:
        return (stop,)
    return Tell(tells_of(scene).feedback_stopped[_other(feedback)], feedback.id), stop


FEEDBACK: dict[str, Make] = {
    "start_feedback": _start_feedback,
    "save_feedback": _save_feedback,
    "park": _park,
    "akkoord": _akkoord,
    "stop_feedback": _stop_feedback,
}
