"""One look at a conversation: the frame, its flow, what is known of the person, and the moment.

Everything that a condition, an option list or a sentence wants to know is asked here.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.expected import Expected, onderdeel_end
from dialogs.flow import Flow, Step
from dialogs.library import Library
from dialogs.plan import (
    Deling,
    DelingKind,
    Feedback,
    Koppeling,
    Leerdoel,
    LinkStatus,
    Plan,
    Record,
    RecordKind,
    RecordStatus,
    Status,
    Value,
)
from dialogs.programme import Activity, Level, Onderdeel, Programme
from dialogs.reading import CRITERIA, Criterion
from dialogs.state import Frame
from dialogs.upcoming import gesprekken, upcoming

LETTER_FIELDS: dict[Criterion, str] = {
    "S": "specifiek",
    "M": "meetbaar",
    "A": "acceptabel",
    "R": "realistisch",
    "T": "tijdgebonden",
}
ROW = "\n"
"""Between the first day, the last day and the name of an onderdeel that was told together with another one."""
SUGGESTED = "suggested"
"""The slot in which a reading leaves its ranking of competences."""


def joined(before: str, after: str) -> str:
    """An answer and what was added to it later, as two sentences."""
    return f"{before.rstrip(' .')}. {after}" if before else after


@dataclass(frozen=True, slots=True)
class Scene:
    library: Library
    plan: Plan
    flow: Flow
    frame: Frame
    at: datetime

    def step(self) -> Step | None:
        return self.flow.step(self.frame.step)

    def value(self, slot: str) -> Value | None:
        """What was answered, else what another answer already held, else what there is only one of."""
        given = self.frame.answers.get(slot)
        if given is not None:
            return given
        for finding in reversed(tuple(self.frame.findings.values())):
            if slot in finding.slots:
                return finding.slots[slot]
        asks_level = (step := self.flow.step("niveau")) is not None and step.options == "levels"
        if slot == "niveau" and asks_level and len(self.programme.levels) == 1:
            return self.programme.levels[0].id
        return None

    def text(self, slot: str) -> str:
        value = self.value(slot)
        return value if isinstance(value, str) else ""

    def several(self, slot: str) -> tuple[str, ...]:
        value = self.value(slot)
        return value if isinstance(value, tuple) else ()

    def day(self, slot: str) -> date | None:
        text = self.text(slot)
        return date.fromisoformat(text) if text else None

    @property
    def programme(self) -> Programme:
        """The person's programme; the default one for who has not said."""
        return self.library.programme_of(self.plan)

    @property
    def level(self) -> Level | None:
        chosen = self.text("niveau")
        return next((level for level in self.programme.levels if level.id == chosen), None)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The EPAs or Thema's that fit the onderdeel this person is in."""
        here = self.onderdeel
        return self.programme.activities(here.id if here else None)

    @property
    def onderdeel(self) -> Onderdeel | None:
        """The onderdeel that this person is in, where it is one that the programme names."""
        return self._named(str(self.plan.profile.get("onderdeel", "")))

    def _named(self, words: str) -> Onderdeel | None:
        return next((one for one in self.programme.onderdelen if one.label.casefold() in words.casefold()), None)

    @property
    def planned_end(self) -> date | None:
        """The last day of the onderdeel that is told about, where the programme says how long it takes."""
        one, begin = self._named(self.text("label")), self.day("van")
        if one is None or begin is None:
            return None
        return onderdeel_end(self.programme, one.id, begin, int(str(self.plan.profile.get("percentage", 100))))

    @property
    def subject(self) -> Leerdoel | None:
        return next((goal for goal in self.plan.leerdoelen if goal.id == self.frame.subject), None)

    @property
    def record(self) -> Record | None:
        """The reflectie, bewijs or weekly question that this is about."""
        return next((record for record in self.plan.records if record.id == self.frame.subject), None)

    @property
    def feedback(self) -> Feedback | None:
        """The two-sided feedback that this is about."""
        return next((one for one in self.plan.feedback if one.id == self.frame.subject), None)

    @property
    def koppeling(self) -> Koppeling | None:
        """The link that this is about, or the one that was chosen."""
        named = (self.frame.subject, self.text("koppeling"))
        return next((link for link in self.plan.koppelingen if link.id in named), None)

    @property
    def deling(self) -> Deling | None:
        """What was shared that this is about."""
        return next((one for one in self.plan.delingen if one.id == self.frame.subject), None)

    @property
    def gesprek(self) -> Record | None:
        """The gesprek that this is about, if its subject is one."""
        record = self.record
        return record if record is not None and record.kind == "gesprek" else None

    @property
    def topics(self) -> tuple[str, ...]:
        """What this person's programme has an aios prepare for the gesprek at hand."""
        values = self.gesprek.values if self.gesprek else self.frame.answers
        return self.programme.topics(str(values.get("soort", "")))

    def gesprekken(self, *statuses: RecordStatus) -> tuple[Record, ...]:
        """Those in one of these states, by date."""
        return gesprekken(self.plan, *statuses)

    def over(self, gesprek: Record) -> bool:
        """Whether the day of a gesprek is behind us, or on that day its time."""
        day, clock = str(gesprek.values.get("datum", "")), str(gesprek.values.get("tijd", ""))
        today = self.at.date().isoformat()
        return day < today or (day == today and "" < clock <= f"{self.at:%H:%M}")

    @property
    def previous(self) -> Record | None:
        """The last gesprek that was held before this one and left something to look back on."""
        held = [one for one in self.gesprekken(RecordStatus.GEHOUDEN) if one.values.get("afspraken")]
        return held[-1] if held else None

    @property
    def doelstanden(self) -> tuple[Record, ...]:
        """How the goals stood in the preparation of this gesprek."""
        return tuple(one for one in self.records("doelstand") if one.values.get("gesprek") == self.frame.subject)

    def undiscussed(self) -> tuple[Leerdoel, ...]:
        """The open goals that this preparation has not come to yet, oldest first."""
        done = {one.values.get("leerdoel") for one in self.doelstanden}
        return tuple(goal for goal in self.goals(Status.OPEN) if goal.id not in done)

    @property
    def remark(self) -> str:
        """What the programme wants said to who was chosen, if they sign this gesprek; the aios says whether it is."""
        kind = self.programme.gesprek(str(self.gesprek.values.get("soort", ""))) if self.gesprek else None
        to = next((link.rol for link in self.plan.koppelingen if link.id == self.text("aan")), "")
        return kind.remark or "" if kind and to in kind.signs else ""

    def signed(self) -> bool:
        """Whether somebody gave their akkoord to the verslag of this gesprek."""
        return any(
            one.gesprek == self.frame.subject and one.reactie == "akkoord" and not one.ingetrokken
            for one in self.plan.delingen
        )

    def expected(self) -> Expected | None:
        """The gesprek that the programme expects next, given what was held and what is planned."""
        return next(iter(upcoming(self.plan, self.programme, self.at.date())), None)

    def records(self, kind: RecordKind) -> tuple[Record, ...]:
        return tuple(record for record in self.plan.records if record.kind == kind)

    @property
    def opleiders(self) -> tuple[Koppeling, ...]:
        """The people who may be asked for feedback."""
        links = self.plan.koppelingen
        return tuple(link for link in links if link.side == "aios" and link.status is LinkStatus.GEKOPPELD)

    def without(self, soort: DelingKind) -> tuple[Koppeling, ...]:
        """Those linked who do not hold this of the gesprek at hand."""
        held = {
            (one.other, one.rol)
            for one in self.plan.delingen
            if one.gesprek == self.frame.subject and one.soort == soort and not one.ingetrokken
        }
        return tuple(link for link in self.opleiders if (link.naam, link.rol) not in held)

    def goals(self, *statuses: Status) -> tuple[Leerdoel, ...]:
        return tuple(goal for goal in self.plan.leerdoelen if goal.status in statuses)

    def counted(self, level: Level) -> int:
        """How many goals count towards the maximum of this level, the one in hand left out (OIGT 'Hoe werkt het?')."""
        here = self.plan.profile.get("onderdeel", "")
        return sum(
            1
            for goal in self.plan.leerdoelen
            if goal.id != self.frame.subject
            and goal.values.get("niveau") == level.id
            and (
                goal.status is Status.OPEN
                if level.counts == "open"
                else goal.status is not Status.CONCEPT and goal.values.get("onderdeel", "") == here
            )
        )

    def shown(self, letter: Criterion) -> str:
        """The words that show this letter; empty when nothing does yet."""
        for finding in reversed(tuple(self.frame.findings.values())):
            if letter in finding.criteria:
                return finding.criteria[letter]
        if letter == "T" and (day := self.text("deadline")):
            return day
        own = LETTER_FIELDS[letter]
        if letter in self.several("dun") or own in self.frame.findings:
            return ""
        return self.text(own)

    def letter_text(self, letter: Criterion) -> str:
        """What stands at this letter: its own answer, and the words elsewhere that show it."""
        own, shown = self.text(LETTER_FIELDS[letter]), self.shown(letter)
        finding = self.frame.findings.get(LETTER_FIELDS[letter])
        if not own or finding is None or letter in finding.criteria:
            return own or shown
        return joined(own, shown) if shown else own

    def lacking(self) -> tuple[Criterion, ...]:
        return tuple(letter for letter in CRITERIA if not self.shown(letter))

    def signals(self) -> frozenset[str]:
        return frozenset(signal for finding in self.frame.findings.values() for signal in finding.signals)
