"""What a task tells the trainer: its labels and how one line of its data becomes an example.

A task module says `TRAINING = Training(...)` and is named in the table of `nlp.train`; nothing here needs
scikit-learn, so the module can be imported at run time. Data are JSON lines in `data/train/TASK*.jsonl`
(read in order of file name) and `data/eval/TASK.jsonl`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nlp.features import Features
from nlp.linear import Choice

DATA: Final = Path(__file__).parent / "data"

Item = Mapping[str, object]
"""One line of a data file."""


@dataclass(frozen=True, slots=True)
class Example:
    """`holds` are the labels that fit. Examples with the same `source` (a text and its variants) stay together
    when the trainer calibrates, and `weight` says how much one counts."""

    features: Features
    holds: frozenset[str]
    source: str
    cues: Mapping[str, float] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Training:
    """`examples` turns all lines of a task into examples (it may add variants, always the same ones).

    `strength` is C of scikit-learn (LinearSVC for 'one', LogisticRegression for 'each'): higher fits the data
    closer. A bucket seen in fewer than
    `seen` examples is left out.
    """

    labels: tuple[str, ...]
    choice: Choice
    examples: Callable[[Iterable[Item]], Iterable[Example]]
    strength: float = 10.0
    seen: int = 2


def lines_of(path: Path) -> Iterator[Item]:
    """The items of one JSON-lines file. Raises ValueError naming file and line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path.name}:{number}: no JSON ({error.msg})") from None
        if not isinstance(item, dict):
            raise ValueError(f"{path.name}:{number}: an object was expected")
        yield item


def training_items(task: str, folder: Path = DATA) -> list[Item]:
    """Every training line of a task, in order of file name: TASK.jsonl, TASK-more.jsonl, ..."""
    paths = sorted((folder / "train").glob(f"{task}*.jsonl"))
    return [item for path in paths for item in lines_of(path)]
