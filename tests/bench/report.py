"""The figures as a table on the screen, as JSON and as Markdown."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.measured import Taken

_COLUMNS = ("Figure", "Measured", "Target", "Verdict", "Spread")
_STYLES = {True: "green", False: "red", None: "dim"}


@dataclass(frozen=True, slots=True)
class Report:
    """`machine` is label -> value, `note` says how it was measured, `taken` is what the figures were made of."""

    figures: Sequence[Figure]
    machine: dict[str, str]
    note: str
    taken: Taken

    def show(self, out: Console) -> None:
        table = Table(title="Leerlijn, speed", caption=self.note)
        for column in _COLUMNS:
            table.add_column(column)
        for figure in self.figures:
            table.add_row(*_cells(figure), style=_STYLES[figure.met])
        out.print(table)
        for label, value in self.machine.items():
            out.print(f"{label}: {value}", highlight=False, style="dim")

    def write(self, folder: Path) -> None:
        """bench.json and bench.md."""
        (folder / "bench.json").write_text(json.dumps(self._content(), indent=2) + "\n", encoding="utf-8")
        (folder / "bench.md").write_text(self._markdown(), encoding="utf-8")

    def _content(self) -> dict[str, object]:
        return {
            "note": self.note,
            "machine": self.machine,
            "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures],
            **asdict(self.taken),
        }

    def _markdown(self) -> str:
        rows = [_COLUMNS, tuple("---" for _ in _COLUMNS), *map(_cells, self.figures)]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        about = "\n".join(f"- {label}: {value}" for label, value in self.machine.items())
        return f"# Speed\n\n{table}\n\n{self.note}\n\n## Machine\n\n{about}\n"


def _cells(figure: Figure) -> tuple[str, ...]:
    return figure.name, figure.value, figure.target, figure.verdict, figure.spread
