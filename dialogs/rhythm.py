"""When the bot speaks first: the rhythm as content (`rhythm.toml`).

Times are on the wall where the person is; nothing here knows a clock or a time zone.
"""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from dialogs.flow import ID_PATTERN, Content

About = Literal["doel", "hiaat", "los"]
"""doel: with an open leerdoel; hiaat: about a competence that nothing was done with yet; los: when there is no goal."""


def _time(value: object) -> object:
    return time.fromisoformat(value) if isinstance(value, str) else value


WallTime = Annotated[time, BeforeValidator(_time)]


class Question(Content):
    """A weekly question. {competentie} in a text about a gap is the area's name."""

    id: str = Field(pattern=ID_PATTERN)
    about: About
    text: str
    source: str


class BackOff(Content):
    """From so many questions in a row without an answer, so many weeks between them."""

    unanswered: int = Field(ge=1)
    weeks: int = Field(ge=1)


class Week(Content):
    entry: str
    day: int = Field(ge=1, le=7)
    """1 is Monday."""
    time: WallTime
    back_off: tuple[BackOff, ...]
    gap_every: int = Field(ge=1)
    gap_within: int = Field(ge=7)
    """Questions within which every competence without anything has come up: a quarter of weeks."""
    rest_weeks: int = Field(ge=1)


class Snooze(Content):
    """Later: so many hours from now, or at a time on a day that many days from now."""

    hours: int = 0
    days: int = 0
    time: WallTime | None = None


class Group(Content):
    """Nudges that a person can switch off together."""

    id: str = Field(pattern=ID_PATTERN)
    label: str
    kinds: tuple[str, ...] = Field(min_length=1)


class Rhythm(Content):
    polite_minutes: int = Field(ge=0)
    quiet_from: WallTime
    quiet_until: WallTime
    stale_hours: int = Field(ge=1)
    feedback_reminder_days: int = Field(ge=1)
    akkoord_reminder_days: int = Field(ge=1)
    nudge_time: WallTime
    """When the nudges of a day come, together."""
    gesprek_minutes: int = Field(ge=5)
    gap_days: int = Field(ge=1)
    """So long before a gesprek it is said which areas nothing was done with."""
    deadline_days: tuple[int, ...]
    """From the deadline of a goal: 0 is the day itself."""
    missing_days: tuple[int, ...]
    """From the day around which a gesprek is expected that nobody planned."""
    week: Week
    snooze: dict[str, Snooze]
    groups: tuple[Group, ...] = Field(default=(), alias="group")
    questions: tuple[Question, ...] = Field(alias="question")

    @model_validator(mode="after")
    def enough(self) -> Self:
        """Enough questions of each sort that none returns within `rest_weeks`; ids are unique."""
        ids = [question.id for question in self.questions]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"question '{name}' occurs twice")
        for about in ("doel", "hiaat", "los"):
            if sum(question.about == about for question in self.questions) <= self.week.rest_weeks:
                raise ValueError(f"needs more than {self.week.rest_weeks} questions about '{about}'")
        return self
