"""The bot as a process of its own, as `leerlijn run` is, but with a fake reader: all it needs is in the environment."""

import asyncio

from bot.app import Application, Parts
from bot.logs import configure_logs
from bot.settings import load_settings
from dialogs.content import load_library
from storage import Database
from tests.bot.fakes import FakeReader

LIBRARY = load_library()


def run() -> None:
    """Until it is killed."""
    settings = load_settings()
    configure_logs(settings.log_level)
    with Database.open(settings.url, settings.keys()) as database:
        database.check()
        with database.claim():
            asyncio.run(_serve(Parts(settings, database, LIBRARY, FakeReader())))


async def _serve(parts: Parts) -> None:
    await Application(parts).run()
