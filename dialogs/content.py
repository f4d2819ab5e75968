"""All content, loaded once and cross-checked: a mistake stops the start and names file, step and key."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dialogs.conditions import ARGUMENTS, PAIRS, TESTS
from dialogs.effects import EFFECTS
from dialogs.errors import ContentError
from dialogs.flow import Condition, Entry, Flow, Step
from dialogs.library import Door, Library, plain
from dialogs.options import LISTS
from dialogs.phrases import Phrases
from dialogs.plan import FEEDBACK_FIELDS, LEERDOEL_FIELDS, PARKED, PENDLETON, PROFILE_FIELDS, RECORDS
from dialogs.programme import load_programmes
from dialogs.render import NAME
from dialogs.rhythm import Rhythm
from dialogs.views import COMPUTED

HERE = Path(__file__).parent
Model = TypeVar("Model", Flow, Phrases, Rhythm)


def load_library(folder: Path = HERE) -> Library:
    """Read `flows/*.toml`, `programmes/*.toml`, `phrases.toml` and `rhythm.toml` of a folder. Raises ContentError."""
    flows: dict[str, Flow] = {}
    for file in sorted((folder / "flows").glob("*.toml")):
        flow = _read(file, Flow)
        if flow.id != file.stem:
            raise ContentError.at(file, [("id", f"must be the name of the file: '{file.stem}'")])
        flows[flow.id] = flow
    phrases = _read(folder / "phrases.toml", Phrases)
    rhythm = _read(folder / "rhythm.toml", Rhythm)
    programmes = load_programmes(folder / "programmes")
    doors = [Door(flow, entry) for flow in flows.values() for entry in flow.entries]
    library = Library(
        flows=flows,
        programmes=programmes,
        phrases=phrases,
        rhythm=rhythm,
        commands={d.entry.command: d for d in doors if d.entry.command},
        intents={intent: d for d in doors for intent in d.entry.intents},
        words={plain(word): d for d in doors for word in d.entry.words},
        typed={d.entry.typed: d for d in doors if d.entry.typed},
        cues={cue: d for d in doors for cue in d.entry.cues},
        hints={hint: tuple(d for d in doors if hint in d.entry.hints) for one in doors for hint in one.entry.hints},
    )
    for name, flow in flows.items():
        if mistakes := [*_mistakes(library, flow)]:
            raise ContentError.at(folder / "flows" / f"{name}.toml", mistakes)
    if mistakes := [*_phrase_mistakes(library)]:
        raise ContentError.at(folder / "phrases.toml", mistakes)
    if mistakes := [*_rhythm_mistakes(library)]:
        raise ContentError.at(folder / "rhythm.toml", mistakes)
    return library


def _read(file: Path, model: type[Model]) -> Model:
    source: object = None
    try:
        source = tomllib.loads(file.read_text(encoding="utf-8"))
        return model.model_validate(source)
    except FileNotFoundError as error:
        raise ContentError.at(file, [("", "is missing")]) from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError.at(file, [("", f"is not TOML: {error}")]) from error
    except UnicodeDecodeError as error:
        raise ContentError.at(file, [("", "must be saved as UTF-8")]) from error
    except ValidationError as error:
        raise ContentError.from_validation(file, error, source) from error


def known_slots(library: Library) -> set[str]:
    """Every answer that content may name."""
    records = {name for fields in RECORDS.values() for name in fields}
    shared = {*FEEDBACK_FIELDS, *PENDLETON, *PARKED}
    steps = {step.key for flow in library.flows.values() for step in flow.steps}
    wants = {step.wants for flow in library.flows.values() for step in flow.steps if step.wants}
    return {*LEERDOEL_FIELDS, *PROFILE_FIELDS, *records, *shared, *steps, *wants}


def _mistakes(library: Library, flow: Flow) -> Iterator[tuple[str, str]]:
    """References of a flow that lead nowhere: (key, what is wrong)."""
    slots = known_slots(library)
    for key, conditions in _conditions(flow):
        for condition in conditions:
            if problem := _condition_problem(condition, slots):
                yield key, problem
    for step in flow.steps:
        at = f"step '{step.id}'"
        if step.options and step.options not in LISTS:
            yield f"{at}: options", f"must be one of {', '.join(sorted(LISTS))}"
        for earlier in step.found_in:
            if flow.step(earlier) is None:
                yield f"{at}: found_in", f"there is no step '{earlier}'"
        for name, effect in [
            (at, step.effect),
            (f"{at}: saves", step.saves),
            *((f"{at}, choice '{c.id}'", c.effect) for c in step.choices),
        ]:
            if effect and effect not in EFFECTS:
                yield f"{name}: effect", f"must be one of {', '.join(sorted(EFFECTS))}"
        for choice in step.choices:
            if choice.start and library.door(choice.start) is None:
                yield f"{at}, choice '{choice.id}': start", f"there is no entry '{choice.start}'"
            if choice.told and not step.tells:
                yield f"{at}, choice '{choice.id}': told", "has no meaning where nothing 'tells'"
            yield from _no_doors(library, f"{at}, choice '{choice.id}': then", choice.then)
        yield from _no_doors(library, f"{at}: then", step.then)
        if step.lone and not (step.kind == "choice" and step.options):
            yield f"{at}: lone", "needs a choice from 'options'"
        for key, name in (("opens", step.opens), ("opens_shared", step.opens_shared)):
            if name and library.door(name) is None:
                yield f"{at}: {key}", f"there is no entry '{name}'"
        if step.tells and ((told := flow.step(step.tells)) is None or told.kind != "text"):
            yield f"{at}: tells", f"there is no text step '{step.tells}'"
        yield from _step_texts(step, at, slots)
    if flow.keeps and not flow.kept:
        yield "kept", "needs a sentence, because half a run is kept"
    if flow.keeps and flow.keeps not in EFFECTS:
        yield "keeps", f"must be one of {', '.join(sorted(EFFECTS))}"
    for entry in flow.entries:
        yield from _entry_mistakes(library, flow, entry)
        if entry.known and library.door(entry.known) is None:
            yield f"entry '{entry.id}': known", f"there is no entry '{entry.known}'"
        if entry.command and library.commands[entry.command].flow is not flow:
            yield f"entry '{entry.id}': command", f"/{entry.command} is taken by another flow"


def _effects(step: Step, at: str) -> Iterator[tuple[str, str]]:
    yield at, step.effect
    yield f"{at}: saves", step.saves
    for choice in step.choices:
        yield f"{at}, choice '{choice.id}'", choice.effect


LONGEST_DOOR = 64 - len("go:") - len(":") - 36
"""Characters of an entry's full name: with the id of a subject it must fit in 64 bytes of button data (Bot API)."""


