"""How well Dutch is read: `python -m nlp.evaluate [--dev DIR] [--errors] [TASK...]`.

Runs the Reader over nlp/data/eval/TASK.jsonl and, where that folder exists, over DIR/TASK.jsonl (by default the
dev samples beside the project), and prints the figures of `nlp.measures` with confusion matrices. Both kinds of
set are exams: nothing is trained on them.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

from dialogs.reading import Reads
from nlp.measures import Pairs, Report, kinds_of, measure
from nlp.tasks import TASKS, predict
from nlp.training import DATA, Item, lines_of

_PROJECT: Final = Path(__file__).resolve().parents[1]
DEV: Final = _PROJECT.parent / "shared" / "nlp-dev"


def evaluated(task: str, items: Sequence[Item], reader: Reads) -> Report:
    """The report of one set, every prediction made by way of `nlp.tasks`."""
    report = measure(task, _pairs(task, items, reader))
    if task != "privacy":
        return report
    small = [{**item, "text": _lower(str(item["text"])), "spans": _lower_spans(item)} for item in items]
    recall = measure(task, _pairs(task, small, reader)).figures["recall"]
    return Report({**report.figures, "recall in lower case": recall}, report.confusion, report.wrong)


def _pairs(task: str, items: Sequence[Item], reader: Reads) -> Pairs:
    return [(item, predict(task, item, reader)) for item in items]


def _lower(text: str) -> str:
    """Lower case of the same length, so that offsets keep their meaning."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def _lower_spans(item: Item) -> list[Mapping[str, object]]:
    spans = item.get("spans")
    return [{**span, "text": _lower(str(span["text"]))} for span in spans] if isinstance(spans, list) else []


def show(name: str, items: Sequence[Item], report: Report, out: TextIO, errors: bool = False) -> None:
    out.write(f"\n{name} ({len(items)} items)\n")
    for figure, value in report.figures.items():
        out.write(f"  {figure:<42} {'-' if value is None else format(value, '.3f')}\n")
    for line in _matrix(report):
        out.write(f"  {line}\n")
    for line in report.wrong if errors else ():
        out.write(f"  wrong: {line}\n")


def _matrix(report: Report) -> list[str]:
    """Gold down, predicted across; a column is named by the number of its row."""
    kinds = kinds_of(report.confusion)
    if not kinds:
        return []
    width = max(len(kind) for kind in kinds) + 5
    rows = ["gold down, predicted across".ljust(width) + "".join(f"{at:>5}" for at in range(1, len(kinds) + 1))]
    for at, gold in enumerate(kinds, start=1):
        cells = [report.confusion.get((gold, predicted), 0) for predicted in kinds]
        rows.append(f"{at:>3} {gold}".ljust(width) + "".join(f"{cell or '.':>5}" for cell in cells))
    return rows


def main(arguments: Sequence[str], out: TextIO = sys.stdout) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluate", description=__doc__)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(TASKS))
    parser.add_argument("--dev", type=Path, default=DEV, metavar="DIR", help="another folder with TASK.jsonl files")
    parser.add_argument("--errors", action="store_true", help="print every mistake too")
    chosen = parser.parse_args(arguments)
    unknown = [task for task in chosen.tasks if task not in TASKS]
    if unknown:
        parser.error(f"unknown task {', '.join(unknown)}; choose from {', '.join(TASKS)}")
    from nlp.reader import Reader  # noqa: PLC0415  (a whole pipeline, which the figures themselves can do without)

    reader = Reader()
    for task in chosen.tasks or TASKS:
        for title, folder in (("eval", DATA / "eval"), ("dev", chosen.dev)):
            path = folder / f"{task}.jsonl"
            if path.is_file():
                items = list(lines_of(path))
                show(f"{task}, {title}", items, evaluated(task, items, reader), out, chosen.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
