"""The tests that `when` may name in a flow. A closed list: whoever writes content sees here what can be asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args

from dialogs.appointment import FITTING
from dialogs.cycle import Topic
from dialogs.flow import Condition
from dialogs.plan import (
    ALONE,
    PENDLETON,
    PROFILE_FIELDS,
    YES,
    Consent,
    FeedbackStatus,
    LinkStatus,
    RecordStatus,
    Status,
)
from dialogs.reading import CRITERIA
from dialogs.scene import Scene
from dialogs.schedule import bundles
from dialogs.sharing import available, material
from dialogs.weekly import gaps_of

Test = Callable[[Scene, str], bool]


def holds(scene: Scene, conditions: tuple[Condition, ...]) -> bool:
    """All of them; none is true."""
    return all(TESTS[c.test](scene, c.argument) is not c.negated for c in conditions)


def _full(scene: Scene, kind: str) -> bool:
    level = scene.level
    if level is None or (kind == "hard") is not level.hard:
        return False
    already_counted = scene.subject is not None and scene.subject.status is Status.OPEN
    return not already_counted and scene.counted(level) >= level.maximum


def _beyond(scene: Scene, _: str) -> bool:
    deadline = scene.day("deadline")
    return deadline is not None and deadline > scene.at.date() + timedelta(days=scene.programme.horizon_days)


def _asks(scene: Scene, field: str) -> bool:
    level = scene.level
    return field in scene.programme.asks or (level is not None and field in level.asks)


def _is(scene: Scene, pair: str) -> bool:
    slot, _, value = pair.partition("=")
    return str(scene.value(slot)) == value


def _toned(scene: Scene, pair: str) -> bool:
    slot, _, tone = pair.partition("=")
    found = scene.frame.findings.get(slot)
    return found is not None and tone in found.signals


def _turn(scene: Scene, part: str) -> bool:
    """Whether it is this person's turn in the feedback, for this part or for any."""
    feedback = scene.feedback
    return feedback is not None and feedback.mine and part in (feedback.awaits, "mijn")


def _feedback(scene: Scene, what: str) -> bool:
    feedback = scene.feedback
    if what == ALONE:
        return scene.text("koppeling") == ALONE or (feedback is not None and not feedback.other)
    return feedback is not None and feedback.status.value == what


def _past(scene: Scene, what: str) -> bool:
    """gesprek: it is behind us, on its own day as well, and not cancelled; voorbij: on that day its time too."""
    gesprek = scene.gesprek
    if gesprek is None or gesprek.status is RecordStatus.AFGEZEGD:
        return False
    return scene.over(gesprek) or (
        what == "gesprek" and str(gesprek.values.get("datum", "")) <= scene.at.date().isoformat()
    )


def _shared(scene: Scene, what: str) -> bool:
    """gedeeld: it is there to read; open: neither akkoord nor words to it yet; ongezien: no reaction at all; verslag:
    it is the report of a gesprek; langer: there is more of it than stood there; else which reaction it got last."""
    deling = scene.deling
    if deling is None or deling.ingetrokken:
        return False
    return {
        "gedeeld": True,
        "open": deling.reactie not in ("akkoord", "aanvulling"),
        "ongezien": not deling.reactie,
        "verslag": deling.soort == "verslag",
        "langer": bool(deling.details),
    }.get(what, deling.reactie == what)


def _prepared(scene: Scene, _: str) -> bool:
    """Whether the preparation was gone through to its end, and no goal came up since."""
    gesprek = scene.gesprek
    if gesprek is None or gesprek.values.get("voorbereid") != YES:
        return False
    return "doelen" not in scene.topics or not scene.undiscussed()


def _has_items(scene: Scene) -> bool:
    """Whether the preparation holds anything that could be shared."""
    if scene.gesprek is None:
        return False
    of = material(scene.plan, scene.programme, scene.gesprek, "", kpbs=0)
    return bool(available(of, scene.library.phrases.sharing.items))


def _expects(scene: Scene, _: str) -> bool:
    """Whether the programme expects a gesprek, so soon that it may be asked for."""
    due, first = scene.expected(), scene.library.rhythm.missing_days[0]
    return due is not None and due.target + timedelta(days=first) <= scene.at.date()


def unseen(scene: Scene) -> bool:
    """Whether somebody shared something that this person did not react to yet."""
    return any(one.side == "opleider" and not one.ingetrokken and not one.reactie for one in scene.plan.delingen)


def _counts_diensten(scene: Scene) -> bool:
    """Whether the onderdeel that this person is in asks diensten; also when it is not known which one that is."""
    asked, here = scene.programme.diensten, scene.onderdeel
    return asked is None or here is None or here.id in asked.onderdelen


_SOME: dict[str, Callable[[Scene], bool]] = {
    "goals": lambda scene: bool(scene.goals(Status.OPEN, Status.CONCEPT)),
    "open_goals": lambda scene: bool(scene.goals(Status.OPEN)),
    "closed": lambda scene: bool(scene.goals(Status.AFGEROND, Status.LATEN_STAAN)),
    "opleiders": lambda scene: bool(scene.opleiders),
    "enige": lambda scene: len(scene.opleiders) == 1,
    "koppelingen": lambda scene: bool(scene.plan.koppelingen),
    "reflecties": lambda scene: bool(scene.records("reflectie")),
    "bewijzen": lambda scene: bool(scene.records("bewijs")),
    "feedback": lambda scene: bool(scene.plan.feedback),
    "gesprekken": lambda scene: bool(scene.gesprekken(RecordStatus.GEPLAND, RecordStatus.GEHOUDEN)),
    "passend": lambda scene: bool(scene.several(FITTING)),
    "te_bespreken": lambda scene: bool(scene.undiscussed()),
    "ongezien": unseen,
    "items": _has_items,
    "schema": lambda scene: bool(scene.records("onderdeel_plan")),
    "onderwerpen": lambda scene: bool(scene.topics),
}

