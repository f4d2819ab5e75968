"""The bot as people see it: its name, its texts, its commands and its menu button."""

from dataclasses import dataclass, field

from bot.simulator.messages import Json

DEFAULT_SCOPE = '{"type":"default"}'


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    description: str


@dataclass(slots=True)
class BotProfile:
    """Texts and commands are kept per language code ('' = for everybody); commands also per scope (its JSON)."""

    id: int
    username: str = "leerlijn_bot"
    names: dict[str, str] = field(default_factory=lambda: {"": "Leerlijn"})
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], tuple[Command, ...]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})

    def name(self, language: str = "nl") -> str:
        return self.names.get(language) or self.names[""]

    def description(self, language: str = "nl") -> str:
        return self.descriptions.get(language) or self.descriptions.get("", "")

    def short_description(self, language: str = "nl") -> str:
        return self.short_descriptions.get(language) or self.short_descriptions.get("", "")

    def commands_for(self, chat: int, language: str = "nl") -> tuple[Command, ...]:
        """What the menu of this chat shows: the narrowest scope that has commands wins (Bot API: BotCommandScope)."""
        scopes = (
            f'{{"type":"chat","chat_id":{chat}}}',
            '{"type":"all_private_chats"}',
            DEFAULT_SCOPE,
        )
        for scope in scopes:
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return ()
