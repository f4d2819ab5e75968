"""What becomes of what somebody has to say in two-sided feedback: given at its turn, or parked until then.

The order of Pendleton's rules is kept here, whatever arrives and however late: a part follows the parts before it,
one that was given is never changed, and words that came too early wait with who wrote them (`dialogs.plan`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dialogs.plan import PARKED, PENDLETON, Side
from storage.errors import InvalidValues, NotTheirs
from storage.values import Stored

PARKING = {f"vast_{part}": part for part in PENDLETON if f"vast_{part}" in PARKED}
"""Parked words, with the part that they are for."""
_SIDES: Mapping[str, Side] = {**PENDLETON, **PARKED}


@dataclass(frozen=True, slots=True)
class Said:
    """`given` are parts in their order, `parked` words that wait, `dropped` the parked words that are over."""

    given: Mapping[str, str] = field(repr=False)
    parked: Mapping[str, str] = field(repr=False)
    dropped: Collection[str]


def say(values: Mapping[str, Stored], sides: Collection[Side], there: Collection[str], running: bool) -> Said:
    """What `values` add, said by somebody who speaks for these sides, to feedback in which these parts are there.

    Raises NotTheirs for words of the other side, InvalidValues for a part that came too early and cannot be parked.
    """
    if any(_SIDES[name] not in sides for name in values if name in _SIDES):
        raise NotTheirs
    given: dict[str, str] = {}
    parked: dict[str, str] = {}
    complete = running
    for part in PENDLETON:
        text = values.get(part)
        if part in there:
            continue
        if not isinstance(text, str):
            complete = False
        elif complete:
            given[part] = text
        elif f"vast_{part}" in PARKING:
            parked[f"vast_{part}"] = text
        else:
            raise InvalidValues(f"This feedback cannot be stored: {part} (too_early)")
    over = {name for name, part in PARKING.items() if part in given or (name in values and values[name] is None)}
    for name, part in PARKING.items():
        text = values.get(name)
        if isinstance(text, str) and part not in there and part not in given:
            parked.setdefault(name, text)
    return Said(given, parked, over - parked.keys())
