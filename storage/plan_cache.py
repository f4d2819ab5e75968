"""Plans are read at every message and change seldom, so the latest ones are kept in memory, decrypted.

A plan is found by the person's `plan_version` in the database, a fresh random number at every change. So a plan of
a transaction that was rolled back, of another replica or of a restored backup can never be taken for another.
"""

import secrets
from collections import OrderedDict
from threading import Lock

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import Plan
from storage.tables import PERSON

_CHANGE = update(PERSON).values(plan_version=bindparam("version"))
_CHANGE_ONE = _CHANGE.where(PERSON.c.id == bindparam("key"))
# Always in one order: two transactions that change the same plans wait for each other, and never in a circle.
_LOCKED = (
    select(PERSON.c.id)
    .where(PERSON.c.id.in_(bindparam("keys", expanding=True)))
    .order_by(PERSON.c.id)
    .with_for_update(key_share=True)
    .cte("locked")
)
_CHANGE_ALL = _CHANGE.where(PERSON.c.id.in_(select(_LOCKED.c.id)))


def new_plan_version() -> int:
    # JSON keeps 53 bits exact, and a copy for the person is JSON.
    return secrets.randbits(53)


def change_plan(connection: Connection, *persons: str | None) -> None:
    """To be called by whatever writes something that the `Plan` of these persons shows, in the same transaction."""
    keys = [*filter(None, {*persons})]
    if len(keys) == 1:
        connection.execute(_CHANGE_ONE, {"key": keys[0], "version": new_plan_version()})
    elif keys:
        # A version is looked up with its person, so that several may share one.
        connection.execute(_CHANGE_ALL, {"keys": keys, "version": new_plan_version()})


class PlanCache:
    """The plans of the `size` persons who were heard of last. Safe to share between threads."""

    def __init__(self, size: int = 1024) -> None:
        self._size = size
        self._plans: OrderedDict[str, tuple[int, Plan]] = OrderedDict()
        self._lock = Lock()

    def get(self, person: str, plan_version: int) -> Plan | None:
        with self._lock:
            kept = self._plans.get(person)
            if kept is None or kept[0] != plan_version:
                return None
            self._plans.move_to_end(person)
            return kept[1]

    def put(self, person: str, plan_version: int, plan: Plan) -> None:
        with self._lock:
            self._plans[person] = (plan_version, plan)
            self._plans.move_to_end(person)
            if len(self._plans) > self._size:
                self._plans.popitem(last=False)

    def drop(self, person: str) -> None:
        with self._lock:
            self._plans.pop(person, None)
