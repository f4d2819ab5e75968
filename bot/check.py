"""`leerlijn check`: one line per part, good or what to mend."""

from pathlib import Path

from rich.console import Console
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.request import AiohttpRequest
from bot.settings import PREFIX, Settings, SettingsError, load_settings
from dialogs.content import load_library
from dialogs.errors import ContentError
from storage.database import Database
from storage.errors import StorageError


async def run_checks(data: Path | None, out: Console, err: Console) -> bool:
    """True when everything is in order. Never raises for what somebody can mend."""
    found: list[bool] = []

    def report(part: str, problem: str = "", note: str = "in order") -> None:
        found.append(not problem)
        console, style = (err, "red") if problem else (out, "green")
        console.print(f"{part}: {problem or note}", style=style, highlight=False, markup=False, soft_wrap=True)

    try:
        library = load_library()
        report("content", note=f"{len(library.flows)} flows and {len(library.programmes)} programmes in order")
    except ContentError as error:
        report("content", str(error))
    try:
        settings = load_settings(data_dir=data)
    except SettingsError as error:
        report("settings", str(error))
        return False
    report("settings")
    report("database", _database_problem(settings))
    report("telegram", *await _telegram(settings))
    return all(found)


def _database_problem(settings: Settings) -> str:
    try:
        settings.prepare()
        with Database.open(settings.url, settings.keys()) as database:
            database.check()
    except (SettingsError, StorageError) as error:
        return str(error)
    return ""


async def _telegram(settings: Settings) -> tuple[str, str]:
    """(problem, note)."""
    if settings.telegram_token is None:
        return "", f"no token set ({PREFIX}TELEGRAM_TOKEN), so not asked"
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    try:
        await bot.initialize()
        return "", f"this token belongs to @{bot.username}"
    except InvalidToken:
        return f"Telegram does not know this token: check {PREFIX}TELEGRAM_TOKEN", ""
    except TelegramError as error:
        return f"no answer at {settings.telegram_api_url} ({type(error).__name__}): check the network", ""
    finally:
        await bot.shutdown()
