"""Nothing that a person typed can be found in the files of the database."""

from pathlib import Path

from sqlalchemy import text

from dialogs.plan import LEERDOEL_TEXTS
from dialogs.state import DialogueState, Frame, Held
from storage import Database, Outgoing
from storage.tables import METADATA
from tests.storage.factories import AT, CHAT, KEY, dossier, leerdoel, received

ANSWER = "Mevrouw-Jansen-uit-Delft"


def confide(database: Database) -> None:
    """Put the answer wherever a person's words can go."""
    person = dossier(database).person
    frame = Frame("leerdoel", "meetbaar", answers={"doel": ANSWER})
    with database.unit() as unit:
        unit.inbox.add([received(1, ANSWER), received(2, ANSWER)])
        unit.inbox.done(1, AT)
        unit.persons.save_profile(person, {"naam": ANSWER, "onderdeel": ANSWER}, AT)
        unit.persons.save_profile(person, {"onderdeel": f"{ANSWER} 2"}, AT)
        values = dict.fromkeys((*LEERDOEL_TEXTS, "onderdeel"), ANSWER)
        unit.leerdoelen.save(person, leerdoel(values, why=ANSWER), person, AT)
        unit.leerdoelen.save(person, leerdoel({"doel": f"{ANSWER} 2"}, why=ANSWER), person, AT)
        state = DialogueState((frame,), version=1, held=Held(ANSWER, ANSWER, "privacy"))
        unit.persons.save_state(person, state, expected_version=0)
        unit.outbox.add([Outgoing(CHAT, ANSWER)])
        unit.commit()


def test_no_answer_is_in_the_files_of_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "leerlijn.db"
    file.write_bytes(sqlite_template.read_bytes())
    with Database.open(f"sqlite:///{file}", [KEY]) as database:
        confide(database)
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    files["afterwards"] = file.read_bytes()
    assert {"leerlijn.db", "leerlijn.db-wal", "leerlijn.db-shm"} < files.keys()
    # An id is in the clear: these are the files that it was written to.
    assert b"leerdoel-1" in files["leerlijn.db-wal"]
    assert b"leerdoel-1" in files["afterwards"]
    assert [name for name, content in files.items() if b"Jansen" in content] == []


def test_no_answer_is_in_any_row(database: Database) -> None:
    confide(database)
    with database.unit() as unit:
        rows = {
            table.name: [
                str(row)
                for row in unit._connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608
            ]
            for table in METADATA.sorted_tables
        }
    assert [name for name, found in rows.items() if not found] == ["consent"]
    assert [name for name, found in rows.items() if "Jansen" in "".join(found)] == []
