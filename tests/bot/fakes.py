"""What the tests of the bot use in place of the world: a reader that needs no spaCy, and a clock that stands."""

import re
from datetime import UTC, date, datetime

from dialogs.reading import Aspect, Criterion, PrivacySpan, Quote, ReadContext, Reading, Scored, TimeSpan

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
    return TimeSpan(quote, "date", None, day, problem="past" if day < today else None)
