"""What is known of a word without its context: a set of flags per written form, read from the word lists.

The lists in `nlp/data/privacy` are plain text: words between white space, `#` starts a comment line, `[x]` starts
a section, `_` stands for a space inside one entry. Every key is folded: lower case, no accents. A name that is
also an ordinary word is kept as a name, with the flag COMMON (an ordinary word, verb or function word) or
LIGHT (a word, but usually a person) beside it, so that the context can decide.
"""

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

GIVEN = 1 << 0
SURNAME = 1 << 1
COMMON = 1 << 2
LIGHT = 1 << 3
FUNCTION_WORD = 1 << 4
EPONYM = 1 << 5
TERM_HEAD = 1 << 6
"""Makes a term of the name before it: 'test' in 'Phalen test'."""
TERM_CUE = 1 << 7
"""Makes a term of the name after it: 'ziekte' in 'ziekte van Crohn'."""
PLACE = 1 << 8
PROPER = 1 << 9
TITLE = 1 << 10
SOFT_TITLE = 1 << 11
GROUP_TITLE = 1 << 12
NAMING = 1 << 13
ROLE = 1 << 14
RELATION = 1 << 15
PATIENT = 1 << 16
INTERFIX = 1 << 17
WEAK_INTERFIX = 1 << 18
STRONG_INTERFIX = 1 << 19
SAYS = 1 << 20
VERB = 1 << 22
HUMAN = 1 << 23
"""What only people do: 'woont', 'belde'."""

SURE_HEAD = 1 << 24
"""A head that makes a term even of a usual name: 'Thomas spalk'."""

NAME = GIVEN | SURNAME
ANY_TITLE = TITLE | SOFT_TITLE | GROUP_TITLE

_PLAIN = str.maketrans("ıłøßđæœŁØ", "ilosdaoLO")


@dataclass(frozen=True, slots=True)
class Streetnames:
    """Endings of street names; `strong` ones need a house number only, `never` are words that look like a street."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Flags per folded word, the proper names of more than one word, and street endings."""

    flags: Mapping[str, int]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    """First word of a proper name -> the rest of its words, longest first ('jeroen' -> (('bosch',),))."""
    places: Mapping[str, tuple[tuple[str, ...], ...]]
    """The same for places of residence ('den' -> (('bosch',), ('haag',)))."""
    streets: Streetnames
    public_numbers: tuple[str, ...]
    verb_prefixes: tuple[str, ...]


def fold(word: str) -> str:
    """The key of a word: lower case, without accents, typographic apostrophes made plain."""
    low = word.lower()
    if low.isascii():
        return low
    plain = unicodedata.normalize("NFKD", low.replace("’", "'").replace("`", "'").translate(_PLAIN))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@cache
def load() -> Lexicon:
    """Reads the lists once. Raises ValueError that names file and section when a list is not as expected."""
    flags: dict[str, int] = {}

    def mark(words: Iterable[str], flag: int) -> None:
        for word in words:
            key = fold(word)
            flags[key] = flags.get(key, 0) | flag

    mark(_words("voornamen.txt"), GIVEN)
    mark(_words("achternamen.txt"), SURNAME)
    mark(_words("woorden.txt"), COMMON)
    mark([word for word in _words("woordenschat.txt") if not flags.get(fold(word), 0)], COMMON)
    verbs = _sections("werkwoorden.txt", ("zwak", "vormen", "voorvoegsels"))
    mark([form for verb in verbs["zwak"] for form in inflect(fold(verb))], COMMON | VERB)
    mark(verbs["vormen"], COMMON | VERB)
    mark(_words("functiewoorden.txt"), FUNCTION_WORD)
    mark(_words("eponiemen.txt"), EPONYM)
    heads = _sections("eponiemhoofden.txt", ("na", "sterk", "voor"))
    mark(heads["na"], TERM_HEAD)
    mark(heads["sterk"], TERM_HEAD | SURE_HEAD)
    mark(heads["voor"], TERM_CUE)
    places = _phrases("plaatsen.txt", lambda word: mark([word], PLACE))
    phrases = _phrases("eigennamen.txt", lambda word: mark([word], PROPER))
    doubtful = _sections("dubbelzinnig.txt", ("naam", "licht", "zwaar"))
    mark([word for word in doubtful["zwaar"] if flags.get(fold(word), 0) & NAME], COMMON)
    for word in doubtful["naam"]:
        key = fold(word)
        flags[key] = flags.get(key, 0) & ~(COMMON | VERB)
    for word in doubtful["licht"]:
        key = fold(word)
        flags[key] = (flags.get(key, 0) | LIGHT) & ~(COMMON | VERB)
    _mark_cues(mark)
    streets = _sections("straatuitgangen.txt", ("sterk", "zwak", "niet"))
    return Lexicon(
        flags=MappingProxyType(flags),
        phrases=phrases,
        places=places,
        streets=Streetnames(tuple(streets["sterk"]), tuple(streets["zwak"]), frozenset(streets["niet"])),
        public_numbers=tuple(_words("landelijkenummers.txt")),
        verb_prefixes=tuple(verbs["voorvoegsels"]),
    )


