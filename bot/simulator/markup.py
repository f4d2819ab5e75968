"""The buttons under a message: `reply_markup`, refused where Telegram refuses it.

The bot only sends inline keyboards with callback and link buttons; a reply keyboard or another kind of button is
answered with 501, so that nobody believes the simulator showed it.
"""

import json
from dataclasses import dataclass

from bot.simulator.errors import ApiError, bad_request
from bot.simulator.html import checked_link

MAX_DATA_BYTES = 64
MAX_ROW = 12
MAX_BUTTONS = 300
UNSUPPORTED = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


@dataclass(frozen=True, slots=True)
class InlineButton:
    """Either `data` (1-64 bytes) or `url`."""

    label: str
    data: str = ""
    url: str = ""


InlineRows = tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """`rows` is an inline keyboard; `other` says that Telegram got another kind, which makes a message uneditable."""

    rows: InlineRows = ()
    other: bool = False


NO_MARKUP = Markup()


def parse_markup(raw: str, *, inline_only: bool = False) -> Markup:
    """Read the JSON of `reply_markup` ('' = none). ApiError 400 as Telegram's, 501 for what is not simulated."""
    if not raw:
        return NO_MARKUP
    try:
        value: object = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard"):
        raise _not_simulated("a reply keyboard")
    rows = value.get("inline_keyboard")
    if rows is None:
        other = bool(value.get("remove_keyboard") or value.get("force_reply"))
        if other and inline_only:
            raise bad_request("inline keyboard expected")
        return Markup(other=other)
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    return Markup(_rows(rows))


def _rows(rows: list[object]) -> InlineRows:
    parsed: list[list[InlineButton]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        parsed.append([_button(each) for each in row])
    kept: list[tuple[InlineButton, ...]] = []
    room = MAX_BUTTONS
    for buttons in parsed:
        visible = tuple(each for each in buttons if each.label)[: min(MAX_ROW, room)]
        for each in visible:
            _check(each)
        room -= len(visible)
        if visible:
            kept.append(visible)
    return tuple(kept)


def _button(value: object) -> InlineButton:
    if not isinstance(value, dict):
        raise _no_button("InlineKeyboardButton must be an Object")
    fields: dict[str, str] = {}
    for name in ("text", "url", "callback_data"):
        field = value.get(name, None if name == "text" else "")
        if field is None:
            raise _no_button(f'Can\'t find field "{name}"')
        if isinstance(field, int) and not isinstance(field, bool):
            field = str(field)
        if not isinstance(field, str):
            raise _no_button(f'Field "{name}" must be of type String')
        fields[name] = field
    if fields["url"]:
        return InlineButton(fields["text"], url=fields["url"])
    if fields["callback_data"]:
        return InlineButton(fields["text"], data=fields["callback_data"])
    if unsupported := next((name for name in UNSUPPORTED if name in value), None):
        raise _not_simulated(f"a {unsupported} button")
    raise _no_button("Text buttons are unallowed in the inline keyboard")


def _check(button: InlineButton) -> None:
    if len(button.data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url and not checked_link(button.url):
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")


def _no_button(why: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {why}")


def _not_simulated(what: str) -> ApiError:
    return ApiError(501, f"Not Implemented: the simulator does not show {what}")
