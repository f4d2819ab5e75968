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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some seconds of a crowd: weekly questions a second, replies and the 95th percentile of their times in
    milliseconds, and how many cores other programs kept busy."""

    seconds: float
    per_second: float
    replies: int
    p95: float
    others: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many persons who were due at once, and others who talked meanwhile.

    `once` and `twice` count persons who got one weekly question, or more. Rates are messages a second: of the
    questions from the first to the last, of the `slowest` stretch, and of all new messages together. `waited` seconds
    passed until the first one. Reply times in milliseconds; the `quiet` ones are from before the crowd. `cpu` is
    milliseconds of the bot per question, talk included, `cpu_alone` without what the same talk cost before the crowd;
    the shares are of one core. `refused` counts answers 429. `peak` is in MiB. Other programs kept `others` cores busy
    meanwhile; `course` tells how it went from the minute itself on.
    """

    persons: int
    once: int
    twice: int
    seconds: float
    waited: float
    per_second: float
    slowest: float
    all_per_second: float
    refused: int
    replies: int
    median: float
    p95: float
    longest: float
    quiet_replies: int
    quiet_median: float
    quiet_p95: float
    cpu: float
    cpu_alone: float
    cpu_share: float
    simulator_share: float
    peak: float
    others: float
    course: tuple[Stretch, ...]
    load_before: str
    load_after: str


@dataclass(frozen=True, slots=True)
class Tick:
    """What was due among the `stored` nudges of a database, `claimed` in so many seconds; the longest commit in
    milliseconds."""

    database: str
    stored: int
    claimed: int
    seconds: float
    longest: float


Repeat = dict[str, Run]
"""Contestant -> its run."""


@dataclass(slots=True)
class Taken:
    """All that was measured. `stored` is Leerlijn on a database full of persons, `crowd` with all of them due at once,
    `nudges` what a look at a long schedule takes, if that was asked for."""

    repeats: list[Repeat] = field(default_factory=list)
    stored: Run | None = None
    reading: list[Read] = field(default_factory=list)
    crowd: Crowd | None = None
    nudges: list[Tick] = field(default_factory=list)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent stay at or below."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
