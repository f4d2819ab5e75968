"""Makes labelled sentences for training from patterns and name lists; the same seed gives the same sentences.

Two files feed it: `privacy_sjablonen.txt` (a person in every sentence) and `privacy_zinnen.txt` (nobody). Slots are
filled from the word lists; a few sentences in ten lose their capitals, as people type on a phone. A word of a name is
now and then 'hidden': the model then sees it as if no list knew it, and learns to trust the context.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from . import lexicon as lex

_WORD = re.compile(r"[^\W\d_]+")
_ORDINARY = lex.COMMON | lex.VERB | lex.TERM_HEAD | lex.TERM_CUE
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with the offsets of the names in it, and the folded words that are to be seen as unknown."""

    text: str
    names: tuple[tuple[int, int], ...]
    hidden: frozenset[str]


class Composer:
    """Fills slots; one generator of chance for everything, so that a seed is a corpus."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  (no secret: a repeatable corpus)
        filling = files("nlp").joinpath("data/train/privacy_vulling.toml").read_text(encoding="utf-8")
        self._filling: dict[str, list[str]] = tomllib.loads(filling)
        known = lex.load().flags
        self._given = sorted(
            word for word in _as_written("voornamen.txt") if not known[lex.fold(word)] & lex.FUNCTION_WORD
        )
        self._surnames = sorted(_as_written("achternamen.txt"))
        self._clear_given = [word for word in self._given if not known[lex.fold(word)] & lex.COMMON]
        self._doubtful_given = [word for word in self._given if known[lex.fold(word)] & lex.LIGHT]
        self._doubtful_surnames = [word for word in self._surnames if known[lex.fold(word)] & (lex.LIGHT | lex.COMMON)]
        self._eponyms = sorted(_as_written("eponiemen.txt"))
        self._places = sorted(word for word in _as_written("plaatsen.txt") if "_" not in word)
        self._proper = sorted(word.replace("_", " ") for word in _as_written("eigennamen.txt"))
        self._words = sorted(
            word for word, flags in known.items()
            if flags & lex.NAME and flags & lex.COMMON and not flags & (lex.FUNCTION_WORD | lex.EPONYM | lex.PROPER)
        )  # fmt: skip
        self._doubtful = sorted(
            word for word, flags in known.items() if flags & lex.NAME and flags & lex.LIGHT and len(word) > 2
        )
        self._word_names = sorted(
            word for word in _as_written("voornamen.txt") if known[lex.fold(word)] & lex.FUNCTION_WORD and len(word) > 1
        )

        self._pasts = sorted(
            word for word, flags in known.items()
            if flags & lex.VERB and not flags & lex.NAME and len(word) > 4 and word.endswith(("de", "te", "t"))
        )  # fmt: skip

    def corpus(self, rounds: int) -> Iterator[Sentence]:
        """Every pattern `rounds` times with a person; a sentence without slots a few times only."""
        for _ in range(rounds):
            for pattern in _patterns("privacy_sjablonen.txt"):
                yield self._sentence(pattern)
        for pattern in _patterns("privacy_zinnen.txt"):
            for _ in range(2 * rounds if "{" in pattern else max(2, rounds // 3)):
                yield self._sentence(pattern)

    def _sentence(self, pattern: str) -> Sentence:
        text, names, at = "", [], 0
        hidden: set[str] = set()
        case = self._chance.random()
        for slot in _SLOT.finditer(pattern):
            text += pattern[at : slot.start()]
            for piece, is_name in self._fill(slot.group(1)):
                if is_name:
                    names.append((len(text), len(text) + len(piece)))
                    if self._chance.random() < 0.12:
                        hidden.update(lex.fold(word) for word in re.split(r"[\s\-]+", piece))
                text += piece
            at = slot.end()
        text += pattern[at:]
        hidden.update(self._unlisted(text, names))
        if case < 0.5:
            text = _lower(text)
        elif case < 0.75:
            text = text[:1].upper() + text[1:]
        elif case < 0.77:
            text = _upper(text)
        if self._chance.random() < 0.2:
            text += "."
        return Sentence(text, tuple(names), frozenset(hidden))

    def _unlisted(self, text: str, names: list[tuple[int, int]]) -> Iterator[str]:
        """Some ordinary words, to be seen as unknown: no list of words is complete."""
        flags = lex.load().flags
        for word in _WORD.finditer(text):
            known = flags.get(lex.fold(word.group()), 0)
            ordinary = known & lex.COMMON and not known & ~_ORDINARY
            term = known & (lex.EPONYM | lex.PROPER) and not known & lex.NAME
            if (
                (ordinary or term)
                and self._chance.random() < 0.3
                and all(word.end() <= start or end <= word.start() for start, end in names)
            ):
                yield lex.fold(word.group())

    def _fill(self, slot: str) -> list[tuple[str, bool]]:
        chance, pick = self._chance.random, self._chance.choice
        match slot:
            case "P":
                return self._fill(pick(("V", "V", "VA", "T")))
            case "V":
                return [(self._first(), True)]
            case "VA":
                return [(self._first(), True), (" ", False), *self._last()]
            case "A":
                return self._last()
            case "I":
                dots = "".join(pick("ABCDEFGHJKLMNPRSTWY") + "." for _ in range(pick((1, 1, 1, 2, 2, 3))))
                return [(dots + pick((" ", " ", "")), False), *self._last()]
            case "T":
                middle = self._fill("I")[:1] if chance() < 0.12 else []
                return [(pick(self._filling["aanspreekvormen"]) + " ", False), *middle, *self._last()]
            case "TV":
                return [(pick(self._filling["vertrouwd"]) + " ", False), (self._first(), True)]
            case "D":
                return [(pick(self._filling["doktoren"]) + " ", False), *self._last()]
            case "VV":
                return [(self._first(), True), (" en ", False), (self._first(), True), (" ", False), *self._last()]
            case "S":
                return [(self._first() + pick(("'s", "s", "’s")), True)]
            case "AS":
                return [*self._last()[:-1], (pick(self._surnames) + "s", True)]
            case "K":
                return [(pick("ABCDEFGHJKLMNPRSTVWYZ") + ".", False)]
            case "E":
                return [(pick(self._eponyms), False)]
            case "X":
                return [(pick(self._places), False)]
            case "H":
                return [(pick(self._clear_given), False)]
            case "L":
                return [(pick(self._proper), False)]
            case "W":
                return [(pick(self._doubtful if chance() < 0.12 else self._words), False)]
            case "VF":
                return [(pick(self._word_names), True), (" ", False), *self._last()]
            case "Y":
                return [(pick(self._pasts), False)]
            case "F":
                return [(pick(self._filling["functies"]), False)]
            case "R":
                return [(pick(self._filling["relaties"]), False)]
            case "G":
                return [(str(self._chance.randint(1, 240)), False)]
            case _:
                raise ValueError(f"unknown slot {{{slot}}}")

    def _first(self) -> str:
        chance = self._chance.random()
        if chance < 0.6:
            return self._chance.choice(self._clear_given)
        if chance < 0.7:
            return self._chance.choice(self._doubtful_given)
        return self._chance.choice(self._given)

    def _last(self) -> list[tuple[str, bool]]:
        chance = self._chance.random()
        source = (
            self._eponyms if chance < 0.03 else self._places if chance < 0.07
            else self._doubtful_surnames if chance < 0.17 else self._surnames
        )  # fmt: skip
        head = self._chance.choice(source)
        pieces: list[tuple[str, bool]] = []
        if self._chance.random() < 0.35:
            interfix = self._chance.choice(self._filling["tussenvoegsels"])
            pieces.append(((interfix.capitalize() if self._chance.random() < 0.3 else interfix) + " ", False))
        pieces.append((head, True))
        if self._chance.random() < 0.06:
            pieces += [("-", False), (self._chance.choice(self._surnames), True)]
        return pieces


def _lower(text: str) -> str:
    """Lower case sign by sign, so that offsets stay ('İ' would become two)."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def _upper(text: str) -> str:
    return "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in text)


def _as_written(name: str) -> list[str]:
    text = files("nlp").joinpath("data/privacy", name).read_text(encoding="utf-8")
    return list(dict.fromkeys(word for line in text.splitlines() if not line.startswith("#") for word in line.split()))


def _patterns(name: str) -> list[str]:
    text = files("nlp").joinpath("data/train", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
