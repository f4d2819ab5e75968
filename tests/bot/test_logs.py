"""Logs: ids and kinds of errors; never a text of a person, a token or what an exception quotes."""

import asyncio
import gc
import io
import json
import logging

import pytest
import structlog

from bot.logs import configure_logs
from tests.bot.fakes import TOKEN

SECRET = "Sterappel"
URL = f"https://api.telegram.org/bot{TOKEN}/getMe"


class QuotingError(Exception):
    """As drivers and parsers do: its text is what somebody typed."""


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    raise QuotingError(SECRET)


def test_a_line_is_json_with_level_and_moment(log: io.StringIO) -> None:
    structlog.get_logger("bot.intake").info("listening", bot="leerlijn_bot")
    ((line),) = lines(log)
    assert (line["event"], line["level"], line["bot"]) == ("listening", "info", "leerlijn_bot")
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "value", [TOKEN, URL, f"{URL} and {URL}", [URL], (URL,), {"url": URL}, {URL: 1}, [{"x": [URL]}]]
)
def test_no_token_gets_in(value: object, log: io.StringIO) -> None:
    structlog.get_logger("bot.intake").info("asked", value=value)
    structlog.get_logger("bot.intake").info(str(value))
    logging.getLogger("somebody").warning("asked %s", value)
    logging.getLogger("somebody").warning(str(value))
    assert len(lines(log)) == 4
    assert TOKEN not in log.getvalue()
    assert "[token]" in log.getvalue()


def test_our_own_error_is_named_with_its_place(log: io.StringIO) -> None:
    try:
        fail()
    except QuotingError:
        structlog.get_logger("bot.handle").exception("turn failed", update=12)
    ((line),) = lines(log)
    assert (line["event"], line["update"], line["error"]) == ("turn failed", 12, "QuotingError")
    assert str(line["where"]).startswith("fail:")
    assert SECRET not in log.getvalue()


def test_the_error_of_a_library_is_named_with_its_place(log: io.StringIO) -> None:
    try:
        fail()
    except QuotingError as error:
        logging.getLogger("apscheduler.executors").exception("Job raised an exception")
        logging.getLogger("apscheduler.executors").error("Job raised an exception", exc_info=error)
    assert [line["error"] for line in lines(log)] == ["QuotingError", "QuotingError"]
    assert SECRET not in log.getvalue()


async def test_an_error_that_nobody_waited_for_is_named_only(log: io.StringIO) -> None:
    """asyncio puts the whole exception in its message, and what a callback was called with."""

    async def forgotten() -> None:
        fail()

    def callback(text: str) -> None:
        raise QuotingError(text)

    loop = asyncio.get_running_loop()
    task = loop.create_task(forgotten())
    await asyncio.wait([task])
    del task
    gc.collect()
    loop.call_soon(callback, SECRET)
    await asyncio.sleep(0)
    said = [(line["event"], line["error"]) for line in lines(log) if line["level"] == "error"]
    place = "test_an_error_that_nobody_waited_for_is_named_only.<locals>.callback"
    assert said == [
        ("Task exception was never retrieved", "QuotingError"),
        (f"Exception in callback {place}", "QuotingError"),
    ]
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize(
    "name", ["telegram.Bot", "httpx", "sqlalchemy.engine.Engine", "aiohttp.access", "apscheduler.x"]
)
def test_who_logs_texts_and_urls_speaks_up_from_warning(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).debug(SECRET)
    logging.getLogger(name).info(SECRET)
    logging.getLogger(name).warning("heard")
    assert [line["event"] for line in lines(log)] == ["heard"]


def test_the_level_holds_for_everybody() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream)
    structlog.get_logger("bot.intake").info("quiet")
    logging.getLogger("somebody").info("quiet")
    structlog.get_logger("bot.intake").warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_a_terminal_gets_lines_for_people(log: io.StringIO) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    configure_logs("info", terminal)
    try:
        fail()
    except QuotingError:
        structlog.get_logger("bot.handle").exception("turn failed", url=URL)
    assert "turn failed" in terminal.getvalue()
    assert not [secret for secret in (SECRET, TOKEN) if secret in terminal.getvalue()]
    assert log.getvalue() == ""
