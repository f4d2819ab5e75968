"""HTTP/1.1 as far as a Bot API client speaks it, on bare asyncio: the server must cost less than the bots."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, unquote

Fields = dict[str, str]
_NO_BODY = b""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the last part of its path, and its fields from query and body together."""

    path: str
    fields: Fields


class Connection(asyncio.Protocol):
    """One connection of a client. `handle` gets each call and this connection, and answers by `reply`."""

    def __init__(self, handle: "Handle", lost: Callable[["Connection"], None]) -> None:
        self._handle = handle
        self._lost = lost
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        self._lost(self)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            target, headers = _head(self._received[:end])
            if "chunked" in headers.get("transfer-encoding", ""):
                self.reply(411, b'{"ok":false,"error_code":411,"description":"Length Required"}')
                self.close()
                return
            length = int(headers.get("content-length", "0"))
            begin = end + 4
            if len(self._received) < begin + length:
                return
            body = self._received[begin : begin + length] if length else _NO_BODY
            self._received = self._received[begin + length :]
            path, _, query = target.partition("?")
            self._handle(Call(unquote(path), {**dict(parse_qsl(query)), **_body(headers, body)}), self)

    def reply(self, status: int, body: bytes) -> None:
        """Nothing happens when the client has gone."""
        if self._transport is not None:
            head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


Handle = Callable[[Call, Connection], None]


def _head(head: bytes) -> tuple[str, Fields]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs}


def _body(headers: Fields, body: bytes) -> Fields:
    kind = headers.get("content-type", "")
    if not body:
        return {}
    if kind.startswith("application/json"):
        return {name: v if isinstance(v, str) else json.dumps(v) for name, v in json.loads(body).items()}
    if kind.startswith("multipart/form-data"):
        return _parts(kind, body)
    return dict(parse_qsl(body.decode()))


def _parts(kind: str, body: bytes) -> Fields:
    form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields = {}
    for part in form.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode()
    return fields