_HAS: dict[str, Callable[[Scene], bool]] = {
    "frame": lambda scene: bool(scene.activities),
    "diensten": _counts_diensten,
}


TESTS: dict[str, Test] = {
    "never": lambda scene, _: False,
    "consent": lambda scene, which: scene.plan.consent is Consent(which),
    "set": lambda scene, slot: scene.value(slot) is not None,
    "unset": lambda scene, slot: scene.value(slot) is None,
    "unset_profile": lambda scene, slot: slot not in scene.plan.profile,
    "missing": lambda scene, letter: any(letter == one for one in scene.lacking()),
    "complete": lambda scene, letters: not any(one in letters for one in scene.lacking()),
    "signal": lambda scene, signal: signal in scene.signals(),
    "several": lambda scene, _: len(scene.programme.levels) > 1,
    "full": _full,
    "beyond": _beyond,
    "has": lambda scene, what: _HAS[what](scene),
    "asks": _asks,
    "some": lambda scene, which: _SOME[which](scene),
    "no": lambda scene, which: not _SOME[which](scene),
    "status": lambda scene, status: scene.subject is not None and scene.subject.status is Status(status),
    "is": _is,
    "toon": _toned,
    "beurt": _turn,
    "feedback": _feedback,
    "record": lambda scene, status: scene.record is not None and scene.record.status is RecordStatus(status),
    "koppeling": lambda scene, status: scene.koppeling is not None and scene.koppeling.status is LinkStatus(status),
    "kant": lambda scene, side: scene.plan.side == side,
    "geweest": _past,
    "voorbereid": _prepared,
    "verwacht": _expects,
    "einde": lambda scene, _: scene.planned_end is not None,
    "open": lambda scene, _: not scene.signed(),
    "gedeeld": lambda scene, soort: any(
        one.gesprek == scene.frame.subject and one.soort == soort and not one.ingetrokken for one in scene.plan.delingen
    ),
    "zonder": lambda scene, soort: bool(scene.without("verslag" if soort == "verslag" else "samenvatting")),
    "asks_role": lambda scene, rol: any(link.rol == rol for link in scene.opleiders),
    "rol": lambda scene, rol: (role := scene.programme.role(rol)) is not None and role.asked,
    "bundel": lambda scene, _: bundles(scene.plan),
    "gaten": lambda scene, _: bool(gaps_of(scene.plan, scene.programme)),
    "topic": lambda scene, topic: topic in scene.topics,
    "vorige": lambda scene, _: scene.previous is not None,
    "deling": _shared,
    "opmerking": lambda scene, _: bool(scene.remark),
    "aan": lambda scene, _: any(link.id == scene.text("aan") for link in scene.opleiders),
    "kant_deling": lambda scene, side: scene.deling is not None and scene.deling.side == side,
    "link": lambda scene, side: scene.koppeling is not None and scene.koppeling.side == side,
}

PAIRS = frozenset({"is", "toon"})
"""Tests that are asked with slot=value."""

ARGUMENTS: dict[str, frozenset[str]] = {
    "never": frozenset({""}),
    "unset_profile": frozenset(PROFILE_FIELDS),
    "consent": frozenset(Consent),
    "missing": frozenset(CRITERIA),
    "complete": frozenset({"SMART"}),
    "signal": frozenset({"wish", "several", "copied"}),
    "several": frozenset({"levels"}),
    "full": frozenset({"hard", "soft"}),
    "beyond": frozenset({"horizon"}),
    "has": frozenset(_HAS),
    "some": frozenset(_SOME),
    "no": frozenset(_SOME),
    "status": frozenset(Status),
    "beurt": frozenset({*PENDLETON, "mijn"}),
    "feedback": frozenset({*FeedbackStatus, ALONE}),
    "record": frozenset(RecordStatus),
    "koppeling": frozenset(LinkStatus),
    "kant": frozenset({"aios", "opleider"}),
    "geweest": frozenset({"gesprek", "voorbij"}),
    "voorbereid": frozenset({"gesprek"}),
    "verwacht": frozenset({"gesprek"}),
    "einde": frozenset({"gepland"}),
    "open": frozenset({"akkoord"}),
    "gedeeld": frozenset({"samenvatting", "verslag"}),
    "zonder": frozenset({"samenvatting", "verslag"}),
    "bundel": frozenset({"aiossen"}),
    "aan": frozenset({"gekoppeld"}),
    "opmerking": frozenset({"nodig"}),
    "kant_deling": frozenset({"aios", "opleider"}),
    "rol": frozenset({"opleider", "begeleider", "docent", "hoofd"}),
    "gaten": frozenset({"competenties"}),
    "asks_role": frozenset({"docent"}),
    "topic": frozenset(get_args(Topic)),
    "vorige": frozenset({"afspraken"}),
    "deling": frozenset({"langer", "gedeeld", "open", "ongezien", "verslag", "bespreken", "akkoord", "aanvulling"}),
    "link": frozenset({"aios", "opleider"}),
}
"""What each test may be asked with; the ones that take the name of a slot or field are not listed."""
