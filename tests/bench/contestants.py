"""Who is measured: how each is started, and what its chats say."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings
from storage.database import Database
from tests.bench.botapi import TOKEN
from tests.bench.conversation import Conversation, leerdoel_conversation, typed

UNLIMITED = "1000"
"""Messages a second, in all and in a chat: the others know no limits, so here they must not bind either."""
_LEERLIJN = "from bot.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Contestant:
    """`command` and `environment` get the URL of the server and a folder of their own."""

    name: str
    title: str
    command: Callable[[str, Path], list[str]]
    conversation: Conversation
    echo: bool = False
    environment: Callable[[str, Path], dict[str, str]] = lambda _, __: {}
    prepare: Callable[[Path], None] = lambda _: None


def open_database(folder: Path) -> Database:
    """The database that Leerlijn uses when this is its data folder."""
    settings = Settings(_env_file=None, data_dir=folder, database_url=SecretStr(f"sqlite:///{folder}/leerlijn.db"))
    settings.prepare()
    return Database.open(settings.url, settings.keys())


def _migrate(folder: Path) -> None:
    with open_database(folder) as database:
        database.migrate()


def _peer(module: str, *more: str, folder: bool = False) -> Callable[[str, Path], list[str]]:
    def command(url: str, at: Path) -> list[str]:
        own = [str(at)] if folder else []
        return [sys.executable, "-m", f"tests.bench.peers.{module}", url, TOKEN, *own, *more]

    return command


def _own_limits(url: str, folder: Path) -> dict[str, str]:
    return {
        "LEERLIJN_TELEGRAM_TOKEN": TOKEN,
        "LEERLIJN_TELEGRAM_API_URL": url,
        "LEERLIJN_DATA_DIR": str(folder),
        "LEERLIJN_LOG_LEVEL": "warning",
    }


def _unlimited(url: str, folder: Path) -> dict[str, str]:
    limits = dict.fromkeys(("LEERLIJN_MESSAGES_PER_SECOND", "LEERLIJN_CHAT_BURST"), UNLIMITED)
    return _own_limits(url, folder) | limits


_CONVERSATION = leerdoel_conversation()
_TYPED = typed(_CONVERSATION)

LEERLIJN = Contestant(
    "leerlijn",
    "Leerlijn (SQLite, synchronous=FULL)",
    lambda _, __: [sys.executable, "-c", _LEERLIJN, "run"],
    _CONVERSATION,
    environment=_unlimited,
    prepare=_migrate,
)
LEERLIJN_LIMITED = replace(
    LEERLIJN, name="leerlijn-limited", title="Leerlijn within Telegram's limits", environment=_own_limits
)
ECHO = Contestant("echo", "python-telegram-bot echo, one at a time", _peer("ptb_echo"), _TYPED, echo=True)
ECHO_4 = Contestant(
    "echo-4", "python-telegram-bot echo, 4 at once", _peer("ptb_echo", "--at-once", "4"), _TYPED, echo=True
)
ECHO_16 = Contestant(
    "echo-16", "python-telegram-bot echo, 16 at once", _peer("ptb_echo", "--at-once", "16"), _TYPED, echo=True
)
ECHO_AIOHTTP = Contestant(
    "echo-aiohttp", "python-telegram-bot echo on our AiohttpRequest", _peer("ptb_echo", "--aiohttp"), _TYPED, echo=True
)
CONVERSATION_HANDLER = Contestant(
    "conversation-handler",
    "ConversationHandler with PicklePersistence",
    _peer("ptb_conversation", folder=True),
    _TYPED,
)
AIOGRAM_DIALOG = Contestant("aiogram-dialog", "aiogram_dialog in memory", _peer("aiogram_dialogs"), _TYPED)
