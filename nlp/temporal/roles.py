"""All that one word can be in a time expression, and with which of it an expression may open."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from nlp.temporal import openings

Unit = Literal["day", "workday", "week", "month", "quarter", "halfyear", "year", "weekend"]
Shift = Literal["next", "coming", "this", "last", "past"]
Part = Literal["begin", "half", "eind"]
Frame = Literal[
    "before", "by", "until", "through", "from", "since", "after", "within", "ahead", "toward", "at", "between", "span"
]  # fmt: skip
Behind = Literal["coming", "past"]
ContextKind = Literal["onderdeel", "other"]


@dataclass(frozen=True, slots=True)
class Role:
    """All that one word can be in a time expression.

    `ordinal` is -1 for 'laatste'; `weekday` and `habit` count from Monday 0; `day` counts from today;
    `named` is an index in `Conventions.named`.
    """

    number: float | None = None
    ordinal: int | None = None
    month: int | None = None
    weekday: int | None = None
    short: bool = False
    habit: int | None = None
    day: int | None = None
    unit: Unit | None = None
    shift: Shift | None = None
    behind: Behind | None = None
    part: Part | None = None
    frame: Frame | None = None
    named: int | None = None
    rrule: str | None = None
    count: int | None = None
    per: Unit | None = None
    context: ContextKind | None = None
    flags: frozenset[str] = frozenset()
    opens: int = 0
    """Bits of `openings`: with what kind of word it can open an expression."""


PLAIN: Final = Role()
"""Nothing of time."""
FIGURE: Final = Role(opens=openings.FIGURE)
"""A number in figures."""


_SPECIAL: Final = {"quarter", "whole", "span_noun", "course", "rest", "now"}


def opening(role: Role) -> Role:
    """The role, with the bits of what it can open."""
    flags = role.flags
    bits = {
        openings.NUMBER: role.number is not None or "vague" in flags,
        openings.ORDINAL: role.ordinal is not None,
        openings.MONTH: role.month is not None,
        openings.WEEKDAY: role.weekday is not None,
        openings.DAY: role.day is not None,
        openings.UNIT: role.unit is not None,
        openings.SHIFT: role.shift is not None,
        openings.PART: role.part is not None,
        openings.FRAME: role.frame is not None,
        openings.NAMED: role.named is not None,
        openings.DETERMINER: "article" in flags or "possessive" in flags,
        openings.RETURNING: bool(role.rrule or role.count is not None or role.per or flags & {"each", "per", "om"})
        or role.habit is not None,
        openings.SPECIAL: bool(flags & _SPECIAL),
        openings.CONTEXT: role.context is not None,
    }
    return replace(role, opens=sum(bit for bit, present in bits.items() if present))
