"""Who talks to us, what they agreed to, and where the conversation with them is."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import Consent, Plan, Values
from dialogs.state import DialogueState, dump_state, load_state
from storage.errors import Conflict
from storage.insertion import InsertNew
from storage.linked import linked_to, take_leave
from storage.onderdelen import SCHEDULE_FIELDS, change_onderdeel
from storage.ownership import copy_of, erase
from storage.plan_cache import change_plan, new_plan_version
from storage.plans import Plans
from storage.tables import CONSENT, DIALOGUE_STATE, PERSON, ROLE
from storage.values import Stored, profile_columns

_LOG = logging.getLogger(__name__)

_BY_CHAT = (
    select(PERSON.c.id, PERSON.c.reachable, PERSON.c.plan_version, DIALOGUE_STATE.c.version, DIALOGUE_STATE.c.state)
    .join_from(PERSON, DIALOGUE_STATE)
    .where(PERSON.c.chat == bindparam("chat"))
)
_ADD = InsertNew(PERSON, "chat")
_ADD_ROLE = insert(ROLE)
_ADD_STATE = insert(DIALOGUE_STATE)
_ADD_CONSENT = insert(CONSENT)
_SAVE_STATE = (
    update(DIALOGUE_STATE)
    .where(DIALOGUE_STATE.c.person == bindparam("key"), DIALOGUE_STATE.c.version == bindparam("expected"))
    .values(version=bindparam("version"), state=bindparam("state"), updated=bindparam("updated"))
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that one message needs of one person. `person` is our own id, `chat` is Telegram's."""

    person: str
    chat: int
    plan: Plan = field(repr=False)
    state: DialogueState = field(repr=False)
    reachable: bool


class Persons:
    def __init__(
        self,
        connection: Connection,
        plans: Plans,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._connection = connection
        self._plans = plans
        self._clock = clock
        self._zone = zone

    def by_chat(self, chat: int, at: datetime) -> Dossier:
        """The person behind this private chat; at first sight (`at`, aware) they are made an aios.

        A state that this version cannot read becomes an empty one with the same version, so that it can be saved over.
        """
        row = self._connection.execute(_BY_CHAT, {"chat": chat}).first()
        if row is None:
            self._meet(chat, at)
            row = self._connection.execute(_BY_CHAT, {"chat": chat}).one()
        person, reachable, plan_version, version, state = row
        plan = self._plans.of(person, plan_version)
        return Dossier(person, chat, plan, _state(person, version, state), reachable)

    def save_state(self, person: str, state: DialogueState, expected_version: int) -> None:
        """Raises Conflict when the stored state is no longer the one of `expected_version`, or the person is gone."""
        self.save_states([(person, state, expected_version)])

    def save_states(self, states: Sequence[tuple[str, DialogueState, int]]) -> None:
        """Several (person, state, expected version) at once; Conflict when one of them is not as expected."""
        if not states:
            return
        now = self._clock()
        rows = [
            {"key": person, "expected": expected, "version": state.version, "state": dump_state(state), "updated": now}
            for person, state, expected in states
        ]
        if self._connection.execute(_SAVE_STATE, rows).rowcount != len(rows):
            raise Conflict

    def save_profile(self, person: str, values: Values, at: datetime) -> None:
        """Set these fields of the profile; '' clears one. Raises InvalidValues.

        Another onderdeel than the current one begins on the local day of `at`.
        """
        columns = profile_columns(values)
        schedule = {name: columns.pop(name) for name in tuple(columns) if name in SCHEDULE_FIELDS}
        if schedule:
            change_onderdeel(self._connection, person, schedule, at.astimezone(self._zone).date())
        self._change(person, columns)
        if "naam" in columns:
            change_plan(self._connection, *linked_to(self._connection, person))

    def set_consent(self, person: str, consent: Consent, text_version: str, at: datetime) -> None:
        """Record the answer that was given `at` (aware) to this version of the privacy text."""
        self._connection.execute(
            _ADD_CONSENT, {"person": person, "what": consent.value, "text_version": text_version, "at": at}
        )
        self._change(person, {"consent": consent.value})

    def set_reachable(self, person: str, reachable: bool) -> None:
        self._connection.execute(update(PERSON).where(PERSON.c.id == person).values(reachable=reachable))

    def export(self, person: str) -> dict[str, object]:
        """A copy of all that is kept of this person, ready for JSON: per table a list of rows."""
        return copy_of(self._connection, person)

    def forget(self, person: str) -> None:
        """Erase the person from every table, their messages in inbox and outbox included.

        What they gave in feedback stays with the aios, without their name; the ledger of what was shared with them
        stays with the aios as it was. Whatever must still reach them belongs in
        the outbox after this; there is no state left to save.
        """
        others = linked_to(self._connection, person)
        take_leave(self._connection, person, self._clock())
        erase(self._connection, person)
        change_plan(self._connection, *others)
        self._plans.drop(person)

    def _meet(self, chat: int, at: datetime) -> None:
        person = str(uuid4())
        row = {
            "id": person,
            "chat": chat,
            "reachable": True,
            "created": at,
            "plan_version": new_plan_version(),
            "consent": Consent.UNASKED.value,
        }
        if _ADD(self._connection, [row]):
            self._connection.execute(_ADD_ROLE, {"person": person, "role": "aios", "institute": ""})
            empty = DialogueState()
            self._connection.execute(
                _ADD_STATE, {"person": person, "version": empty.version, "state": dump_state(empty), "updated": at}
            )

    def _change(self, person: str, columns: Mapping[str, Stored]) -> None:
        self._connection.execute(
            update(PERSON).where(PERSON.c.id == person).values(**columns, plan_version=new_plan_version())
        )


def _state(person: str, version: int, text: str) -> DialogueState:
    try:
        return load_state(text)
    except ValueError:
        _LOG.warning("the dialogue state of person %s cannot be read and starts anew", person)
        return DialogueState(version=version)
