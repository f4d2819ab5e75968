"""Two aiossen, the opleider of both, the docent of one, and a stranger; and who looks over everybody's shoulder.

Telegram is here as well: what is put in the outbox arrives, unless a phone is off, and an edit changes what stands on
the screen. Whatever anybody typed can be followed by its mark.
"""

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bot.parcel import load_parcel
from dialogs.content import load_library
from dialogs.plan import Deling
from storage.inbox import Received
from storage.outbox import Mark
from tests.bot.ward import MARK, Delivered, Kept, Ward

NAMES = ("Anna", "Bram", "Olga", "Dirk", "Sjoerd")
AIOSSEN = ("Anna", "Bram")
LINKS = (("Anna", "Olga"), ("Bram", "Olga"), ("Anna", "Dirk"))
LIBRARY = load_library()
PREVIEW = "Dit krijgt <b>"
SEND = "Versturen"


class Rooms(Ward):
    """A ward in which messages arrive."""

    off: set[str]
    """Whose phone is off."""
    screens: dict[tuple[int, int], str]
    """(chat, number) -> what stands there."""

    def __init__(self, folder: Path) -> None:
        self.off, self.screens = set(), {}
        super().__init__(folder, LIBRARY, NAMES)

    def again(self, folder: Path) -> "Rooms":
        """Another ward that goes on from here."""
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(folder / "leerlijn.db")) as copy:
            self._rows.backup(copy)
        kept = Kept(folder, self.library, self.phones, self.tokens, self.now, self._update)
        other = Rooms.__new__(Rooms)
        other.off, other.screens = set(self.off), dict(self.screens)
        other.take_over(kept, self.journal)
        return other

    def take_over(self, kept: Kept, journal: list[str]) -> None:
        self.library, self.now = kept.library, kept.now
        self.phones = {
            name: type(phone)(name, phone.chat, [*phone.buttons], [*phone.typed], [*phone.heard], phone.number)
            for name, phone in kept.phones.items()
        }
        self.tokens, self.journal, self._update = [*kept.tokens], [*journal], kept.update
        self._open(kept.folder)

    def name_of(self, chat: int) -> str:
        return next(phone.name for phone in self.phones.values() if phone.chat == chat)

    def turn_on(self, name: str) -> list[Delivered]:
        """What waited arrives; what was withdrawn meanwhile does not."""
        self.off.discard(name)
        with self.database.unit() as unit:
            waiting = [one for one in unit.outbox.waiting(1000) if one.chat == self.phones[name].chat]
        return self._arrive([(one.id, one.chat, one.payload) for one in waiting])

    def _handled(self, rows: Sequence[Received], keep: bool = False) -> list[Delivered]:
        if keep:
            with self.database.unit() as unit:
                unit.inbox.add(rows)
                unit.commit()
        (handled,) = self._handler(rows)
        there = [one for one in handled.queued if self.name_of(one.chat) not in self.off]
        waits = [Delivered(one.chat, load_parcel(one.payload)) for one in handled.queued if one not in there]
        return [*self._arrive([(one.id, one.chat, one.payload) for one in there]), *waits]

    def _arrive(self, messages: Sequence[tuple[int, int, str]]) -> list[Delivered]:
        out, marks = [], []
        for key, chat, payload in messages:
            one = Delivered(chat, load_parcel(payload))
            self._hears(one)
            number = one.parcel.edits or self.phones[self.name_of(chat)].number
            self.screens[chat, number] = " ".join([one.parcel.text, one.parcel.content])
            marks.append(Mark(key, number, self.now))
            out.append(one)
        with self.database.unit() as unit:
            unit.outbox.sent(marks)
            unit.commit()
        return out


