"""What every test may use: the content, the reader (loaded once), and a fresh database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogs.content import load_library
from dialogs.library import Library
from dialogs.reading import Reads
from storage.cipher import Cipher
from storage.database import Database


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what the bot says in the transcripts")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def reader() -> Reads:
    from nlp.reader import Reader  # noqa: PLC0415 - only tests that read Dutch pay for loading it

    return Reader()


@pytest.fixture
def open_database(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Opens the same database every time it is called."""
    key = Cipher.new_key()
    opened: list[Database] = []

    def opening() -> Database:
        database = Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [key])
        if not opened:
            database.migrate()
        opened.append(database)
        return database

    yield opening
    for database in opened:
        database.close()
