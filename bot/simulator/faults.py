"""Faults on order: the next calls of a method go wrong in a way that the real network goes wrong.

`drop_before` closes the connection before anything happened, `drop_after` when it already has; a client cannot
tell one from the other, which is the point. `malformed` answers broken JSON after the effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

ANY = "*"
"""Every method but getUpdates: the long poll would use up the fault before it meets the call that was meant."""


class FaultKind(StrEnum):
    RETRY_AFTER = "retry_after"
    SERVER_ERROR = "server_error"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    SLOW = "slow"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `times` calls of `method`. `retry_after_s` belongs to retry_after, `code` to server_error,
    `delay_ms` (real time) to slow."""

    kind: FaultKind
    method: str = ANY
    times: int = 1
    retry_after_s: int = 1
    code: int = 500
    delay_ms: int = 0

    def hits(self, method: str) -> bool:
        called, ordered = method.lower(), self.method.lower()
        return ordered == called or (ordered == ANY and called != "getupdates")


class FaultPlan:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    @property
    def planned(self) -> Sequence[Fault]:
        """What is still to come, in order."""
        return tuple(self._planned)

    def add(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def take(self, method: str) -> Fault | None:
        """The first fault that hits this call, used up once."""
        for index, fault in enumerate(self._planned):
            if fault.hits(method):
                if fault.times > 1:
                    self._planned[index] = replace(fault, times=fault.times - 1)
                else:
                    del self._planned[index]
                return fault
        return None
