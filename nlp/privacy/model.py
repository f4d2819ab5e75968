"""The weights of the name model: a linear sum over features, read from an npz file without pickle."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np

RESOURCE = "data/privacy/gewichten.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """`bias` and a weight per feature string, in units of log odds."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: list[str]) -> float:
        """Chance between 0 and 1 that a word with these features is part of a name."""
        known = self.weights
        total = self.bias
        for feature in features:
            total += known.get(feature, 0.0)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load() -> Weights:
    """Reads the weights once. Raises FileNotFoundError when `python -m nlp.privacy.train` was never run."""
    with as_file(files("nlp").joinpath(RESOURCE)) as path, np.load(path, allow_pickle=False) as stored:
        names = bytes(stored["features"]).decode("utf-8").split("\n")
        values = stored["weights"].astype(np.float64).tolist()
        bias = float(stored["bias"])
    return Weights(bias, dict(zip(names, values, strict=True)))
