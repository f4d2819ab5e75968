"""What one person may look at, read-only: the own IOP, and of others what they shared with this person.

Values are JSON-like: a text, a whole number or a tuple of texts; a date is its ISO text (local date).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Value = str | int | tuple[str, ...]
Values = Mapping[str, Value]


class Status(StrEnum):
    """A goal is open, afgerond or laten staan (OIGT); a concept was not finished yet."""

    CONCEPT = "concept"
    OPEN = "open"
    AFGEROND = "afgerond"
    LATEN_STAAN = "laten_staan"


class Consent(StrEnum):
    UNASKED = "unasked"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Leerdoel:
    """A learning goal as it stands now. `values` holds the fields of `LEERDOEL_FIELDS` that are filled in."""

    id: str
    status: Status
    version: int
    created: date
    values: Values = field(default_factory=dict)


LEERDOEL_TEXTS: tuple[str, ...] = (
    "doel",
    "specifiek",
    "meetbaar",
    "acceptabel",
    "realistisch",
    "tijdgebonden",
    "grote_lijn",
    "leeractiviteiten",
    "als_dan",
    "ondersteuning",
    "toetsing",
    "kader_eigen",
    "global_health",
    "slotzin",
)
"""Free text of the aios: encrypted at rest, every one of them."""

LEERDOEL_CHOICES: tuple[str, ...] = ("niveau", "onderdeel", "aanleiding", "bron", "parent")
"""One identifier from the programme or the flow (onderdeel may be the aios's own words)."""

LEERDOEL_LISTS: tuple[str, ...] = ("competenties", "kader", "dun")
"""dun: the SMART letters that the aios chose to leave as they are."""
LEERDOEL_DATES: tuple[str, ...] = ("deadline",)
LEERDOEL_FIELDS = (*LEERDOEL_CHOICES, *LEERDOEL_TEXTS, *LEERDOEL_DATES, *LEERDOEL_LISTS)

PROFILE_FIELDS: tuple[str, ...] = (
    "naam",
    "programma",
    "begonnen",
    "percentage",
    "onderdeel",
    "onderdeel_tot",
    "week_dag",
    "week_tijd",
    "week_ritme",
    "pauze_van",
    "pauze_tot",
    "stil_van",
    "stil_tot",
    "nudges_uit",
)
"""naam: text · programma: programme id · begonnen, onderdeel_tot: ISO dates · percentage: 1-100 · onderdeel: text ·
week_dag: 1 is Monday, 7 Sunday · week_tijd: 'HH:MM' on the wall · week_ritme: weeks between weekly questions, 0 is
never · pauze_van: ISO date, the first day of a pause (none: at once) · pauze_tot: ISO date, the first day after it ·
stil_van, stil_tot: 'HH:MM', own quiet hours ·
nudges_uit: the kinds of nudges that this person does not want. For somebody who is here for an aios the week_ fields
say when they want everything in one message."""

RecordKind = Literal["reflectie", "bewijs", "voortgang", "gesprek", "doelstand", "onderdeel_plan", "welzijn"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record of one kind may hold. `texts` are words of the aios: encrypted at rest, every one of them."""

    texts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (*self.choices, *self.texts, *self.dates, *self.numbers, *self.lists)


RECORDS: Mapping[RecordKind, Fields] = {
    "reflectie": Fields(
        texts=(
            "aanleiding",
            *("situatie", "taak", "actie", "resultaat", "inzicht"),
            *("dacht", "deed", "ging_goed", "kon_beter", "alternatieven", "volgende_keer", "afspraken"),
            *("voelde", "herkenbaar", "zegt_over_mij", "veranderen"),
            "meenemen",
        ),
        choices=("vorm", "leerdoel"),
        lists=("competenties",),
    ),
    "bewijs": Fields(texts=("titel",), choices=("soort", "leerdoel"), lists=("competenties",), dates=("datum",)),
    "voortgang": Fields(
        texts=("zin",),
        choices=("leerdoel", "competentie", "vraag"),
        dates=("dag",),
        numbers=("score",),
    ),
    "gesprek": Fields(
        texts=(
            "met",
            *("ervaring", "nalopen", "rode_draad", "goed", "beter", "niveau", "ambitie", "toetsing"),
            *("leerklimaat", "concept_doelen", "agenda", "vraag"),
            *("besproken", "afspraken", "bijdrage_aios", "bijdrage_opleider", "bijdrage_docent"),
        ),
        choices=("soort", "koppeling", "tijd", "combel", "voorbereid"),
        lists=("sterk", "zwak"),
        dates=("datum", "afspraken_op"),
        numbers=("diensten",),
    ),
    "doelstand": Fields(texts=("zin",), choices=("leerdoel", "gesprek", "stand")),
    "onderdeel_plan": Fields(texts=("label",), dates=("van", "tot")),
    "welzijn": Fields(texts=("welzijn", "twijfel"), choices=("gesprek",)),
}
"""reflectie: one experience (MMV: STAR(R), methodiek- and zelfreflectie); `vorm` says which questions it was asked.
bewijs: evidence of a day, with its soort (kpb, osats, …). voortgang: one weekly question and what came of it; `score`
is 1-5, `dag` the local day it was meant for, `vraag` which question was asked. The order is that of the questions.
gesprek: one talk with an opleider, with its preparation and its verslag; `tijd` is 'HH:MM' on the wall, `met` is whom
it is with where that is nobody linked, `afspraken_op` by when the afspraken are looked at; `combel` is whether the own
ComBeL is filled in ('ja', 'nog_niet'), `diensten` how many were done so far, `voorbereid` is 'ja' once every question
of the preparation was answered or passed over. doelstand: how a leerdoel
stood in the preparation of a gesprek ('loopt', 'afgerond', 'laten_staan'). onderdeel_plan: a row of the schema of the
training that is still to come or was. welzijn: the private lane; nothing shared is made of it, by any setting
(see `PRIVATE`)."""

PRIVATE: frozenset[RecordKind] = frozenset({"welzijn"})
"""What is nobody's but the aios's."""


NUMBERS = frozenset({"percentage", "week_dag", "week_ritme", *(n for f in RECORDS.values() for n in f.numbers)})
"""Answers that are whole numbers."""


class RecordStatus(StrEnum):
    """A note waits to be worked out; a weekly question is asked first and perhaps answered later."""

    CONCEPT = "concept"
    KLAAR = "klaar"
    GEVRAAGD = "gevraagd"
    OVERGESLAGEN = "overgeslagen"
    GEPLAND = "gepland"
    GEHOUDEN = "gehouden"
    AFGEZEGD = "afgezegd"


@dataclass(frozen=True, slots=True)
class Record:
    """A reflectie, a bewijs or a weekly voortgang as it stands now. `values` holds fields of `RECORDS[kind]`."""

    id: str
    kind: RecordKind
    status: RecordStatus
    created: date
    values: Values = field(default_factory=dict)


FEEDBACK_FIELDS = Fields(texts=("situatie", "eigen_doel"), lists=("competenties",))
"""What the aios says before the feedback begins: the observation, what they wanted from it, at most three areas."""

Side = Literal["aios", "opleider"]
PENDLETON: Mapping[str, Side] = {
    "goed": "aios",
    "goed_opleider": "opleider",
    "beter": "aios",
    "beter_opleider": "opleider",
    "samenvatting": "aios",
    "afspraken": "aios",
    "akkoord": "opleider",
}
"""The parts of two-sided feedback in their order, and who gives each (MMV Pendleton). `akkoord` is 'ja' or a remark."""

PARKED: Mapping[str, Side] = {"vast_goed_opleider": "opleider", "vast_beter": "aios", "vast_beter_opleider": "opleider"}
"""Words that came before their turn. Only who wrote them sees them, until they are given at their turn."""


YES = "ja"
"""An akkoord without a remark."""
ALONE = "alleen"
"""In place of a link: feedback that the aios writes down without the other."""


class FeedbackStatus(StrEnum):
    LOPEND = "lopend"
    KLAAR = "klaar"
    GESTOPT = "gestopt"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Two-sided feedback as this person sees it.

    `side` is which of the two this person is; `other` names the other one, and is empty where there is none (an aios
    who writes down a spoken talk alone) or not any more. `values` holds the fields of `FEEDBACK_FIELDS`, the parts
    given so far and this person's own parked words. `since` (aware) is when the part that is awaited now became due.
    """

    id: str
    side: Side
    other: str
    status: FeedbackStatus
    created: date
    since: datetime
    values: Values = field(default_factory=dict)

    @property
    def awaits(self) -> str:
        """The part that comes next; empty when none does."""
        if self.status is not FeedbackStatus.LOPEND:
            return ""
        return next((part for part in PENDLETON if part not in self.values), "")

    @property
    def mine(self) -> bool:
        """Whether it is this person's turn."""
        return bool(self.awaits) and (not self.other or PENDLETON[self.awaits] == self.side)


class LinkStatus(StrEnum):
    """uitgenodigd: nobody opened the link yet · geopend: somebody did, and has not said who they are ·
    aangenomen: they gave their name, the aios has not confirmed it · gekoppeld · beeindigd."""

    UITGENODIGD = "uitgenodigd"
    GEOPEND = "geopend"
    AANGENOMEN = "aangenomen"
    GEKOPPELD = "gekoppeld"
    BEEINDIGD = "beeindigd"


@dataclass(frozen=True, slots=True)
class Koppeling:
    """A link between an aios and somebody with a role in the training, as this person sees it.

    `side` is which of the two this person is, `rol` what the other is to the aios, `naam` the other person's name.
    """

    id: str
    side: Side
    rol: str
    naam: str
    status: LinkStatus
    created: date

    @property
    def values(self) -> Values:
        """It holds no answers."""
        return {}


DelingKind = Literal["samenvatting", "verslag"]
Reactie = Literal["", "gezien", "bespreken", "akkoord", "aanvulling"]


@dataclass(frozen=True, slots=True)
class Deling:
    """Something that an aios shared with one person, as this person sees it: the ledger of what went where and when.

    `text` and `details` are Telegram HTML, word for word as it was shown before it was sent; both are empty for the
    opleider once it was taken back. `gesprek` is the record it belongs to (for the aios). `reactie` is the last one,
    `woorden` what was said with it. `at` (aware) is when it was shared, `reacted` when the reaction came.
    """

    id: str
    side: Side
    other: str
    rol: str
    soort: DelingKind
    at: datetime
    text: str
    details: str = ""
    gesprek: str = ""
    ingetrokken: bool = False
    reactie: Reactie = ""
    woorden: str = ""
    reacted: datetime | None = None

    @property
    def created(self) -> date:
        return self.at.date()

    @property
    def values(self) -> Values:
        """It holds no answers."""
        return {}


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something to say unasked. `kind` names a flow's entry, `subject` what it is about; `due` is aware."""

    kind: str
    subject: str
    due: datetime


Thing = Leerdoel | Record | Feedback | Koppeling | Deling
"""Whatever a conversation can be about."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's consent, profile, leerdoelen and records (oldest first), and what is shared with others.

    `since` is the local day that they came to Leerlijn; what was before it was settled elsewhere.
    `nudges` are the ones that follow from the plan, soonest first; what was put off by hand is not among them.
    """

    consent: Consent = Consent.UNASKED
    profile: Values = field(default_factory=dict)
    leerdoelen: tuple[Leerdoel, ...] = ()
    records: tuple[Record, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    koppelingen: tuple[Koppeling, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    delingen: tuple[Deling, ...] = ()
    since: date | None = None

    def find(self, key: str) -> Thing | None:
        """What this person has under that id; None for anything of somebody else."""
        things: tuple[Thing, ...] = (*self.leerdoelen, *self.records, *self.feedback, *self.koppelingen, *self.delingen)
        return next((thing for thing in things if thing.id == key), None)

    @property
    def side(self) -> Side:
        """opleider: here for somebody else only."""
        sides = {*(link.side for link in self.koppelingen), *(one.side for one in self.feedback)}
        here_for_others = "opleider" in sides
        return "opleider" if here_for_others and "programma" not in self.profile else "aios"