def is_prefixed_verb(word: str) -> bool:
    """Whether an unknown folded word is a verb behind a prefix: 'binnenkwam', 'overhalen'."""
    known = load()
    return word.startswith(known.verb_prefixes) and any(
        known.flags.get(word[len(prefix) :], 0) & (VERB | FUNCTION_WORD)
        for prefix in known.verb_prefixes
        if word.startswith(prefix) and len(word) > len(prefix) + 2
    )


def is_term(word: str) -> bool:
    """Whether an unknown folded word is an eponym glued to an ordinary word: 'apgarscore', 'parkinsonpatient'."""
    flags = load().flags
    return any(
        flags.get(word[:cut], 0) & EPONYM and flags.get(word[cut:], 0) & (TERM_HEAD | COMMON | PATIENT | ROLE)
        for cut in range(4, len(word) - 2)
    )


def inflect(infinitive: str) -> tuple[str, ...]:
    """The usual forms of a weak Dutch verb: 'praten' -> praten praat praatte praatten gepraat ... .

    Both spellings of the past (-de and -te) are given: a doctor in a hurry mixes them up.
    """
    if not infinitive.endswith("en") or len(infinitive) < 5:
        return (infinitive,)
    stem = infinitive[:-2]
    vowels = "aeiou"
    if stem[-1] not in vowels and stem[-2] == stem[-1]:
        stem = stem[:-1]
    elif stem[-1] not in vowels and stem[-2] in "aeou" and stem[-3] not in vowels and not _unstressed(stem):
        stem = stem[:-1] + stem[-2] + stem[-1]
    stem = stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1], stem[-1])
    unprefixed = stem.startswith(("be", "ge", "her", "ont", "ver", "er"))
    third = stem if stem.endswith("t") else stem + "t"
    participle = stem if stem.endswith(("d", "t")) else stem + "d"
    hard = stem if stem.endswith(("d", "t")) else stem + "t"
    prefix = "" if unprefixed else "ge"
    past = tuple(stem + ending for ending in ("de", "den", "te", "ten"))
    return (infinitive, infinitive + "d", infinitive + "de", stem, third, *past, prefix + participle, prefix + hard)


def _unstressed(stem: str) -> bool:
    """'wandel', 'oefen', 'tover': the last syllable carries no stress, so its vowel is not doubled in the stem."""
    if stem.endswith(("el", "er", "en", "em", "ig")):
        return any(sign in "aeiou" for sign in stem[:-2])
    return False


def _mark_cues(mark: Callable[[Iterable[str], int], None]) -> None:
    text = files("nlp").joinpath("data/privacy/aanwijzingen.toml").read_text(encoding="utf-8")
    cues = tomllib.loads(text)
    mark(cues["aanspreekvorm"]["hard"], TITLE)
    mark(cues["aanspreekvorm"]["zacht"], SOFT_TITLE)
    mark(cues["aanspreekvorm"]["groep"], GROUP_TITLE)
    mark(cues["noemt"]["woorden"], NAMING)
    mark(cues["functie"]["woorden"], ROLE)
    mark(cues["functie"]["patient"], PATIENT)
    mark(cues["relatie"]["woorden"], RELATION)
    mark(cues["tussenvoegsel"]["woorden"], INTERFIX)
    mark(cues["tussenvoegsel"]["zwak"], WEAK_INTERFIX)
    mark(cues["tussenvoegsel"]["sterk"], STRONG_INTERFIX)
    mark(cues["zegt"]["na"], SAYS)
    mark(cues["zegt"]["mens"], HUMAN)


def _phrases(name: str, single: Callable[[str], None]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Entries of several words by their first word; `single` receives the entries of one word."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for entry in _words(name):
        first, *rest = (word.rstrip(".") for word in fold(entry).split("_"))
        if rest:
            found.setdefault(first, set()).add(tuple(rest))
        else:
            single(first)
    return MappingProxyType(
        {first: tuple(sorted(rest, key=lambda words: (-len(words), words))) for first, rest in found.items()}
    )


def _lines(name: str) -> Iterator[str]:
    text = files("nlp").joinpath("data/privacy", name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _words(name: str) -> Iterator[str]:
    for line in _lines(name):
        yield from line.split()


def _sections(name: str, expected: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in _lines(name):
        if line.startswith("["):
            section = found.setdefault(line.strip("[] "), [])
        else:
            section.extend(line.split())
    if tuple(found) != expected:
        raise ValueError(f"{name}: sections {tuple(found)}, expected {expected}")
    return found
