"""What feedback between an opleider and an aios sounds like: about the person, and with something that could go better.

'persoon' means that it judges who somebody is ('je bent slordig', 'ze is geen prater') and not what somebody did ('je
bent naast het bed gaan zitten') or how one occasion went ('je was onzeker over de dosis'). A wrong remark about
careful feedback is worse than a missed one, so a judgement counts only where a form of 'zijn' or 'vinden' ties a listed
trait to the aios or the opleider. Praise for a person counts only when nothing else is said. 'beter' goes by turns of
phrase, after those that deny it ('geen verbeterpunten') are taken out. Lists and phrases: `data/feedback_tone.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dialogs.reading import Tone

LONGEST: Final = 1500
"""Characters that are looked at."""

_FILE: Final = Path(__file__).parent / "data" / "feedback_tone.toml"
_TOKEN: Final = re.compile(r"[a-z0]+(?:-[a-z]+)*|[,.;:!?()\n]")
_QUOTED: Final = re.compile(r"[\"“”„«»][^\"“”„«»]{1,200}[\"“”„«»]|(?<!\w)['‘][^'’\n]{1,200}['’](?!\w)")
_SQUEEZE: Final = re.compile(r"([a-z])\1{2,}")
_STOPS: Final = frozenset(".;!?\n:")
_END: Final = (".",) * 4
"""Stops behind the last word, so that nobody looks past the end."""
_ARTICLES: Final = frozenset({"een", "geen", "zon", "de", "n"})
_NOMINAL: Final = 2
"""Words of 'een stille', an adjective that stands for a person."""
_PAUSES: Final = frozenset(",()")
_ALONE: Final = 9
"""Words in which somebody is praised and nothing else is said."""
_LEAST_FUZZY: Final = 6
"""Letters from which a word may hold one typing error."""


class Words:
    """A list of words that forgives one typing error in a long one."""

    def __init__(self, listed: str) -> None:
        self._words = frozenset(listed.split())
        self._errors: dict[str, str] = {}
        for word in sorted(self._words):
            if len(word) >= _LEAST_FUZZY:
                for gap in _gaps(word):
                    self._errors.setdefault(gap, word)

    def __contains__(self, word: str) -> bool:
        return word in self._words or self._nearly(word)

    def _nearly(self, word: str) -> bool:
        """One letter too many, too few, wrong or swapped; the first letter is right."""
        if len(word) < _LEAST_FUZZY - 1:
            return False
        found = {self._errors.get(gap) for gap in _gaps(word)} - {None}
        return any(meant is not None and _close(word, meant) for meant in found)


def _gaps(word: str) -> set[str]:
    """The word itself and the word without each of its letters but the first."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


def _close(word: str, meant: str) -> bool:
    """At most one letter apart, counted as insert, drop, replace or swap."""
    if word == meant:
        return True
    start = 0
    while start < min(len(word), len(meant)) and word[start] == meant[start]:
        start += 1
    one, other = word[start:], meant[start:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[:2][::-1] and one[2:] == other[2:])
    return one[1:] == other or one == other[1:]


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


class ToneReader:
    """Loads its lists once; any number of threads may share one."""

    def __init__(self, file: Path = _FILE) -> None:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        self._long: Mapping[str, str] = dict(zip(data["phone"]["short"], data["phone"]["long"], strict=True))
        self._person = _Person(data)
        self._phrases = _any(data["phrases"]["person"])
        self._fine = _any(data["phrases"]["fine"])
        self._better = _any(data["phrases"]["better"])
        self._better_alone = _any(data["phrases"]["better_unless_person"])

    def __call__(self, text: str) -> frozenset[Tone]:
        """Which tones this feedback has. Never raises."""
        plain = _folded(text[:LONGEST])
        unquoted = self._tokens(_QUOTED.sub(" , ", plain))
        tones: set[Tone] = set()
        if self._phrases.search(" ".join(unquoted)) or self._person.judged(unquoted):
            tones.add("persoon")
        said = self._fine.sub(" # ", _joined(self._tokens(plain)))
        if self._better.search(said) or (not tones and self._better_alone.search(said)):
            tones.add("beter")
        return frozenset(tones)

    def _tokens(self, plain: str) -> list[str]:
        words = _TOKEN.findall(_SQUEEZE.sub(r"\1\1", plain.replace("'", "").replace("’", "")))
        return " ".join(self._long.get(word, word) for word in words).split()


def _joined(words: Sequence[str]) -> str:
    """Words and signs with one space between; a sign stands against the word before it, as it is typed."""
    return re.sub(r" ([,.;:!?])", r"\1", " ".join(words))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.ASCII)


