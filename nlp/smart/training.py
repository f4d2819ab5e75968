"""How the SMART model learns: five yes-or-no questions over the words and the kinds of words of a goal.

`data/train/smart.jsonl` was written by hand, goal by goal, and counts most. `smart-goals.jsonl` holds written goals in
labelled parts, told again with parts left out; `smart_clauses.toml` holds clauses for goals that are put together.
"""

from collections.abc import Iterable
from typing import Final

from dialogs.reading import CRITERIA
from nlp.smart.compose import Clauses, composed, retold
from nlp.smart.phone import typed
from nlp.smart.words import SHORT
from nlp.training import Example, Item, Training
from nlp.wordclass import classed

_HAND: Final = 2.0
_RETOLD: Final = 0.5
_COMPOSED: Final = 0.4
_SENTENCES: Final = 4000
_NOTES: Final = 2000
_TIMES: Final = 8
"""How often a goal in parts is told."""


def _examples(items: Iterable[Item]) -> list[Example]:
    examples = []
    for item in items:
        if isinstance(parts := item.get("goal"), list):
            goal = [(str(letters), str(words)) for letters, words in parts]
            examples += [
                _example(typed(text, SHORT), holds, str(parts), _RETOLD) for text, holds in retold(goal, _TIMES)
            ]
        else:
            text = str(item["text"])
            holds: frozenset[str] = frozenset(letter for letter in CRITERIA if item[letter])
            examples.append(_example(text, holds, text, _HAND))
            examples.append(_example(typed(text, SHORT), holds, text, _HAND / 2))
    for text, holds in composed(Clauses.load(), _SENTENCES, _NOTES):
        examples.append(_example(typed(text, SHORT), holds, text, _COMPOSED))
    return examples


def _example(text: str, holds: frozenset[str], source: str, weight: float) -> Example:
    return Example(classed(text), holds, source, weight=weight)


TRAINING: Final = Training(tuple(CRITERIA), "each", _examples, strength=0.5)
