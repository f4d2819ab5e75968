"""What is prepared for a gesprek: how much of it is left, how long that takes, and what goes with its questions.

The questions are the steps of the flow, as far as the programme names their topic for this kind of gesprek (`topic:`).
"""

from collections.abc import Callable
from dataclasses import replace

from dialogs.conditions import holds
from dialogs.expected import diensten_target
from dialogs.flow import Step
from dialogs.plan import YES, Record, RecordStatus
from dialogs.render import fill, listed, safe
from dialogs.scene import Scene
from dialogs.state import Frame
from dialogs.upcoming import onderdelen

FLOW = "voorbereiding"
LAST = 2
"""So many questions at the end show, when one of them is answered, that what is empty was passed over on purpose."""
MONTH = 365.25 / 12
"""Days."""


def questions(scene: Scene, gesprek: Record) -> tuple[Step, ...]:
    """What is asked for this gesprek, in order; the goals, which are asked one by one, are not among them."""
    flow = scene.library.flows[FLOW]
    frame = Frame(flow.id, flow.steps[0].id, gesprek.values, subject=gesprek.id)
    about = replace(scene, flow=flow, frame=frame)
    return tuple(step for step in flow.steps if step.asks and step.counts and holds(about, step.when))


def stand(scene: Scene, _: Step) -> str:
    """How much of the preparation is still to do, and how long that takes."""
    talks, gesprek = scene.library.phrases.talks, scene.gesprek
    if gesprek is None:
        return ""
    if not scene.topics:
        return talks.nothing_asked
    asked = questions(scene, gesprek)
    goals = len(scene.undiscussed()) if "doelen" in scene.topics else 0
    # What is empty once the last questions are behind was passed over on purpose.
    through = gesprek.values.get("voorbereid") == YES or any(step.key in gesprek.values for step in asked[-LAST:])
    todo = goals if through else goals + sum(step.key not in gesprek.values for step in asked)
    shared = _shared_with(scene, gesprek)
    if not todo:
        return f"{talks.prepared}{shared}"
    total = len(asked) + goals + len(scene.doelstanden)
    minutes = max(1, round(todo * scene.library.rhythm.question_minutes))
    spent = talks.minute if minutes == 1 else fill(talks.minutes, {"aantal": str(minutes)})
    return fill(talks.unprepared, {"aantal": str(todo), "totaal": str(total), "minuten": spent}) + shared


def _shared_with(scene: Scene, gesprek: Record) -> str:
    """Who has the summary; empty when nobody has."""
    there = [one for one in scene.plan.delingen if one.gesprek == gesprek.id and not one.ingetrokken]
    names = dict.fromkeys(safe(one.other) for one in there if one.soort == "samenvatting")
    return fill(scene.library.phrases.talks.shared_with, {"namen": listed(list(names))}) if names else ""


def _can_share(scene: Scene, _: Step) -> str:
    """Said at the end of the preparation."""
    talks, gesprek = scene.library.phrases.talks, scene.gesprek
    shared = _shared_with(scene, gesprek) if gesprek else ""
    return f"{shared.strip()} {talks.can_share_again}" if shared else talks.can_share


def _can(scene: Scene, _: Step) -> str:
    """Said of a gesprek that was just planned."""
    talks = scene.library.phrases.talks
    return talks.can_prepare if scene.topics else talks.nothing_asked


def _which(scene: Scene, _: Step) -> str:
    """Asked where it was not said what is to be prepared."""
    talks = scene.library.phrases.talks
    planned = [one for one in scene.gesprekken(RecordStatus.GEPLAND) if not scene.over(one)]
    if any(scene.programme.topics(str(one.values.get("soort", ""))) for one in planned):
        return talks.prepare_which
    return talks.nothing_asked if planned else talks.prepare_none


def _closed(scene: Scene, _: Step) -> str:
    talks, gesprek = scene.library.phrases.talks, scene.gesprek
    planned = gesprek is not None and gesprek.status is RecordStatus.GEPLAND
    return talks.nothing_asked if planned and not scene.topics else talks.closed


def _diensten(scene: Scene, _: Step) -> str:
    """Which diensten count, and how many the onderdeel that this person is in asks (LOP 4.2.1, 4.2.6)."""
    talks, asked, here = scene.library.phrases.talks, scene.programme.diensten, scene.onderdeel
    if asked is None:
        return ""
    hours = {"uren": str(asked.min_hours)}
    percentage = int(str(scene.plan.profile.get("percentage", 100)))
    target = diensten_target(scene.programme, months, percentage) if (months := _months(scene, percentage)) else None
    if here is None or target is None:
        return fill(talks.diensten, hours)
    bounds = {"minimum": str(target[0]), "maximum": str(target[1]), "onderdeel": safe(here.label.lower())}
    return fill(talks.diensten_target, {**hours, **bounds})


def _months(scene: Scene, percentage: int) -> int:
    """Calendar months of the onderdeel at hand: those of the schema, else as the programme plans it; 0 where neither
    says."""
    today = scene.at.date()
    for begin, end in onderdelen(scene.plan):
        if end is not None and begin <= today <= end:
            return round((end - begin).days / MONTH)
    here = scene.onderdeel
    if here is None or here.months is None:
        return 0
    return round(here.months * 100 / percentage) if scene.programme.onderdelen_pro_rata else here.months


PREPARATION: dict[str, Callable[[Scene, Step], str]] = {
    "voorbereiding_stand": stand,
    "voorbereiding_dicht": _closed,
    "voorbereiden_kan": _can,
    "delen_kan": _can_share,
    "voorbereiden_welk": _which,
    "diensten_doel": _diensten,
}
"""What a sentence may show of a preparation."""