def _folded(text: str) -> str:
    """Lower case, no accents, digits to 0."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    return re.sub(r"\d", "0", plain)


class _Person:
    """Whether a row of words and signs judges a person."""

    def __init__(self, data: Mapping[str, Mapping[str, str]]) -> None:
        person, traits, kinds, having = data["person"], data["traits"], data["kinds"], data["having"]
        self._you = _set(person["you"])
        self._they = _set(person["they"])
        self._titles, self._before_titles = _set(person["titles"]), _set(person["before_titles"])
        self._objects = _set(person["objects"])
        self._others = _set(person["others"])
        self._present, self._past = _set(person["present"]), _set(person["past"])
        self._finds, self._found = _set(person["vind_present"]), _set(person["vind_past"])
        self._told, self._because = _set(person["told"]), _set(person["because"])
        self._softeners, self._bits = Words(person["softeners"]), _set(person["bits"])
        self._follows, self._general = _set(person["follows"]), _set(person["general"])
        self._strong = Words(traits["strong"])
        self._plain = Words(f"{traits['strong']} {traits['plain']}")
        self._too, self._lacking = Words(traits["too"]), Words(traits["lacking"])
        self._praise, self._quickly = Words(traits["praise"]), Words(traits["quickly"])
        self._nouns, self._anybody = Words(kinds["nouns"]), _set(kinds["anybody"])
        self._rough = _set(kinds["rough"])
        self._praise_nouns, self._praise_adjectives = Words(kinds["praise_nouns"]), _set(kinds["praise_adjectives"])
        self._less, self._lacked = _set(having["less"]), Words(having["lacked"])
        self._have, self._once = _set(having["have"]), _set(having["once"])

    def judged(self, words: Sequence[str]) -> bool:
        row = [*words, *_END]
        alone = sum(word.isalpha() for word in row) <= _ALONE
        return any(self._at(row, at, alone) for at in range(len(words)))

    def _at(self, row: Sequence[str], at: int, alone: bool) -> bool:
        word = row[at]
        if word in self._present or word in self._past:
            return self._being(row, at, alone)
        if word in self._finds or word in self._found:
            return self._finding(row, at)
        if word in self._have:
            return self._having(row, at)
        if word == "wat" and row[at + 1] in {"een", "n"}:
            return self._kind(row, self._skip(row, at + 2), alone=False, bare=False)
        return word in self._because and self._clause(row, at)

    def _being(self, row: Sequence[str], at: int, alone: bool) -> bool:
        """'je bent ...', 'dan ben je ...'; a question judges nobody."""
        before, after = self._subject_before(row, at), self._subject_after(row, at + 1)
        if (not before and not after) or _asked(row, at):
            return False
        start = at + 1 if before else after
        return self._predicate(row, start, past=row[at] in self._past, alone=alone)

    def _subject_before(self, row: Sequence[str], at: int) -> bool:
        """Whether the aios or the opleider stands before this verb, with at most softeners between."""
        place = at - 1
        while place > 0 and row[place] in self._softeners and row[place] not in self._titles:
            place -= 1
        return place >= 0 and self._who(row, place) and not self._reported(row, place)

    def _subject_after(self, row: Sequence[str], at: int) -> int:
        """Where the predicate of 'ben je ...' starts; 0 when no such subject follows."""
        return at + 1 if self._who(row, at) and row[at] not in self._titles else 0

    def _who(self, row: Sequence[str], at: int) -> bool:
        word = row[at]
        if word in self._titles:
            return at == 0 or row[at - 1] in self._before_titles or row[at - 1] in _STOPS
        return word in self._you or (word in self._they and self._others.isdisjoint(row[:at]))

    def _reported(self, row: Sequence[str], at: int) -> bool:
        """Whether somebody says or feels this in the words right before."""
        start = at
        while start > 0 and row[start - 1] not in _STOPS and at - start < 8:
            start -= 1
        return not self._told.isdisjoint(row[start:at])

    def _skip(self, row: Sequence[str], at: int) -> int:
        """Past the softeners ('een beetje', 'gewoon')."""
        while at < len(row) - len(_END):
            if row[at] in {"een", "n"} and row[at + 1] in self._bits:
                at += 2
            elif row[at] in self._softeners or row[at] in self._bits:
                at += 1
            else:
                break
        return at

    def _predicate(self, row: Sequence[str], start: int, *, past: bool, alone: bool) -> bool:
        at = self._skip(row, start)
        word, softened = row[at], row[start:at]
        if word == "snel" and not past:
            return row[at + 1] in self._quickly and self._ends(row, at + 2)
        if word in {"niet", "weinig"} and not past and row[at - 1] != "nog":
            return self._lacks(row, self._skip(row, at + 1))
        if word in _ARTICLES:
            return not past and self._kind(row, self._skip(row, at + 1), alone=alone or word == "geen", bare=True)
        if self._trait(word, past=past) and self._ends(row, at + 1):
            return True
        if "te" in softened and not past and word in self._too:
            return self._ends(row, at + 1)
        if row[at + 1] in {"en", "maar", ","} and self._adjective(word):
            return self._trait_after(row, at + 2, past=past)
        return alone and not past and word in self._praise and row[at + 1] in _STOPS | _PAUSES

    def _trait_after(self, row: Sequence[str], start: int, *, past: bool) -> bool:
        """'heel lief maar veel te onzeker'."""
        start += row[start] in {"en", "maar"}
        at = self._skip(row, start)
        return self._trait(row[at], past=past) and self._ends(row, at + 1)

    def _adjective(self, word: str) -> bool:
        return word in self._plain or word in self._praise or word in self._lacking or word in self._too

    def _trait(self, word: str, *, past: bool) -> bool:
        return word in (self._strong if past else self._plain)

    def _lacks(self, row: Sequence[str], at: int) -> bool:
        """'niet zo sociaal', 'niet de slimste', 'niet zo'n harde werker'."""
        if row[at] in _ARTICLES and self._kind(row, self._skip(row, at + 1), alone=True, bare=True):
            return True
        at += row[at] in {"de", "het"}
        return row[at] in self._lacking and self._ends(row, at + 1)

    def _ends(self, row: Sequence[str], at: int) -> bool:
        """Whether nothing follows that ties a judgement to one thing done."""
        general = row[at] == "in" and row[at + 1] in self._general
        return general or row[at] in _STOPS or row[at] in _PAUSES or row[at] in self._follows

    def _kind(self, row: Sequence[str], at: int, *, alone: bool, bare: bool) -> bool:
        """A noun for a kind of person, perhaps after adjectives: 'een echte flapuit', 'een arrogante vent'."""
        seen: list[str] = []
        while at < len(row) - len(_END) and len(seen) < 4:
            word = row[at]
            if word in self._nouns and (bare or any(map(self._rude, seen))):
                return True
            if word in self._anybody and any(map(self._rude, seen)):
                return True
            if alone and (word in self._praise_nouns or self._praised(word, seen)):
                return True
            if not word.isalpha():
                break
            seen.append(word)
            at += 1
        return bare and 0 < len(seen) <= _NOMINAL and row[at] in _STOPS | _PAUSES and self._rude(seen[-1])

    def _praised(self, word: str, seen: Sequence[str]) -> bool:
        return word in self._anybody and not self._praise_adjectives.isdisjoint(seen)

    def _rude(self, word: str) -> bool:
        """An adjective before a noun: 'arrogante', 'luie', 'onzekere'."""
        return word in self._rough or any(bare in self._plain for bare in _uninflected(word))

    def _finding(self, row: Sequence[str], at: int) -> bool:
        """'ik vind haar nogal lui'."""
        place = at + 1
        place += row[place] == "ik"
        if row[place] not in self._objects:
            return False
        place = self._skip(row, place + 1)
        return self._trait(row[place], past=row[at] in self._found) and self._ends(row, place + 1)

    def _having(self, row: Sequence[str], at: int) -> bool:
        """'hij heeft totaal geen empathie', 'je mist empathie'."""
        if not (self._subject_before(row, at) or self._subject_after(row, at + 1)):
            return False
        place = self._skip(row, at + 1 + bool(self._subject_after(row, at + 1)))
        misses = row[at] in {"mist", "mis"}
        if not misses and row[place] not in self._less:
            return False
        place = self._skip(row, place if misses else place + 1)
        return row[place] in self._lacked and row[place + 1] not in self._once | {"in"}

    def _clause(self, row: Sequence[str], at: int) -> bool:
        """'omdat je zo onzeker bent', 'dat hij een chaoot is'."""
        subject = at + 1 + (row[at + 1] in self._before_titles)
        if not self._who(row, subject) or self._reported(row, at):
            return False
        place = self._skip(row, subject + 1)
        if row[place] in {"een", "geen", "zon"}:
            end = next(at for at in range(place, len(row)) if row[at] in _STOPS | _PAUSES)
            return row[end - 1] in self._present and self._kind(row, place + 1, alone=False, bare=True)
        if row[place] == "niet":
            place = self._skip(row, place + 1)
            return row[place] in self._lacking and row[place + 1] in self._present
        verb = row[place + 1]
        if verb in self._present:
            return self._trait(row[place], past=False)
        return verb in self._past and self._trait(row[place], past=True)


def _uninflected(word: str) -> tuple[str, ...]:
    """What an adjective may be without its ending: 'luie' lui, 'kille' kil, 'slome' sloom, 'brave' braaf."""
    bare = word.removesuffix("e")
    if bare == word or len(bare) < len("lui"):
        return (word,)
    end = {"v": "f", "z": "s"}.get(bare[-1], bare[-1])
    return word, bare, bare[:-1], f"{bare[:-1]}{end}", f"{bare[:-2]}{bare[-2] * 2}{end}"


def _asked(row: Sequence[str], at: int) -> bool:
    """Whether the sentence around this place is a question."""
    return next((word for word in row[at:] if word in _STOPS), ".") == "?"
