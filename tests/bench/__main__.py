"""The benchmark: python -m tests.bench [--quick] [--only NAME ...]

A target that is missed is reported and is no error; a bot that answers wrongly is.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from rich.console import Console

from tests.bench.chats import BrokenPlayError
from tests.bench.contestants import LEERLIJN
from tests.bench.figures import figures
from tests.bench.machine import describe, load
from tests.bench.process import ROOT
from tests.bench.programme import FULL, NAMES, QUICK, Programme
from tests.bench.report import Report

OUT = Console(width=None if sys.stdout.isatty() else 150)
"""A pipe has no width: one line for each figure reads best."""


async def bench(names: Collection[str], quick: bool) -> None:
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    size = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as work:
        machine = describe(Path(work))
        taken = await Programme(names, size, Path(work), OUT).run()
        machine["load after"] = load()
    presses = sum(message.press for message in LEERLIJN.conversation)
    note = (
        f"{size.throughput.chats} chats of {len(LEERLIJN.conversation)} messages, each chat waits for its reply. "
        f"{presses} of them are presses: only Leerlijn gets them as such, and answers each with a call of its own. "
        f"Medians of {size.repeats} repeats in which the contestants take turns; a ratio is taken within a repeat."
    )
    report = Report(figures(taken, size.stored), machine, note, taken)
    report.show(OUT)
    report.write(build)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure how fast Leerlijn is.")
    arguments.add_argument("--quick", action="store_true", help="fewer chats, once: for a look, not for figures")
    arguments.add_argument("--only", action="append", choices=NAMES, help="measure just this; may be repeated")
    given = arguments.parse_args()
    try:
        asyncio.run(bench(given.only or NAMES, given.quick))
    except BrokenPlayError as error:
        Console(stderr=True).print(f"bench: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    except asyncio.CancelledError:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
