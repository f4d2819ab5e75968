"""What storage costs per message: python tests/bench/storage_bench.py [messages [folder]]

A turn is two units of work: one that loads the person, and one that marks the update done, saves the state, queues
the answer and marks the previous answer sent. Sixteen turns of different persons may share both. SQLite in a file
with synchronous=FULL, 200 persons who each have five leerdoelen and a conversation halfway. CPU time is that of
this process, user and system; waiting for the disk costs none, a folder in memory leaves the disk out altogether.
"""

import statistics
import sys
import time
from collections.abc import Sequence
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
from storage.persons import Dossier

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


def turns(database: Database, updates: Sequence[int], sent: Sequence[Mark]) -> list[Mark]:
    with database.unit() as unit:
        dossiers = [unit.persons.by_chat(update % PERSONS, AT) for update in updates]
    with database.unit() as unit:
        unit.inbox.all_done(updates, AT)
        unit.persons.save_states([(dossier.person, next_state(dossier), dossier.state.version) for dossier in dossiers])
        queued = unit.outbox.add([Outgoing(dossier.chat, ANSWER) for dossier in dossiers])
        unit.outbox.sent(sent)
        unit.commit()
    return [Mark(message.id, message.id, AT) for message in queued]


def next_state(dossier: Dossier) -> DialogueState:
    return replace(dossier.state, version=dossier.state.version + 1)


def measure(database: Database, first: int, messages: int, together: int) -> None:
    cpu, wall, sent = [], [], list[Mark]()
    for start in range(first, first + messages, together):
        cpu_before, wall_before = time.process_time_ns(), time.perf_counter_ns()
        sent = turns(database, range(start, start + together), sent)
        cpu.append((time.process_time_ns() - cpu_before) / 1e6 / together)
        wall.append((time.perf_counter_ns() - wall_before) / 1e6 / together)
    for what, times in ("CPU", cpu), ("wall", wall):
        # On a machine that others use as well, the least busy stretch tells most.
        stretch = max(1, 160 // together)
        best = min(statistics.mean(times[start : start + stretch]) for start in range(0, len(times), stretch))
        print(f"{together:2} together, {what:4} ms per turn: median {statistics.median(times):.3f}, best {best:.3f}")


def main(messages: int, parent: str | None) -> None:
    folder = TemporaryDirectory(dir=parent)
    with folder, Database.open(f"sqlite:///{folder.name}/bench.db", [Cipher.new_key()]) as database:
        database.migrate()
        fill(database, PERSONS + 2 * messages)
        # The first message of each person reads the plan, the others find it in memory.
        turns(database, range(PERSONS), [])
        measure(database, PERSONS, messages, together=1)
        measure(database, PERSONS + messages, messages, together=16)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3200, sys.argv[2] if len(sys.argv) > 2 else None)
