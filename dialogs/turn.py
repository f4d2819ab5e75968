"""What a step of the engine answers: the new state, what to say, and what to change in the IOP."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dialogs.plan import (
    Consent,
    DelingKind,
    FeedbackStatus,
    Nudge,
    Reactie,
    RecordKind,
    RecordStatus,
    Status,
    Values,
)
from dialogs.state import DialogueState


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `data` is at most 64 bytes (Bot API: InlineKeyboardButton.callback_data)."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. `text` is Telegram HTML with every value of a person escaped, at most 4,096 characters.

    With `edits` it replaces that message (the one whose button was pressed) instead of adding a new one.
    """

    text: str
    rows: Rows = ()
    edits: int | None = None
    about: str = ""
    """The deling that this message shows, so that it can be found when it is taken back."""


@dataclass(frozen=True, slots=True)
class SaveLeerdoel:
    """Make leerdoel `id` (unknown: a new one), or give it a next version with these values.

    `why` is kept with it, and the `gesprek` after which it was done, if any.
    """

    id: str
    values: Values
    status: Status
    why: str
    gesprek: str = ""


@dataclass(frozen=True, slots=True)
class SaveProfile:
    """Set these fields of the profile; an empty text clears a field."""

    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetConsent:
    """Record that consent was given or refused for this version of the privacy text."""

    consent: Consent
    text_version: str


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Erase everything of this person, the conversation included."""


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """Send the person a copy of everything that is kept about them."""


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """Make record `id` (unknown: a new one), or set these fields of it; '' clears one, unnamed fields stay."""

    kind: RecordKind
    id: str
    values: Values
    status: RecordStatus


@dataclass(frozen=True, slots=True)
class DropRecord:
    """Throw a record away that its owner does not want to keep."""

    id: str


@dataclass(frozen=True, slots=True)
class SaveFeedback:
    """Begin feedback `id` (unknown), or add to it what this person has to give: `FEEDBACK_FIELDS`, parts, parked words.

    `koppeling` names the link with the opleider when it begins; empty when the aios does it alone. A part that was
    given stays as it was given; a part that is not this person's to give is refused. Giving a part whose words were
    parked removes the parked words.
    """

    id: str
    values: Values
    koppeling: str = ""
    status: FeedbackStatus = FeedbackStatus.LOPEND


@dataclass(frozen=True, slots=True)
class Share:
    """Share these words with the other side of this link; `gesprek` is the record they belong to."""

    id: str
    koppeling: str
    soort: DelingKind
    text: str
    details: str = ""
    gesprek: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The aios takes back what was shared: the other one's message becomes `text`, and they cannot read it any more."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ShowAgain:
    """Whatever shows this deling in the chat of the one it was shared with becomes this, with these buttons."""

    id: str
    text: str
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class React:
    """The other one reacts to what was shared with them."""

    id: str
    reactie: Reactie
    woorden: str = ""


@dataclass(frozen=True, slots=True)
class Invite:
    """Make a link for somebody with this role. `text` is the message to send, with {link} where the link comes."""

    id: str
    rol: str
    text: str


@dataclass(frozen=True, slots=True)
class AcceptLink:
    """Who opened the invitation says what they are called."""

    id: str


@dataclass(frozen=True, slots=True)
class ConfirmLink:
    """The aios says that this is the right person."""

    id: str


@dataclass(frozen=True, slots=True)
class EndLink:
    """Either of the two ends the link. Feedback that was under way between them stops."""

    id: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Let the other person of this feedback or link know, at once, by way of an entry of a flow."""

    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class SetNudges:
    """What is to be said unasked from now on: these, in place of all that followed from the plan before."""

    nudges: tuple[Nudge, ...]


@dataclass(frozen=True, slots=True)
class PutOff:
    """Say this later, whatever the plan says in between (a snooze, or a moment that did not suit). `at` is aware."""

    kind: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SendCalendar:
    """Send a file for the person's own calendar. `start` is aware; a whole day when it has no time of day."""

    id: str
    title: str
    start: datetime
    whole_day: bool
    minutes: int


AreaState = Literal["open", "gedaan", "niets"]


@dataclass(frozen=True, slots=True)
class Area:
    """A competence area on the picture. open: a goal is being worked on · gedaan: something else was done in it."""

    label: str
    state: AreaState
    note: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A goal or a gesprek on the time line. `day` is local, and None for a goal without a deadline."""

    kind: Literal["doel", "gesprek"]
    label: str
    when: str
    """The day as it is written; the words for no deadline, or for one that has passed."""
    day: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class SendPicture:
    """Send this picture with the last reply of the turn, whose text is its caption and says the same.

    Every text on it is plain and finished: whoever draws it adds no words. The time line runs from `begin` to `end`
    (local dates, `today` among them); a moment outside it belongs at its edge.
    """

    title: str
    areas_title: str
    moments_title: str
    today_label: str
    today: date
    begin: date
    end: date
    areas: tuple[Area, ...] = ()
    moments: tuple[Moment, ...] = ()
    """In the order of their days, those without one last."""
    ticks: tuple[Tick, ...] = ()
    rest: str = ""
    """What stands under the time line: how many more there are, or that there is nothing."""


Effect = (
    SaveLeerdoel
    | SaveProfile
    | SetConsent
    | ForgetPerson
    | ExportPerson
    | SaveRecord
    | DropRecord
    | SaveFeedback
    | Share
    | TakeBack
    | React
    | ShowAgain
    | Invite
    | AcceptLink
    | ConfirmLink
    | EndLink
    | Tell
    | SendCalendar
    | SendPicture
    | SetNudges
    | PutOff
)


@dataclass(frozen=True, slots=True)
class Turn:
    state: DialogueState
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    toast: str = ""
    """Shown for a moment at the pressed button."""
