"""What the person wants from the bot: all thirteen intents, best first.

`data/train/intent*.jsonl` says by example where one intent ends and the next begins (nlp/README.md tells the
borders in words). 'anders' is everything that is not the bot's work, medical questions included.
"""

from typing import Final

from dialogs.reading import Scored
from nlp.augment import labelled
from nlp.features import Features
from nlp.linear import LinearModel
from nlp.training import Training

LABELS: Final = (
    "nieuw_leerdoel",
    "overzicht",
    "reflecteren",
    "gesprek_plannen",
    "feedback_vragen",
    "bewijs_toevoegen",
    "afronden_leerdoel",
    "delen_met_opleider",
    "herinnering_instellen",
    "help",
    "privacy",
    "annuleren",
    "anders",
)


class IntentReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("intent")

    def __call__(self, features: Features) -> tuple[Scored, ...]:
        """All intents with calibrated probabilities, best first."""
        return self._model.ranked(features)


TRAINING: Final = Training(LABELS, "one", labelled, strength=1.0)
