"""A person at the other end of the pure engine: presses, types, and remembers what it saw."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.applied import applied
from dialogs.engine import step, wants
from dialogs.event import Event, EventKind
from dialogs.library import Library
from dialogs.plan import Plan
from dialogs.reading import PrivacySpan, Quote, ReadContext, Reading, Reads, Scored, Signal, TimeSpan
from dialogs.scene import Scene
from dialogs.state import DialogueState, Frame, dump_state, load_state
from dialogs.turn import Button, Effect, Turn

ZONE = ZoneInfo("Europe/Amsterdam")
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


class WordReader:
    """A reader that knows a handful of words: quick, and quite predictable."""

    def read(self, text: str, context: ReadContext) -> Reading:
        def quote(pattern: str) -> tuple[Quote, ...]:
            match = re.search(pattern, text, re.I)
            return (Quote(match[0], match.start(), match.end()),) if match else ()

        smart = {
            "S": quote("hechten"),
            "M": quote("tien keer"),
            "A": quote("omdat"),
            "R": quote("skillslab"),
            "T": quote("1 maart"),
        }
        day = date(2027, 3, 1)
        far = quote("over een jaar")
        times = tuple(TimeSpan(found, "date", None, day) for found in smart["T"])
        times += tuple(TimeSpan(found, "date", None, date(2027, 11, 23)) for found in far)
        times += tuple(TimeSpan(found, "date", problem="impossible") for found in quote("31 februari"))
        signals: set[Signal] = {"wish"} if "beter worden" in text else set()
        intent = next((name for name in ("nieuw_leerdoel", "overzicht", "privacy") if name in text), "anders")
        if signals or (smart["S"] and smart["M"]):
            intent = "nieuw_leerdoel"
        return Reading(
            text=text,
            smart={letter: quotes for letter, quotes in smart.items() if quotes},  # type: ignore[misc]
            times=times,
            competences=(Scored("communicatie", 0.7), Scored("samenwerking", 0.2)),
            intents=(Scored(intent, 0.9),),
            privacy=tuple(PrivacySpan(found, "person") for found in quote("mevrouw jansen")),
            signals=frozenset(signals),
        )


@dataclass
class Seen:
    """A message on the screen."""

    text: str
    buttons: list[Button]


@dataclass
class Partner:
    library: Library
    plan: Plan = field(default_factory=Plan)
    state: DialogueState = field(default_factory=DialogueState)
    at: datetime = BEGIN
    screen: list[Seen] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    """The chat's number of each message of the person, and what it says now."""
    number: int = 0
    reader: Reads = field(default_factory=WordReader)

    def happen(self, event: Event) -> Turn:
        """Let it happen, with the state as storage would give it back."""
        ask = wants(self.library, self.state, event, self.plan)
        reading = self.reader.read(*ask) if ask else Reading()
        turn = step(self.library, self.state, event, reading, self.plan)
        self.state = load_state(dump_state(turn.state))
        scene = Scene(self.library, self.plan, next(iter(self.library.flows.values())), Frame("", ""), event.at)
        for effect in turn.effects:
            self.plan = applied(self.plan, effect, scene)
            self.effects.append(effect)
        for reply in turn.replies:
            seen = Seen(reply.text, [button for row in reply.rows for button in row])
            if reply.edits is None:
                self.screen.append(seen)
            elif self.screen:
                self.screen[-1] = seen
        return turn

    def event(self, kind: EventKind, **more: object) -> Event:
        self.number += 1
        self.at += timedelta(minutes=1)
        given: dict[str, object] = {"message": self.number, **more}
        return Event(f"event{self.number}", kind, self.at, **given)  # type: ignore[arg-type]

    def say(self, text: str) -> Turn:
        """Type a line; '/x' is a command."""
        if text.startswith("/"):
            return self.happen(self.event(EventKind.COMMAND, name=text[1:]))
        event = self.event(EventKind.TEXT, text=text)
        self.typed[self.number] = text
        return self.happen(event)

    def edit(self, number: int, text: str) -> Turn:
        self.typed[number] = text
        return self.happen(self.event(EventKind.EDIT, text=text, message=number))

    def send(self, media: str, caption: str = "") -> Turn:
        return self.happen(self.event(EventKind.MEDIA, name=media, text=caption))

    def press(self, data: str) -> Turn:
        return self.happen(self.event(EventKind.BUTTON, data=data))

    def tap(self, label: str) -> Turn:
        """The newest button with this label."""
        found = [b for seen in reversed(self.screen) for b in seen.buttons if b.label.removeprefix("✓ ") == label]
        return self.press(found[0].data)

    def nudge(self, kind: str, subject: str = "", late: timedelta = timedelta(0), **besides: Any) -> Turn:
        """The clock says something is due, so long after it should have come; `more` and `asked` as in `Event`."""
        self.number += 1
        due = self.at - late
        return self.happen(
            Event(f"event{self.number}", EventKind.NUDGE, self.at, name=kind, data=subject, due=due, **besides)
        )

    def play(self, *lines: str) -> Turn:
        """Several lines in a row; '[x]' taps."""
        turns = [self.tap(line[1:-1]) if line.startswith("[") else self.say(line) for line in lines]
        return turns[-1]


def newcomer(library: Library) -> Partner:
    """Somebody who gave consent, wants the weekly question, and skipped the rest."""
    partner = Partner(library)
    partner.play("/start", "[Ja, dat is goed]", "overslaan", "[Huisarts]", "overslaan", "overslaan", "overslaan")
    partner.play("[Donderdag 16.30]", "[Later]")
    return partner
