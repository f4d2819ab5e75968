"""The Bot API methods with which a bot presents itself: name, descriptions, commands, menu button.

Telegram refuses too long a name or description too; its wording for that is not public, so ours is plain.
"""

import json
import re

from bot.simulator.arguments import Arguments
from bot.simulator.errors import bad_request
from bot.simulator.profile import DEFAULT_SCOPE, Command
from bot.simulator.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators"}
)


async def set_my_commands(world: World, arguments: Arguments) -> object:
    commands = _commands(arguments.text("commands"))
    key = (_scope(world, arguments.text("scope")), _language(arguments))
    if commands:
        world.bot.commands[key] = commands
    else:
        world.bot.commands.pop(key, None)
    world.changed_profile()
    return True


async def get_my_commands(world: World, arguments: Arguments) -> object:
    commands = world.bot.commands.get((_scope(world, arguments.text("scope")), _language(arguments)), ())
    return [{"command": each.name, "description": each.description} for each in commands]


async def set_my_name(world: World, arguments: Arguments) -> object:
    return _set_text(world, arguments, "name", world.bot.names, 64)


async def set_my_description(world: World, arguments: Arguments) -> object:
    return _set_text(world, arguments, "description", world.bot.descriptions, 512)


async def set_my_short_description(world: World, arguments: Arguments) -> object:
    return _set_text(world, arguments, "short_description", world.bot.short_descriptions, 120)


async def set_chat_menu_button(world: World, arguments: Arguments) -> object:
    """Only the button for everybody is kept; one for a single chat must name a chat that exists."""
    raw = arguments.text("menu_button")
    try:
        value: object = json.loads(raw) if raw else {"type": "default"}
    except ValueError:
        raise bad_request("can't parse menu button JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if value.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if arguments.text("chat_id"):
        world.known_chat(arguments.number("chat_id"))
    world.bot.menu_button = value
    world.changed_profile()
    return True


def _set_text(world: World, arguments: Arguments, field: str, texts: dict[str, str], longest: int) -> bool:
    text, language = arguments.text(field).strip(), _language(arguments)
    if len(text) > longest:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    elif not (field == "name" and language == ""):
        texts.pop(language, None)
    world.changed_profile()
    return True


def _language(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(world: World, raw: str) -> str:
    """The scope as compact JSON; a chat's must name a chat that exists."""
    if not raw:
        return DEFAULT_SCOPE
    try:
        value: object = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse BotCommandScope JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if value.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" in value:
        world.known_chat(int(value["chat_id"]))
        value = {"type": value["type"], "chat_id": int(value["chat_id"])}
    return json.dumps(value, separators=(",", ":"))


def _commands(raw: str) -> tuple[Command, ...]:
    try:
        values: object = json.loads(raw or "[]")
    except ValueError:
        raise bad_request("can't parse commands JSON object") from None
    if not isinstance(values, list):
        raise bad_request("expected an Array of BotCommand")
    commands = tuple(_command(each) for each in values)
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return commands


def _command(value: object) -> Command:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(value.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = value["command"].strip().removeprefix("/")
    description = value["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return Command(name, description)
