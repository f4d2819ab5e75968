"""A start that cannot be: one line on stderr that says what to do, exit code 1, and no traceback.

Most of these are children of the nursery, which run the command line as the script does; the last ones are the
installed script itself.
"""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

import dialogs
from bot.simulator.faults import Fault, FaultKind
from dialogs.content import load_library
from dialogs.errors import ContentError
from storage import Cipher
from tests.bot.house import KEY, NOOR, House, eventually
from tests.resilience.nursery import Child, Nursery

TOKEN = "7000000001:" + "c" * 35
OTHER_KEY = Cipher.new_key()
SECRETS = (TOKEN, "c" * 35, KEY, OTHER_KEY, "Sterappel")
LISTED = (
    "the settings are LEERLIJN_TELEGRAM_TOKEN, LEERLIJN_TELEGRAM_API_URL, LEERLIJN_DATABASE_URL, LEERLIJN_DATA_DIR, "
    "LEERLIJN_SECRET_KEY, LEERLIJN_TIMEZONE, LEERLIJN_MESSAGES_PER_SECOND, LEERLIJN_CHAT_BURST, LEERLIJN_LOG_LEVEL"
)


@dataclass(frozen=True)
class Start:
    """A folder to start in, with a migrated database of `KEY` in `data`."""

    folder: Path
    nursery: Nursery

    @property
    def database(self) -> Path:
        return self.folder / "data" / "leerlijn.db"

    def child(self, *argv: str, **env: str) -> Child:
        given = {"LEERLIJN_SECRET_KEY": KEY, "LEERLIJN_TELEGRAM_TOKEN": TOKEN}
        given |= {f"LEERLIJN_{name.upper()}": value for name, value in env.items()}
        given = {name: value for name, value in given.items() if value != "unset"}
        for file in ("stdout.txt", "stderr.txt"):
            (self.folder / file).write_text("")
        return self.nursery.start("cli", self.folder, given, argv)

    async def complaint(self, *argv: str, **env: str) -> str:
        """What it says on stderr before it ends with exit code 1; `unset` takes a variable out."""
        child = self.child(*argv, **env)
        code = await asyncio.wait_for(asyncio.wrap_future(child.ended), 30)
        said = child.err.read_text()
        assert (code, child.out.read_text()) == (1, "")
        assert not [secret for secret in SECRETS if secret in said]
        return one_line(said)


def one_line(said: str) -> str:
    assert said.count("\n") == 1, said
    assert said.startswith("leerlijn: ")
    return said.removeprefix("leerlijn: ").rstrip("\n")


