"""A database is brought to the schema of this version, and a database that does not fit is refused in one line."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import DateTime, MetaData, insert, text
from sqlalchemy.engine import Connection, Engine

import storage
from dialogs.plan import Consent, Koppeling, Leerdoel, LinkStatus, Nudge, Plan, Record, RecordStatus, Status
from dialogs.state import DialogueState, dump_state
from storage import Cipher, Database, NewerSchema, NotMigrated, Outgoing, StatementRefused, StorageError, WrongKey
from storage.engine import open_engine
from storage.schema import alembic_config
from storage.tables import DIALOGUE_STATE, LEERDOEL, LEERDOEL_VERSIE, META, METADATA
from tests.storage.factories import AT, CHAT, CLOCK, KEY, dossier, leerdoel, record, share


@pytest.fixture
def url(empty_url: str) -> str:
    """A migrated database that the test may spoil."""
    with Database.open(empty_url, [KEY]) as database:
        database.migrate()
    return empty_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The bare engine of a migrated database."""
    engine = open_engine(url, busy_timeout=1)
    Cipher([KEY]).attach(engine)
    yield engine
    engine.dispose()


def test_the_migrations_lead_to_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_comparison_sees_a_difference(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE inbox ADD COLUMN extra INTEGER"))
        assert len(compare_metadata(MigrationContext.configure(connection), METADATA)) == 1


def test_an_empty_database_asks_for_a_migration(empty_url: str) -> None:
    with Database.open(empty_url, [KEY]) as database:
        with pytest.raises(NotMigrated, match="run: leerlijn migrate"):
            database.check()
        with database.unit() as unit, pytest.raises(NotMigrated):
            unit.persons.by_chat(CHAT, AT)
        database.migrate()
        database.check()
        with database.unit() as unit:
            unit.persons.by_chat(CHAT, AT)


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.unit() as unit:
        person = unit.persons.by_chat(CHAT, AT).person
        unit.commit()
    database.migrate()
    database.check()
    with database.unit() as unit:
        assert unit.persons.by_chat(CHAT, AT).person == person


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    engine = open_engine(empty_url, busy_timeout=1)
    with engine.begin() as connection:
        # In the way of the last table, when others have been made already.
        connection.execute(text("CREATE TABLE leerdoel_versie (leerdoel INTEGER)"))
    with Database.open(empty_url, [KEY]) as database:
        with pytest.raises(StatementRefused):
            database.migrate()
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE leerdoel_versie"))
        database.migrate()
        database.check()
    engine.dispose()


def test_a_database_of_the_first_release_keeps_everything(empty_url: str) -> None:
    engine = open_engine(empty_url, busy_timeout=1)
    Cipher([KEY]).attach(engine)
    first = MetaData()
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        first.reflect(connection)
        person = {"id": "noor", "chat": CHAT, "reachable": True, "plan_version": 1, "consent": "given"}
        moment = {"created": AT}
        # What is encrypted is bound as such; the rest as the first release had it.
        naam = Cipher([KEY]).encrypt("Noor")
        connection.execute(
            insert(first.tables["person"]), {**person, **moment, "naam": naam, "programma": "aigt", "percentage": 80}
        )
        state = dump_state(DialogueState(version=3))
        connection.execute(insert(DIALOGUE_STATE), {"person": "noor", "version": 3, "state": state, "updated": AT})
        goal = {"id": "leerdoel-1", "person": "noor", "status": "open", "version": 1, **moment}
        connection.execute(insert(LEERDOEL), goal)
        versie = {"leerdoel": "leerdoel-1", "version": 1, "at": AT, "status": "open", "doel": "blijft", "kader": ["a"]}
        connection.execute(insert(LEERDOEL_VERSIE), versie)
        connection.execute(insert(META), {"name": "key_check", "value": "Leerlijn"})
    engine.dispose()
    with Database.open(empty_url, [KEY], clock=CLOCK) as database:
        with pytest.raises(NotMigrated):
            database.check()
        database.migrate()
        database.check()
        before = dossier(database)
        assert (before.person, before.state, before.plan) == (
            "noor",
            DialogueState(version=3),
            Plan(
                consent=Consent.GIVEN,
                profile={"naam": "Noor", "programma": "aigt", "percentage": 80},
                leerdoelen=(Leerdoel("leerdoel-1", Status.OPEN, 1, AT.date(), {"doel": "blijft", "kader": ("a",)}),),
                since=AT.date(),
            ),
        )
        with database.unit() as unit:
            unit.persons.save_profile("noor", {"week_dag": 7, "week_tijd": "20:00"}, AT)
            unit.records.save("noor", record({"leerdoel": "leerdoel-1"}), AT)
            unit.commit()
        assert dossier(database).plan.profile == {**before.plan.profile, "week_dag": 7, "week_tijd": "20:00"}
        assert [one.values for one in dossier(database).plan.records] == [{"leerdoel": "leerdoel-1"}]


def insert_bare(connection: Connection, tables: MetaData, table: str, row: Mapping[str, object]) -> None:
    """A row of an earlier release; a moment that it leaves out is `AT`."""
    columns = tables.tables[table].columns
    moments = {column.name for column in columns if isinstance(column.type, DateTime) and not column.nullable}
    connection.execute(insert(tables.tables[table]), {**dict.fromkeys(moments, AT), **row})


def test_a_database_of_the_second_release_keeps_everything(empty_url: str) -> None:
    engine = open_engine(empty_url, busy_timeout=1)
    cipher = Cipher([KEY])
    cipher.attach(engine)
    second = MetaData()
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
        second.reflect(connection)
        for name, chat in ("noor", CHAT), ("sam", 5):
            person = {"id": name, "chat": chat, "reachable": True, "plan_version": 1, "consent": "given"}
            insert_bare(connection, second, "person", {**person, "naam": cipher.encrypt(name), "week_tijd": "20:00"})
            state = {"person": name, "version": 0, "state": cipher.encrypt(dump_state(DialogueState()))}
            insert_bare(connection, second, "dialogue_state", state)
        koppeling = {"id": "koppeling-1", "person": "noor", "other": "sam", "rol": "opleider", "token_hash": "x"}
        insert_bare(connection, second, "koppeling", {**koppeling, "opened": AT, "accepted": AT, "confirmed": AT})
        reflectie = {"id": "record-1", "person": "noor", "status": "klaar", "situatie": cipher.encrypt("poli")}
        insert_bare(connection, second, "reflectie", reflectie)
        message = {"chat": CHAT, "bulk": False, "status": "waiting", "attempts": 2, "payload": cipher.encrypt("dag")}
        insert_bare(connection, second, "outbox", message)
        insert_bare(connection, second, "nudge", {"person": "noor", "kind": "week", "subject": "", "derived": True})
        insert_bare(connection, second, "meta", {"name": "key_check", "value": cipher.encrypt("Leerlijn")})
    engine.dispose()
    with Database.open(empty_url, [KEY], clock=CLOCK) as database:
        with pytest.raises(NotMigrated):
            database.check()
        database.migrate()
        database.check()
        assert dossier(database).plan == Plan(
            consent=Consent.GIVEN,
            profile={"naam": "noor", "week_tijd": "20:00"},
            records=(Record("record-1", "reflectie", RecordStatus.KLAAR, AT.date(), {"situatie": "poli"}),),
            koppelingen=(Koppeling("koppeling-1", "aios", "opleider", "sam", LinkStatus.GEKOPPELD, AT.date()),),
            nudges=(Nudge("week", "", AT),),
            since=AT.date(),
        )
        with database.unit() as unit:
            [waiting] = unit.outbox.waiting(10)
            [shown] = unit.outbox.add([Outgoing(5, "samenvatting", about="deling-1")])
            unit.delingen.share("noor", share(), AT)
            unit.persons.save_profile("noor", {"stil_van": "21:00", "stil_tot": "08:00", "nudges_uit": ("week",)}, AT)
            unit.commit()
        assert (waiting.payload, waiting.attempts) == ("dag", 2)
        assert shown.id > waiting.id
        assert [one.text for one in dossier(database, 5).plan.delingen] == [share().text]
        assert dossier(database).plan.profile["nudges_uit"] == ("week",)


def test_a_database_of_the_third_release_keeps_everything(empty_url: str) -> None:
    engine = open_engine(empty_url, busy_timeout=1)
    cipher = Cipher([KEY])
    cipher.attach(engine)
    third = MetaData()
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0003")
        third.reflect(connection)
        person = {"id": "noor", "chat": CHAT, "reachable": True, "plan_version": 1, "consent": "given"}
        insert_bare(connection, third, "person", {**person, "naam": cipher.encrypt("noor")})
        state = {"person": "noor", "version": 0, "state": cipher.encrypt(dump_state(DialogueState()))}
        insert_bare(connection, third, "dialogue_state", state)
        row = {"id": "gesprek-1", "person": "noor", "status": "gepland", "soort": "voortgang", "sterk": ["a"]}
        insert_bare(connection, third, "gesprek", {**row, "goed": cipher.encrypt("overdracht")})
        insert_bare(connection, third, "meta", {"name": "key_check", "value": cipher.encrypt("Leerlijn")})
    engine.dispose()
    before = {"soort": "voortgang", "goed": "overdracht", "sterk": ("a",)}
    with Database.open(empty_url, [KEY], clock=CLOCK) as database:
        with pytest.raises(NotMigrated):
            database.check()
        database.migrate()
        database.check()
        assert [one.values for one in dossier(database).plan.records] == [before]
        more = {
            **dict.fromkeys(("ervaring", "rode_draad", "ambitie", "toetsing", "concept_doelen"), "woorden"),
            "combel": "nog_niet",
            "diensten": 0,
        }
        planned = record(more, key="gesprek-1", kind="gesprek", status=RecordStatus.GEPLAND)
        with database.unit() as unit:
            unit.records.save("noor", planned, AT)
            unit.commit()
        assert [one.values for one in dossier(database).plan.records] == [{**before, **more}]


def test_a_newer_database_is_refused(database: Database, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in database.check, database.migrate:
        with pytest.raises(NewerSchema):
            refused()


def test_a_database_that_is_behind_is_refused(database: Database, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(NotMigrated):
        database.check()


def test_another_key_is_refused(database: Database, url: str) -> None:
    with Database.open(url, [Cipher.new_key()]) as stranger:
        for refused in stranger.check, stranger.migrate:
            with pytest.raises(WrongKey):
                refused()
    database.check()


def test_a_sqlite_database_with_orphans_is_not_migrated(sqlite_template: Path, tmp_path: Path) -> None:
    file = shutil.copy(sqlite_template, tmp_path / "leerlijn.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO role VALUES ('nobody', 'aios', '')")
    with Database.open(f"sqlite:///{file}", [KEY]) as database, pytest.raises(StorageError, match="restore a backup"):
        database.migrate()


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """A copy of the packages in which a next migration can be tried; returns its folder of migrations."""
    for package in "storage", "dialogs":
        shutil.copytree(Path(storage.__file__).parents[1] / package, tmp_path / package)
    return tmp_path / "storage" / "migrations" / "versions"


def run(release: Path, *arguments: str) -> None:
    folder = release.parents[2]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    subprocess.run([sys.executable, *arguments], check=True, cwd=folder, env=environment, capture_output=True)


def test_the_next_migration_is_written_from_the_difference(next_release: Path) -> None:
    tables = next_release.parents[1] / "tables.py"
    tables.write_text(
        tables.read_text().replace("    reachable: bool = True", "    reachable: bool = True\n    extra: int")
    )
    run(next_release, "-m", "storage.migrations", "Try something")
    written = (next_release / "0007_try_something.py").read_text()
    assert written.splitlines()[0] == '"""Try something."""'
    assert "add_column(sa.Column('extra', sa.Integer(), nullable=False))" in written


REBUILD = """
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    with op.batch_alter_table("person") as person:
        person.alter_column("consent", existing_type=sa.String(), nullable=True)
"""

MIGRATE = """
import sys

from storage import Database

with Database.open(sys.argv[1], [sys.argv[2]]) as database:
    database.migrate()
"""


def test_a_migration_may_rebuild_a_table_and_keep_what_hangs_on_it(
    next_release: Path, database: Database, url: str
) -> None:
    """SQLite rebuilds by dropping the old table, and dropping cascades unless foreign keys are off meanwhile."""
    with database.unit() as unit:
        person = unit.persons.by_chat(CHAT, AT).person
        unit.leerdoelen.save(person, leerdoel({"doel": "blijft"}), person, AT)
        unit.commit()
    (next_release / "0007_rebuild.py").write_text(REBUILD)
    run(next_release, "-c", MIGRATE, url, KEY)
    with pytest.raises(NewerSchema):
        database.check()
    assert [goal.values for goal in dossier(database).plan.leerdoelen] == [{"doel": "blijft"}]
    with database.unit() as unit:
        assert [versie.values for versie in unit.leerdoelen.history("leerdoel-1")] == [{"doel": "blijft"}]
