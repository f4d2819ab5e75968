"""The sentences and words that every conversation shares: the shape of `phrases.toml`."""

from typing import Literal

from dialogs.clock import ClockWords
from dialogs.flow import Choice, Content
from dialogs.plan import DelingKind, Reactie, Status
from dialogs.reading import Criterion, PrivacyKind
from dialogs.turn import AreaState

Lines = tuple[str, ...]
Plural = tuple[str, str]
"""For one, and for more of them: {aantal}."""
ShiftUnit = Literal["minuut", "kwartier", "uur", "dag", "week", "maand"]
"""What a gesprek may be so much later by."""
Todo = Literal["verslag", "voorbij", "concept", "feedback", "notitie", "kpb", "rode_draad", "iop"]


class Defaults(Content):
    programme: str
    """For a person who has not said which programme it is."""
    resume_hours: int
    """After so long a silence an answer gets a word of welcome."""
    menu: Lines
    """The entries that are offered when nothing else fits."""
    menu_opleider: Lines
    """The same, to somebody who is here for an aios."""


class Buttons(Content):
    skip: str
    back: str
    example: str
    keep: str
    done: str
    edit_kept: str


class Words(Content):
    """What people type to steer; compared whole, without capitals or punctuation."""

    skip: Lines
    back: Lines
    stop: Lines
    help: Lines
    unsure: Lines
    keep: Lines
    done: Lines
    greet: Lines
    finish: Lines
    later: Lines
    """Words for going on another time."""
    repeat: Lines
    """Words that ask for the question again."""
    filler: Lines
    """Words that may stand around those of `stop`, `later` and `repeat`, and add nothing to them."""
    goals: Lines
    asking: Lines
    """Words that only ask for a goal to be made, and say nothing of what it is about."""
    settled: Lines
    """What is done with a goal that is there already."""
    together: Lines
    """Words before whom something is done with."""
    together_until: Lines
    """Words that cannot belong to a name any more."""
    around: Lines
    """Words between a stretch of time and what is done in it."""
    away: Lines
    """What shows that somebody will be away for a while."""
    hours: Lines
    """Units in which a snooze may be counted, besides those of a time of day."""
    follows: Lines
    """Words between two stretches of time of which the second comes after the first."""
    any_day: str
    """What stands for a day, whichever it is, where an entry is known by `hints`."""
    particles: Lines
    """Words in a name that have no capital between the others."""
    digraphs: Lines
    """Letters that take their capital together."""
    amounts: Lines
    """Units that make a number something else than a percentage."""
    denies: Lines
    """Words that take back what is said in the same clause."""
    doubts: Lines
    """Words with which it is not sure whether it is said of all of it."""
    joins: Lines
    """Words that begin another clause."""
    bare: Lines
    """Words that say nothing by themselves beside a choice."""

    @property
    def steering(self) -> tuple[Lines, ...]:
        """What is said about the conversation rather than in it."""
        return (self.skip, self.back, self.stop, self.help, self.unsure, self.keep, self.finish)


class Progress(Content):
    text: str
    part: str


class Clear(Content):
    one: str
    more: str
    pair: str
    bare: str
    thin: str
    skipped: Lines
    noted: Lines
    hours: Plural
    """When it comes back, for one hour and for more."""
    night: str
    area: str
    """Where a text was put that is about one area without any doubt."""
    changed: str
    back: str
    now: str


class Missed(Content):
    """Per kind of step at least three, so that nobody reads the same sentence three times."""

    choice: Lines
    text: Lines
    date: Lines
    number: Lines
    moment: Lines
    idle: Lines
    later: str


class Dates(Content):
    impossible: str
    past: str
    future: str
    vague: str
    needs_onderdeel: str
    day: str
    months: Lines
    months_short: Lines
    weekdays: tuple[Lines, ...]
    """Monday first; of each the name and how people shorten it."""
    moment: str
    never: str
    paused: str
    paused_later: str
    away_now: str
    away_later: str
    stretch: str
    weeks: dict[str, str]
    """How often, by the number of weeks."""


class AppointmentWords(Content):
    """What people say of a gesprek. In small letters; a phrase may leave something out with ' ... '."""

    moving: Lines
    cancelling: Lines
    held: Lines
    just: Lines
    """Said of something that was held today."""
    to: Lines
    """Before the new day or time."""
    instead: Lines
    """Before the old one."""
    not_on: Lines
    """Before a day that does not suit."""
    unfit: Lines
    """Behind a day that does not suit."""
    of: Lines
    """Before the day by which a gesprek is named."""
    around: Lines
    """Before a gesprek when something else is told: 'na mijn voortgangsgesprek'."""
    later: Lines
    earlier: Lines
    correcting: Lines
    """What begins a sentence about the gesprek that was just planned."""
    near: Lines
    """Days without a name of their own."""
    units: dict[ShiftUnit, Lines]
    a_half: Lines


class Media(Content):
    sticker: str
    photo: str
    photo_caption: str
    voice: str
    video: str
    document: str
    location: str
    contact: str
    other: str
    again: str
    more: str


class System(Content):
    unknown_command: Lines
    stale: str
    stale_idle: str
    resumed: str
    lost: str
    edited_nothing: str
    edited_kept: str
    nothing_back: str
    no_skip: str
    no_help: str
    example: str
    consent_first: str
    refused: str
    menu: str
    guess: str
    digression: str
    gone: str
    link_dead: str
    stopped: str
    discarded: str


