"""Gives the time expressions of a document their value on the day of the message."""

from datetime import date, timedelta

from spacy.tokens import Doc

from dialogs.reading import Quote, ReadContext, TimeSpan
from nlp.temporal.component import expressions
from nlp.temporal.find import Expression
from nlp.temporal.said import Duration, Value
from nlp.temporal.when import Vantage


def resolve(doc: Doc, context: ReadContext) -> tuple[TimeSpan, ...]:
    """The time expressions of a text in order, seen from `context.on` (a local date) and `context.onderdeel`.

    `problem` says why a value cannot be used: 'impossible' (31 februari), 'past' (a deadline before today) or
    'needs_onderdeel' (only the programme can date it). Never raises.
    """
    found: list[tuple[Expression, Value]] = []
    anchor = None
    for expression in expressions(doc):
        at = Vantage(context.on, expression.past, context.onderdeel, anchor)
        value = expression.said.seen(at)
        anchor = value.last or value.first or anchor
        found.append((expression, value))
    begun = next((value.first for _, value in found if value.first and value.last is None), context.on)
    return tuple(_span(expression, value, _until(expression, begun)) for expression, value in found)


def _until(expression: Expression, begun: date) -> date | None:
    """The last day of a duration that begins on this day."""
    said = expression.said
    return said.amount.after(begun).last - timedelta(days=1) if isinstance(said, Duration) else None


def _span(expression: Expression, value: Value, until: date | None) -> TimeSpan:
    return TimeSpan(
        Quote(expression.text, expression.start, expression.end),
        value.kind,
        value.first,
        value.last,
        value.rrule,
        value.times,
        value.tolerance,
        value.problem,
        until,
    )
