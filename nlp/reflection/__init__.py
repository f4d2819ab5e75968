"""Whether an answer to a STAR(R) part is concrete: it answers this part, with own behaviour or an observable fact.

The model knows six kinds of answers: one per part, and the vague ones. An answer is concrete when it sounds like the
part that was asked more than like anything else.
"""

from collections.abc import Iterable
from math import exp, log
from typing import Final, get_args

from spacy.tokens import Doc

from dialogs.reading import StarPart
from nlp.linear import LinearModel
from nlp.smart.words import TOGETHER
from nlp.training import Example, Item, Training
from nlp.wordclass import classed

PARTS: Final = get_args(StarPart)
VAGUE: Final = "vaag"
_OTHER: Final = 0.15
"""How much it counts against an answer that it also sounds like another part."""


class ReflectionReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("reflection")

    def __call__(self, doc: Doc, part: StarPart) -> float:
        """Probability that this is a concrete answer to `part`."""
        margins = dict(zip(self._model.labels, map(float, self._model.margins(classed(doc.text))), strict=True))
        against = sum(exp(margins[kind]) * (1 if kind == VAGUE else _OTHER) for kind in margins if kind != part)
        return 1 / (1 + exp(min(log(against) - margins[part], 700.0)))


def _examples(items: Iterable[Item]) -> list[Example]:
    examples = []
    for item in items:
        text, part = str(item["text"]), str(item["part"])
        kind = part if item["concrete"] else str(item.get("says", VAGUE))
        examples.append(Example(classed(text), frozenset({kind}), text))
        examples.append(Example(classed(text.lower().rstrip(".")), frozenset({kind}), text, weight=0.5))
        if part == "actie" and item["concrete"] and (together := _together(text)) != text:
            examples.append(Example(classed(together), frozenset({VAGUE}), text, weight=0.3))
    return examples


def _together(text: str) -> str:
    """What 'we' did says nothing about what the aios did."""
    for own, ours in TOGETHER:
        text = own.sub(ours, text)
    return text


TRAINING: Final = Training((*PARTS, VAGUE), "one", _examples, strength=1.0)
