"""The tests that `when` may name in a flow. A closed list: whoever writes content sees here what can be asked."""

from collections.abc import Callable
from datetime import timedelta

from dialogs.flow import Condition
from dialogs.plan import Consent, Status
from dialogs.reading import CRITERIA
from dialogs.scene import Scene

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


_GOALS = {
    "goals": (Status.OPEN, Status.CONCEPT),
    "closed": (Status.AFGEROND, Status.LATEN_STAAN),
}


TESTS: dict[str, Test] = {
    "never": lambda scene, _: False,
    "consent": lambda scene, which: scene.plan.consent is Consent(which),
    "set": lambda scene, slot: scene.value(slot) is not None,
    "unset": lambda scene, slot: scene.value(slot) is None,
    "missing": lambda scene, letter: any(letter == one for one in scene.lacking()),
    "complete": lambda scene, letters: not any(one in letters for one in scene.lacking()),
    "signal": lambda scene, signal: signal in scene.signals(),
    "several": lambda scene, _: len(scene.programme.levels) > 1,
    "full": _full,
    "beyond": _beyond,
    "has": lambda scene, _: bool(scene.activities),
    "asks": _asks,
    "some": lambda scene, which: bool(scene.goals(*_GOALS[which])),
    "no": lambda scene, which: not scene.goals(*_GOALS[which]),
    "status": lambda scene, status: scene.subject is not None and scene.subject.status is Status(status),
}

ARGUMENTS: dict[str, frozenset[str]] = {
    "never": frozenset({""}),
    "consent": frozenset(Consent),
    "missing": frozenset(CRITERIA),
    "complete": frozenset({"SMART"}),
    "signal": frozenset({"wish", "several", "copied"}),
    "several": frozenset({"levels"}),
    "full": frozenset({"hard", "soft"}),
    "beyond": frozenset({"horizon"}),
    "has": frozenset({"frame"}),
    "some": frozenset(_GOALS),
    "no": frozenset(_GOALS),
    "status": frozenset(Status),
}
"""What each test may be asked with; the ones that take the name of a slot or field are not listed."""
