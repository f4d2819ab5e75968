"""Every transcript is what the bot really does, word for word; together they pass through every step."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogs.library import Library
from dialogs.reading import Reads
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
    played = play(written, library, reader, open_database)
    if request.config.getoption("--update") and played != written:
        file.write_text(played, encoding="utf-8")
        return
    assert played == written
