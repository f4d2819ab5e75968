"""What can go wrong between Leerlijn and its database, each as one clear line that says what to do.

No message holds a stored value, a key, a password or a statement, so every one of them may be logged.
"""

# ruff: noqa: N818 - they are named after what is the matter, as the person at the keyboard would say it.


class StorageError(Exception):
    """Anything that storage refuses or cannot do. Without a message of its own it says its class's `advice`."""

    advice = "The database refused this."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.advice)


class DatabaseLocked(StorageError):
    """Somebody else kept the database (or a row) locked for longer than the busy timeout. Trying again may help."""

    advice = "The database stayed locked: close the program that holds it open, then try again."


class DatabaseUnreachable(StorageError):
    """The database cannot be opened, or the connection to it broke."""

    advice = "The database cannot be reached: check LEERLIJN_DATABASE_URL and that the server runs."


class DatabaseFull(StorageError):
    """There is no room left to write; nothing of the unit of work was kept."""

    advice = "The disk of the database is full: make room, then try again."


class NotMigrated(StorageError):
    advice = "The database is empty or behind this version of Leerlijn: run: leerlijn migrate"


class NewerSchema(StorageError):
    advice = "The database belongs to a newer version of Leerlijn: upgrade Leerlijn, or open an older backup."


class WrongKey(StorageError):
    """No key opens what is stored (or a key is no key at all)."""

    advice = "No key opens what is stored: put the key it was written with in LEERLIJN_SECRET_KEY."


class AlreadyRunning(StorageError):
    advice = "Another bot is running on this database: stop it first."


class Conflict(StorageError):
    """Somebody else wrote first. Roll back, load again and repeat."""

    advice = "This was changed by somebody else in the meantime: load it again and repeat."


class InvalidValues(StorageError):
    """A value that may not be stored. The message names fields and the rules they broke, never what was in them."""

    advice = "These values cannot be stored."


class NotTheirs(StorageError):
    """Something was named that is not this person's own, or not theirs to do."""

    advice = "This does not exist, or belongs to another person."


class StatementRefused(Exception):
    """A mistake in Leerlijn itself, and so no StorageError: trying again cannot help. Its text is the kind of error."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the database refused a statement ({kind})")
