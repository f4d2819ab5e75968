"""How concrete an answer to a STAR(R) part is, and which question helps it on."""

from nlp.reflection.reader import ReflectionReader
from nlp.reflection.training import TRAINING

__all__ = ["TRAINING", "ReflectionReader"]
