"""The clock of the simulated world: it ticks at real speed, and can be moved forward.

The bot in the same process reads the same clock, so 'a week later' is one press of a button. Time never runs
back while the world lives: only `restart` may do that, together with a reset of the world.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Listener = Callable[[datetime], None]


class SimClock:
    """`start` is aware (default: the real now). `ticks` gives seconds; with `lambda: 0.0` the clock stands still."""

    def __init__(self, start: datetime | None = None, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._listeners: list[Listener] = []
        self._anchor(datetime.now(UTC) if start is None else _in_utc(start))

    def now(self) -> datetime:
        """This moment in the simulated world, aware, in UTC."""
        return self._base + timedelta(seconds=self._ticks() - self._base_ticks)

    def set(self, moment: datetime) -> datetime:
        """Jump forward to an aware moment. ValueError if it is naive or lies in the past."""
        moment = _in_utc(moment)
        if moment < self.now():
            raise ValueError("the clock only moves forward")
        self._anchor(moment)
        self._tell()
        return moment

    def advance(self, step: timedelta) -> datetime:
        """Jump forward by a step. ValueError if it is negative."""
        return self.set(self.now() + step)

    def restart(self, moment: datetime | None = None) -> datetime:
        """Begin again at any moment (default: the real now); for a world that is made anew."""
        self._anchor(datetime.now(UTC) if moment is None else _in_utc(moment))
        self._tell()
        return self._base

    def on_jump(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(now)` after every jump, so that whoever waits for a due time looks again. Returns the undo."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _anchor(self, moment: datetime) -> None:
        self._base = moment
        self._base_ticks = self._ticks()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self.now())


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)
