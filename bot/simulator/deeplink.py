"""Links that open the bot's chat and hand it a parameter: `https://t.me/<username>?start=<parameter>`.

The forms and the alphabet are Telegram's own (Bot API: deep linking; core.telegram.org/api/links#bot-links): t.me,
telegram.me and telegram.dog with or without http(s), and tg://resolve. The parameter is 1-64 of A-Z, a-z, 0-9, _ and -.
A link is a secret between two people, so no message here repeats it.
"""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def start_parameter(url: str, username: str) -> str:
    """What the bot gets after '/start '. ValueError if this is not a start link of the bot with this username."""
    parts = _split(url.strip())
    found = parse_qs(parts.query).get("start", [""])[0]
    if _bot_of(parts).lower() != username.lower() or not PARAMETER.fullmatch(found):
        raise ValueError("this is not a link that starts this bot")
    return found


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        return SplitResult("", "", "", "", "")


def _bot_of(parts: SplitResult) -> str:
    """The username that a link names; '' if it is no link of Telegram."""
    if parts.scheme == "tg" and parts.netloc == "resolve":
        return parse_qs(parts.query).get("domain", [""])[0]
    if parts.scheme in {"http", "https"} and parts.netloc.lower() in HOSTS:
        return parts.path.strip("/")
    return ""
