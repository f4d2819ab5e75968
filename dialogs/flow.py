"""The content format: one conversation as data.

A flow is a list of steps. A step asks one thing, may ask on (`probes`), and fills one slot. Everything that
a person reads stands here or in `phrases.toml`, never in Python. Unknown keys are refused.
"""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dialogs.plan import DelingKind
from dialogs.reading import Aspect, Criterion, Lack, StarPart

Id = str
StepKind = Literal["say", "text", "choice", "multi", "date", "number", "moment", "card"]

ID_PATTERN = r"^[a-z][a-z0-9_]{0,23}$"
MESSAGE_LIMIT = 400
"""Characters a message of ours should stay under: it is read on a phone between two patients."""


class Content(BaseModel):
    """Every part of the content is frozen and knows its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Content):
    """`test:argument`, or `not test:argument`; the tests are in `conditions.py`."""

    test: str
    argument: str = ""
    negated: bool = False

    @model_validator(mode="before")
    @classmethod
    def from_text(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        negated = value.startswith("not ")
        test, _, argument = value.removeprefix("not ").partition(":")
        return {"test": test, "argument": argument, "negated": negated}


class Choice(Content):
    """A button. It sets values, says something, changes the IOP, and leads on; all of these are optional."""

    id: str = Field(pattern=ID_PATTERN)
    label: str = Field(min_length=1, max_length=40)
    words: tuple[str, ...] = ()
    """What people type instead of pressing it, and what shows it in an earlier answer (`found_in`)."""
    told: tuple[str, ...] = ()
    """What shows it in a whole sentence that is typed instead, where the step `tells`; see `meaning.py`."""
    heard: str = ""
    """Said back when it was told so."""
    when: tuple[Condition, ...] = ()
    sets: dict[str, str] = {}
    """Answers it gives; a value may repeat an earlier answer as {slot}."""
    clears: tuple[str, ...] = ()
    say: str = ""
    effect: str = ""
    blocked: tuple[Condition, ...] = ()
    """Where these hold it does nothing but lead to `blocked_goto`."""
    blocked_goto: str = ""
    goto: str = ""
    """A step of this flow, or 'end'."""
    start: str = ""
    """Another flow's entry, which takes this one's place."""
    carries: dict[str, str] = {}
    """Answers that `start` begins with; what was read of a lone {slot} goes along."""
    then: tuple[str, ...] = ()
    """Entries that are offered as buttons once the flow has ended here."""


class Step(Content):
    id: str = Field(pattern=ID_PATTERN)
    kind: StepKind
    label: str = ""
    """How the bot names it: 'Nog even over {label}'."""
    question: str
    again: str = ""
    """The question in other words, for a second time."""
    help: str = ""
    example: str = ""
    when: tuple[Condition, ...] = ()
    slot: str = ""
    """The answer it fills; its own id when empty."""
    choices: tuple[Choice, ...] = Field(default=(), alias="choice")
    options: str = ""
    """Choices that come from the programme or the IOP; the lists are in `options.py`."""
    other: bool = False
    """A choice may also be answered in own words."""
    picked: tuple[str, ...] = ()
    """multi: what is ticked before anybody chooses."""
    suggest: str = ""
    """multi: which ranking pre-selects an option."""
    found_in: tuple[str, ...] = ()
    """Earlier answers in which a choice's words may stand already."""
    lead_ins: tuple[str, ...] = ()
    """Words that people begin an answer with and that are no part of it."""
    dated: str = ""
    """The slot that a date in this answer fills as well."""
    period: tuple[str, ...] = Field(default=(), max_length=4)
    """Slots that a stretch of time in this answer fills as well: its first day, its last, the other words, and the
    stretches that follow it in the same sentence (`answers.stretch_in`)."""
    away: bool = False
    """`period`: it is a time to be away, so that one day by itself is the first one back."""
    areas: str = ""
    """The slot that the competences in this answer fill as well."""
    clock: str = ""
    """The slot that a time of day in this answer fills as well."""
    hours: str = ""
    """The slot that a number of hours from now fills instead: 'over 2 uur'."""
    between: tuple[str, ...] = Field(default=(), max_length=2)
    """The two slots that two times of day fill instead: 'van 20.00 tot 8.00'. The first is in the evening."""
    wants: str = ""
    """text: the slot in which is left what this sentence wants with a gesprek (`appointment.py`)."""
    meant: str = ""
    """The slot in which is left which gesprek is meant, once that can be known; the rest is about that one."""
    who: str = ""
    """The slot that a linked person fills whose name or role stands in this answer."""
    criterion: Criterion | None = None
    star: StarPart | None = None
    """The part of STAR(R) that it asks: an answer that is not concrete yet is asked on about."""
    probes: tuple[str, ...] = Field(default=(), max_length=2)
    """How it asks on, at most twice: in this order, unless `probe_for` has something that fits better. It is asked on
    about what `criterion`, `star` or else `dated` want and the answer does not hold."""
    probe_for: dict[Lack, str] = {}
    """What helps an answer on that leaves this out; each is asked once."""
    lengthy: int = 700
    """Characters above which an answer is asked to be shorter, once."""
    enough_words: int = 0
    """An answer of at least so many words counts for `criterion` without a cue in it; 0: a cue is needed."""
    least_words: int = 0
    """text: an answer of fewer words (a number is none) is asked again."""
    reads: tuple[Aspect, ...] = ()
    ack: str = ""
    """What is clear now, in one line; {value} is the answer."""
    quiet: bool = False
    """Nothing is added by an answer, so it is not acknowledged."""
    personal: bool = False
    """About the aios: names and places are what we ask for here, not somebody else's data."""
    names: bool = False
    """The answer is the person's own name: it gets its capitals."""
    skippable: bool = True
    part: str = ""
    """The part of the flow that it counts in: 'Je doel, 3 van 7'."""
    rests: bool = False
    """Something is only looked at here: it gives way as soon as something else comes up."""
    counts: bool = True
    """Shown with how far it is, and a place that 'terug' leads to."""
    editable: bool = False
    """Can be changed from the card."""
    minimum: int | None = None
    maximum: int | None = None
    begins: bool = False
    """date: something begins on it, so of a month the first day is meant, and it may be behind us."""
    ends: bool = False
    """date: something ends with it, so 'tot 1 maart' is the day before."""
    past: bool = False
    """date: a day behind us is the answer."""
    either: bool = False
    """date: a day behind us is as good an answer as one ahead."""
    moves: bool = False
    """date: it is the new day of the gesprek that this is about; 'een week later' and '16.00' are answers as well."""
    effect: str = ""
    """What an answer changes in the IOP, at once."""
    goto: str = ""
    again_at: str = ""
    """The step to go back to as long as that has something to ask: for what is asked of several things in turn."""
    saves: str = ""
    """card: what keeps a change that was made from it."""
    opens: str = ""
    """The entry that an option of `options` leads to, as its subject, instead of being an answer."""
    opens_shared: str = ""
    """The same for an option that is something shared."""
    tells: str = ""
    """The text step of this flow that words typed here answer; this question stays open, or gets `tells_as`."""
    tells_as: str = ""
    """The choice that typed words stand for as well, unless they tell of another (`Choice.told`)."""
    then: tuple[str, ...] = ()
    """Entries that are offered as buttons once the flow has ended here."""
    lone: str = ""
    """Said when `options` has one and no more, which is then taken unasked; {value} is that one. Where a choice leads
    here it is asked all the same."""
    columns: int = Field(default=1, ge=1, le=5)
    renamed: tuple[str, ...] = ()
    source: str = ""

    @property
    def key(self) -> str:
        return self.slot or self.id

    @property
    def asks(self) -> bool:
        return self.kind != "say"


