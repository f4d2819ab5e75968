"""Several people and their phones, on the real handler and a real database; only the network and the Dutch are not.

Everybody remembers every button that they ever saw. What they type carries a mark, so that it can be followed
wherever it turns up. The journal tells afterwards, line by line, what happened.
"""

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.arrival import Arrival, dump_arrival, event_id
from bot.handle import Handler
from bot.nudges import received
from bot.parcel import Parcel, load_parcel
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import Consent, Plan, Value
from dialogs.reading import ReadContext, Reading
from storage.cipher import Cipher
from storage.database import Database
from storage.inbox import Received
from storage.persons import Dossier
from tests.bot.fakes import MORNING, FakeReader

ZONE = ZoneInfo("Europe/Amsterdam")
KEY = Cipher.new_key()
BOT = 42
MARK = re.compile(r"merk\d+[a-z]+")
_LINK = re.compile(r"\?start=([\w-]+)")
MOST_AT_ONCE = 20
"""Rounds of nudges that lead to nudges; more is a circle."""


class TonedReader(FakeReader):
    """Also hears the tone of feedback, by one word each."""

    def read(self, text: str, context: ReadContext) -> Reading:
        found = super().read(text, context)
        tones = frozenset(tone for tone, word in (("persoon", "jij bent"), ("beter", "voortaan")) if word in text)
        return Reading(
            text=found.text,
            competences=found.competences,
            privacy=found.privacy,
            times=found.times,
            tone=tones,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Seen:
    """A button on somebody's screen, in the message with that number."""

    label: str
    data: str
    message: int


@dataclass
class Phone:
    name: str
    chat: int
    buttons: list[Seen] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)
    heard: list[Parcel] = field(default_factory=list)
    number: int = 0

    @property
    def newest(self) -> list[Seen]:
        """The buttons of the last message that has any."""
        last = max((seen.message for seen in self.buttons), default=0)
        return [seen for seen in self.buttons if seen.message == last]

    def has(self, label: str) -> str:
        """The data of the newest button with this label. LookupError when there is none."""
        found = [seen for seen in self.buttons if seen.label == label]
        if not found:
            raise LookupError(f"{self.name} has no button [{label}]")
        return found[-1].data


@dataclass(frozen=True)
class Delivered:
    """One message that was put in the outbox, and for whom."""

    chat: int
    parcel: Parcel

    @property
    def marks(self) -> set[str]:
        """Everything marked that it shows, buttons and files included."""
        said = [self.parcel.text, self.parcel.content, *(b.label for row in self.parcel.rows for b in row)]
        return {mark for text in said for mark in MARK.findall(text)}


