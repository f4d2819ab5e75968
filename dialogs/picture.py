"""A Mermaid picture of a flow, drawn from the same data that the engine runs."""

from collections.abc import Iterator
from itertools import pairwise

from dialogs.flow import Condition, Flow
from dialogs.library import Library

_SHAPES = {"text": ("[", "]"), "date": ("[", "]"), "number": ("[", "]"), "say": (">", "]"), "card": ("[[", "]]")}


def mermaid(flow: Flow) -> str:
    """A flowchart: steps in order, each with the condition under which it is asked, and where choices lead."""
    return "\n".join(["```mermaid", "flowchart TD", *_lines(flow), "```"])


def _lines(flow: Flow) -> Iterator[str]:
    for entry in flow.entries:
        door = f"/{entry.command}" if entry.command else entry.label or entry.id
        yield f'    {entry.id}_in(["{door}"]) --> {entry.at or flow.steps[0].id}'
    for step in flow.steps:
        left, right = _SHAPES.get(step.kind, ("{", "}"))
        when = _when(step.when)
        name = f"{step.label or step.id}{f' <i>if {when}</i>' if when else ''}"
        yield f'    {step.id}{left}"{name}"{right}'
    row = [step.id for step in flow.steps if _when(step.when) != "never"]
    for before, after in pairwise(row):
        yield f"    {before} --> {after}"
    for step in flow.steps:
        if step.goto:
            yield f"    {step.id} --> {'end_((einde))' if step.goto == 'end' else step.goto}"
        for choice in step.choices:
            target = choice.start.replace(".", "_") + f'(("{choice.start}"))' if choice.start else choice.goto
            if target:
                yield f'    {step.id} -.->|"{choice.label}"| {"end_((einde))" if target == "end" else target}'


def _when(conditions: tuple[Condition, ...]) -> str:
    parts = [f"{'not ' if c.negated else ''}{c.test}{f' {c.argument}' if c.argument else ''}" for c in conditions]
    return " and ".join(parts)


def album(library: Library) -> str:
    """All flows, as one page."""
    head = "# The conversations\n\nDrawn by `leerlijn flows` from the TOML files beside this page. Dotted: a button.\n"
    parts = [f"## {flow.id}: {flow.title}\n\n{mermaid(flow)}\n" for flow in library.flows.values()]
    return "\n".join([head, *parts])
