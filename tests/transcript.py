"""Plays a transcript on the real engine, the real reader and a real database; only the network is replaced.

A transcript is a text file that anybody can read:

    # What it shows
    begin: 2026-11-23 09:00
    profiel: naam=Sanne; programma=medisch-specialist
    leerdoel: niveau=iop; doel=Vijf echo's maken; deadline=2027-03-01

    > ik wil beter worden in echo          a message
    > [Overslaan]                          a button of the last message that has it
    > (oude knop) [Overslaan]              the same, of the message before that
    > (bewerkt "beter worden") iets anders an edit of the last message that holds these words
    > <sticker>   > <photo: een bijschrift>
    --- 3 dagen later                      time passes (minuten, uren, dagen)
    --- herstart                           the bot stops and starts again
    < what the bot says
      [its] [buttons]
    = what was kept

Lines that begin with `<`, `=` or two spaces are what the bot did; `--update` rewrites them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.arrival import Arrival, dump_arrival, event_id
from bot.handle import Handler
from bot.parcel import Parcel, load_parcel
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import LEERDOEL_LISTS, Consent, Plan, Status, Value
from dialogs.reading import Reads
from dialogs.turn import SaveLeerdoel
from storage.database import Database
from storage.inbox import Received

ZONE = ZoneInfo("Europe/Amsterdam")
CHAT = 1001
BOT = 42
_EDIT = re.compile(r'\(bewerkt "(.+?)"\) (.*)', re.S)
_MEDIA = re.compile(r"<(\w+)(?:: (.*))?>")
_LATER = re.compile(r"(\d+) (minuut|minuten|uur|dag|dagen) later")
_UNITS = {"minuut": "minutes", "minuten": "minutes", "uur": "hours", "dag": "days", "dagen": "days"}


@dataclass
class Said:
    """A message in the chat, ours or theirs."""

    number: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)


class Player:
    """One aios talking to the bot; collects what a transcript says."""

    def __init__(self, library: Library, reader: Reads, open_database: Callable[[], Database], begin: datetime) -> None:
        self._library, self._reader, self._open = library, reader, open_database
        self.now = begin
        self._chat: list[Said] = []
        self._number = 0
        self._update = 0
        self.visited: set[tuple[str, str]] = set()
        """Every (flow, step) that was open after a turn."""
        self._start()

    def _start(self) -> None:
        self.database = self._open()
        self._handler = Handler(self.database, self._library, self._reader, lambda: self.now, ZONE)

    def stop(self) -> None:
        self.database.close()

    def restart(self) -> None:
        self.stop()
        self._start()

    def plan(self) -> Plan:
        with self.database.unit() as unit:
            return unit.persons.by_chat(CHAT, self.now).plan

    def know(self, profile: dict[str, Value], goals: list[dict[str, Value]]) -> None:
        """Begin with somebody who gave consent, with this profile and these goals."""
        with self.database.unit() as unit:
            person = unit.persons.by_chat(CHAT, self.now).person
            unit.persons.set_consent(person, Consent.GIVEN, "test", self.now)
            unit.persons.save_profile(person, profile, self.now)
            for number, values in enumerate(goals):
                status = Status(str(values.pop("status", "open")))
                unit.leerdoelen.save(person, SaveLeerdoel(f"doel{number}", values, status, "nieuw"), person, self.now)
            unit.commit()

    def do(self, line: str) -> list[str]:
        """Play one line of the person; returns the lines of what the bot did."""
        before = self.plan()
        event = self._event(line)
        self._update += 1
        payload = dump_arrival(Arrival(CHAT, event, query="q" if event.kind is EventKind.BUTTON else ""))
        row = Received(self._update, CHAT, self.now, payload)
        with self.database.unit() as unit:
            unit.inbox.add([row])
            unit.commit()
        handled = self._handler([row])[0]
        self.now += timedelta(seconds=20)
        with self.database.unit() as unit:
            self.visited |= {(f.flow, f.step) for f in unit.persons.by_chat(CHAT, self.now).state.stack}
        out = [f"< ({handled.toast})"] if handled.toast else []
        for queued in handled.queued:
            out += self._hear(load_parcel(queued.payload))
        return [*out, *_kept(before, self.plan())]

    def _event(self, line: str) -> Event:
        key = event_id(BOT, self._update + 1)
        if match := _EDIT.fullmatch(line):
            said = next(s for s in reversed(self._chat) if not s.buttons and match[1] in s.text)
            said.text = match[2]
            return Event(key, EventKind.EDIT, self.now, text=match[2], message=said.number)
        if line.startswith(("[", "(oude knop) [")):
            return self._press(key, line)
        number = self._say(line)
        if match := _MEDIA.fullmatch(line):
            return Event(key, EventKind.MEDIA, self.now, text=match[2] or "", name=match[1], message=number)
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            return Event(key, EventKind.COMMAND, self.now, text=rest, name=name, message=number)
        return Event(key, EventKind.TEXT, self.now, text=line, message=number)

    def _press(self, key: str, line: str) -> Event:
        old = line.startswith("(oude knop)")
        label = line.removeprefix("(oude knop) ")[1:-1]
        found = [said for said in reversed(self._chat) if label in said.buttons]
        if old:
            found = found[1:] if self._chat and self._chat[-1] in found[:1] else found
        if not found:
            raise LookupError(f"no button [{label}] on the screen")
        said = found[0]
        return Event(key, EventKind.BUTTON, self.now, data=said.buttons[label], message=said.number)

    def _say(self, text: str) -> int:
        self._number += 1
        self._chat.append(Said(self._number, text))
        return self._number

    def _hear(self, parcel: Parcel) -> list[str]:
        if parcel.kind == "document":
            return [f"< (bestand {parcel.filename})"]
        buttons = {b.label.removeprefix("✓ "): b.data for row in parcel.rows for b in row}
        if parcel.edits is None:
            self._number += 1
            self._chat.append(Said(self._number, parcel.text, buttons))
        else:
            said = next(s for s in self._chat if s.number == parcel.edits)
            said.text, said.buttons = parcel.text, buttons
        head = "< (past zijn bericht aan) " if parcel.edits is not None else "< "
        lines = readable(parcel.text).split("\n")
        out = [f"{head}{lines[0]}", *(f"  {line}".rstrip() for line in lines[1:])]
        return [*out, *("  " + " ".join(f"[{b.label}]" for b in row) for row in parcel.rows)]


def readable(html: str) -> str:
    """Message HTML as somebody reads it."""
    return unescape(re.sub(r"</?i>", "_", re.sub(r"</?b>", "*", html)))


def _kept(before: Plan, after: Plan) -> Iterator[str]:
    if before.consent is not after.consent:
        yield f"= toestemming: {after.consent.value}"
    for name in sorted({*before.profile, *after.profile}):
        if before.profile.get(name) != after.profile.get(name):
            yield f"= profiel: {name} = {after.profile.get(name, '')}"
    known = {goal.id: goal for goal in before.leerdoelen}
    for goal in after.leerdoelen:
        if known.get(goal.id) != goal:
            yield f"= leerdoel bewaard: versie {goal.version}, {goal.status.value}"
    if len(after.leerdoelen) < len(before.leerdoelen):
        yield "= leerdoelen gewist"


Played = tuple[str, set[tuple[str, str]]]


def play(text: str, library: Library, reader: Reads, open_database: Callable[[], Database]) -> Played:
    """The same transcript with everything the bot did written down anew, and the steps that it passed."""
    lines = [line for line in text.splitlines() if not line.startswith(("< ", "  ", "= "))]
    head = [line for line in lines if not line.startswith((">", "---"))]
    given = dict.fromkeys(("begin", "profiel"), "")
    goals: list[dict[str, Value]] = []
    for line in head:
        key, _, value = line.partition(": ")
        if key == "leerdoel":
            goals.append(_values(value))
        elif key in given:
            given[key] = value
    begin = datetime.fromisoformat(given["begin"] or "2026-11-23 09:00").replace(tzinfo=ZONE).astimezone(UTC)
    player = Player(library, reader, open_database, begin)
    try:
        if given["profiel"] or goals:
            player.know(_values(given["profiel"]), goals)
        return _played(lines, player), player.visited
    finally:
        player.stop()


def _played(lines: list[str], player: Player) -> str:
    out: list[str] = []
    for line in lines:
        if line.startswith("> "):
            out += ["", line, *player.do(line[2:].replace("\\n", "\n"))]
        elif line.startswith("---"):
            out += ["", line]
            if match := _LATER.fullmatch(line.removeprefix("--- ")):
                player.now += timedelta(**{_UNITS[match[2]]: int(match[1])})
            else:
                player.restart()
        elif line.strip():
            out.append(line)
    return "\n".join(out).replace("\n\n\n", "\n\n") + "\n"


def _values(text: str) -> dict[str, Value]:
    pairs = [part.split("=", 1) for part in text.split("; ") if "=" in part]
    return {name.strip(): _value(name.strip(), value.strip()) for name, value in pairs}


def _value(name: str, value: str) -> Value:
    if name == "percentage":
        return int(value)
    return tuple(value.split(",")) if name in LEERDOEL_LISTS else value


def transcripts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))
