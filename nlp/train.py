"""Makes the models: `python -m nlp.train [TASK...]` reads data/train/TASK*.jsonl and writes model/TASK.npz.

Needs scikit-learn (a dev dependency); the bot itself does not. The same data give the same model.
A task registers by one line in `TASKS`: its module, which holds a `TRAINING` (see `nlp.training`).
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.features import BUCKETS
from nlp.linear import MODELS, Choice, Weights, probabilities
from nlp.training import Example, Training, training_items

TASKS: Final[Mapping[str, str]] = {
    "competence": "nlp.competence",
    "intent": "nlp.intent",
    "smart": "nlp.smart",
    "reflection": "nlp.reflection",
    "story": "nlp.story",
}
"""Task -> the module with its `TRAINING`."""

_FOLDS: Final = 3
_TEMPERATURES: Final = tuple(float(step) for step in np.geomspace(0.2, 5, 60))


def training_of(task: str) -> Training:
    """Raises KeyError for an unknown task and TypeError for a module without a `TRAINING`."""
    training = import_module(TASKS[task]).TRAINING
    if not isinstance(training, Training):
        raise TypeError(f"{TASKS[task]}: TRAINING must be a nlp.training.Training")
    return training


def train(task: str) -> Weights:
    """The model of a task, made from its committed data."""
    training = training_of(task)
    return fit(training, list(training.examples(training_items(task))))


def fit(training: Training, examples: Sequence[Example]) -> Weights:
    """Raises ValueError when there is nothing to learn from."""
    if not examples:
        raise ValueError("no training data")
    if training.choice == "one" and len(training.labels) < 3:
        raise ValueError("two labels that exclude each other are one yes or no: choice 'each' with one label")
    cues = tuple(sorted({cue for example in examples for cue in example.cues}))
    matrix, ids = _matrix(examples, cues, training.seen)
    wanted = np.array([[label in example.holds for label in training.labels] for example in examples])
    weights = np.array([example.weight for example in examples])
    folds = _folds(examples)
    held_out = np.zeros(wanted.shape)
    for fold in range(_FOLDS):
        inside = folds != fold
        rows, bias = _regression(training, matrix[inside], wanted[inside], weights[inside])
        held_out[~inside] = matrix[~inside] @ rows + bias
    rows, bias = _regression(training, matrix, wanted, weights)
    return Weights(
        choice=training.choice,
        labels=training.labels,
        ids=ids,
        rows=rows[: len(ids)].astype(np.float16),
        bias=bias.astype(np.float32),
        temperature=_temperature(held_out, wanted, weights, training.choice),
        cues=cues,
        cue_rows=rows[len(ids) :].astype(np.float32),
    )


def _matrix(examples: Sequence[Example], cues: tuple[str, ...], seen: int) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Examples x (buckets that occur often enough, then cues), and the bucket numbers kept."""
    lengths = [len(example.features.ids) for example in examples]
    columns = np.concatenate([example.features.ids for example in examples])
    values = np.concatenate([example.features.values for example in examples]).astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    whole = csr_matrix((values, columns, starts), shape=(len(examples), BUCKETS))
    kept = np.flatnonzero(np.bincount(columns, minlength=BUCKETS) >= seen)
    extra = np.array([[example.cues.get(cue, 0.0) for cue in cues] for example in examples])
    return csr_matrix(hstack([whole[:, kept], csr_matrix(extra.reshape(len(examples), len(cues)))])), kept


def _folds(examples: Sequence[Example]) -> NDArray[np.int64]:
    """A fold per example; a text and its variants share one."""
    places: dict[str, int] = {}
    for example in examples:
        places.setdefault(example.source, len(places))
    return np.array([places[example.source] % _FOLDS for example in examples])


def _regression(
    training: Training, matrix: csr_matrix, wanted: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (columns x labels) and bias. For 'one' the hinge loss ranks better than the logistic one and is ten
    times faster; the temperature turns its margins into probabilities."""
    if training.choice == "one":
        model = LinearSVC(C=training.strength, tol=1e-2, random_state=0)
        model.fit(matrix, wanted.argmax(axis=1), sample_weight=weights)
        return model.coef_.T, model.intercept_
    heads = []
    for column in wanted.T:
        head = LogisticRegression(C=training.strength, max_iter=300, tol=1e-3)
        heads.append(head.fit(matrix, column, sample_weight=weights))
    return np.vstack([head.coef_ for head in heads]).T, np.concatenate([head.intercept_ for head in heads])


def _temperature(
    margins: NDArray[np.float64], wanted: NDArray[np.bool_], weights: NDArray[np.float64], choice: Choice
) -> float:
    """The divisor that makes probabilities of unseen texts most honest (smallest log loss)."""

    def loss(temperature: float) -> float:
        shares = np.clip(probabilities((margins / temperature).astype(np.float32), choice), 1e-6, 1 - 1e-6)
        told = np.where(wanted, np.log(shares), 0.0 if choice == "one" else np.log(1 - shares))
        return -float((told.sum(axis=1) * weights).sum())

    return min(_TEMPERATURES, key=loss)


def main(arguments: Sequence[str], folder: Path = MODELS) -> int:
    unknown = [task for task in arguments if task not in TASKS]
    if unknown:
        print(f"unknown task {', '.join(unknown)}; choose from {', '.join(TASKS)}", file=sys.stderr)
        return 2
    for task in arguments or TASKS:
        path = folder / f"{task}.npz"
        train(task).save(path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
