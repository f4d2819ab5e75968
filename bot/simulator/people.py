"""Who owns a phone in the simulated world. A private chat has the id of its person, as in Telegram."""

from dataclasses import dataclass
from enum import StrEnum

FIRST_ID = 1001


class Role(StrEnum):
    AIOS = "aios"
    OPLEIDER = "opleider"


@dataclass(frozen=True, slots=True)
class Person:
    """`started`: has written to the bot before, so the bot may write first (Telegram: otherwise 'chat not found')."""

    id: int
    name: str
    role: Role = Role.AIOS
    started: bool = False
    blocked: bool = False


CAST = (
    Person(FIRST_ID, "Noor de Wit"),
    Person(FIRST_ID + 1, "Hugo Brandsma", Role.OPLEIDER),
)
"""The two phones that a fresh demo begins with. The people are made up."""
