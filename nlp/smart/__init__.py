"""Which SMART criteria a learning goal shows, with the words that show them, and what is worth a kind remark."""

from nlp.smart.reader import SmartReader
from nlp.smart.training import TRAINING

__all__ = ["TRAINING", "SmartReader"]
