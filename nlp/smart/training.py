"""How the SMART model learns: five yes-or-no questions over the words and the kinds of words of a goal.

`data/train/smart.jsonl` was written by hand and counts most; `smart-composed.jsonl` puts clauses together in many
orders and in the typing of a phone.
"""

from collections.abc import Iterable
from typing import Final

from dialogs.reading import CRITERIA
from nlp.training import Example, Item, Training
from nlp.wordclass import classed

_HAND: Final = 2.5
_COMPOSED: Final = 0.5


def _examples(items: Iterable[Item]) -> list[Example]:
    examples = []
    for item in items:
        text = str(item["text"])
        holds = frozenset(letter for letter in CRITERIA if item[letter])
        weight = _COMPOSED if item.get("composed") else _HAND
        examples.append(Example(classed(text), holds, text, weight=weight))
        if not item.get("composed"):
            examples.append(Example(classed(text.lower().rstrip(".")), holds, text, weight=weight / 2))
    return examples


TRAINING: Final = Training(tuple(CRITERIA), "each", _examples, strength=1.0)
