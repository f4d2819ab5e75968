"""Composes one message: what is clear now, how far we are, the question, and the buttons under it.

Button data is `p<prompt>:<id>` for an answer to the question that was asked at that version, and
`go:<flow>.<entry>` (with `:<leerdoel>` where it is about one) for a door that stays open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.conditions import holds
from dialogs.flow import Step
from dialogs.library import Library
from dialogs.options import Option, options
from dialogs.phrases import Ask
from dialogs.plan import DelingKind
from dialogs.render import fill, lines
from dialogs.scene import Scene
from dialogs.turn import Button, Reply, Rows
from dialogs.views import sentence

SKIP, BACK, EXAMPLE, KEEP, DONE, FINISH, KEPT = "_skip", "_back", "_example", "_keep", "_done", "_finish", "_kept"
PICKED = "✓ "
HALF_A_ROW = 22
"""Characters of a label that can be read on half the width of a phone."""
_ANSWER = re.compile(r"p(\d{1,12}):(.{1,48})")
_DOOR = re.compile(r"go:([a-z0-9_]+\.[a-z0-9_]+)(?::(.{1,36}))?")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What button data says: an answer to a prompt, or a door with perhaps a leerdoel."""

    prompt: int = -1
    choice: str = ""
    door: str = ""
    subject: str = ""


def pressed(data: str) -> Pressed:
    """Of any text; what we never made gives an empty Pressed."""
    if match := _ANSWER.fullmatch(data):
        return Pressed(prompt=int(match[1]), choice=match[2])
    if match := _DOOR.fullmatch(data):
        return Pressed(door=match[1], subject=match[2] or "")
    return Pressed()


def question(scene: Scene, step: Step, prompt: int, lead: Sequence[str], body: str, *, probing: bool = False) -> Reply:
    """The message that asks this step. `body` is HTML; without it only the lead and the buttons are sent."""
    progress = "" if scene.frame.back_to or not body or probing else _progress(scene, step)
    text = lines("\n".join(part for part in lead if part), "\n".join(part for part in (progress, body) if part))
    return Reply(text, rows(scene, step, prompt, probing))


def rows(scene: Scene, step: Step, prompt: int, probing: bool = False) -> Rows:
    """The buttons of a step: its options, then the ways around it."""
    answers = [_option(option, scene.frame.picked, step, prompt) for option in options(scene, step)]
    return (*_grid(answers, step.columns), *_grid(_around(scene, step, prompt, probing), 3))


def _option(option: Option, picked: tuple[str, ...], step: Step, prompt: int) -> Button:
    mark = PICKED if step.kind == "multi" and option.id in picked else ""
    return Button(f"{mark}{option.label}", f"p{prompt}:{option.id}")


def _around(scene: Scene, step: Step, prompt: int, probing: bool) -> list[Button]:
    buttons = scene.library.phrases.buttons
    frame = scene.frame
    offered: list[tuple[str, str]] = []
    if step.kind == "multi":
        offered.append((DONE, buttons.done))
    if probing:
        offered.append((KEEP, buttons.keep))
    elif frame.back_to or (step.counts and step.key in frame.answers):
        offered.append((KEPT, buttons.edit_kept))
    if frame.back_to or probing:
        pass
    elif step.counts and any((known := scene.flow.step(s)) and known.counts for s in frame.path if s != step.id):
        offered.append((BACK, buttons.back))
    if step.skippable and (step.counts or step.kind == "text") and not frame.back_to and not probing:
        offered.append((SKIP, buttons.skip))
    if step.example and step.kind in ("text", "date"):
        offered.append((EXAMPLE, buttons.example))
    finish = scene.flow.finish
    if finish and step.counts and not frame.back_to and holds(scene, finish.when):
        offered.append((FINISH, finish.label))
    return [Button(label, f"p{prompt}:{name}") for name, label in offered]


def _progress(scene: Scene, step: Step) -> str:
    """'3 van 7': what was asked already, and what is still open as things stand now."""
    if not step.counts:
        return ""
    same = [s for s in scene.flow.steps if s.counts and s.asks and s.part == step.part]
    asked = {s.id for s in same if s.id in scene.frame.path and s.id != step.id}
    later = {s.id for s in scene.flow.after(step.id)}
    ahead = [s for s in same if s.id in later and s.id not in asked and open_now(scene, s)]
    position, total = len(asked) + 1, len(asked) + 1 + len(ahead)
    if total < 3:
        return ""
    template = scene.library.phrases.progress
    values = {"part": step.part, "position": str(position), "total": str(total)}
    return fill(template.part if step.part else template.text, values)


def open_now(scene: Scene, step: Step) -> bool:
    """Whether this step still has something to ask."""
    return step.key not in scene.frame.answers and scene.value(step.key) is None and holds(scene, step.when)


def asked(scene: Scene, step: Step, again: bool = False) -> str:
    """The words of the question, or the other words for a second time."""
    return sentence(scene, step, step.again if again else step.question)


def engine_question(ask: Ask, prompt: int, lead: Sequence[str], values: dict[str, str], again: bool = False) -> Reply:
    """A question of the engine itself: resume, cancel, privacy, long."""
    body = fill(ask.again if again else ask.question, values)
    buttons = [Button(choice.label, f"p{prompt}:{choice.id}") for choice in ask.choices]
    return Reply(lines("\n".join(part for part in lead if part), body), _grid(buttons, 2 if len(buttons) > 3 else 1))


def doors(library: Library, names: Iterable[str], subject: str = "", sort: DelingKind | None = None) -> Rows:
    """Buttons that lead somewhere from any message, however old; `sort`: what it is that was shared, if the subject is.

    A label that would be cut off in half a row gets a row of its own.
    """
    tail = f":{subject}" if subject else ""
    rows: list[tuple[Button, ...]] = []
    for name in names:
        if (door := library.door(name)) is None:
            continue
        label = door.entry.labels.get(sort, door.entry.label) if sort else door.entry.label
        button = Button(label, f"go:{name}{tail}")
        if rows and len(rows[-1]) == 1 and max(len(label), len(rows[-1][0].label)) <= HALF_A_ROW:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def numbered(named: Sequence[tuple[str, str]]) -> Rows:
    """A button per line of a list: each leads to its own door, about its own subject."""
    data = [f"go:{name}:{subject}" if subject else f"go:{name}" for name, subject in named]
    return _grid([Button(str(at), one) for at, one in enumerate(data, 1)], 5)


def _grid(buttons: Sequence[Button], columns: int) -> Rows:
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))