@pytest.fixture
def start(nursery: Nursery, tmp_path: Path, migrated: Path) -> Start:
    start = Start(tmp_path, nursery)
    start.database.parent.mkdir()
    shutil.copy(migrated, start.database)
    return start


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"telegram_tokn": "Sterappel"}, f"LEERLIJN_TELEGRAM_TOKN: there is no such setting; {LISTED}"),
        ({"telegram_token": "unset"}, "LEERLIJN_TELEGRAM_TOKEN is not set: ask @BotFather for a token"),
        ({"telegram_token": " "}, "LEERLIJN_TELEGRAM_TOKEN is not set: ask @BotFather for a token"),
        ({"telegram_api_url": "Sterappel"}, "LEERLIJN_TELEGRAM_API_URL: must begin with http:// or https://"),
        ({"timezone": "Sterappel"}, "LEERLIJN_TIMEZONE: must be a time zone such as Europe/Amsterdam"),
        ({"log_level": "Sterappel"}, "LEERLIJN_LOG_LEVEL: must be debug, info, warning or error"),
        ({"messages_per_second": "Sterappel"}, "LEERLIJN_MESSAGES_PER_SECOND: Input should be a valid integer, .*"),
        ({"chat_burst": "0"}, "LEERLIJN_CHAT_BURST: Input should be greater than or equal to 1"),
        ({"secret_key": "Sterappel"}, "LEERLIJN_SECRET_KEY is no key: .*"),
        ({"secret_key": f"{KEY},Sterappel"}, "LEERLIJN_SECRET_KEY is no key: .*"),
        ({"secret_key": OTHER_KEY}, "No key opens what is stored: put the key .* in LEERLIJN_SECRET_KEY."),
        ({"database_url": "Sterappel"}, "LEERLIJN_DATABASE_URL is not understood: .*"),
        ({"database_url": "mysql://u:Sterappel@h/n"}, "LEERLIJN_DATABASE_URL is not understood: .*"),
        ({"database_url": "sqlite://"}, "SQLite needs a file .*"),
        ({"database_url": "sqlite:///nowhere/x.db"}, "The folder of the database does not exist: make .*/nowhere"),
        ({"database_url": "postgresql://u:Sterappel@127.0.0.1:1/n"}, "The database cannot be reached: .*"),
        ({"data_dir": "stdout.txt"}, "LEERLIJN_DATA_DIR: stdout.txt cannot be made: File exists"),
        ({"data_dir": "stdout.txt/below"}, "LEERLIJN_DATA_DIR: stdout.txt/below cannot be made: Not a directory"),
        ({"data_dir": "new"}, "The database is empty or behind this version of Leerlijn: run: leerlijn migrate"),
        ({"data_dir": "new", "secret_key": "unset"}, "The database is empty .*: run: leerlijn migrate"),
        ({"telegram_api_url": "http://127.0.0.1:1"}, r"Telegram does not answer at http://127.0.0.1:1 \(Ne.*"),
        ({"telegram_api_url": "http://nowhere.invalid"}, r"Telegram does not answer at http://nowhere.invalid \(Ne.*"),
    ],
)  # fmt: skip
async def test_a_setting_that_cannot_be(start: Start, env: Mapping[str, str], says: str) -> None:
    assert re.fullmatch(says, await start.complaint("run", **env))


@pytest.mark.parametrize("command", ["run", "migrate", "rotate"])
async def test_every_command_minds_the_settings(start: Start, command: str) -> None:
    assert (await start.complaint(command, timezone="Nowhere")).startswith("LEERLIJN_TIMEZONE: ")


async def test_a_mistake_in_the_dotenv_file_is_one_too(start: Start) -> None:
    (start.folder / ".env").write_text("LEERLIJN_TIMEZOON=Europe/Amsterdam\n")
    assert (await start.complaint("run")).startswith("LEERLIJN_TIMEZOON: there is no such setting; ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ".*secret.key is empty: put the key back, or set LEERLIJN_SECRET_KEY"),
        (b"\xff\xfe", ".*secret.key holds no key: put the key back, or set LEERLIJN_SECRET_KEY"),
        (b"Sterappel\n", "LEERLIJN_SECRET_KEY is no key: .*"),
        (f"{OTHER_KEY}\n".encode(), "No key opens what is stored: .*"),
    ],
)
async def test_a_key_file_that_is_damaged(start: Start, content: bytes, says: str) -> None:
    (start.folder / "data" / "secret.key").write_bytes(content)
    assert re.fullmatch(says, await start.complaint("run", secret_key="unset"))


async def test_a_database_that_is_none(start: Start) -> None:
    start.database.write_bytes(b"Sterappel " * 1000)
    assert "database" in await start.complaint("run")


