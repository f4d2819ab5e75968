"""What a measurement gives, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one phase. Times in milliseconds, memory in MiB; `peak` is of the process up to the end of the phase."""

    messages: int
    per_second: float
    cpu: float
    median: float
    p99: float
    peak: float


@dataclass(slots=True)
class Run:
    """Of one contestant. `started` is the time from spawning to the first reply in seconds.

    `committed` and `uncommitted` count the replies of the warm-up whose answer was in the database, or was not,
    when the reply came; both are 0 where there is no database to look into.
    """

    contestant: str
    started: float = 0.0
    phases: dict[str, Measured] = field(default_factory=dict)
    committed: int = 0
    uncommitted: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """Per message in milliseconds: the median and 99th percentile of the time, the median of CPU time.

    `load` in seconds, and `grown` in MiB: what the process grew by the reader.
    """

    messages: int
    median: float
    p99: float
    cpu: float
    load: float
    grown: float


Repeat = dict[str, Run]
"""Contestant -> its run."""


@dataclass(slots=True)
class Taken:
    """All that was measured. `stored` is Leerlijn on a database full of persons, if that was asked for."""

    repeats: list[Repeat] = field(default_factory=list)
    stored: Run | None = None
    reading: list[Read] = field(default_factory=list)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent stay at or below."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
