"""python-telegram-bot's HTTP, on aiohttp: its own client scans the whole connection pool for every request."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
_Seconds = Any
"""PTB hands over a number, None for 'no limit', or its DEFAULT_NONE for 'your own choice'."""


class AiohttpRequest(BaseRequest):
    """One connection pool. Errors carry no URL, because a URL of the Bot API holds the token."""

    def __init__(self, connections: int = CONNECTIONS, timeout: float = 15.0) -> None:
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As BaseRequest's, which logs a body that it cannot read; what somebody typed may stand in it."""
        try:
            body = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or ("result" not in body and body.get("ok") is not False):
            raise TelegramError("Invalid server response")
        return body

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 - the signature is BaseRequest's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the connection is closed")
        seconds = self._timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=aiohttp.ClientTimeout(total=None, sock_read=seconds, sock_connect=10.0),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None
        except (OSError, asyncio.IncompleteReadError) as error:
            raise NetworkError(type(error).__name__) from None


def patience(error: RetryAfter) -> float:
    """Seconds that Telegram wants us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, part in (data.multipart_data or {}).items():
        filename, content, mime = part
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
