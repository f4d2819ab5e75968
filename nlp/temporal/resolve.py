"""Gives the time expressions of a document their value on the day of the message."""

from spacy.tokens import Doc

from dialogs.reading import Quote, ReadContext, TimeSpan
from nlp.temporal.component import expressions
from nlp.temporal.find import Expression
from nlp.temporal.said import Value
from nlp.temporal.when import Vantage


def resolve(doc: Doc, context: ReadContext) -> tuple[TimeSpan, ...]:
    """The time expressions of a text in order, seen from `context.on` (a local date) and `context.onderdeel`.

    `problem` says why a value cannot be used: 'impossible' (31 februari), 'past' (a deadline before today) or
    'needs_onderdeel' (only the programme can date it). Never raises.
    """
    spans: list[TimeSpan] = []
    anchor = None
    for expression in expressions(doc):
        at = Vantage(context.on, expression.past, context.onderdeel, anchor)
        value = expression.said.seen(at)
        anchor = value.last or value.first or anchor
        spans.append(_span(expression, value))
    return tuple(spans)


def _span(expression: Expression, value: Value) -> TimeSpan:
    return TimeSpan(
        Quote(expression.text, expression.start, expression.end),
        value.kind,
        value.first,
        value.last,
        value.rrule,
        value.times,
        value.tolerance,
        value.problem,
    )