async def test_a_database_of_a_later_version(start: Start) -> None:
    with contextlib.closing(sqlite3.connect(start.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    expected = "The database belongs to a newer version of Leerlijn: upgrade Leerlijn, or open an older backup."
    assert await start.complaint("run") == expected
    assert await start.complaint("migrate") == expected


async def test_a_database_of_an_earlier_version(start: Start) -> None:
    with contextlib.closing(sqlite3.connect(start.database)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    assert (await start.complaint("run")).endswith("run: leerlijn migrate")


async def test_a_database_that_stays_locked(start: Start) -> None:
    """Three commands at once, for each waits five seconds."""
    with contextlib.closing(sqlite3.connect(start.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        folders = [start.folder / name for name in ("run", "migrate", "rotate")]
        for folder in folders:
            folder.mkdir()
        url = f"sqlite:///{start.database}"
        said = await asyncio.gather(
            *(Start(folder, start.nursery).complaint(folder.name, database_url=url) for folder in folders)
        )
    assert set(said) == {"The database stayed locked: close the program that holds it open, then try again."}


async def test_a_token_that_telegram_does_not_know(start: Start, house: House) -> None:
    url = house.simulator.url
    expected = "Telegram does not know this token: check LEERLIJN_TELEGRAM_TOKEN"
    assert await start.complaint("run", telegram_api_url=url) == expected
    assert await start.complaint("run", telegram_api_url=url, telegram_token="no:token/of?any#kind") == expected
    assert await start.complaint("run", telegram_api_url=url, telegram_token="één") == expected


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.SLOW])
async def test_a_telegram_that_answers_something_else(start: Start, house: House, kind: FaultKind) -> None:
    house.order(Fault(kind, "getMe"))
    token = house.simulator.token
    said = await start.complaint("run", telegram_api_url=house.simulator.url, telegram_token=token)
    assert said.startswith(f"Telegram does not answer at {house.simulator.url} (")
    assert said.endswith("): check the network and LEERLIJN_TELEGRAM_API_URL")


@pytest.fixture
async def running(start: Start, house: House) -> AsyncIterator[Child]:
    """A bot that runs as it should."""
    child = start.child("run", telegram_api_url=house.simulator.url, telegram_token=house.simulator.token)
    phone = house.phone(NOOR)
    await phone.asks("/start")
    yield child
    child.kill()
    await asyncio.wrap_future(child.ended)


@pytest.mark.usefixtures("running")
async def test_a_second_start_on_the_same_database(start: Start, house: House) -> None:
    folder = start.folder / "second"
    folder.mkdir()
    said = await Start(folder, start.nursery).complaint(
        "run",
        telegram_api_url=house.simulator.url,
        telegram_token=house.simulator.token,
        database_url=f"sqlite:///{start.database}",
    )
    assert said == "Another bot is running on this database: stop it first."


async def test_a_second_program_with_the_same_token(start: Start, house: House, running: Child, migrated: Path) -> None:
    """The one that came first is sent away by Telegram, and goes on when the other is gone."""
    folder = start.folder / "second"
    (folder / "data").mkdir(parents=True)
    shutil.copy(migrated, folder / "data" / "leerlijn.db")
    second = Start(folder, start.nursery).child(
        "run", telegram_api_url=house.simulator.url, telegram_token=house.simulator.token
    )
    await eventually(lambda: "another program fetches as well" in running.err.read_text())
    second.kill()
    await asyncio.wrap_future(second.ended)
    assert await house.phone(NOOR).asks("/help")
    assert not running.ended.done()
    assert "Traceback" not in running.err.read_text()


@pytest.mark.parametrize("signal", [2, 15])
async def test_a_stop_is_a_normal_end(house: House, running: Child, signal: int) -> None:
    os.kill(running.pid, signal)
    assert await asyncio.wait_for(asyncio.wrap_future(running.ended), 30) == 0
    assert "Traceback" not in running.err.read_text()
    assert len(house.phone(NOOR).texts) == 1


@pytest.fixture
def taken_port() -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def test_a_port_that_is_taken(start: Start, taken_port: int) -> None:
    said = await start.complaint("demo", "--no-browser", "--port", str(taken_port), telegram_token="unset")
    assert said == f"port {taken_port} is taken: stop what uses it, or choose another with --port"


@pytest.mark.parametrize(
    "argv", [("demo", "--port", "99999"), ("demo", "--port", "-1"), ("fly",), ("run", "--fly"), ("nlp",)]
)
async def test_what_is_no_command_is_explained(start: Start, argv: tuple[str, ...]) -> None:
    child = start.child(*argv, telegram_token="unset")
    assert await asyncio.wait_for(asyncio.wrap_future(child.ended), 30) == 2
    assert "Traceback" not in child.err.read_text()
    assert "Usage" in child.err.read_text()


async def test_check_says_everything_at_once(start: Start, house: House) -> None:
    child = start.child("check", telegram_api_url=house.simulator.url, data_dir="new")
    assert await asyncio.wait_for(asyncio.wrap_future(child.ended), 30) == 1
    assert child.err.read_text().splitlines() == [
        "database: The database is empty or behind this version of Leerlijn: run: leerlijn migrate",
        "telegram: Telegram does not know this token: check LEERLIJN_TELEGRAM_TOKEN",
    ]
    assert [line.partition(":")[0] for line in child.out.read_text().splitlines()] == ["content", "settings"]


async def test_check_is_content_when_all_is_well(start: Start, house: House) -> None:
    url, token = house.simulator.url, house.simulator.token
    child = start.child("check", telegram_api_url=url, telegram_token=token)
    assert await asyncio.wait_for(asyncio.wrap_future(child.ended), 30) == 0
    assert child.err.read_text() == ""
    assert "telegram: this token belongs to @leerlijn_bot" in child.out.read_text()


async def test_migrate_makes_a_database_that_runs(start: Start, house: House) -> None:
    env = {"data_dir": "new", "secret_key": "unset", "telegram_api_url": house.simulator.url}
    child = start.child("migrate", **env)
    assert await asyncio.wait_for(asyncio.wrap_future(child.ended), 30) == 0
    child = start.child("run", **env, telegram_token=house.simulator.token)
    await house.phone(NOOR).asks("/start")
    await eventually(lambda: "listening" in child.err.read_text())
    child.kill()
    await asyncio.wrap_future(child.ended)
    assert sorted(file.name for file in (start.folder / "new").iterdir())[:2] == ["leerlijn.db", "leerlijn.db-shm"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("flows/welkom.toml", 'kind = "card"', 'kind = "kaart"', "flows/welkom.toml: step"),
        ("flows/welkom.toml", 'id = "welkom"', 'id = "welcome"', "flows/welkom.toml: id: must be the name of the file"),
        ("flows/leerdoel.toml", '["missing:S"]', '["mising:S"]', "'mising'"),
        ("phrases.toml", "[defaults]", "[defaults", "phrases.toml: is not TOML: "),
        ("phrases.toml", "resume_hours", "resume_ours", "phrases.toml: defaults.resume_"),
    ],
)
def test_a_mistake_in_the_content_names_file_and_key(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    content = tmp_path / "dialogs"
    shutil.copytree(Path(dialogs.__file__).parent, content, ignore=shutil.ignore_patterns("__pycache__"))
    text = (content / file).read_text(encoding="utf-8")
    assert old in text
    (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_library(content)
    assert says in str(caught.value)


SCRIPT = Path(sys.executable).parent / "leerlijn"


def test_the_installed_script_says_the_same(tmp_path: Path) -> None:
    """The real thing, imports and all; side by side, for each takes seconds to begin."""
    cases = {
        ("run",): "leerlijn: LEERLIJN_TELEGRAM_TOKEN is not set: ask @BotFather for a token\n",
        ("rotate",): "leerlijn: The database is empty or behind this version of Leerlijn: run: leerlijn migrate\n",
    }

    def start(argv: tuple[str, ...]) -> tuple[int, str, str]:
        env = {"LEERLIJN_SECRET_KEY": KEY, "LEERLIJN_DATA_DIR": str(tmp_path)}
        done = subprocess.run([SCRIPT, *argv], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(start, cases)) == [(1, "", says) for says in cases.values()]
