"""Logging: one event a line, by id. No text of a person, no token and no key ever gets in."""

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_NOISY = (
    "httpx",
    "httpcore",
    "telegram",
    "aiohttp.access",
    "aiohttp.client",
    "apscheduler",
    "sqlalchemy.engine",
    "alembic",
)


def _without_tokens(_: Any, __: str, line: Any) -> str:
    """On the finished line, so that no value however deep escapes it."""
    return TOKEN.sub("[token]", line)


def configure_logs(level: str = "info", stream: TextIO = sys.stderr) -> None:
    """Send our own log and that of libraries to one stream. Libraries that log URLs or texts speak up from WARNING."""
    number = getattr(logging, level.upper())
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _error_by_name,
    ]
    colours = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_quotes],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=colours) if colours else structlog.processors.JSONRenderer(),
                _without_tokens,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _error_by_name(_: Any, __: str, event: EventDict) -> EventDict:
    """A traceback may hold what a person typed; the kind of error and where it came from may not."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = _where(error)
    return event


def _without_quotes(_: Any, __: str, event: EventDict) -> EventDict:
    """asyncio quotes the exception, or what a callback was called with, behind what it has to say."""
    if event["_record"].name == "asyncio":
        event["event"] = event["event"].partition("\n")[0].partition("(")[0]
    return event


def _where(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
