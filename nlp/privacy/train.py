"""Rebuilds the name weights: `python -m nlp.privacy.train`. Needs scikit-learn; reading a message does not.

The corpus is composed anew from a fixed seed, so the same lists and patterns give the same weights.
"""

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from . import lexicon as lex
from .compose import Composer, Sentence
from .features import Context
from .model import RESOURCE
from .tokens import Token, read

SEED = 20260
ROUNDS = 20
STRENGTH = 1.0
"""Inverse of the L2 penalty."""
FEWEST = 3
"""A feature seen less often says nothing."""
SMALLEST = 0.03
"""A weight nearer to zero than this is left out of the file."""


def examples(sentence: Sentence) -> list[tuple[list[str], bool]]:
    """Features and label of every candidate in a composed sentence."""
    tokens, _ = read(sentence.text)
    for token in tokens:
        if token.base in sentence.hidden or lex.fold(token.text) in sentence.hidden:
            _hide(token)
    context = Context(tokens)
    found: list[tuple[list[str], bool]] = []
    for place, token in enumerate(tokens):
        if context.is_candidate(place):
            is_name = any(start < token.end and token.start < end for start, end in sentence.names)
            found.append((context.features(place), is_name))
    return found


def train(seed: int = SEED, rounds: int = ROUNDS) -> tuple[list[str], np.ndarray, float]:
    """Feature names, weights (float32) and bias."""
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for sentence in Composer(seed).corpus(rounds):
        for features, is_name in examples(sentence):
            rows.append(dict.fromkeys(features, 1.0))
            labels.append(is_name)
    vectors = DictVectorizer(dtype=np.float32)
    matrix = vectors.fit_transform(rows)
    often = np.asarray(matrix.sum(axis=0)).ravel() >= FEWEST
    names = vectors.get_feature_names_out()[often]
    matrix = matrix[:, often]
    learner = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-5, random_state=seed)
    learner.fit(matrix, labels)
    weights = learner.coef_[0].astype(np.float32)
    kept = np.abs(weights) >= SMALLEST
    return [str(name) for name in names[kept]], weights[kept], float(learner.intercept_[0])


def save(path: Path, names: list[str], weights: np.ndarray, bias: float) -> None:
    """Writes the file that `model.load` reads."""
    packed = np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)
    np.savez_compressed(path, features=packed, weights=weights.astype(np.float32), bias=np.float32(bias))


def _hide(token: Token) -> None:
    token.flags = 0
    token.possessive = False
    token.base = lex.fold(token.text)


def main() -> int:
    """Trains and writes the weights beside the lists."""
    names, weights, bias = train()
    target = Path(str(files("nlp").joinpath(RESOURCE)))
    save(target, names, weights, bias)
    sys.stdout.write(f"{len(names)} weights, {target.stat().st_size // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
