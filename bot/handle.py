"""The use case: one arrival becomes one turn, and the turn is kept whole or not at all.

Synchronous on purpose: it runs in a worker thread, in order per person. Reading Dutch happens between two
units of work, never inside one. When this returns, everything is on disk and the replies may go out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.applying import Applied, Applier, Edit
from bot.arrival import Arrival, load_arrival
from bot.parcel import Parcel, dump_parcel, parcels
from dialogs.engine import step, wants
from dialogs.event import DEAD, Event, EventKind
from dialogs.library import Library
from dialogs.reading import Reading, Reads
from dialogs.render import safe
from dialogs.turn import ForgetPerson, Tell, Turn
from storage.database import Database
from storage.errors import Conflict, InvalidValues, NotTheirs, StorageError
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
    told: bool = False
    """Whether somebody else has something to hear now."""
    withdrawn: tuple[int, ...] = ()
    """Messages that must not be sent any more."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """A turn that is decided and not kept yet."""

    received: Received
    arrival: Arrival
    dossier: Dossier
    turn: Turn

    @property
    def query(self) -> str:
        return self.arrival.query

    @property
    def unasked(self) -> bool:
        return self.arrival.event is not None and self.arrival.event.kind is EventKind.NUDGE

    @property
    def silent(self) -> bool:
        """A nudge that came to nothing, perhaps because there is nobody any more, changes nothing."""
        return self.unasked and not self.turn.replies and not self.turn.effects

    @property
    def tells(self) -> bool:
        return any(isinstance(effect, Tell) for effect in self.turn.effects)


@dataclass(frozen=True, slots=True)
class _Failed:
    """An update that cannot be answered: a fault of ours, or unreadable."""

    received: Received
    query: str


class Handler:
    """Several persons at a time share one commit; a person occurs at most once in a call."""

    def __init__(
        self,
        database: Database,
        library: Library,
        reader: Reads,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        *,
        username: Callable[[], str] = str,
    ) -> None:
        """`username` is what the bot is called in a link, known from the first call to Telegram on."""
        self._apply = Applier(library.phrases.sharing, username)
        self._database = database
        self._library = library
        self._reader = reader
        self._clock = clock
        self._zone = zone

    def __call__(self, rows: Sequence[Received], marks: Sequence[Mark] = ()) -> list[Handled]:
        """What to do for each row, in their order. `marks` tells what was sent meanwhile: it is written along.

        When the database gives up halfway, only what was kept is returned; when nothing was kept, StorageError is
        raised. The other rows still wait and may be tried again.
        """
        if len(rows) > 1:
            try:
                return self._together(rows, marks)
            except (Conflict, InvalidValues, NotTheirs):
                LOG.info("one of several turns could not be kept, one by one now")
        handled: list[Handled] = []
        for row in rows:
            try:
                handled.append(self._alone(row, () if handled else marks))
            except StorageError:
                if not handled:
                    raise
                return handled
        return handled

    def _alone(self, row: Received, marks: Sequence[Mark]) -> Handled:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._together([row], marks)[0]
            except Conflict:
                LOG.info("state was written by somebody else, once more", update=row.update_id)
            except (InvalidValues, NotTheirs) as error:
                LOG.error("turn was refused", update=row.update_id, error=type(error).__name__)
                arrival = self._arrival(row)
                return self._keep([], [_Failed(row, arrival.query if arrival else "")], marks)[row.update_id]
        return self._together([row], marks)[0]

    def _together(self, rows: Sequence[Received], marks: Sequence[Mark]) -> list[Handled]:
        """Load all, decide all, keep all in one transaction."""
        arrivals = [self._arrival(row) for row in rows]
        arrivals, dossiers = self._dossiers(rows, arrivals)
        answered: list[_Answered] = []
        failed: list[_Failed] = []
        for row, arrival, dossier in zip(rows, arrivals, dossiers, strict=True):
            turn = self._turn(row, arrival, dossier) if arrival else None
            if arrival is None or turn is None:
                failed.append(_Failed(row, arrival.query if arrival else ""))
            else:
                answered.append(_Answered(row, arrival, dossier, turn))
        handled = self._keep(answered, failed, marks)
        return [handled[row.update_id] for row in rows]

    def _dossiers(
        self, rows: Sequence[Received], arrivals: Sequence[Arrival | None]
    ) -> tuple[list[Arrival | None], list[Dossier]]:
        """Of everybody. Who says something is made known; who only blocks, perhaps after wiping everything, is not.

        An invitation is opened on the way: from then on it is this person's, and the event says which link it was.
        """
        silent = {row.chat for row, arrival in zip(rows, arrivals, strict=True) if not _speaks(arrival)}
        opened = list(arrivals)
        with self._database.unit() as unit:
            found = {row.chat: unit.persons.by_chat(row.chat, row.at) for row in rows if row.chat not in silent}
            for at, (row, arrival) in enumerate(zip(rows, arrivals, strict=True)):
                if arrival and arrival.event and _invited(arrival.event):
                    link = unit.koppelingen.open(arrival.event.text, found[row.chat].person, row.at)
                    opened[at] = replace(arrival, event=replace(arrival.event, text="", data=link or DEAD))
                    found[row.chat] = unit.persons.by_chat(row.chat, row.at)
            unit.commit()
            found |= {row.chat: unit.persons.by_chat(row.chat, row.at) for row in rows if row.chat in silent}
        return opened, [found[row.chat] for row in rows]

    def _arrival(self, row: Received) -> Arrival | None:
        try:
            return load_arrival(row.payload, self._zone)
        except ValueError:
            LOG.warning("update cannot be read", update=row.update_id)
            return None

    def _turn(self, row: Received, arrival: Arrival, dossier: Dossier) -> Turn | None:
        """None when a fault of ours came in between: it must not cost the person their words, nor stop the others."""
        if arrival.event is None:
            return Turn(dossier.state)
        try:
            ask = wants(self._library, dossier.state, arrival.event, dossier.plan)
            reading = self._reader.read(*ask) if ask else Reading()
            return step(self._library, dossier.state, arrival.event, reading, dossier.plan)
        except Exception:
            LOG.exception("turn failed", update=row.update_id)
            return None

    def _keep(
        self, answered: Sequence[_Answered], failed: Sequence[_Failed], marks: Sequence[Mark]
    ) -> dict[int, Handled]:
        """One transaction: inbox rows done, effects, states, replies, marks.

        What failed stays in the inbox, out of the way, and the person hears that it did not work.
        """
        now = self._clock()
        with self._database.unit() as unit:
            fresh = self._still_open(unit, answered, now)
            outgoing: list[tuple[int, Outgoing]] = []
            withdrawn: dict[int, tuple[int, ...]] = {}
            states = []
            for one in fresh:
                applied = self._effects(unit, one, now)
                chat, key = one.received.chat, one.received.update_id
                for reply, packed in zip(one.turn.replies, parcels(one.turn), strict=True):
                    outgoing.append((key, Outgoing(chat, dump_parcel(packed), one.unasked, reply.about)))
                mine = [Edit(chat, each) for done in applied for each in done.parcels]
                for each in (*mine, *(edit for done in applied for edit in done.elsewhere)):
                    outgoing.append((key, Outgoing(each.chat, dump_parcel(each.parcel), one.unasked, each.about)))
                withdrawn[key] = tuple(message for done in applied for message in done.withdrawn)
                if one.arrival.event is not None and not _forgets(one.turn) and not one.silent:
                    states.append((one.dossier.person, one.turn.state, one.dossier.state.version))
            sorry = dump_parcel(Parcel(safe(self._library.phrases.faults.busy)))
            aside = [one.received for one in failed if unit.inbox.set_aside(one.received.update_id)]
            # Who said nothing needs no apology.
            outgoing += [(row.update_id, Outgoing(row.chat, sorry)) for row in aside if row.update_id >= 0]
            unit.persons.save_states(states)
            queued = unit.outbox.add([message for _, message in outgoing])
            unit.outbox.sent(marks)
            unit.commit()
        by_update: dict[int, list[Queued]] = {}
        for (key, _), message in zip(outgoing, queued, strict=True):
            by_update.setdefault(key, []).append(message)
        sent = {key: tuple(messages) for key, messages in by_update.items()}
        toasts = {one.received.update_id: one.turn.toast for one in fresh}
        telling = {one.received.update_id for one in fresh if one.tells}
        everybody: list[_Answered | _Failed] = [*answered, *failed]
        queries = {one.received.update_id: one.query for one in everybody}
        return {
            key: Handled(sent.get(key, ()), query, toasts.get(key, ""), key in telling, withdrawn.get(key, ()))
            for key, query in queries.items()
        }

    def _still_open(self, unit: UnitOfWork, answered: Sequence[_Answered], now: datetime) -> list[_Answered]:
        """The ones that were not answered before; marks them done. Raises Conflict when several are not all fresh."""
        if len(answered) > 1:
            if not unit.inbox.all_done([one.received.update_id for one in answered], now):
                raise Conflict
            return list(answered)
        return [one for one in answered if unit.inbox.done(one.received.update_id, now)]

    def _effects(self, unit: UnitOfWork, one: _Answered, now: datetime) -> list[Applied]:
        person, reachable = one.dossier.person, one.arrival.reachable
        if reachable is None and not one.dossier.reachable and not one.unasked:
            reachable = True
        if reachable is not None:
            unit.persons.set_reachable(person, reachable)
        return [self._apply(unit, effect, person, now) for effect in one.turn.effects]


def _speaks(arrival: Arrival | None) -> bool:
    """Whether this is from the person: somebody who was forgotten in between is not made known by a nudge."""
    return arrival is None or (arrival.event is not None and arrival.event.kind is not EventKind.NUDGE)


def _invited(event: Event) -> bool:
    return event.kind is EventKind.COMMAND and event.name == "start" and bool(event.text)


def _forgets(turn: Turn) -> bool:
    return any(isinstance(effect, ForgetPerson) for effect in turn.effects)
