"""When the bot speaks first: the rhythm as content (`rhythm.toml`).

Times are on the wall where the person is; nothing here knows a clock or a time zone.
"""

from datetime import time
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from dialogs.flow import ID_PATTERN, Content
from dialogs.plan import Side

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
    again: str
    """The entry of a question that was put off."""
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


class Says(Content):
    """Which entry says what: 'flow.entry', and for the ladder around a gesprek the flow that has one for each rung."""

    ladder: str
    akkoord: str
    """The rung that comes once a gesprek was held, and not before it."""
    prepare: str
    """The rung that comes where there is something to prepare."""
    gaps: str
    missing: str
    deadline: str
    waiting: dict[Side, str]
    """Feedback in which it is this person's turn."""
    unsigned: str
    bundle: str
    together: str
    """Several at once."""

    @property
    def entries(self) -> frozenset[str]:
        """The entries that must be there."""
        own = {self.gaps, self.missing, self.deadline, self.unsigned, self.bundle, self.together}
        return frozenset({*own, *self.waiting.values()})


class Tells(Content):
    """Which entry tells one person what another did."""

    feedback_asked: str
    feedback_turn: dict[Side, str]
    """To who is on this side."""
    feedback_agreed: str
    """Agreements that wait for an akkoord."""
    feedback_done: str
    feedback_stopped: dict[Side, str]
    link_accepted: str
    link_confirmed: str
    link_refused: str
    link_ended: str
    shared: str
    reacted: str

    @property
    def entries(self) -> frozenset[str]:
        """The entries that must be there."""
        values = self.model_dump().values()
        return frozenset(name for value in values for name in (value.values() if isinstance(value, dict) else (value,)))


class Rhythm(Content):
    polite_minutes: int = Field(ge=0)
    quiet_from: WallTime
    quiet_until: WallTime
    stale_hours: int = Field(ge=1)
    feedback_reminder_days: int = Field(ge=1)
    akkoord_reminder_days: int = Field(ge=1)
    nudge_time: WallTime
    """When the nudges of a day come, together."""
    unasked_a_day: int = Field(ge=1)
    """Messages at most that somebody gets in a day without anybody having asked for them."""
    gesprek_minutes: int = Field(ge=5)
    question_minutes: float = Field(gt=0)
    """Of a tired aios, for one question of the preparation of a gesprek."""
    gap_days: int = Field(ge=1)
    """So long before a gesprek it is said which areas nothing was done with."""
    deadline_days: tuple[int, ...]
    """From the deadline of a goal: 0 is the day itself."""
    missing_days: tuple[int, ...] = Field(min_length=1)
    """From the day around which a gesprek is expected that nobody planned."""
    says: Says
    tells: Tells
    week: Week
    snooze: dict[str, Snooze]
    groups: tuple[Group, ...] = Field(default=(), alias="group")
    questions: tuple[Question, ...] = Field(alias="question")

    def rung(self, rung: str) -> str:
        """The entry that says this rung of the ladder."""
        return f"{self.says.ladder}.{rung}"

    @model_validator(mode="after")
    def enough(self) -> Self:
        """Enough questions of each sort that none returns within `rest_weeks`; ids are unique, days in order."""
        if any(later <= sooner for sooner, later in pairwise(self.missing_days)):
            raise ValueError("missing_days must go up")
        ids = [question.id for question in self.questions]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"question '{name}' occurs twice")
        for about in ("doel", "hiaat", "los"):
            if sum(question.about == about for question in self.questions) <= self.week.rest_weeks:
                raise ValueError(f"needs more than {self.week.rest_weeks} questions about '{about}'")
        return self
