"""How the reflection model learns: which of six kinds an answer is, one per STAR(R) part and the vague ones.

`data/train/reflection.jsonl` was written by hand. An answer that is concrete for its part is of that kind; one that is
not is vague, or of the kind that `says` names, when it would have been right for another part ('?': nobody can say).
"""

from collections.abc import Iterable
from typing import Final, get_args

from dialogs.reading import StarPart
from nlp.smart.phone import typed
from nlp.smart.words import SHORT, TOGETHER
from nlp.training import Example, Item, Training
from nlp.wordclass import classed

PARTS: Final[tuple[StarPart, ...]] = get_args(StarPart)
VAGUE: Final = "vaag"
_UNCLEAR: Final = "?"


def _examples(items: Iterable[Item]) -> list[Example]:
    examples = []
    for item in items:
        text, part = str(item["text"]), str(item["part"])
        kind = part if item["concrete"] else str(item.get("says", VAGUE))
        if kind == _UNCLEAR:
            continue
        examples.append(Example(classed(text), frozenset({kind}), text))
        examples.append(Example(classed(typed(text, SHORT)), frozenset({kind}), text, weight=0.5))
        if kind == "actie" and (together := _together(text)) != text:
            examples.append(Example(classed(together), frozenset({VAGUE}), text, weight=0.3))
    return examples


def _together(text: str) -> str:
    """What 'we' did says nothing about what the aios did."""
    for own, ours in TOGETHER:
        text = own.sub(ours, text)
    return text


TRAINING: Final = Training((*PARTS, VAGUE), "one", _examples, strength=1.0)
