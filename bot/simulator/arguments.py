"""The arguments of one Bot API call, read from the query string, a form, a multipart body or JSON.

All of them are texts to Telegram; a JSON body's other values are written back as JSON first. A wrong number
counts as 0, as Telegram's own reader does.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.multipart import BodyPartReader
from multidict import MultiMapping

from bot.simulator.errors import ApiError, bad_request

_WHOLE = re.compile(r"\s*[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    texts: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """'' if absent. ApiError 400 if it is no valid Unicode."""
        value = self.texts.get(name, "")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def number(self, name: str, default: int = 0) -> int:
        """The whole number at the front of the value; 0 if there is none, `default` if it is absent or empty."""
        value = self.texts.get(name, "")
        found = _WHOLE.match(value)
        return default if not value else int(found.group()) if found else 0

    def flag(self, name: str) -> bool:
        return self.texts.get(name, "").strip().lower() in {"true", "yes", "1"}

    def chat(self) -> int:
        if not self.text("chat_id"):
            raise bad_request("chat_id is empty")
        return self.number("chat_id")

    def names(self, name: str) -> list[str] | None:
        """A JSON list of texts, or None if it is absent or something else (then Telegram keeps what it had)."""
        try:
            value: object = json.loads(self.texts.get(name, ""))
        except ValueError:
            return None
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else None

    def upload(self, name: str) -> Upload | None:
        """The file that came as `name`, directly or as attach://part."""
        part = self.texts.get(name, "").removeprefix("attach://") or name
        return self.uploads.get(part) or self.uploads.get(name)


async def read_arguments(request: web.Request) -> Arguments:
    """ApiError 400 for a JSON body that is no object."""
    texts = dict(request.query)
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/json":
        texts |= _from_json(await request.text())
    elif kind == "application/x-www-form-urlencoded":
        texts |= _only_texts(await request.post())
    elif kind == "multipart/form-data":
        await _from_multipart(request, texts, uploads)
    return Arguments(texts, uploads)


def _from_json(body: str) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        value: object = json.loads(body)
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(value, dict):
        raise ApiError(400, "Bad Request: object expected as JSON request body")
    return {
        str(name): each if isinstance(each, str) else json.dumps(each)
        for name, each in value.items()
        if each is not None
    }


def _only_texts(form: MultiMapping[object]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _from_multipart(request: web.Request, texts: dict[str, str], uploads: dict[str, Upload]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            texts[part.name] = content.decode("utf-8", "surrogateescape")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime, content)