class Onlooker:
    """`look` after each event. Raises AssertionError, with what happened before it."""

    def __init__(self, rooms: Rooms, before: "Onlooker | None" = None) -> None:
        self.rooms = rooms
        self.authors: dict[str, str] = dict(before.authors) if before else {}
        """Mark -> name of who typed it."""
        self.private: set[str] = set(before.private) if before else set()
        """Marks that were typed in the private lane."""
        self.previewed: dict[str, Delivered] = dict(before.previewed) if before else {}
        """Aios -> the last preview that they were shown."""
        self.shared: dict[str, tuple[str, str, set[str]]] = dict(before.shared) if before else {}
        """Deling -> (aios, other, its marks), for good."""
        self.persons: dict[str, str] = dict(before.persons) if before else {}
        """Id -> name, for good."""
        self.talks: dict[str, set[str]] = defaultdict(set, before.talks if before else {})
        """Mark -> names of who it was given to in feedback."""
        self.said: dict[str, set[str]] = defaultdict(set, before.said if before else {})
        """Mark -> names of the aiossen it was said to about what they shared."""

    def wrote(self, name: str, text: str) -> str:
        for mark in MARK.findall(text):
            self.authors[mark] = name
        return text

    def look(self, delivered: Sequence[Delivered] = (), pressed: str = "") -> None:
        """`pressed`: the aios who pressed something just now."""
        dossiers = self.rooms.dossiers()
        self.persons |= {one.person: name for name, one in dossiers.items()}
        self._learn(pressed)
        live = self._live()
        for one in delivered:
            name = self.rooms.name_of(one.chat)
            for mark in one.marks:
                self._may_see(name, mark, live, f"was sent to {name}")
            if name in AIOSSEN and PREVIEW in one.parcel.text:
                self.previewed[name] = one
        for name, dossier in dossiers.items():
            for mark in MARK.findall(str(dossier.plan)) + MARK.findall(str(dossier.state)):
                self._may_see(name, mark, live, f"is in the plan of {name}")
        self._taken_back(live)

    def copies(self) -> None:
        """Nobody's copy holds what is not for them."""
        live = self._live()
        for name in NAMES:
            for mark in MARK.findall(self.rooms.export(name)):
                self._may_see(name, mark, live, f"is in the copy of {name}")

    def _learn(self, pressed: str) -> None:
        for name, dossier in self.rooms.dossiers().items():
            for record in dossier.plan.records:
                if record.kind == "welzijn":
                    self.private |= set(MARK.findall(str(record.values)))
            for one in dossier.plan.delingen:
                if one.side == "aios" and one.id not in self.shared:
                    self._was_previewed(name, one, pressed)
                if one.side == "aios":
                    for mark in MARK.findall(one.woorden):
                        self.said[mark].add(name)
        sql = "SELECT f.id, f.person, f.other FROM feedback f"
        parties = {key: {self.persons.get(p, ""), self.persons.get(o, "")} for key, p, o in self.rooms.rows(sql)}
        for dossier in self.rooms.dossiers().values():
            for talk in dossier.plan.feedback:
                given = {part: words for part, words in talk.values.items() if not part.startswith("vast_")}
                for mark in MARK.findall(str(given)):
                    self.talks[mark] |= parties.get(talk.id, set())

    def _was_previewed(self, name: str, one: Deling, pressed: str) -> None:
        """What is shared is what this aios was shown, and sent with a tap of their own."""
        assert pressed == name, self.story(f"{name} shared something without a tap")
        preview = self.previewed[name].parcel.text
        assert one.text in preview, self.story(f"{name} shared other words than were shown")
        shown, sent = set(MARK.findall(preview)), set(MARK.findall(one.text + one.details))
        assert sent <= shown, self.story(f"{name} shared {sent - shown}, which was not shown")
        ((other,),) = self.rooms.rows(f"SELECT other FROM deling WHERE id = '{one.id}'")  # noqa: S608
        self.shared[one.id] = (name, self.persons[other], sent)

    def _live(self) -> dict[str, set[str]]:
        """Name -> marks that are shared with them now."""
        sql = """SELECT d.id FROM deling d JOIN koppeling k ON k.id = d.koppeling
            WHERE d.taken_back IS NULL AND k.ended IS NULL AND d.other IS NOT NULL"""
        found: dict[str, set[str]] = defaultdict(set)
        for (key,) in self.rooms.rows(sql):
            _, other, marks = self.shared[key]
            found[other] |= marks
        return found

    def _may_see(self, name: str, mark: str, live: dict[str, set[str]], where: str) -> None:
        author = self.authors.get(mark, "")
        if author == name:
            return
        assert mark not in self.private, self.story(f"{mark} of the private lane {where}")
        allowed = mark in live[name] or name in self.talks[mark] or name in self.said[mark]
        assert allowed, self.story(f"{mark} {where}")

    def _taken_back(self, live: dict[str, set[str]]) -> None:
        """Of what was taken back, or wiped, no word stands on a screen any more."""
        there = {key for (key,) in self.rooms.rows("SELECT id FROM deling WHERE taken_back IS NULL")}
        for key, (_, other, marks) in self.shared.items():
            if key in there or other in self.rooms.off:
                continue
            chat = self.rooms.phones[other].chat
            stands = {m for (at, _), text in self.rooms.screens.items() if at == chat for m in MARK.findall(text)}
            left = {mark for mark in marks & stands if mark not in live[other] and other not in self.talks[mark]}
            assert not left, self.story(f"{other} can still read {left}, which was taken back")

    def story(self, problem: str) -> str:
        return "\n".join([problem, "", *self.rooms.journal[-70:]])
