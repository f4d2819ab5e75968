"""Nothing that a person typed can be found in the files of the database."""

from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from dialogs.plan import LEERDOEL_TEXTS, PENDLETON, RECORDS, Nudge
from dialogs.state import DialogueState, Frame, Held
from storage import Database, Outgoing
from storage.tables import METADATA
from tests.storage.factories import (
    AT,
    CHAT,
    KEY,
    LATER,
    dossier,
    feedback,
    leerdoel,
    link,
    react,
    received,
    record,
    share,
)

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
        for kind, fields in RECORDS.items():
            unit.records.save(person, record(dict.fromkeys(fields.texts, ANSWER), key=kind, kind=kind), AT)
            unit.records.save(person, record({fields.texts[0]: f"{ANSWER} 2"}, key=kind, kind=kind), AT)
        opleider = unit.persons.by_chat(5, AT).person
        link(unit, person, opleider)
        words = dict.fromkeys(("situatie", "eigen_doel", "goed", "vast_beter"), ANSWER)
        unit.feedback.save(person, feedback(words, koppeling="koppeling-1"), AT)
        unit.feedback.save(opleider, feedback(dict.fromkeys(("goed_opleider", "beter_opleider"), ANSWER)), AT)
        unit.feedback.save(person, feedback(dict.fromkeys(PENDLETON, ANSWER), key="alleen"), AT)
        gedeeld = share(ANSWER, details=ANSWER, gesprek="gesprek")
        unit.persons.save_profile(opleider, {"naam": ANSWER}, AT)
        unit.delingen.share(person, gedeeld, AT)
        unit.delingen.react(opleider, react("aanvulling", ANSWER), AT)
        unit.nudges.replace(person, [Nudge("deadline", "leerdoel-1", LATER)], AT)
        state = DialogueState((frame,), version=1, held=Held(ANSWER, ANSWER, "privacy"))
        unit.persons.save_state(person, state, expected_version=0)
        unit.outbox.add([Outgoing(CHAT, ANSWER, about="deling-1")])
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


def test_no_token_is_in_the_files_of_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    """Who reads the database can open no invitation: not one that waits, and not one that was used."""
    file = tmp_path / "leerlijn.db"
    file.write_bytes(sqlite_template.read_bytes())
    with Database.open(f"sqlite:///{file}", [KEY]) as database:
        aios, other = dossier(database).person, dossier(database, chat=5).person
        with database.unit() as unit:
            tokens = [unit.koppelingen.invite(aios, f"koppeling-{number}", "opleider", AT) for number in range(3)]
            assert unit.koppelingen.open(tokens[0], other, AT) == "koppeling-0"
            unit.koppelingen.end(aios, "koppeling-1", AT)
            unit.commit()
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    content += file.read_bytes()
    assert [token.encode() in content for token in tokens] == [False] * 3
    assert [sha256(token.encode()).hexdigest().encode() in content for token in tokens] == [True] * 3


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
