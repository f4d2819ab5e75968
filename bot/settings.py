"""Settings from the environment or `.env`. A mistake is one line that says what to mend."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

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

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: Annotated[str, AfterValidator(_http)] = TELEGRAM
    database_url: SecretStr | None = None
    data_dir: Path = Path("data")
    secret_key: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    timezone: ZoneInfo = ZoneInfo("Europe/Amsterdam")
    messages_per_second: Annotated[int, Field(ge=1, le=1000)] = 30
    chat_burst: Annotated[int, Field(ge=1, le=1000)] = 5
    log_level: str = "info"

    @field_validator("telegram_token", mode="before")
    @classmethod
    def _token(cls, value: Any) -> Any:
        return value.strip() or None if isinstance(value, str) else value

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

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file with one writer, and so has one bot."""
        return self.url.startswith("sqlite")

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
    """Read the key file; make it first when there is none."""
    try:
        if not file.exists():
            _make_key(file)
        key = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read or made: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{file} holds no key: put the key back, or set {PREFIX}SECRET_KEY") from None
    if not key:
        raise SettingsError(f"{file} is empty: put the key back, or set {PREFIX}SECRET_KEY")
    return key


def _make_key(file: Path) -> None:
    """With mode 0600, and whole or not at all. Of two starts at once the first one's key stays."""
    handle, draft = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(f"{Cipher.new_key()}\n")
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        os.unlink(draft)


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, with what was given on the command line on top. Raises SettingsError."""
    try:
        if unknown := _unknown():
            raise SettingsError(f"{unknown}: there is no such setting; {_choices()}")
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
    except UnicodeDecodeError:
        raise SettingsError(".env must be saved as UTF-8") from None


def _unknown() -> str:
    """A variable of ours that is no setting, in the environment or in `.env`: probably a slip of the pen."""
    names = {name.upper() for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return next((name for name in sorted(names) if name.startswith(PREFIX) and name not in known), "")


def _choices() -> str:
    return "the settings are " + ", ".join(PREFIX + name.upper() for name in Settings.model_fields)
