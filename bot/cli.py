"""The command line: `leerlijn demo`, `run`, `check`, `migrate`, `rotate`, `nlp`. Every mistake is one line."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.logs import configure_logs
from bot.settings import PREFIX, Settings, SettingsError, load_settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Leerlijn, a bot for aios."
)
OUT = Console()
ERR = Console(stderr=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder for the database and the key.")]


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Turns every mistake that somebody can mend into one line and exit code 1."""
    from bot.intake import IntakeError  # noqa: PLC0415 - keeps `--help` quick
    from dialogs.errors import ContentError  # noqa: PLC0415
    from storage.errors import StorageError  # noqa: PLC0415

    try:
        yield
    except (SettingsError, ContentError, StorageError, IntakeError) as error:
        ERR.print(f"leerlijn: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _serve(work: Coroutine[Any, Any, None]) -> None:
    """Run until done, Ctrl-C or SIGTERM; the last two are a normal end."""

    async def guarded() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(guarded())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 picks a free one.", min=0, max=65535)] = 8080,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    data: Data = None,
) -> None:
    """Everything in one: database, a local Telegram with a page of phones, and a clock you can move."""
    from bot.demo import run_demo  # noqa: PLC0415

    with _one_line():
        configure_logs("warning")
        _serve(run_demo(port, browser, data, OUT))


@app.command()
def run(data: Data = None) -> None:
    """The real bot, by long polling. On PostgreSQL a second one stands by, and takes over."""
    from bot.app import build_parts  # noqa: PLC0415
    from bot.standby import Replica  # noqa: PLC0415

    async def serve(settings: Settings) -> None:
        parts = build_parts(settings)
        with parts.database:
            parts.database.check()
            await Replica(parts).run()

    with _one_line():
        settings = load_settings(data_dir=data)
        configure_logs(settings.log_level)
        if settings.telegram_token is None:
            raise SettingsError(f"{PREFIX}TELEGRAM_TOKEN is not set: ask @BotFather for a token")
        _serve(serve(settings))


@app.command()
def migrate(data: Data = None) -> None:
    """Make the database, or bring it to this version."""
    from storage.database import Database  # noqa: PLC0415

    with _one_line():
        settings = load_settings(data_dir=data)
        settings.prepare()
        with Database.open(settings.url, settings.keys()) as database:
            database.migrate()
        OUT.print("The database is up to date.")


@app.command()
def rotate(data: Data = None) -> None:
    """Write everything under the first key of LEERLIJN_SECRET_KEY; after that the other keys can go."""
    from storage.database import Database  # noqa: PLC0415

    with _one_line():
        settings = load_settings(data_dir=data)
        with Database.open(settings.url, settings.keys()) as database:
            database.check()
            OUT.print(f"{database.rotate()} rows were written under the first key.")


@app.command()
def check(data: Data = None) -> None:
    """Look whether content, settings, database and token are in order, and say what to mend."""
    from bot.check import run_checks  # noqa: PLC0415

    configure_logs("error")
    if not asyncio.run(run_checks(data, OUT, ERR)):
        raise typer.Exit(1)


@app.command()
def flows() -> None:
    """Print every conversation as a Mermaid picture."""
    from dialogs.content import load_library  # noqa: PLC0415
    from dialogs.picture import album  # noqa: PLC0415

    with _one_line():
        sys.stdout.write(album(load_library()))


@app.command()
def nlp(
    task: Annotated[str, typer.Argument(help="temporal, smart, competence, intent, reflection or privacy.")],
) -> None:
    """Read JSON lines on stdin, write a prediction per line on stdout."""
    from nlp.reader import Reader  # noqa: PLC0415
    from nlp.tasks import run as predictions  # noqa: PLC0415

    try:
        for line in predictions(task, sys.stdin, Reader()):
            sys.stdout.write(f"{line}\n")
    except ValueError as error:
        ERR.print(f"leerlijn: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def main() -> None:
    app()
