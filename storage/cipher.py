"""Encryption at rest: what a person entrusts is a Fernet token in the database and readable in memory only.

The first key encrypts, every key decrypts, so that a key can be replaced while the bot runs. The cipher hangs
on the dialect of one engine: two databases in one process have each their own keys, and no module holds any.
"""

from collections.abc import Sequence
from typing import cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.types import TypeDecorator

from storage.errors import WrongKey

_SLOT = "leerlijn_cipher"


class Cipher:
    """Turns text into tokens and back. Any text survives, lone surrogates and NUL included."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are url-safe base64 of 32 bytes, newest first. Raises WrongKey when one is not, or there is none."""
        try:
            fernets = [Fernet(key) for key in keys]
            self._newest = fernets[0]
        except (ValueError, IndexError):
            raise WrongKey("LEERLIJN_SECRET_KEY is no key: let Leerlijn make one, and copy it whole.") from None
        self._all = MultiFernet(fernets)

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()

    def encrypt(self, text: str) -> str:
        return self._newest.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Raises WrongKey when no key opens the token, or it was tampered with."""
        try:
            return self._all.decrypt(token).decode("utf-8", "surrogatepass")
        except (InvalidToken, ValueError):
            raise WrongKey from None

    def renew(self, token: str) -> str | None:
        """The same text under the newest key, or None when it is already. Raises WrongKey as `decrypt` does."""
        try:
            self._newest.decrypt(token)
        except (InvalidToken, ValueError):
            return self.encrypt(self.decrypt(token))
        return None

    def attach(self, engine: Engine) -> None:
        """Make this the cipher of every `Encrypted` column that is read or written through `engine`."""
        setattr(engine.dialect, _SLOT, self)


class Encrypted(TypeDecorator[str]):
    """A text column that holds tokens. It can be compared with NULL only: equal texts have different tokens."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher(dialect).encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher(dialect).decrypt(value)


class Legible(Encrypted):
    """What an `Encrypted` column holds, for whoever reads many rows: one that no key opens is the empty text."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        try:
            return super().process_result_value(value, dialect)
        except WrongKey:
            return ""


def _cipher(dialect: Dialect) -> Cipher:
    return cast(Cipher, getattr(dialect, _SLOT))
