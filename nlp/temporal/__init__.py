"""Reads Dutch time expressions: `FACTORY` names the spaCy component that finds them, `resolve` gives their values."""

from nlp.temporal.component import FACTORY
from nlp.temporal.resolve import resolve

__all__ = ["FACTORY", "resolve"]