def _no_doors(library: Library, key: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        door = library.door(name)
        if door is None:
            yield key, f"there is no entry '{name}'"
        elif not door.entry.label:
            yield key, f"entry '{name}' needs a label for its button"


def _entry_mistakes(library: Library, flow: Flow, entry: Entry) -> Iterator[tuple[str, str]]:
    at = f"entry '{entry.id}'"
    yield from _no_doors(library, f"{at}: offer", entry.offer)
    if entry.effect and entry.effect not in EFFECTS:
        yield f"{at}: effect", f"must be one of {', '.join(sorted(EFFECTS))}"
    if entry.options and entry.options not in LISTS:
        yield f"{at}: options", f"must be one of {', '.join(sorted(LISTS))}"
    if entry.options or entry.each:
        yield from _no_doors(library, f"{at}: each", [entry.each])
    if entry.brief and not (entry.offer or entry.listed):
        yield f"{at}: offer", "needs a door, for when it stands in a list"
    if entry.listed and library.door(entry.listed) is None:
        yield f"{at}: listed", f"there is no entry '{entry.listed}'"
    if entry.start and library.door(entry.start) is None:
        yield f"{at}: start", f"there is no entry '{entry.start}'"
    if entry.prefill == "subject" and entry.offer and not entry.say:
        yield f"{at}: say", "needs something to say with its offer"
    if not entry.opens and not entry.say:
        yield f"{at}: say", "needs something to say, because it opens nothing"
    if len(f"{flow.id}.{entry.id}") > LONGEST_DOOR:
        yield f"{at}: id", f"'{flow.id}.{entry.id}' must be at most {LONGEST_DOOR} characters"


def _conditions(flow: Flow) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    for entry in flow.entries:
        yield f"entry '{entry.id}': when", entry.when
    for step in flow.steps:
        yield f"step '{step.id}': when", step.when
        for choice in step.choices:
            yield f"step '{step.id}', choice '{choice.id}': when", (*choice.when, *choice.blocked)
    if flow.finish:
        yield "finish: when", flow.finish.when


def _condition_problem(condition: Condition, slots: set[str]) -> str:

    if condition.test not in TESTS:
        return f"'{condition.test}' must be one of {', '.join(sorted(TESTS))}"
    allowed = ARGUMENTS.get(condition.test, slots)
    slot, _, _ = condition.argument.partition("=")
    if condition.test in PAIRS:
        return "" if slot in slots else f"'{condition.test}:{condition.argument}': nothing fills '{slot}'"
    if condition.argument not in allowed:
        return f"'{condition.test}:{condition.argument}': after the colon must be one of {', '.join(sorted(allowed))}"
    return ""


def _step_texts(step: Step, at: str, slots: set[str]) -> Iterator[tuple[str, str]]:
    """A {name} that nothing fills would be read by a person."""

    known = slots | COMPUTED
    texts = {"question": step.question, "again": step.again, "help": step.help, "ack": step.ack}
    texts |= {"lone": step.lone, **{f"choice '{c.id}': say": c.say for c in step.choices}}
    texts |= {f"probes.{n}": probe for n, probe in enumerate(step.probes)}
    texts |= {f"probe_for.{lack}": probe for lack, probe in step.probe_for.items()}
    for key, text in texts.items():
        for name in NAME.findall(text):
            if name not in known:
                yield f"{at}: {key}", f"nothing fills {{{name}}}"
    if step.asks and not (step.label and step.again):
        yield at, "needs a label and an 'again', for when the question has to be asked a second time"


def _rhythm_mistakes(library: Library) -> Iterator[tuple[str, str]]:
    """Entries that the bot goes to by itself and that are not there."""
    rhythm = library.rhythm
    rungs = set()
    for programme in library.programmes.values():
        for rung in programme.ladder:
            rungs.add(name := rhythm.rung(rung.id))
            if library.door(name) is None:
                yield "says.ladder", f"there is no entry '{name}' for the ladder of '{programme.id}'"
    named = {
        "says": rhythm.says.entries,
        "tells": rhythm.tells.entries,
        "week": {rhythm.week.entry, rhythm.week.again},
        "group": {kind for group in rhythm.groups for kind in group.kinds},
    }
    for key, names in named.items():
        for name in sorted(names):
            if library.door(name) is None:
                yield key, f"there is no entry '{name}'"
    for name in sorted({*rungs, *rhythm.says.entries, rhythm.week.entry} - {rhythm.says.together}):
        if (door := library.door(name)) and not door.entry.brief:
            yield "says", f"entry '{name}' needs a 'brief', for when it stands in a list"


def _phrase_mistakes(library: Library) -> Iterator[tuple[str, str]]:
    phrases = library.phrases
    yield from _no_doors(library, "defaults.menu", phrases.defaults.menu)
    yield from _no_doors(library, "defaults.menu_opleider", phrases.defaults.menu_opleider)
    if phrases.defaults.programme not in library.programmes:
        yield "defaults.programme", f"there is no programme '{phrases.defaults.programme}'"
    for kind in ("choice", "text", "date", "number", "idle"):
        if len(set(getattr(phrases.missed, kind))) < 3:
            yield f"missed.{kind}", "needs at least three different sentences"
    if len(phrases.dates.months) != 12:
        yield "dates.months", "needs twelve months"
