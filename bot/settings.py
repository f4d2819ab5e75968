"""Settings from the environment or `.env`. A mistake is one line that says what to mend."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage.cipher import Cipher

PREFIX = "LEERLIJN_"
TELEGRAM = "https://api.telegram.org"
KEY_FILE = "secret.key"


class SettingsError(ValueError):
    """Something in the environment must be mended before the start."""


def _http(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url.rstrip("/")


class Settings(BaseSettings):
    """`LEERLIJN_…` variables. `secret_key` may hold several keys with commas: the first encrypts, all decrypt."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", hide_input_in_errors=True)

    telegram_token: SecretStr | None = None
    telegram_api_url: Annotated[str, AfterValidator(_http)] = TELEGRAM
    database_url: SecretStr | None = None
    data_dir: Path = Path("data")
    secret_key: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    timezone: ZoneInfo = ZoneInfo("Europe/Amsterdam")
    messages_per_second: Annotated[int, Field(ge=1, le=1000)] = 30
    chat_burst: Annotated[int, Field(ge=1, le=1000)] = 5
    log_level: str = "info"

    @field_validator("secret_key", mode="before")
    @classmethod
    def _keys(cls, value: Any) -> Any:
        return tuple(key.strip() for key in value.split(",") if key.strip()) if isinstance(value, str) else value

    @field_validator("timezone", mode="before")
    @classmethod
    def _zone(cls, value: Any) -> Any:
        try:
            return ZoneInfo(value) if isinstance(value, str) else value
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("must be a time zone such as Europe/Amsterdam") from error

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @property
    def url(self) -> str:
        """Of the database; a file in the data folder unless one was set."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{self.data_dir}/leerlijn.db"

    def keys(self) -> tuple[str, ...]:
        """The keys that were set, else the one in the data folder, which is made at the first start."""
        return tuple(key.get_secret_value() for key in self.secret_key) or (_key_from(self.data_dir / KEY_FILE),)

    def prepare(self) -> None:
        """Make the data folder. Raises SettingsError when that cannot be."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingsError(f"{PREFIX}DATA_DIR: {self.data_dir} cannot be made: {error.strerror}") from error


def _key_from(file: Path) -> str:
    """Read the key file, or make it with mode 0600. Two starts at once end up with one key."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_text(encoding="ascii").strip()
        if not key:
            raise SettingsError(f"{file} is empty: put the key back, or set {PREFIX}SECRET_KEY") from None
        return key
    except OSError as error:
        raise SettingsError(f"{file} cannot be made: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        key = Cipher.new_key()
        stream.write(f"{key}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return key


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, with what was given on the command line on top. Raises SettingsError."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and not _known(name))
    if unknown:
        raise SettingsError(f"{unknown[0]}: there is no such setting; {_choices()}")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def _known(variable: str) -> bool:
    return variable.removeprefix(PREFIX).lower() in Settings.model_fields


def _choices() -> str:
    return "the settings are " + ", ".join(PREFIX + name.upper() for name in Settings.model_fields)


def simulator_token() -> str:
    """A token in Telegram's form for the simulator."""
    return f"{secrets.randbelow(9 * 10**8) + 10**8}:{secrets.token_urlsafe(27)[:35].ljust(35, 'x')}"
