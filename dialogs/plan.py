"""What is known of one aios, read-only: the part of the IOP that a conversation may look at.

Values are JSON-like: a text, a whole number or a tuple of texts; a date is its ISO text (local date).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
)
"""naam: text · programma: programme id · begonnen, onderdeel_tot: ISO dates · percentage: 1-100 · onderdeel: text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's consent, profile and leerdoelen (oldest first)."""

    consent: Consent = Consent.UNASKED
    profile: Values = field(default_factory=dict)
    leerdoelen: tuple[Leerdoel, ...] = ()
