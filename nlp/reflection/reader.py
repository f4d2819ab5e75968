"""Whether an answer to a STAR(R) part is concrete: it answers this part, with own behaviour or an observable fact.

The model knows six kinds of answers: one per part, and the vague ones. An answer is concrete when it sounds like the
part that was asked rather than like anything else; and when it is not, its kind says what to ask next (MMV STAR(R)).
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from spacy.tokens import Doc

from dialogs.reading import Lack, StarPart
from nlp.linear import LinearModel
from nlp.reflection.training import PARTS, VAGUE
from nlp.wordclass import classed, words

_VAGUE_WEIGHT: Final = 0.37
"""Who is asked a question is vague less often than the training answers are, which say much of what is vague."""
_OTHER_WEIGHT: Final = 0.04
"""And seldom answers another part than the one that was asked."""
_ELSEWHERE: Final = 0.6
"""Probability from which an answer counts as one to another part."""
_ENOUGH: Final = 0.5
"""Probability from which an answer needs no further question."""
_NOTHING: Final = 1e-9

_LISTS: Final[Mapping[str, Mapping[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "reflection_probes.toml").read_text(encoding="utf-8")
)
_GROUP: Final = frozenset(_LISTS["we"]["group"])
_SELF: Final = frozenset(_LISTS["we"]["self"])
_JUDGEMENT: Final = frozenset(_LISTS["judgement"]["words"])
_PATTERN: Final = frozenset(_LISTS["pattern"]["words"])
_OWN_SHARE: Final = frozenset({"taak", "actie", "reflectie"})
"""Parts in which 'we' leaves out what matters."""
_ONE_TIME: Final = frozenset({"situatie", "actie", "resultaat"})
"""Parts that are about one event."""
_LETTER: Final = re.compile(r"[^\W\d_]")


class ReflectionReader:
    """Loads its model once; any number of threads may share one."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("reflection")

    def __call__(self, doc: Doc, part: StarPart) -> tuple[float, Lack | None]:
        """Probability that this is a concrete answer to `part`, and what it leaves out: None from 0.5 up, when no
        question needs to follow."""
        kinds = self._kinds(doc.text)
        concrete = _concrete(kinds, part)
        return concrete, None if concrete >= _ENOUGH else _lack(kinds, part, doc.text)

    def _kinds(self, text: str) -> dict[str, float]:
        """Probability per kind; a text without letters is vague."""
        if not _LETTER.search(text):
            return {**dict.fromkeys(self._model.labels, 0.0), VAGUE: 1.0}
        return dict(zip(self._model.labels, map(float, self._model.scores(classed(text))), strict=True))


def _lack(kinds: Mapping[str, float], part: StarPart, text: str) -> Lack:
    if any(kinds[other] >= _ELSEWHERE for other in PARTS if other != part):
        return "ander_deel"
    typed = {*words(text)}
    if part in _OWN_SHARE and typed & _GROUP and not typed & _SELF:
        return "ik"
    if part in _ONE_TIME and typed & _PATTERN:
        return "voorbeeld"
    return "oordeel" if typed & _JUDGEMENT else "concreet"


def _concrete(kinds: Mapping[str, float], part: StarPart) -> float:
    others = sum(kinds[other] for other in PARTS if other != part)
    return kinds[part] / (kinds[part] + _VAGUE_WEIGHT * kinds[VAGUE] + _OTHER_WEIGHT * others + _NOTHING)
