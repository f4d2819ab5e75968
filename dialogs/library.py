"""All content together, as a conversation looks at it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialogs.flow import Entry, Flow
from dialogs.phrases import Phrases
from dialogs.plan import Plan
from dialogs.programme import Programme
from dialogs.rhythm import Rhythm


@dataclass(frozen=True, slots=True)
class Door:
    """An entry together with its flow: what a command, a button or a phrase leads to."""

    flow: Flow
    entry: Entry

    @property
    def name(self) -> str:
        return f"{self.flow.id}.{self.entry.id}"


@dataclass(frozen=True, slots=True)
class Library:
    """Flows, programmes and phrases together. Immutable; shared by every conversation."""

    flows: Mapping[str, Flow]
    programmes: Mapping[str, Programme]
    phrases: Phrases
    rhythm: Rhythm
    commands: Mapping[str, Door]
    intents: Mapping[str, Door]
    words: Mapping[str, Door]
    typed: Mapping[str, Door]
    """By `Entry.typed`: what opens for words out of the blue."""
    cues: Mapping[str, Door]
    hints: Mapping[str, tuple[Door, ...]]

    def programme_of(self, plan: Plan) -> Programme:
        chosen = str(plan.profile.get("programma", ""))
        return self.programmes.get(chosen) or self.programmes[self.phrases.defaults.programme]

    def door(self, name: str) -> Door | None:
        """By 'flow.entry'; None when there is no such door (any more)."""
        flow_id, _, entry_id = name.partition(".")
        flow = self.flows.get(flow_id)
        entry = flow.entry(entry_id) if flow else None
        return Door(flow, entry) if flow and entry else None

    def must(self, name: str) -> Door:
        """The door that content refers to; the loader has seen that it exists."""
        door = self.door(name)
        if door is None:
            raise LookupError(name)
        return door

    @property
    def menu(self) -> list[tuple[str, str]]:
        """(command, description) for Telegram's menu, in the order of the flows' files."""
        return [(name, door.entry.describe) for name, door in self.commands.items() if door.entry.describe]


def called(text: str, phrases: Iterable[str], at_most: int) -> list[str]:
    """Which phrases stand in a line of so many words, as whole words; ' ... ' in one stands for any words between."""
    line = " ".join(re.findall(r"[\w'-]+", text.casefold().replace("’", "'")))
    if len(line.split()) > at_most:
        return []
    return [one for one in phrases if _stands_in(one, f" {line} ")]


def _stands_in(phrase: str, line: str) -> bool:
    at = 0
    for part in phrase.split(" ... "):
        # A space of the line is shared by two parts that follow each other.
        if (at := line.find(f" {part} ", max(at - 1, 0))) < 0:
            return False
        at += len(part) + 2
    return True


@lru_cache(maxsize=256)
def plains(phrases: tuple[str, ...]) -> frozenset[str]:
    """Phrases of the content as a typed line is compared with them; what is only punctuation stays as it is."""
    return frozenset(plain(phrase) or phrase for phrase in phrases)


def plain(text: str) -> str:
    """How two phrases are compared: without capitals, punctuation at the ends, or double spaces."""
    return " ".join(text.casefold().split()).strip(" .,!?;:'\"")
