"""Plays a transcript on the real engine, the real reader and a real database; only the network is replaced.

A transcript is a text file that anybody can read:

    # What it shows
    begin: 2026-11-23 09:00
    profiel: naam=Sanne; programma=medisch-specialist
    leerdoel: niveau=iop; doel=Vijf echo's maken; deadline=2027-03-01

    > ik wil beter worden in echo          a message
    > [Overslaan]                          a button of the last message that has it
    > (oude knop) [Overslaan]              the same, of the message before that, or one that is not there any more
    > (bewerkt "beter worden") iets anders an edit of the last message that holds these words
    > <sticker>   > <photo: een bijschrift>
    Hugo > akkoord                         somebody else, in their own chat
    Hugo > (uitnodiging)                   opens the link that the bot made last
    --- 3 dagen later                      time passes (minuten, uren, dagen, weken), and what is due comes
    --- tot 2027-03-28 12:00               the same, up to that moment
    --- herstart                           the bot stops and starts again
    < what the bot says                    (Hugo < what it says to somebody else)
    < (beeld) a picture with these words under it
      [its] [buttons]
    = what was kept
    (do 26 nov 16:30)                      when something came by itself

Lines that begin with `<`, `=`, `(`, a name and `<`, or two spaces are what the bot did; `--update` rewrites them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.arrival import Arrival, dump_arrival, event_id
from bot.handle import Handled, Handler
from bot.nudges import received
from bot.parcel import Parcel, load_parcel
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import LEERDOEL_LISTS, NUMBERS, Consent, Plan, Status, Value
from dialogs.reading import Reads
from dialogs.turn import SaveLeerdoel
from storage.database import Database
from storage.inbox import Received
from storage.outbox import Mark

ZONE = ZoneInfo("Europe/Amsterdam")
CHAT = 1001
BOT = 42
_EDIT = re.compile(r'\(bewerkt "(.+?)"\) (.*)', re.S)
_MEDIA = re.compile(r"<(\w+)(?:: (.*))?>")
_LATER = re.compile(r"(\d+) (minuut|minuten|uur|dag|dagen|week|weken) later")
_UNTIL = re.compile(r"tot (\d{4}-\d\d-\d\d \d\d:\d\d)")
_UNITS = {
    "minuut": "minutes",
    "minuten": "minutes",
    "uur": "hours",
    "dag": "days",
    "dagen": "days",
    "week": "weeks",
    "weken": "weeks",
}
_LINE = re.compile(r"(?:([A-Z]\w*) )?> (.*)")
_DONE = re.compile(r"< |  |= |\(|[A-Z]\w* [<=] ")
_LINK = re.compile(r"\?start=([\w-]+)")
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass
class Said:
    """A message in the chat, ours or theirs."""

    number: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    """Buttons that it had before it was edited."""


@dataclass
class Phone:
    """One person's chat with the bot. `name` is empty for the aios of the transcript."""

    chat: int
    name: str = ""
    said: list[Said] = field(default_factory=list)
    number: int = 0

    @property
    def prefix(self) -> str:
        return f"{self.name} " if self.name else ""


