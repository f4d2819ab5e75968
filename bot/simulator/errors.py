"""A refusal of the Bot API, in Telegram's own words.

The texts come from the public sources of tdlib/telegram-bot-api and tdlib/td; those in CAPITALS are Telegram's
server speaking. `bad_request` writes the first letter small, as the Bot API server does with TDLib's messages.
"""


class ApiError(Exception):
    """`code` is both the HTTP status and `error_code`; `retry_after` is in seconds and belongs to 429 only."""

    def __init__(self, code: int, description: str, *, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(message: str) -> ApiError:
    """400 with `message`; an all-capitals error name keeps its capitals."""
    shouted = len(message) > 1 and (message[1] == "_" or message[1].isupper())
    return ApiError(400, f"Bad Request: {message if shouted else message[:1].lower() + message[1:]}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


CHAT_NOT_FOUND = "chat not found"
BLOCKED = "Forbidden: bot was blocked by the user"
EDIT_NOT_FOUND = "message to edit not found"
DELETE_NOT_FOUND = "message to delete not found"
REPLY_NOT_FOUND = "message to be replied not found"
CANNOT_EDIT = "message can't be edited"
NO_TEXT_TO_EDIT = "there is no text in the message to edit"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
POLLER_ENDED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
