"""The use case: one arrival becomes one turn, and the turn is kept whole or not at all.

Synchronous on purpose: it runs in a worker thread, in order per person. Reading Dutch happens between two
units of work, never inside one. When this returns, everything is on disk and the replies may go out.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.arrival import Arrival, load_arrival
from bot.parcel import Parcel, dump_parcel, parcel
from dialogs.engine import step, wants
from dialogs.event import Event
from dialogs.library import Library
from dialogs.reading import Reading, Reads
from dialogs.render import safe
from dialogs.turn import Effect, ExportPerson, ForgetPerson, SaveLeerdoel, SaveProfile, SetConsent, Turn
from storage.database import Database
from storage.errors import Conflict, InvalidValues, NotTheirs
from storage.inbox import Received
from storage.outbox import Mark, Outgoing, Queued
from storage.persons import Dossier
from storage.unit import UnitOfWork

LOG = structlog.get_logger(__name__)
ATTEMPTS = 5
"""How often a turn is tried anew when another process wrote this person's state first."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What is to be done outside the database now: send these, answer that press."""

    queued: tuple[Queued, ...] = ()
    query: str = ""
    toast: str = ""


class Handler:
    """`marks` hands over what was sent meanwhile, so that it is written in the same transaction."""

    def __init__(
        self,
        database: Database,
        library: Library,
        reader: Reads,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._library = library
        self._reader = reader
        self._clock = clock
        self._zone = zone

    def __call__(self, received: Received, marks: Sequence[Mark] = ()) -> Handled:
        """Raises StorageError when nothing could be kept; the row then still waits and may be tried again."""
        try:
            arrival = load_arrival(received.payload, self._zone)
        except ValueError:
            LOG.warning("update cannot be read", update=received.update_id)
            return self._set_aside(received)
        if arrival.event is None:
            return self._membership(received, arrival)
        for _ in range(ATTEMPTS - 1):
            try:
                return self._answer(received, arrival, arrival.event, marks)
            except Conflict:
                LOG.info("state was written by somebody else, once more", update=received.update_id)
        return self._answer(received, arrival, arrival.event, marks)

    def _answer(self, received: Received, arrival: Arrival, event: Event, marks: Sequence[Mark]) -> Handled:
        with self._database.unit() as unit:
            dossier = unit.persons.by_chat(received.chat, event.at)
            unit.commit()
        try:
            turn = self._turn(dossier, event)
        except Exception:
            # A fault of ours must not cost the person their words, nor stop the others.
            LOG.exception("turn failed", update=received.update_id)
            return self._apologise(received, arrival)
        try:
            return self._keep(received, arrival, dossier, turn, marks)
        except (InvalidValues, NotTheirs) as error:
            LOG.error("turn was refused", update=received.update_id, error=type(error).__name__)
            return self._apologise(received, arrival)

    def _turn(self, dossier: Dossier, event: Event) -> Turn:
        ask = wants(self._library, dossier.state, event, dossier.plan)
        reading = self._reader.read(*ask) if ask else Reading()
        return step(self._library, dossier.state, event, reading, dossier.plan)

    def _keep(
        self, received: Received, arrival: Arrival, dossier: Dossier, turn: Turn, marks: Sequence[Mark]
    ) -> Handled:
        now = self._clock()
        with self._database.unit() as unit:
            if not unit.inbox.done(received.update_id, now):
                return Handled(query=arrival.query)
            documents: list[Parcel] = []
            forgotten = False
            for effect in turn.effects:
                documents += self._apply(unit, effect, dossier, now)
                forgotten = forgotten or isinstance(effect, ForgetPerson)
            if not forgotten:
                unit.persons.save_state(dossier.person, turn.state, dossier.state.version)
                if not dossier.reachable:
                    unit.persons.set_reachable(dossier.person, True)
            messages = [*map(parcel, turn.replies), *documents]
            queued = unit.outbox.add([Outgoing(received.chat, dump_parcel(one)) for one in messages])
            unit.outbox.sent(marks)
            unit.commit()
        return Handled(tuple(queued), arrival.query, turn.toast)

    def _apply(self, unit: UnitOfWork, effect: Effect, dossier: Dossier, now: datetime) -> list[Parcel]:
        person = dossier.person
        match effect:
            case SaveLeerdoel():
                unit.leerdoelen.save(person, effect, person, now)
            case SaveProfile(values=values):
                unit.persons.save_profile(person, values, now)
            case SetConsent(consent=consent, text_version=version):
                unit.persons.set_consent(person, consent, version, now)
            case ForgetPerson():
                unit.persons.forget(person)
            case ExportPerson():
                copy = json.dumps(unit.persons.export(person), ensure_ascii=False, indent=2)
                return [Parcel("", filename="leerlijn.json", content=copy, kind="document")]
        return []

    def _membership(self, received: Received, arrival: Arrival) -> Handled:
        now = self._clock()
        with self._database.unit() as unit:
            if unit.inbox.done(received.update_id, now) and arrival.reachable is not None:
                dossier = unit.persons.by_chat(received.chat, now)
                unit.persons.set_reachable(dossier.person, arrival.reachable)
            unit.commit()
        return Handled()

    def _set_aside(self, received: Received) -> Handled:
        with self._database.unit() as unit:
            unit.inbox.set_aside(received.update_id)
            unit.commit()
        return Handled()

    def _apologise(self, received: Received, arrival: Arrival) -> Handled:
        """The update stays in the inbox, out of the way, and the person hears that it did not work."""
        reply = Parcel(safe(self._library.phrases.faults.busy))
        with self._database.unit() as unit:
            unit.inbox.set_aside(received.update_id)
            queued = unit.outbox.add([Outgoing(received.chat, dump_parcel(reply))])
            unit.commit()
        return Handled(tuple(queued), arrival.query)