class Entry(Content):
    """A door into the flow: a command, an intent, or a button elsewhere."""

    id: str = Field(pattern=ID_PATTERN)
    command: str = Field(default="", pattern=r"^[a-z0-9_]{0,32}$")
    describe: str = ""
    """What Telegram's command menu says."""
    intents: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Short phrases that open this door without any doubt."""
    cues: tuple[str, ...] = ()
    """Words that open it wherever they stand in a short sentence; with ' ... ' there may be something in between."""
    hints: tuple[str, ...] = ()
    """Words in a short sentence by which it is offered, because they are not enough to be sure."""
    at: str = ""
    prefill: Literal["", "profile", "subject", "follow", "text", "span"] = ""
    """Answers it begins with: the profile, the subject as it is, what a follow-up takes over, words said before, or the
    time in which several nudges came."""
    when: tuple[Condition, ...] = ()
    """Where these do not hold it stays closed: a nudge vanishes, a press hears `closed`."""
    closed: str = ""
    hides: bool = False
    """Not offered at all while it is closed; another door says so when it is tried."""
    spoken: tuple[str, ...] = ()
    """What people type instead of pressing the button that leads here, as long as it is what was offered last."""
    heeds: tuple[str, ...] = ()
    """Words that open it wherever they stand in a line out of the blue, before anything else is thought of."""
    typed: Literal["", "verhaal", "feedback", "reactie", "afwezig"] = ""
    """What opens it outside any flow: words that tell of something that happened, those of an opleider while somebody's
    feedback is under way or about what was shared with them, or that somebody will be away."""
    whole: bool = False
    """A sentence that shows its intent is an answer already."""
    phrase: bool = False
    """One of its `words` is an answer already."""
    brief: str = ""
    """The same in one line, for when several come together."""
    listed: str = ""
    """The entry behind that line, about what opening this one made; the first of its `offer` when empty."""
    about: bool = False
    """What it says shows the subject itself: it is found again when that is taken back."""
    heard: str = ""
    """Said when it opens with words that came before it."""
    quoted: str = ""
    """The same, where nothing is clear of those words yet: {value} are the words themselves."""
    effect: str = ""
    """What opening it changes at once."""
    offer: tuple[str, ...] = ()
    """Entries about the same subject that are offered; nothing is opened, and what is open stays so."""
    start: str = ""
    """Another flow's entry that it leads to, with what it `carries` of its subject; what is read of a lone {slot} there
    goes along."""
    carries: dict[str, str] = {}
    options: str = ""
    """A list of `options.py`: a numbered button for each of it, which leads to the entry `each` about that one."""
    each: str = ""
    restful: bool = False
    """Says what it has to say (`say`) and opens nothing; `offer` implies it."""
    label: str = ""
    """On the button that leads here."""
    labels: dict[DelingKind, str] = {}
    """Other words on that button, where it is about something of this sort that was shared."""
    say: str = ""
    """Said on the way in."""
    free: bool = False
    """Open to people who gave no consent."""
    known: str = ""
    """The entry that people who gave consent get instead."""

    @property
    def opens(self) -> bool:
        """Whether a conversation begins, rather than that something is said."""
        return not (self.restful or self.offer)


class Finish(Content):
    """A short cut that is offered once enough is known."""

    at: str
    label: str
    when: tuple[Condition, ...]


class Flow(Content):
    id: str = Field(pattern=ID_PATTERN)
    title: str
    """'Je was bezig met {title}.'"""
    source: str = ""
    entries: tuple[Entry, ...] = Field(alias="entry", min_length=1)
    steps: tuple[Step, ...] = Field(alias="step", min_length=1)
    transient: bool = False
    """Not gone back to: it gives way as soon as something else comes up."""
    finish: Finish | None = None
    headings: Literal["reflectie", "bewijs", "verslag"] = "reflectie"
    """Which headings its answers are shown under (`phrases.toml`)."""
    keeps: str = ""
    """The effect that keeps half a run when the person stops."""
    keeps_with: str = ""
    """The slot that makes half a run worth keeping."""
    kept: str = ""
    """Said when half a run was kept."""

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Ids are unique and every goto leads somewhere; the message names the step."""
        ids = [s.id for s in self.steps]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"step '{name}' occurs twice")
        targets = {*ids, "end"}
        for step in self.steps:
            gotos = [(f"choice '{c.id}'", g) for c in step.choices for g in (c.goto, c.blocked_goto)]
            for where, goto in [("goto", step.goto), *gotos]:
                if goto and goto not in targets:
                    raise ValueError(f"step '{step.id}', {where}: there is no step '{goto}'")
            if step.kind in ("choice", "multi", "card") and not (step.choices or step.options):
                raise ValueError(f"step '{step.id}': a {step.kind} needs choices or options")
            names = [c.id for c in step.choices]
            if len(names) != len(set(names)):
                raise ValueError(f"step '{step.id}': two choices have the same id")
        for entry in self.entries:
            if entry.at and entry.at not in targets:
                raise ValueError(f"entry '{entry.id}': there is no step '{entry.at}'")
        if self.finish and self.finish.at not in targets:
            raise ValueError(f"finish: there is no step '{self.finish.at}'")
        return self

    def step(self, step_id: str) -> Step | None:
        """The step of this id, or the one that once had it."""
        return next((s for s in self.steps if s.id == step_id or step_id in s.renamed), None)

    def after(self, step_id: str) -> Iterator[Step]:
        """The steps that follow, in order."""
        found = False
        for step in self.steps:
            if found:
                yield step
            elif step.id == step_id or step_id in step.renamed:
                found = True

    def entry(self, entry_id: str) -> Entry | None:
        return next((e for e in self.entries if e.id == entry_id), None)
