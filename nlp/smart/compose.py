"""Training goals made of clauses: what each clause says is known, so the whole is labelled with certainty.

Only the trainer uses this. A sentence of prose or a line of notes gets a core (an act, a behaviour, something vague,
or nothing) and, each by the toss of a coin, a term, a reason, a step and a measure; a written goal is told again with
some of its parts left out, so that the model meets the same words with and without the clause that counts. Every text
gets its own random numbers, so the same data always give the same goals.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from nlp.training import DATA

Labelled = tuple[str, frozenset[str]]
"""A goal and the letters it shows."""

_FILE: Final = DATA / "train" / "smart_clauses.toml"
_NUMBERS: Final = ("2", "3", "4", "5", "6", "8", "10", "12", "15", "20", "30", "drie", "vijf", "tien", "twaalf")
_PARTS: Final = ("2", "3", "4", "5", "6", "8", "9")
_SPACES: Final = re.compile(r"\s+")
_BEFORE_SIGN: Final = re.compile(r"\s+([,.;:])")
_DOUBLE_SIGN: Final = re.compile(r"([,.;:])(?:\s*[,.;])+")
_SEPARATORS: Final = (", ", ", ", ", ", ". ", "; ", " - ", " / ", " ")

_WILL: Final = (("wil ik", "ik wil"), ("wil ik", "ik wil"), ("ga ik", "ik ga"), ("kan ik", "ik kan"), ("", ""))
"""How a wish begins after an opening, and by itself."""
_HOPE: Final = (("wil ik", "ik wil"), ("wil ik", "ik wil"), ("zou ik graag", "ik zou graag"), ("", ""))


@dataclass(frozen=True, slots=True)
class Bank:
    """The clauses of one kind, by the place they can take in a text."""

    opening: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    that: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """'een spiraal', 'spiralen', 'plaatsen', 'geplaatst', 'plaats' (what 'ik' does; empty where it would part)."""

    one: str
    many: str
    do: str
    done: str
    i: str


@dataclass(frozen=True, slots=True)
class Clauses:
    banks: Mapping[str, Bank]
    acts: tuple[Act, ...]
    behaviour: tuple[str, ...]
    vague: tuple[str, ...]
    long: tuple[str, ...]
    nothing: tuple[str, ...]
    story: tuple[str, ...]

    @classmethod
    def load(cls, path: Path = _FILE) -> "Clauses":
        """Raises KeyError or TypeError when the file has other tables than these."""
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            banks={letter: Bank(**{form: tuple(row) for form, row in tables[letter].items()}) for letter in "MART"},
            acts=tuple(Act(*forms) for forms in tables["acts"]["forms"]),
            behaviour=tuple(tables["behaviour"]["wish"]),
            vague=tuple(tables["nothing"]["vague"]),
            long=tuple(tables["nothing"]["long"]),
            nothing=tuple(tables["nothing"]["sentence"]),
            story=tuple(tables["nothing"]["story"]),
        )


def composed(clauses: Clauses, sentences: int, notes: int) -> Iterator[Labelled]:
    """So many goals in prose, then so many in the style of a telegram."""
    for at in range(sentences):
        yield _Prose(clauses, Random(f"sentence {at}")).told()  # noqa: S311
    for at in range(notes):
        yield _notes(clauses, Random(f"note {at}"))  # noqa: S311


def retold(goal: Sequence[tuple[str, str]], count: int) -> Iterator[Labelled]:
    """A goal of (letters, words) parts as it was written, and up to `count` - 1 times with parts left out."""
    numbers = Random(repr(goal))  # noqa: S311
    kept = [tuple(range(len(goal)))]
    for _ in range(3 * count):
        some = tuple(at for at in kept[0] if numbers.random() < 0.62)
        if some and some not in kept and len(kept) < count:
            kept.append(some)
    for chosen in kept:
        words = " ".join(goal[at][1] for at in chosen)
        letters = frozenset(letter for at in chosen for letter in goal[at][0])
        yield (_capital(tidy(words)) if numbers.random() < 0.5 else tidy(words)), letters


def tidy(text: str) -> str:
    """One space between words, none before a sign, no sign in front."""
    text = _DOUBLE_SIGN.sub(r"\1", _BEFORE_SIGN.sub(r"\1", text)).lstrip(" ,.;:")
    return _SPACES.sub(" ", text).strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass
class _Prose:
    """One goal in sentences, while it is being made."""

    clauses: Clauses
    numbers: Random
    letters: set[str] = field(default_factory=set)

    def told(self) -> Labelled:
        pick, banks = self.numbers.choice, self.clauses.banks
        kinds = ("act", "acts", "behaviour", "vague", "none", "long")
        core = self.numbers.choices(kinds, (0.13, 0.27, 0.22, 0.26, 0.04, 0.08))[0]
        bare = core in ("none", "long")
        term = pick(banks["T"].opening) if self._toss() and core != "none" else ""
        reason = self._toss() and ("sentence" if bare else pick(("opening", "tail", "tail", *["sentence"] * 4, "that")))
        step = self._toss() and ("sentence" if bare else pick(("tail", "tail", "sentence", "sentence", "sentence")))
        measure = not bare and self._toss(0.5 if core != "vague" else 0.04) and pick(("tail", "tail", "sentence"))
        self.letters |= {letter for letter, said in (("T", term), ("A", reason), ("R", step), ("M", measure)) if said}
        if core == "none":
            told = [] if reason or step else [pick(self.clauses.nothing)]
        elif core == "long":
            told = [self._long(term)]
        else:
            told = [self._wish(core, term, str(reason), str(step), measure == "tail")]
            if measure == "sentence":
                told.append(self._measured(pick(banks["M"].sentence)))
        more = [pick(banks["A"].sentence)] if reason == "sentence" else []
        more += [pick(banks["R"].sentence)] if step == "sentence" else []
        more += [pick(self.clauses.nothing)] if self.numbers.random() < 0.08 else []
        self.numbers.shuffle(more)
        told = [*more[:1], *told, *more[1:]] if more and self.numbers.random() < 0.35 else [*told, *more]
        if self._toss(0.4 if core == "long" else 0.12):
            lines = self.numbers.sample(self.clauses.story, self.numbers.randint(1, 5))
            if core == "long":
                lines += self.numbers.sample(self.clauses.long, self.numbers.randint(0, 2))
            at = self.numbers.choice((0, 0, len(told)))
            told[at:at] = lines
        return tidy(" ".join(_capital(part.strip()) for part in told)), frozenset(self.letters)

    def _toss(self, chance: float = 0.5) -> bool:
        return self.numbers.random() < chance

    def _measured(self, clause: str) -> str:
        return clause.replace("{n}", self.numbers.choice(_PARTS))

    def _long(self, term: str) -> str:
        told = self.numbers.choice(self.clauses.long)
        if not term:
            return told
        if self._toss():
            return f"{term} {self.numbers.choice(('wil ik hier wat mee.', 'hoop ik verder te zijn.'))} {told}"
        return f"{told} {term} {self.numbers.choice(('wil ik verder zijn.', 'moet dat beter gaan.'))}"

    def _wish(self, core: str, term: str, reason: str, step: str, measured: bool) -> str:
        pick, banks = self.numbers.choice, self.clauses.banks
        (turned, plain), rest = self._core(core)
        if reason == "that":
            told = f"{pick(banks['A'].that)} {_small(term)} {self._after_that(rest)}"
        elif reason == "opening":
            opening = pick(banks["A"].opening) + pick((" ", ", "))
            told = f"{opening} {turned} " + (f"{_small(term)} {rest}" if self._toss() else f"{rest} {_small(term)}")
        elif term:
            told = pick(
                (
                    *[f"{term} {turned} {rest}"] * 5,
                    *[f"{plain} {_small(term)} {rest}"] * 2,
                    f"{plain} {rest} {_small(term)}",
                    f"{plain} {rest}, {pick(('klaar', 'en wel', ''))} {_small(term)}",
                )
            )
        else:
            told = f"{plain} {rest}"
        if measured:
            told += " " + self._measured(pick(banks["M"].tail))
        tails = [pick(banks[letter].tail) for letter, form in (("R", step), ("A", reason)) if form == "tail"]
        self.numbers.shuffle(tails)
        for tail in tails:
            told += pick((", ", " ", ", ")) + tail
        return tidy(told) + "."

    def _core(self, core: str) -> tuple[tuple[str, str], str]:
        """How 'ik' begins (after an opening; by itself), and the rest."""
        pick = self.numbers.choice
        if core == "vague":
            return pick(_HOPE), pick(self.clauses.vague)
        self.letters.add("S")
        if core == "behaviour":
            return pick(_WILL), pick(self.clauses.behaviour)
        act = pick(self.clauses.acts)
        if core == "act":
            own, can = pick(("zelf", "zelfstandig")), pick(("", "kunnen"))
            return pick(_WILL[:4]), f"{own} {act.one} {can} {act.do}" if self._toss() else f"{act.one} {own} {act.do}"
        self.letters.add("M")
        number = pick(_NUMBERS)
        some = f"{number} {act.many}" if self._toss(0.8) else f"{number}{pick((' keer', 'x', ' x'))} {act.one}"
        form = pick(("done", "done", "i", "do", "do"))
        if form == "done":
            return ("heb ik", "ik heb"), f"{some} {act.done}"
        if form == "i" and act.i:
            return (f"{act.i} ik", f"ik {act.i}"), some
        return pick(_WILL), f"{pick(('', 'zelf'))} {some} {act.do}"

    def _after_that(self, rest: str) -> str:
        words = rest.split()
        if len(words) > 1 and self._toss(0.3) and "te" not in words and words[-1].endswith("en"):
            return "leer " + " ".join([*words[:-1], "te", words[-1]])
        return f"{rest} {self.numbers.choice(('wil', 'ga', 'moet'))}"


def _notes(clauses: Clauses, numbers: Random) -> Labelled:
    pick, banks = numbers.choice, clauses.banks
    core = numbers.choices(("act", "acts", "vague", "none"), (0.15, 0.55, 0.22, 0.08))[0]
    letters = {letter for letter in "TAR" if numbers.random() < 0.55}
    notes = [pick(banks[letter].note) for letter in sorted(letters)]
    numbers.shuffle(notes)
    head = ""
    if core in ("act", "acts"):
        act, number = pick(clauses.acts), pick(_NUMBERS[:11])
        noun = act.one.removeprefix("een ")
        letters |= {"S", "M"} if core == "acts" else {"S"}
        head = pick(
            (f"{number} {act.many}", f"{number}x {noun}", f"{number} {act.many} {act.do}", f"{number}x zelf {noun}")
            if core == "acts"
            else (f"zelf {act.one} {act.do}", f"{act.one} zelf kunnen {act.do}", f"{act.one} kunnen {act.do}")
        )
    elif core == "vague":
        head = pick(clauses.vague)
    elif not notes:
        head = pick(clauses.nothing)
    if core != "none" and numbers.random() < (0.04 if core == "vague" else 0.55):
        letters.add("M")
        head += ", " + pick(banks["M"].note)
    notes.insert(0 if numbers.random() < 0.7 else numbers.randrange(len(notes) + 1), head)
    return tidy(pick(_SEPARATORS).join(note for note in notes if note)), frozenset(letters)