class Ward:
    """`folder` holds the database; a copy of a ward goes on from where the first one stood."""

    def __init__(self, folder: Path, library: Library, names: Iterable[str], now: datetime = MORNING) -> None:
        self.library = library
        self.now = now
        self.phones = {name: Phone(name, 1001 + at) for at, name in enumerate(names)}
        self.tokens: list[str] = []
        self.journal: list[str] = []
        self._update = 0
        self._open(folder)
        self.database.migrate()

    def _open(self, folder: Path) -> None:
        self.file = folder / "leerlijn.db"
        self.database = Database.open(f"sqlite:///{self.file}", [KEY], clock=lambda: self.now)
        self._handler = Handler(
            self.database, self.library, TonedReader(), lambda: self.now, ZONE, username=lambda: "leerlijn_bot"
        )
        self._straight = contextlib.closing(sqlite3.connect(self.file, isolation_level=None))
        self._rows = self._straight.__enter__()

    def close(self) -> None:
        self._rows.close()
        self.database.close()

    def keep(self, folder: Path) -> "Kept":
        """This ward as it stands, in a folder of its own."""
        folder.mkdir(parents=True)
        with contextlib.closing(sqlite3.connect(folder / "leerlijn.db")) as copy:
            self._rows.backup(copy)
        return Kept(folder, self.library, deepcopy(self.phones), list(self.tokens), self.now, self._update)

    # --- what people do

    def type(self, name: str, text: str) -> list[Delivered]:
        phone = self.phones[name]
        phone.number += 1
        phone.typed.append(phone.number)
        return self._arrives(phone, EventKind.TEXT, f"typt: {text}", text=text, message=phone.number)

    def edit(self, name: str, message: int, text: str) -> list[Delivered]:
        return self._arrives(
            self.phones[name], EventKind.EDIT, f"bewerkt bericht {message}: {text}", text=text, message=message
        )

    def command(self, name: str, command: str) -> list[Delivered]:
        phone = self.phones[name]
        phone.number += 1
        return self._arrives(phone, EventKind.COMMAND, f"/{command}", name=command, message=phone.number)

    def opens(self, name: str, token: str) -> list[Delivered]:
        """Open an invitation."""
        phone = self.phones[name]
        phone.number += 1
        nth = self.tokens.index(token) if token in self.tokens else "onbekend"
        what = f"opent uitnodiging {nth}"
        return self._arrives(phone, EventKind.COMMAND, what, name="start", text=token, message=phone.number)

    def press(self, name: str, data: str) -> list[Delivered]:
        phone = self.phones[name]
        label = next((f"[{seen.label}] " for seen in phone.buttons if seen.data == data), "(vervalst) ")
        message = next((seen.message for seen in reversed(phone.buttons) if seen.data == data), phone.number)
        return self._arrives(phone, EventKind.BUTTON, f"drukt {label}{data}", data=data, message=message)

    def tap(self, name: str, label: str) -> list[Delivered]:
        return self.press(name, self.phones[name].has(label))

    def wait(self, span: timedelta) -> list[Delivered]:
        self.journal.append(f"--- {span} later")
        self.now += span
        return self._due()

    def know(self, name: str, **profile: Value) -> None:
        """Somebody who gave consent before."""
        with self.database.unit() as unit:
            person = unit.persons.by_chat(self.phones[name].chat, self.now).person
            unit.persons.set_consent(person, Consent.GIVEN, "test", self.now)
            unit.persons.save_profile(person, profile, self.now)
            unit.commit()

    # --- what there is

    def person(self, name: str) -> str:
        with self.database.unit() as unit:
            return unit.persons.by_chat(self.phones[name].chat, self.now).person

    def dossiers(self) -> dict[str, Dossier]:
        """Of everybody, in one look."""
        with self.database.unit() as unit:
            return {name: unit.persons.by_chat(phone.chat, self.now) for name, phone in self.phones.items()}

    def plan(self, name: str) -> Plan:
        with self.database.unit() as unit:
            return unit.persons.by_chat(self.phones[name].chat, self.now).plan

    def export(self, name: str) -> str:
        """What this person gets when they ask for a copy."""
        with self.database.unit() as unit:
            person = unit.persons.by_chat(self.phones[name].chat, self.now).person
            return json.dumps(unit.persons.export(person), ensure_ascii=False)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Straight from the database, past everything that storage does."""
        return list(self._rows.execute(sql))

    # --- what comes of it

    def _arrives(self, phone: Phone, kind: EventKind, what: str, **fields: object) -> list[Delivered]:
        self.journal.append(f"{phone.name} {what}")
        self._update += 1
        event = Event(event_id(BOT, self._update), kind, self.now, **fields)  # type: ignore[arg-type]
        payload = dump_arrival(Arrival(phone.chat, event, query="q" if kind is EventKind.BUTTON else ""))
        out = self._handled([Received(self._update, phone.chat, self.now, payload)], keep=True)
        self.now += timedelta(seconds=20)
        return [*out, *self._due()]

    def _due(self) -> list[Delivered]:
        out: list[Delivered] = []
        for _ in range(MOST_AT_ONCE):
            with self.database.unit() as unit:
                rows = [received(nudge, self.now) for nudge in unit.nudges.claim(self.now, 100)]
                unit.inbox.add(rows)
                unit.commit()
            if not rows:
                return out
            for row in rows:
                out += self._handled([row])
        raise AssertionError("nudges lead to nudges without end")

    def _handled(self, rows: Sequence[Received], keep: bool = False) -> list[Delivered]:
        if keep:
            with self.database.unit() as unit:
                unit.inbox.add(rows)
                unit.commit()
        (handled,) = self._handler(rows)
        out = [Delivered(queued.chat, load_parcel(queued.payload)) for queued in handled.queued]
        for one in out:
            self._hears(one)
        return out

    def _hears(self, one: Delivered) -> None:
        phone = next(phone for phone in self.phones.values() if phone.chat == one.chat)
        phone.heard.append(one.parcel)
        self.tokens += _LINK.findall(one.parcel.text)
        self.journal.append(f"    {phone.name} < {' '.join(one.parcel.text.split())[:160]}")
        number = one.parcel.edits
        if number is None:
            phone.number += 1
            number = phone.number
        phone.buttons += [Seen(b.label.removeprefix("✓ "), b.data, number) for row in one.parcel.rows for b in row]


@dataclass(frozen=True)
class Kept:
    """A ward that was put away; every `again` begins a new one from there."""

    folder: Path
    library: Library
    phones: dict[str, Phone]
    tokens: list[str]
    now: datetime
    update: int

    def again(self, folder: Path) -> Ward:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / "leerlijn.db", folder / "leerlijn.db")
        ward = Ward.__new__(Ward)
        ward.library, ward.now, ward.phones = self.library, self.now, deepcopy(self.phones)
        ward.tokens, ward.journal, ward._update = list(self.tokens), [], self.update
        ward._open(folder)
        return ward
