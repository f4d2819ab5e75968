"""What was understood of one message. `nlp` makes these values, the engine only looks at them.

Offsets are character offsets in the text as it was typed, end exclusive. Dates are local dates in
the time zone of the person (Europe/Amsterdam).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

Criterion = Literal["S", "M", "A", "R", "T"]
CRITERIA: tuple[Criterion, ...] = ("S", "M", "A", "R", "T")

TimeKind = Literal["date", "period", "duration", "recurrence"]
TimeProblem = Literal["impossible", "past", "needs_onderdeel"]

PrivacyKind = Literal[
    "person",
    "address",
    "location",
    "phone",
    "email",
    "bsn",
    "patient_number",
    "date_of_birth",
    "age_over_89",
]

Signal = Literal["wish", "several", "copied"]
"""wish: no result in it ('beter worden in echo'); several: more than one goal; copied: EPA or Thema text."""

StarPart = Literal["situatie", "taak", "actie", "resultaat", "reflectie"]

Lack = Literal["ik", "ander_deel", "voorbeeld", "oordeel", "concreet"]
"""What an answer to a STAR(R) part still leaves out. ik: what did you do yourself; ander_deel: this answers another
part; voorbeeld: one time that it went so; oordeel: what was there to see or hear; concreet: what exactly, who."""

Tone = Literal["persoon", "beter"]
"""persoon: feedback about who somebody is rather than what they did; beter: it says what could go better."""


class Aspect(StrEnum):
    """What the engine wants to know of a message; what is not asked for costs no time."""

    SMART = "smart"
    TIMES = "times"
    COMPETENCE = "competence"
    INTENT = "intent"
    PRIVACY = "privacy"
    DEPTH = "depth"
    TONE = "tone"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the person that show something, so that the bot can say them back."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time expression and its value.

    A deadline ('voor 1 maart') has no start and ends on its last day; a period may be open at one side;
    both open means that it needs context. `tolerance` is in days: how far the value rests on convention
    ('eind maart'). `problem` says why a value cannot be used as it stands.
    """

    quote: Quote
    kind: TimeKind
    start: date | None = None
    end: date | None = None
    rrule: str | None = None
    times: int | None = None
    tolerance: int = 0
    problem: TimeProblem | None = None
    until: date | None = None
    """The last day of a duration that begins on the day named in the same text, or else on the day of the message."""


@dataclass(frozen=True, slots=True)
class PrivacySpan:
    """Words that identify a person."""

    quote: Quote
    kind: PrivacyKind


@dataclass(frozen=True, slots=True)
class Scored:
    """A label with a probability between 0 and 1."""

    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one text. Rankings are best first; an aspect not asked for is empty."""

    text: str = ""
    smart: Mapping[Criterion, tuple[Quote, ...]] = field(default_factory=dict)
    times: tuple[TimeSpan, ...] = ()
    competences: tuple[Scored, ...] = ()
    intents: tuple[Scored, ...] = ()
    privacy: tuple[PrivacySpan, ...] = ()
    signals: frozenset[Signal] = frozenset()
    concrete: float | None = None
    """Probability that this is a concrete answer to the STAR(R) part that was asked."""
    lack: Lack | None = None
    """With `concrete`: what to ask on about; None when it is concrete enough."""
    tone: frozenset[Tone] = frozenset()
    story: float | None = None
    """Probability that this tells of something that the person went through."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader may know besides the text itself."""

    on: date
    """Local date of the message: what 'morgen' and 'voor 1 maart' are counted from."""
    wants: frozenset[Aspect] = frozenset(Aspect)
    part: StarPart | None = None
    """The STAR(R) part that was asked, for `Reading.concrete`."""
    onderdeel: tuple[date | None, date | None] = (None, None)
    """First and last day of the current onderdeel, for 'aan het einde van mijn stage'."""
    plan_texts: tuple[str, ...] = ()
    """EPA and Thema texts of the programme, to notice a goal that was copied from them."""


class Reads(Protocol):
    """The port that `nlp.reader.Reader` fills."""

    def read(self, text: str, context: ReadContext) -> Reading:
        """Never raises on any text, never keeps it, and is safe to call from several threads."""
        ...