class Ask(Content):
    """A question of the engine itself."""

    question: str
    again: str
    choices: tuple[Choice, ...]
    rewrite: str = ""


class Asks(Content):
    resume: Ask
    later: Ask
    cancel: Ask
    privacy: Ask
    long: Ask


class Card(Content):
    title: str
    status: dict[Status, str]
    part: str
    letter: str
    field: str
    open: str
    thin: str
    closing_all: str
    closing_some: str
    labels: dict[str, str]


class Profile(Content):
    title: str
    line: str
    empty: str
    labels: dict[str, str]


class Goals(Content):
    title: str
    line: str
    line_deadline: str
    line_concept: str
    closing: str


class Kept(Content):
    nothing: str
    something: str
    records: str
    goals_none: str
    goals_one: str
    goals_more: str


class Pieces(Content):
    """How records are shown: headings per field, lines of lists."""

    reflectie: dict[str, str]
    """A heading for each field; the order of `RECORDS` is kept."""
    rollen: dict[str, str]
    soorten: dict[str, str]
    feedback: dict[str, str]
    """A heading per part and per field."""
    bewijs: dict[str, str]
    you: str
    sides: dict[str, str]
    """Who a part is of when there is no name to call them by."""
    head: str
    heading: str
    voice: str
    line: str
    koppeling_line: str
    feedback_status: dict[str, str]
    koppeling_status: dict[str, str]
    kpb: str
    kpb_norm: str
    slower: str
    someone: str
    summary: str
    added: str
    sent: str
    goes: str
    remark: str
    waiting: str
    nobody_waits: str
    shared_waits: str
    all_waits: str
    looks_along: Plural
    invitation: str
    """To pass on, with {link}."""


class Sharing(Content):
    """What is shared with somebody else, and the ledger of it."""

    head: str
    report_head: str
    heading: str
    block: str
    goal: str
    goal_bare: str
    standen: dict[str, str]
    combel: dict[str, str]
    items: dict[str, str]
    """What may stand in a summary, in its order, by its heading."""
    report: dict[str, str]
    soorten: dict[str, str]
    more: str
    """Before what can be read besides."""
    received_as: dict[str, str]
    taken_back: str
    ledger: str
    ledger_line: str
    ledger_none: str
    states: dict[str, str]
    shown: str
    reaction: dict[DelingKind, dict[Reactie, str]]
    """What the aios hears."""
    given: dict[DelingKind, dict[Reactie, str]]
    """What stands under it from then on, for the one who reacted."""
    given_line: str
    given_already: str
    gone: str
    arrives: str
    arrives_on: Lines
    """Today, and tomorrow; after that a weekday is said."""
    asks: dict[DelingKind, str]
    """What is asked of who got it, on a button."""
    words: str
    bundle: str
    bundle_line: str
    bundle_goals: Plural
    bundle_asks: dict[str, str]
    bundle_more: str
    received: str
    received_none: str


class Talks(Content):
    """How a gesprek is named, and what the programme expects."""

    short: str
    at: str
    moment: str
    long: str
    card: str
    list: str
    list_none: str
    list_line: str
    expected: str
    expected_past: str
    ordinals: Lines
    partner: str
    said_back: dict[str, str]
    """'mijn opleider' is 'je opleider' when the bot says it."""
    unheard: Lines
    """Behind what was moved or cancelled, for one person and for more."""
    unreported: str
    can_prepare: str
    prepare_which: str
    prepare_none: str
    closed: str
    """Why nothing can be prepared any more."""
    nothing_asked: str
    """Of a gesprek that the programme names nothing for to prepare."""
    prepared: str
    shared_with: str
    """Behind how far the preparation is."""
    can_share: str
    can_share_again: str
    unprepared: str
    minute: str
    minutes: str
    diensten: str
    diensten_target: str
    gaps: str
    gaps_short: str
    gaps_said: str
    gaps_all: str
    """The same three where there is nothing yet about any area: a row of all of them discourages."""
    gaps_all_short: str
    gaps_all_said: str
    first_goal: str
    next_goal: str
    sign: str
    sign_known: Lines
    """Of one who is linked, and of more."""
    your: str
    either: str
    signs: str
    schema_line: str
    schema_open: str
    schema_overlap: str
    around: dict[str, str]


class Overview(Content):
    """What stands on the picture of /overzicht, and in the words under it."""

    title: str
    areas: str
    all_empty: str
    """In place of the areas while there is nothing about any of them."""
    moments: str
    today: str
    notes: dict[AreaState, Plural]
    """What stands beside an area, for one and for more."""
    undated: str
    late: str
    rest: Plural
    nothing: str
    heads: dict[AreaState, str]
    """Before the areas of each state, in the words."""
    goals: str
    goal: str
    goal_none: str
    more: Plural
    next: str
    next_none: str
    todo: str
    todo_none: str
    todos: dict[Todo, Plural]


class Faults(Content):
    busy: str


class Phrases(Content):
    defaults: Defaults
    buttons: Buttons
    words: Words
    progress: Progress
    clear: Clear
    letters: dict[Criterion, str]
    missed: Missed
    dates: Dates
    clock: ClockWords
    appointment: AppointmentWords
    media: Media
    system: System
    ask: Asks
    mask: dict[PrivacyKind, str]
    card: Card
    profile: Profile
    goals: Goals
    kept: Kept
    pieces: Pieces
    sharing: Sharing
    talks: Talks
    overview: Overview
    faults: Faults
