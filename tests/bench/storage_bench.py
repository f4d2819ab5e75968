"""What storage costs per message: python tests/bench/storage_bench.py [messages [folder]]

A message is two units of work: one that loads the person, and one that marks the update done, saves the state, queues
the answer and marks the previous answer sent. SQLite in a file with synchronous=FULL, 200 persons who each have
five leerdoelen. CPU time of this process (user and system); waiting for the disk costs none.
"""

import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from dialogs.plan import Status
from dialogs.state import DialogueState, Finding, Frame
from dialogs.turn import SaveLeerdoel
from storage.cipher import Cipher
from storage.database import Database
from storage.inbox import Received
from storage.outbox import Mark, Outgoing

PERSONS = 200
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWER = "Ik wil na drie maanden zelfstandig een appendectomie kunnen doen bij een ongecompliceerd beloop."


def halfway() -> DialogueState:
    """A conversation with four answers in it."""
    answers = dict.fromkeys(("doel", "specifiek", "meetbaar", "acceptabel"), ANSWER)
    frame = Frame(
        flow="leerdoel",
        step="realistisch",
        answers=answers,
        findings={step: Finding(criteria={"S": "appendectomie"}) for step in answers},
        messages={step: number for number, step in enumerate(answers)},
        path=tuple(answers),
        seed="1",
    )
    return DialogueState(stack=(frame,), version=1, prompt=1, seen=AT)


def fill(database: Database, messages: int) -> None:
    with database.unit() as unit:
        for chat in range(PERSONS):
            person = unit.persons.by_chat(chat, AT).person
            for number in range(5):
                effect = SaveLeerdoel(f"{chat}-{number}", {"doel": ANSWER, "meetbaar": ANSWER}, Status.OPEN, "nieuw")
                unit.leerdoelen.save(person, effect, person, AT)
            unit.persons.save_state(person, halfway(), expected_version=0)
        unit.inbox.add([Received(update, update % PERSONS, AT, ANSWER) for update in range(messages)])
        unit.commit()


def one_message(database: Database, update: int, sent: list[Mark]) -> list[Mark]:
    with database.unit() as unit:
        dossier = unit.persons.by_chat(update % PERSONS, AT)
    version = dossier.state.version
    with database.unit() as unit:
        unit.inbox.done(update, AT)
        unit.persons.save_state(dossier.person, replace(dossier.state, version=version + 1), version)
        queued = unit.outbox.add([Outgoing(dossier.chat, ANSWER)])
        unit.outbox.sent(sent)
        unit.commit()
    return [Mark(queued[0].id, update, AT)]


def main(messages: int, parent: str | None) -> None:
    folder = TemporaryDirectory(dir=parent)
    with folder, Database.open(f"sqlite:///{folder.name}/bench.db", [Cipher.new_key()]) as database:
        database.migrate()
        fill(database, messages)
        cpu, wall, sent = [], [], list[Mark]()
        for update in range(messages):
            cpu_before, wall_before = time.process_time_ns(), time.perf_counter_ns()
            sent = one_message(database, update, sent)
            cpu.append((time.process_time_ns() - cpu_before) / 1e6)
            wall.append((time.perf_counter_ns() - wall_before) / 1e6)
    for what, times in ("CPU", cpu), ("wall", wall):
        # The first message of each person reads the plan; the least busy stretch tells most on a shared machine.
        warm = times[PERSONS:]
        best = min(statistics.mean(warm[start : start + 100]) for start in range(0, len(warm) - 99, 100))
        print(f"{what:4} ms per message: median {statistics.median(warm):.3f}, best hundred {best:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000, sys.argv[2] if len(sys.argv) > 2 else None)
