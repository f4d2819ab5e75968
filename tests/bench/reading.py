"""What reading one message costs: python -m tests.bench.reading prints it as one line of JSON.

Everything that the bot can ask of a message is asked of every message. The texts are `berichten.txt`: each line, each
two that follow each other, and each three, so that lengths run from a word to a long story and no text comes twice.
"""

import gc
import json
import statistics
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import psutil

from dialogs.content import load_library
from dialogs.reading import Aspect, ReadContext
from tests.bench.measured import Read, percentile

ON = date(2026, 3, 2)
UNTIL = date(2026, 8, 31)
WARM_UP = 20
"""Messages that are read before the clock runs."""


def texts() -> list[str]:
    lines = (Path(__file__).parent / "berichten.txt").read_text(encoding="utf-8").splitlines()
    single = [line for line in lines if not line.startswith("#")]
    pairs = ["\n".join(single[at : at + 2]) for at in range(0, len(single) - 1)]
    triples = [" ".join(single[at : at + 3]) for at in range(0, len(single) - 2)]
    return [*single, *pairs, *triples]


def _resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    # The programme with the most text, because a goal is compared with all of it.
    programme = load_library().programmes["aigt"]
    context = ReadContext(ON, frozenset(Aspect), "actie", (None, UNTIL), programme.plan_texts)
    before, begin = _resident(), time.perf_counter()

    from nlp.reader import Reader  # noqa: PLC0415 - the import is part of what loading costs

    reader = Reader()
    reader.read("Voor 1 juni doe ik vijf KPB's.", context)
    load = time.perf_counter() - begin
    messages = texts()
    for text in messages[:WARM_UP]:
        reader.read(f"Nog eens: {text}", context)
    times, cpu = [], []
    for text in messages:
        begin, cpu_begin = time.perf_counter(), time.process_time()
        reader.read(text, context)
        cpu.append((time.process_time() - cpu_begin) * 1000)
        times.append((time.perf_counter() - begin) * 1000)
    grown = _resident() - before
    read = Read(len(times), statistics.median(times), percentile(times, 99), statistics.median(cpu), load, grown)
    print(json.dumps(asdict(read)))


if __name__ == "__main__":
    main()
