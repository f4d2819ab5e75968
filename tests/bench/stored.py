"""Fills a data folder with persons who were here before: python -m tests.bench.stored FOLDER COUNT [--weekly]

Each has given consent, has a profile and two leerdoelen. In batches of one transaction, under the folder's own key.
With --weekly each also wants the weekly question, all in the same minute soon after this is done, which is printed.
So do some more who cannot be reached any more: they blocked the bot since, and are all over the crowd.
"""

import argparse
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from dialogs.plan import Consent, Nudge, Status, Values
from dialogs.turn import SaveLeerdoel
from storage.database import AMSTERDAM
from storage.unit import UnitOfWork
from tests.bench.contestants import open_database
from tests.bench.conversation import leerdoel_conversation

FIRST = 5_000_000
"""The chat of the first stored person; the others follow it."""
BATCH = 200
GONE_EVERY = 100
"""One person more, who cannot be reached, for every so many."""
STARTING, WRITING = timedelta(seconds=40), timedelta(milliseconds=4)
"""For a bot to start and some to talk to it, and to write down when one person is due."""
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROFILE: Values = {"naam": "Sanne", "programma": "medisch-specialist", "begonnen": "2025-09-01", "percentage": 90}


def store(unit: UnitOfWork, chat: int, goal: Values) -> str:
    """The person's id."""
    person = unit.persons.by_chat(chat, AT).person
    unit.persons.set_consent(person, Consent.GIVEN, "bench", AT)
    unit.persons.save_profile(person, PROFILE, AT)
    for number in range(2):
        key = str(uuid5(NAMESPACE_URL, f"{chat}-{number}"))
        unit.leerdoelen.save(person, SaveLeerdoel(key, goal, Status.OPEN, "bench"), person, AT)
    return person


def soon(count: int, now: datetime) -> datetime:
    """The first whole minute, in the zone of `now`, that leaves the time to write so many down and to start a bot."""
    return (now + STARTING + count * WRITING).replace(second=0, microsecond=0) + timedelta(minutes=1)


def want_weekly(unit: UnitOfWork, person: str, due: datetime, now: datetime) -> None:
    """As the bot keeps it of somebody who chose that day and time, every week."""
    week: Values = {"week_ritme": 1, "week_dag": due.isoweekday(), "week_tijd": f"{due:%H:%M}"}
    unit.persons.save_profile(person, week, now)
    unit.nudges.replace(person, [Nudge("week.vraag", "", due)], now)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--weekly", action="store_true")
    given = arguments.parse_args()
    doel, specifiek, meetbaar = (message.text for message in leerdoel_conversation()[-3:])
    goal: Values = {
        "niveau": "iop",
        "doel": doel,
        "specifiek": specifiek,
        "meetbaar": meetbaar,
        "deadline": "2026-06-01",
        "competenties": ("communicatie",),
    }
    with open_database(given.folder) as database:
        database.migrate()
        persons: list[str] = []
        count = given.count + (given.count // GONE_EVERY if given.weekly else 0)
        for begin in range(0, count, BATCH):
            with database.unit() as unit:
                for number in range(begin, min(begin + BATCH, count)):
                    persons.append(store(unit, FIRST + number, goal))
                    if number >= given.count:
                        unit.persons.set_reachable(persons[-1], False)
                unit.commit()
        if not given.weekly:
            return
        now = datetime.now(AMSTERDAM)
        due = soon(count, now)
        random.Random(0).shuffle(persons)
        for begin in range(0, count, BATCH):
            with database.unit() as unit:
                for person in persons[begin : begin + BATCH]:
                    want_weekly(unit, person, due, now)
                unit.commit()
        print(due.isoformat())


if __name__ == "__main__":
    main()
