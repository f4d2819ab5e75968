"""What goes wrong in content: a mistake of an author stops the start and says which file and which key to mend."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from pydantic import ValidationError


class ContentError(ValueError):
    """Mistakes in one content file: a line each, `file: key: what it must be`; list positions count from 0.

    The file is named as it was reached. Content is written by us or by an institute, never by a person in a chat.
    """

    @classmethod
    def at(cls, file: Path, mistakes: Iterable[tuple[str, str]]) -> Self:
        """From (key, what it must be); an empty key means the file as a whole."""
        return cls("\n".join(": ".join(part for part in (file.as_posix(), *mistake) if part) for mistake in mistakes))

    @classmethod
    def from_validation(cls, file: Path, error: ValidationError, source: object = None) -> Self:
        """From what pydantic found, in words for somebody who writes content and not Python.

        With the `source` that was validated, what has an id is named by it instead of by its position.
        """
        found = error.errors(include_url=False, include_input=False)
        return cls.at(
            file, ((_key(one["loc"], source), _what(one["type"], one["msg"], one.get("ctx", {}))) for one in found)
        )


_WHAT = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that is known here",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "int_type": "must be a whole number",
    "greater_than": "must be a whole number above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "too_short": "must hold at least {min_length}",
    "too_long": "must hold at most {max_length}",
    "literal_error": "must be {expected}",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "value_error": "{error}",
}


def _key(loc: tuple[int | str, ...], source: object) -> str:
    names = []
    for part in loc:
        source = _inside(source, part)
        known = source.get("id") if isinstance(part, int) and isinstance(source, dict) else None
        names.append(known if isinstance(known, str) else str(part))
    return ".".join(names)


def _inside(source: object, part: int | str) -> object:
    if isinstance(source, dict):
        return source.get(part)
    if isinstance(source, list) and isinstance(part, int) and part < len(source):
        return source[part]
    return None


def _what(kind: str, message: str, context: Mapping[str, object]) -> str:
    return _WHAT[kind].format(**context) if kind in _WHAT else message
