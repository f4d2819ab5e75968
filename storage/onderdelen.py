"""The opleidingsschema (IOS) as it came about: which onderdeel from when to when.

Naming another onderdeel ends the current row on the day before and begins a new one; no row is written over.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from storage.tables import ONDERDEEL
from storage.values import Stored

SCHEDULE_FIELDS = {"onderdeel": "label", "onderdeel_tot": "last_day"}
"""The profile fields that live here, with their columns in the current row."""

_CURRENT = select(ONDERDEEL).where(ONDERDEEL.c.person == bindparam("person"), ONDERDEEL.c.current)
_BEGIN = insert(ONDERDEEL)


def current_onderdeel(connection: Connection, person: str) -> dict[str, Stored]:
    """The profile fields of the row that is current, None for each when none is."""
    row = connection.execute(_CURRENT, {"person": person}).first()
    columns = row._asdict() if row else {}
    return {field: columns.get(column) for field, column in SCHEDULE_FIELDS.items()}


def change_onderdeel(connection: Connection, person: str, changes: Mapping[str, Stored], day: date) -> None:
    """`changes` names one or more of SCHEDULE_FIELDS, None to clear; `day` is the local day on which it was told."""
    current = connection.execute(_CURRENT, {"person": person}).first()
    columns = {SCHEDULE_FIELDS[field]: value for field, value in changes.items()}
    if current is not None and current.label is not None and columns.get("label", current.label) != current.label:
        last = max(current.first_day, day - timedelta(days=1))
        _write(connection, current.id, {"current": False, "last_day": min(last, current.last_day or last)})
        current = None
    if current is not None:
        _write(connection, current.id, columns)
    elif any(columns.values()):
        connection.execute(_BEGIN, {"person": person, "first_day": day, "current": True, **columns})


def _write(connection: Connection, row: int, columns: Mapping[str, object]) -> None:
    connection.execute(update(ONDERDEEL).where(ONDERDEEL.c.id == row).values(columns))
