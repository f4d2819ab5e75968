"""Which CanMEDS area a wish, a goal or an experience belongs to: all seven, best first.

The areas are those of CanMEDS as MMV and LOP use them; `data/train/competence*.jsonl` says by example where one
ends and the next begins (nlp/README.md tells the borders in words).
"""

from typing import Final

from dialogs.reading import Scored
from nlp.augment import labelled
from nlp.features import Features
from nlp.linear import LinearModel
from nlp.training import Training

LABELS: Final = (
    "medisch_handelen",
    "communicatie",
    "samenwerking",
    "kennis_wetenschap",
    "maatschappelijk_handelen",
    "leiderschap_organisatie",
    "professionaliteit",
)


class CompetenceReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("competence")

    def __call__(self, features: Features) -> tuple[Scored, ...]:
        """All areas with calibrated probabilities, best first."""
        return self._model.ranked(features)


TRAINING: Final = Training(LABELS, "one", labelled, strength=1.0)
