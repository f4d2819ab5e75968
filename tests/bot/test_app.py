"""The composition root: what is put together starts whole, sweeps, and leaves nothing open."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from rich.console import Console

from bot.app import KEEP_DONE, Application, build_parts
from bot.check import run_checks
from bot.demo import run_demo
from bot.settings import SettingsError
from bot.simulator.faults import Fault, FaultKind
from storage import NotMigrated
from storage.koppelingen import VALID
from tests.bot.fakes import FakeReader
from tests.bot.house import KEY, NOOR, House, eventually


async def test_the_menu_is_the_content_s_own(house: House) -> None:
    async with house.bot():
        await eventually(lambda: bool(house.world.bot.commands))
        shown = [(each.name, each.description) for each in house.world.bot.commands_for(NOOR.id)]
    assert shown == list(house.library.menu)


async def test_a_menu_that_cannot_be_set_is_no_reason_to_stop(house: House, log: StringIO) -> None:
    house.order(Fault(FaultKind.SERVER_ERROR, "setMyCommands"))
    async with house.bot():
        await house.phone(NOOR).asks("/start")
        await eventually(lambda: "the command menu was not set" in log.getvalue())
        await house.quiet()
    assert house.world.bot.commands == {}


async def test_what_is_long_done_makes_room(house: House) -> None:
    async with house.bot() as application:
        await house.phone(NOOR).asks("/start")
        await house.quiet()
        house.simulator.clock.advance(KEEP_DONE - timedelta(hours=1))
        await house.phone(NOOR).asks("/help")
        await house.quiet()
        assert house.rows("SELECT count(*) FROM inbox UNION ALL SELECT count(*) FROM outbox") == [(2,), (2,)]
        house.simulator.clock.advance(timedelta(hours=2))
        await application._sweep()
        assert house.rows("SELECT count(*) FROM inbox UNION ALL SELECT count(*) FROM outbox") == [(1,), (1,)]


async def test_an_invitation_that_expired_makes_room(house: House) -> None:
    async with house.bot() as application:
        await house.phone(NOOR).asks("/start")
        await house.quiet()
        now = house.simulator.clock.now()
        with house.database.unit() as unit:
            unit.koppelingen.invite(unit.persons.by_chat(NOOR.id, now).person, "koppeling-1", "opleider", now)
            unit.commit()
        for step, left in ((VALID - timedelta(hours=1), 1), (timedelta(hours=1), 0)):
            house.simulator.clock.advance(step)
            await application._sweep()
            assert house.rows("SELECT count(*) FROM koppeling") == [(left,)]


async def test_without_a_token_there_is_no_bot(house: House) -> None:
    house.settings = house.settings.model_copy(update={"telegram_token": None})
    with pytest.raises(SettingsError, match="LEERLIJN_TELEGRAM_TOKEN is not set"):
        Application(house.parts())


@pytest.mark.parametrize("token", ["7000000001:" + "z" * 35, "no token at all"])
async def test_a_wrong_token_leaves_nothing_open(house: House, token: str) -> None:
    """pytest makes an error of a connection that is not closed."""
    house.settings = house.settings.model_copy(update={"telegram_token": SecretStr(token)})
    application = Application(house.parts())
    with pytest.raises(SettingsError, match="Telegram does not know this token"):
        await application.run()


async def test_a_database_that_fails_at_the_start_leaves_nothing_open(house: House) -> None:
    with contextlib.closing(sqlite3.connect(house.settings.data_dir / "leerlijn.db")) as other:
        other.execute("DROP TABLE inbox")
    application = Application(house.parts())
    with pytest.raises(NotMigrated):
        await application.run()


@pytest.fixture
def _fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nlp.reader", SimpleNamespace(Reader=FakeReader))


@pytest.mark.usefixtures("_fake_reader")
async def test_parts_are_built_from_settings(house: House) -> None:
    parts = build_parts(house.settings)
    with parts.database as database:
        database.check()
    assert (parts.library.menu, parts.settings) == (house.library.menu, house.settings)
    assert parts.clock().utcoffset() == timedelta(0)


@pytest.fixture
async def demo(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[asyncio.Task[None], StringIO]]:
    """`leerlijn demo` in a folder of its own, and what it prints."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    out = StringIO()
    folder = house.settings.data_dir / "demo"
    folder.mkdir()
    task = asyncio.create_task(run_demo(0, True, folder, Console(file=out, width=200)))
    await eventually(lambda: bool(opened) and "listening" in out.getvalue())
    assert opened[0] in out.getvalue()
    yield task, out
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.mark.usefixtures("_fake_reader")
async def test_the_demo_needs_nothing_and_leaves_its_database(
    house: House, demo: tuple[asyncio.Task[None], StringIO]
) -> None:
    task, out = demo
    assert not task.done()
    assert "Ctrl-C stops" in out.getvalue()
    assert (house.settings.data_dir / "demo" / "leerlijn.db").exists()


@pytest.mark.usefixtures("_fake_reader")
async def test_the_demo_says_that_a_port_is_taken(house: House) -> None:
    port = int(house.simulator.url.rpartition(":")[2])
    with pytest.raises(
        SettingsError, match=f"^port {port} is taken: stop what uses it, or choose another with --port$"
    ):
        await run_demo(port, False, None, Console(file=StringIO()))


@pytest.fixture
def _environment(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `leerlijn check` finds in the environment: all as it should be."""
    monkeypatch.chdir(house.settings.data_dir)
    monkeypatch.setenv("LEERLIJN_SECRET_KEY", KEY)
    monkeypatch.setenv("LEERLIJN_TELEGRAM_TOKEN", house.simulator.token)
    monkeypatch.setenv("LEERLIJN_TELEGRAM_API_URL", house.simulator.url)


async def checked(house: House) -> tuple[bool, list[str], list[str]]:
    out, err = StringIO(), StringIO()
    good = await run_checks(house.settings.data_dir, Console(file=out), Console(file=err))
    return good, out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.mark.usefixtures("_environment")
async def test_check_is_content(house: House) -> None:
    flows, programmes = len(house.library.flows), len(house.library.programmes)
    assert await checked(house) == (
        True,
        [
            f"content: {flows} flows and {programmes} programmes in order",
            "settings: in order",
            "database: in order",
            "telegram: this token belongs to @leerlijn_bot",
        ],
        [],
    )


@pytest.mark.usefixtures("_environment")
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TIMEZONE", "Nowhere", "settings: LEERLIJN_TIMEZONE: must be a time zone such as Europe/Amsterdam"),
        ("SECRET_KEY", "x", "database: LEERLIJN_SECRET_KEY is no key: let Leerlijn make one, and copy it whole."),
        ("TELEGRAM_API_URL", "http://127.0.0.1:1",
         "telegram: no answer at http://127.0.0.1:1 (NetworkError): check the network"),
        ("TELEGRAM_TOKEN", "x", "telegram: Telegram does not know this token: check LEERLIJN_TELEGRAM_TOKEN"),
    ],
)  # fmt: skip
async def test_check_says_what_to_mend(
    house: House, name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LEERLIJN_{name}", value)
    good, _, err = await checked(house)
    assert (good, err) == (False, [says])


@pytest.mark.usefixtures("_environment")
async def test_check_without_a_token_asks_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEERLIJN_TELEGRAM_TOKEN")
    good, out, _ = await checked(house)
    assert (good, out[-1]) == (True, "telegram: no token set (LEERLIJN_TELEGRAM_TOKEN), so not asked")
