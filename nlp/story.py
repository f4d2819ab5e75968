"""Whether a message that came out of the blue tells of something that the person went through.

'net mijn eerste bevalling gedaan' is such a story; a wish, a plan, a command to the bot, a question, a habit ('ik klap
vaak dicht') and an opinion are not. `data/train/story*.jsonl` says so by example. The other tasks' lessons help:
whoever asks the bot for something tells no story, and neither does a goal; a concrete answer about what happened does.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from nlp.augment import Typed, typed
from nlp.features import Features, features
from nlp.linear import LinearModel
from nlp.training import Example, Item, Training, training_items

STORY: Final = "verhaal"

_NO_STORY: Final = frozenset(
    {
        "nieuw_leerdoel",
        "overzicht",
        "gesprek_plannen",
        "feedback_vragen",
        "delen_met_opleider",
        "herinnering_instellen",
        "help",
        "privacy",
        "annuleren",
        "anders",
    }
)
"""Intents that are never a story. Of the other three, some lines tell one and some do not."""
_PARTS_TOLD: Final = frozenset({"situatie", "actie"})
"""What was answered to these parts, concretely, could have been sent out of the blue."""
_PER_FRAME: Final = 4
_BORROWED: Final = 0.07


class StoryReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("story")

    def __call__(self, features: Features) -> float:
        """Probability that this tells of something that the person went through."""
        return float(self._model.scores(features)[0])


def _examples(items: Iterable[Item]) -> list[Example]:
    intents = training_items("intent")
    wording = [item for item in intents if "list" in item]
    own = [{**item, "label": STORY if item["story"] else ""} for item in items]
    others = [{**item, "label": ""} for item in intents if item.get("label") in _NO_STORY]
    return [
        *(_example(one, one.weight) for one in typed([*wording, *own])),
        *(_example(one, _BORROWED * one.weight) for one in typed([*wording, *others], per_frame=_PER_FRAME, copies=0)),
        *_borrowed(),
    ]


def _example(one: Typed, weight: float) -> Example:
    return Example(features(one.text), frozenset({one.label} - {""}), one.source, weight=weight)


def _borrowed() -> Iterator[Example]:
    """Long texts: goals, which tell no story, and answers about what happened, which do."""
    for item in training_items("smart"):
        if text := str(item.get("text", "")):
            yield Example(features(text), frozenset(), text, weight=_BORROWED)
    for item in training_items("reflection"):
        if item["concrete"] and item["part"] in _PARTS_TOLD:
            text = str(item["text"])
            yield Example(features(text), frozenset({STORY}), text, weight=_BORROWED)


TRAINING: Final = Training((STORY,), "each", _examples, strength=3.0)
