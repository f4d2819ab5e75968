"""Fixtures for whoever wants a running bot, here and in `tests/resilience`."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from bot.logs import configure_logs
from dialogs.library import Library
from storage import Database
from tests.bot.house import KEY, House, open_house


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of this version."""
    file = tmp_path_factory.mktemp("migrated") / "leerlijn.db"
    with Database.open(f"sqlite:///{file}", [KEY]) as database:
        database.migrate()
    return file


@pytest_asyncio.fixture
async def house(tmp_path: Path, migrated: Path, library: Library) -> AsyncIterator[House]:
    async with open_house(tmp_path, migrated, library) as house:
        yield house


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as `leerlijn run` would with LEERLIJN_LOG_LEVEL=debug."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
