"""What the tests of the bot use in place of the world: a reader without spaCy, a clock that stands, a Telegram."""

import json
import re
from datetime import UTC, date, datetime

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from dialogs.reading import Aspect, Criterion, PrivacySpan, Quote, ReadContext, Reading, Scored, TimeSpan

BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:{'a' * 35}"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMES = re.compile(r"\d+ keer")
_PATIENT = re.compile(r"mevrouw \w+")


def standing_clock() -> datetime:
    return MORNING


class FakeReader:
    """Reads signs instead of Dutch: an ISO date, '5 keer' (M), 'mevrouw Jansen' (privacy), the word 'leerdoel'."""

    def read(self, text: str, context: ReadContext) -> Reading:
        smart: dict[Criterion, tuple[Quote, ...]] = {}
        times: tuple[TimeSpan, ...] = ()
        if Aspect.SMART in context.wants and (counted := _quotes(_TIMES, text)):
            smart["M"] = counted
        if Aspect.TIMES in context.wants:
            times = tuple(_span(quote, context.on) for quote in _quotes(_DAY, text))
        wish = Aspect.INTENT in context.wants and "leerdoel" in text
        return Reading(
            text=text,
            smart=smart,
            times=times,
            competences=(Scored("samenwerking", 0.7),) if Aspect.COMPETENCE in context.wants else (),
            intents=(Scored("nieuw_leerdoel", 0.9),) if wish else (),
            privacy=tuple(PrivacySpan(quote, "person") for quote in _quotes(_PATIENT, text)),
        )


def _quotes(sign: re.Pattern[str], text: str) -> tuple[Quote, ...]:
    return tuple(Quote(match[0], match.start(), match.end()) for match in sign.finditer(text))


def _span(quote: Quote, today: date) -> TimeSpan:
    day = date.fromisoformat(quote.text)
    return TimeSpan(quote, "date", day, day, problem="past" if day < today else None)


Answer = Exception | tuple[int, dict[str, object]]
"""An exception to raise, or (status, the JSON object of the body)."""


class FakeRequest(BaseRequest):
    """A Telegram that answers what it was told to, in order, and takes everything after that. `asked` came in."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self._messages = 0

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.asked.append((name, dict(request_data.parameters) if request_data else {}))
        answer = self.answers.pop(0) if self.answers else (200, self._taken(name))
        if isinstance(answer, Exception):
            raise answer
        return answer[0], json.dumps(answer[1]).encode()

    def _taken(self, name: str) -> dict[str, object]:
        if name == "getMe":
            return {"ok": True, "result": {"id": BOT_ID, "is_bot": True, "first_name": "L", "username": "leerlijn_bot"}}
        if name == "answerCallbackQuery":
            return {"ok": True, "result": True}
        self._messages += 1
        chat = {"id": 1001, "type": "private"}
        return {"ok": True, "result": {"message_id": self._messages, "date": 1_795_424_400, "chat": chat, "text": "x"}}


def refusal(code: int, description: str, **parameters: object) -> tuple[int, dict[str, object]]:
    """How Telegram says no."""
    said: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return code, {**said, "parameters": parameters} if parameters else said


def bot_on(request: FakeRequest) -> Bot:
    """python-telegram-bot itself, on that Telegram."""
    return Bot(TOKEN, request=request, get_updates_request=request)
