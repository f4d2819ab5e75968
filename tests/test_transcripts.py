"""Every transcript is what the bot really does, word for word; together they pass through every step."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dialogs.library import Library
from dialogs.reading import Reads
from storage.cipher import Cipher
from storage.database import Database
from tests.transcript import play, transcripts

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("file", transcripts(FOLDER), ids=lambda file: file.stem)
def test_transcript(
    file: Path,
    library: Library,
    reader: Reads,
    open_database: Callable[[], Database],
    request: pytest.FixtureRequest,
) -> None:
    written = file.read_text(encoding="utf-8")
    played, _ = play(written, library, reader, open_database)
    if request.config.getoption("--update") and played != written:
        file.write_text(played, encoding="utf-8")
        return
    assert played == written


def test_together_they_pass_every_step(library: Library, reader: Reads, tmp_path: Path) -> None:
    """What no transcript shows, nobody has read aloud."""
    passed: set[tuple[str, str]] = set()
    for file in transcripts(FOLDER):
        key = Cipher.new_key()
        address = f"sqlite:///{tmp_path}/{file.stem}.db"
        with Database.open(address, [key]) as database:
            database.migrate()
        passed |= play(file.read_text(encoding="utf-8"), library, reader, partial(Database.open, address, [key]))[1]
    steps = {(flow.id, step.id) for flow in library.flows.values() for step in flow.steps if step.asks}
    assert sorted(steps - passed) == []
