"""A linear model over hashed features: frozen at run time, numpy only, made by `nlp.train`.

A model is one `.npz` file (no pickle): the buckets that carry weight with their weights in float16, a bias and a
temperature per model, and the weights of the task's own named cues. A file of another version, of another
feature scheme or with other shapes is refused when it is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dialogs.reading import Scored
from nlp.features import BUCKETS, SCHEME, Features

VERSION: Final = 1
MODELS: Final = Path(__file__).parent / "model"

Choice = Literal["one", "each"]
"""one: exactly one label fits (the scores add up to 1); each: every label is a yes or no of its own."""

NO_CUES: Final[Mapping[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model file holds. `rows` is buckets x labels (float16), `cue_rows` is cues x labels."""

    choice: Choice
    labels: tuple[str, ...]
    ids: NDArray[np.int64]
    rows: NDArray[np.float16]
    bias: NDArray[np.float32]
    temperature: float
    cues: tuple[str, ...]
    cue_rows: NDArray[np.float32]

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            version=np.array([VERSION, SCHEME, BUCKETS]),
            choice=np.array(self.choice),
            labels=np.array(self.labels, dtype=np.str_),
            ids=self.ids.astype(np.uint16 if BUCKETS <= 1 << 16 else np.uint32),
            rows=self.rows,
            bias=self.bias,
            temperature=np.array(self.temperature, dtype=np.float32),
            cues=np.array(self.cues, dtype=np.str_),
            cue_rows=self.cue_rows,
        )

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Raises ValueError naming the file when it was made for another version or is damaged."""
        with np.load(path, allow_pickle=False) as file:
            found = tuple(int(number) for number in file["version"])
            if found != (VERSION, SCHEME, BUCKETS):
                raise ValueError(
                    f"{path.name}: made for version {found}, this is {(VERSION, SCHEME, BUCKETS)}: retrain"
                )
            choice: Choice = "one" if str(file["choice"]) == "one" else "each"
            weights = cls(
                choice=choice,
                labels=tuple(str(label) for label in file["labels"]),
                ids=file["ids"].astype(np.int64),
                rows=file["rows"],
                bias=file["bias"],
                temperature=float(file["temperature"]),
                cues=tuple(str(cue) for cue in file["cues"]),
                cue_rows=file["cue_rows"],
            )
        labels = len(weights.labels)
        shapes = (weights.rows.shape, weights.bias.shape, weights.cue_rows.shape)
        if shapes != ((len(weights.ids), labels), (labels,), (len(weights.cues), labels)):
            raise ValueError(f"{path.name}: its arrays do not fit together: retrain")
        return weights


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Ready to score. Immutable, so any number of threads may share one."""

    labels: tuple[str, ...]
    choice: Choice
    cues: tuple[str, ...]
    _table: NDArray[np.float32] = field(repr=False)
    _cue_rows: NDArray[np.float32] = field(repr=False)
    _bias: NDArray[np.float32] = field(repr=False)
    _sharpness: float = field(repr=False)

    @classmethod
    def of(cls, weights: Weights) -> "LinearModel":
        table = np.zeros((BUCKETS, len(weights.labels)), dtype=np.float32)
        table[weights.ids] = weights.rows
        table.flags.writeable = False
        return cls(
            weights.labels,
            weights.choice,
            weights.cues,
            table,
            weights.cue_rows,
            weights.bias,
            1 / weights.temperature,
        )

    @classmethod
    def load(cls, task: str, folder: Path = MODELS) -> "LinearModel":
        """Raises FileNotFoundError, or ValueError for a model of another version."""
        return cls.of(Weights.load(folder / f"{task}.npz"))

    def margins(self, features: Features, cues: Mapping[str, float] = NO_CUES) -> NDArray[np.float32]:
        """One number per label, before calibration. Cues that the model does not know are left out."""
        margins: NDArray[np.float32] = self._bias + features.values @ self._table[features.ids]
        if self.cues and cues:
            margins = margins + np.array([cues.get(cue, 0.0) for cue in self.cues], dtype=np.float32) @ self._cue_rows
        return margins

    def scores(self, features: Features, cues: Mapping[str, float] = NO_CUES) -> NDArray[np.float32]:
        """A calibrated probability per label, in the order of `labels`."""
        return probabilities(self.margins(features, cues) * self._sharpness, self.choice)

    def ranked(self, features: Features, cues: Mapping[str, float] = NO_CUES) -> tuple[Scored, ...]:
        """Every label with its probability, best first."""
        scores = self.scores(features, cues)
        return tuple(Scored(self.labels[at], float(scores[at])) for at in np.argsort(-scores, kind="stable"))


def probabilities(margins: NDArray[np.float32], choice: Choice) -> NDArray[np.float32]:
    """Softmax over the last axis for 'one', a logistic curve per label for 'each'."""
    if choice == "each":
        logistic = 1 / (1 + np.exp(-np.clip(margins, -30, 30)))
        return logistic.astype(np.float32)
    powers = np.exp(margins - margins.max(axis=-1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
