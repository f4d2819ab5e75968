"""Fills a data folder with persons who were here before: python -m tests.bench.stored FOLDER COUNT

Each has given consent, has a profile and two leerdoelen. In batches of one transaction, under the folder's own key.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from dialogs.plan import Consent, Status, Values
from dialogs.turn import SaveLeerdoel
from storage.unit import UnitOfWork
from tests.bench.contestants import open_database
from tests.bench.conversation import leerdoel_conversation

FIRST = 5_000_000
"""The chat of the first stored person; the others follow it."""
BATCH = 200
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROFILE: Values = {"naam": "Sanne", "programma": "medisch-specialist", "begonnen": "2025-09-01", "percentage": 90}


def store(unit: UnitOfWork, chat: int, goal: Values) -> None:
    person = unit.persons.by_chat(chat, AT).person
    unit.persons.set_consent(person, Consent.GIVEN, "bench", AT)
    unit.persons.save_profile(person, PROFILE, AT)
    for number in range(2):
        key = str(uuid5(NAMESPACE_URL, f"{chat}-{number}"))
        unit.leerdoelen.save(person, SaveLeerdoel(key, goal, Status.OPEN, "bench"), person, AT)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("count", type=int)
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
        for begin in range(0, given.count, BATCH):
            with database.unit() as unit:
                for chat in range(FIRST + begin, FIRST + min(begin + BATCH, given.count)):
                    store(unit, chat, goal)
                unit.commit()


if __name__ == "__main__":
    main()