class Player:
    """The bot and the people who talk to it; collects what a transcript says."""

    def __init__(self, library: Library, reader: Reads, open_database: Callable[[], Database], begin: datetime) -> None:
        self._library, self._reader, self._open = library, reader, open_database
        self.now = begin
        self._phones = {"": Phone(CHAT)}
        self._token = ""
        self._update = 0
        self.visited: set[tuple[str, str]] = set()
        """Every (flow, step) that was open after a turn."""
        self._start()

    def _start(self) -> None:
        self.database = self._open()
        self._handler = Handler(
            self.database, self._library, self._reader, lambda: self.now, ZONE, username=lambda: "leerlijn_bot"
        )

    def stop(self) -> None:
        self.database.close()

    def restart(self) -> None:
        self.stop()
        self._start()

    def plan(self, chat: int = CHAT) -> Plan:
        with self.database.unit() as unit:
            return unit.persons.by_chat(chat, self.now).plan

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

    def do(self, name: str, line: str) -> list[str]:
        """Play one line of a person; returns the lines of what the bot did, to whomever."""
        phone = self._phones.setdefault(name, Phone(CHAT + len(self._phones), name))
        event = self._event(phone, line)
        self._update += 1
        payload = dump_arrival(Arrival(phone.chat, event, query="q" if event.kind is EventKind.BUTTON else ""))
        out = self._handle(phone, Received(self._update, phone.chat, self.now, payload))
        self.now += timedelta(seconds=20)
        return [*out, *self._due()]

    def wait(self, until: datetime) -> list[str]:
        """Time passes, and what falls due in between comes at its own moment."""
        out: list[str] = []
        while (due := self._next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            out += self._due(stamped=True)
        self.now = until
        return out

    def _next_due(self) -> datetime | None:
        with self.database.unit() as unit:
            return unit.nudges.next_due()

    def _due(self, stamped: bool = False) -> list[str]:
        out: list[str] = []
        with self.database.unit() as unit:
            rows = [received(nudge, self.now) for nudge in unit.nudges.claim(self.now, 100)]
            unit.inbox.add(rows)
            unit.commit()
        for row in rows:
            phone = next(phone for phone in self._phones.values() if phone.chat == row.chat)
            lines = self._handle(phone, row)
            out += ["", *([self._stamp()] if stamped else []), *lines] if lines else []
        return [*out, *self._due(stamped)] if rows else out

    def _stamp(self) -> str:
        at = self.now.astimezone(ZONE)
        return f"({_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M})"

    def _handle(self, phone: Phone, row: Received) -> list[str]:
        before = self.plan(phone.chat)
        with self.database.unit() as unit:
            unit.inbox.add([row])
            unit.commit()
        handled: Handled = self._handler([row])[0]
        with self.database.unit() as unit:
            state = unit.persons.by_chat(phone.chat, self.now).state
            self.visited |= {(f.flow, f.step) for f in state.stack}
        out = [f"{phone.prefix}< ({handled.toast})"] if handled.toast else []
        marks = []
        for queued in handled.queued:
            to = next(one for one in self._phones.values() if one.chat == queued.chat)
            parcel = load_parcel(queued.payload)
            out += self._hear(to, parcel)
            marks.append(Mark(queued.id, parcel.edits or to.number, self.now))
        with self.database.unit() as unit:
            unit.outbox.sent(marks)
            unit.commit()
        return [*out, *(f"{phone.prefix}{line}" for line in _kept(before, self.plan(phone.chat)))]

    def _event(self, phone: Phone, line: str) -> Event:
        key = event_id(BOT, self._update + 1)
        if match := _EDIT.fullmatch(line):
            said = next(s for s in reversed(phone.said) if not s.buttons and match[1] in s.text)
            said.text = match[2]
            return Event(key, EventKind.EDIT, self.now, text=match[2], message=said.number)
        if line.startswith(("[", "(oude knop) [")):
            return self._press(phone, key, line)
        number = self._say(phone, line)
        if line == "(uitnodiging)":
            return Event(key, EventKind.COMMAND, self.now, text=self._token, name="start", message=number)
        if match := _MEDIA.fullmatch(line):
            return Event(key, EventKind.MEDIA, self.now, text=match[2] or "", name=match[1], message=number)
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            return Event(key, EventKind.COMMAND, self.now, text=rest, name=name, message=number)
        return Event(key, EventKind.TEXT, self.now, text=line, message=number)

    def _press(self, phone: Phone, key: str, line: str) -> Event:
        old = line.startswith("(oude knop)")
        label = line.removeprefix("(oude knop) ")[1:-1]
        found = [said for said in reversed(phone.said) if label in said.buttons]
        if old:
            found = found[1:] if phone.said and phone.said[-1] in found[:1] else found
            found = found or [said for said in reversed(phone.said) if label in said.gone]
        if not found:
            raise LookupError(f"no button [{label}] on the screen")
        said = found[0]
        return Event(key, EventKind.BUTTON, self.now, data={**said.gone, **said.buttons}[label], message=said.number)

    def _say(self, phone: Phone, text: str) -> int:
        phone.number += 1
        phone.said.append(Said(phone.number, text))
        return phone.number

    def _hear(self, phone: Phone, parcel: Parcel) -> list[str]:
        if parcel.kind == "document":
            return [f"{phone.prefix}< (bestand {parcel.filename})"]
        text = parcel.text
        if match := _LINK.search(text):
            # The token is a fresh one in every run.
            self._token, text = match[1], text.replace(match[1], "...")
        buttons = {b.label.removeprefix("✓ "): b.data for row in parcel.rows for b in row}
        if parcel.edits is None:
            phone.number += 1
            phone.said.append(Said(phone.number, text, buttons))
        else:
            said = next(s for s in phone.said if s.number == parcel.edits)
            said.gone |= said.buttons
            said.text, said.buttons = text, buttons
        shown = "(beeld) " if parcel.kind == "photo" else "(past zijn bericht aan) " if parcel.edits is not None else ""
        head = f"{phone.prefix}< {shown}"
        lines = readable(text).split("\n")
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
    records = {record.id: record for record in before.records}
    for record in after.records:
        if (old := records.pop(record.id, None)) != record:
            known_values = old.values if old else {}
            changed = [name for name, value in record.values.items() if known_values.get(name) != value]
            yield f"= {record.kind} {record.status.value}: {', '.join(changed)}"
    for record in records.values():
        yield f"= {record.kind} weg"
    talks = {one.id: one for one in before.feedback}
    for one in after.feedback:
        if (was := talks.get(one.id)) != one:
            said = [name for name in one.values if was is None or name not in was.values]
            yield f"= feedback {one.status.value}: {', '.join(said)}"
    links = {link.id: link for link in before.koppelingen}
    for link in after.koppelingen:
        if links.pop(link.id, None) != link:
            yield f"= koppeling: {link.rol} {link.status.value}"
    for link in links.values():
        yield f"= koppeling: {link.rol} weg"


Played = tuple[str, set[tuple[str, str]]]


def play(text: str, library: Library, reader: Reads, open_database: Callable[[], Database]) -> Played:
    """The same transcript with everything the bot did written down anew, and the steps that it passed."""
    lines = [line for line in text.splitlines() if not _DONE.match(line)]
    head = [line for line in lines if not _LINE.match(line) and not line.startswith("---")]
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
        if match := _LINE.fullmatch(line):
            out += ["", line, *player.do(match[1] or "", match[2].replace("\\n", "\n"))]
        elif line.startswith("---"):
            out += ["", line, *_passed(line.removeprefix("--- "), player)]
        elif line.strip():
            out.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def _passed(what: str, player: Player) -> list[str]:
    if later := _LATER.fullmatch(what):
        # Days and weeks go by on the wall: the clock may change in between.
        step = timedelta(**{_UNITS[later[2]]: int(later[1])})
        local = player.now.astimezone(ZONE)
        exact = later[2] in ("minuut", "minuten", "uur")
        return player.wait(player.now + step if exact else (local + step).astimezone(UTC))
    if until := _UNTIL.fullmatch(what):
        return player.wait(datetime.fromisoformat(until[1]).replace(tzinfo=ZONE).astimezone(UTC))
    player.restart()
    return []


def _values(text: str) -> dict[str, Value]:
    pairs = [part.split("=", 1) for part in text.split("; ") if "=" in part]
    return {name.strip(): _value(name.strip(), value.strip()) for name, value in pairs}


def _value(name: str, value: str) -> Value:
    if name in NUMBERS:
        return int(value)
    return tuple(value.split(",")) if name in LEERDOEL_LISTS else value


def transcripts(folder: Path) -> list[Path]:
    """By number: 100 comes after 99."""
    return sorted(folder.glob("*.txt"), key=lambda file: (int(file.stem.partition("_")[0]), file.stem))
