"""What makes figures and words no time after all: doses, scores, ages, pregnancies, names.

Every question looks at a few tokens beside the place only. The words are in `nlp/data/temporal_guards.toml`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.temporal.files import Strict, load
from nlp.temporal.lexicon import fold
from nlp.temporal.roles import PLAIN
from nlp.temporal.tokens import Token, Tokens

_ASKING: Final = {"before", "by", "until", "through", "from", "since", "after", "toward", "at", "span", "between"}
"""Frames that ask for a day."""


class _Age(Strict):
    behind: list[str]
    before: list[str]
    compared: list[str]
    being: list[str]
    birth: list[str]
    years: int


class _Words(Strict):
    words: list[str]


class _Pregnancy(Strict):
    words: list[str]
    pregnant: list[str]
    reach: int


class _Dose(Strict):
    units: list[str]
    reach: int


class _Measure(Strict):
    behind: list[str]
    before: list[str]


class _Names(Strict):
    titles: list[str]


class _Nouns(Strict):
    nouns: list[str]


class Tense(Strict):
    coming: frozenset[str]
    past: frozenset[str]
    auxiliaries: frozenset[str]
    participles: frozenset[str]
    participle: re.Pattern[str]
    not_participle: frozenset[str]
    behind_participle: frozenset[str]
    breaks: frozenset[str]
    joints: frozenset[str]


class _Lists(Strict):
    age: _Age
    pregnancy: _Pregnancy
    dose: _Dose
    measure: _Measure
    names: _Names
    meant_for: _Nouns
    counted: _Nouns
    behind_year: _Words
    tense: Tense


@dataclass(frozen=True, slots=True)
class Guards:
    """The questions; `tense` is for the reading of past and future."""

    age_behind: frozenset[str]
    age_before: frozenset[str]
    age_compared: frozenset[str]
    being: frozenset[str]
    birth: frozenset[str]
    age_years: int
    pregnancy: frozenset[str]
    pregnant: frozenset[str]
    pregnancy_reach: int
    dose: frozenset[str]
    dose_reach: int
    measure_behind: frozenset[str]
    measure_before: frozenset[str]
    titles: frozenset[str]
    meant: frozenset[str]
    counted: frozenset[str]
    after_year: frozenset[str]
    tense: Tense

    def ends_year(self, after: Token) -> bool:
        """Can what stands before this token be a year or a day, because nothing is counted with it?"""
        return after.end < 0 or after.text in self.after_year or not (after.text.isalnum() or after.text == "%")

    def is_counted(self, token: Token) -> bool:
        """Is it a thing of which there are several: 'de 3e verdieping'?"""
        return token.text in self.counted or token.role.unit is not None

    def asks_for_day(self, token: Token) -> bool:
        """'op', 'voor', 'uiterlijk', 'dinsdag' and the like."""
        asking = token.role.frame in _ASKING - {"span"}
        return asking or token.text in {"op", "rond", "deadline"} or token.role.weekday is not None

    def is_short_weekday(self, tokens: Tokens, at: int) -> bool:
        """Is 'ma', 'di' ... a day here, and not a word or the end of one?"""
        token, after = tokens[at], tokens[at + 1]
        before = tokens[at - 1] if at else None
        if token.glued and before is not None and before.text not in {"(", "/", "-", ",", "\n", "'", '"', ":"}:
            return False
        if after.has("daypart") or after.role.behind or self._dated(tokens, at + 1):
            return True
        if _joins(after) and tokens[at + 2].role.weekday is not None:
            return True
        if before is not None and _joins(before) and at > 1 and tokens[at - 2].role.weekday is not None:
            return True
        if before is None:
            said = after.text in self.tense.auxiliaries or after.text in self.tense.past
            return token.text not in {"ma", "zo", "vr"} and after.text.isalpha() and not said
        if token.text == "zo":
            return before.has("each")
        if token.text == "do" and before.text == "to":
            return False
        asking = before.role.frame in _ASKING - {"span", "after"} or before.text in {"op", "deadline"}
        return asking or before.has("each") or before.role.shift is not None or before.role.unit == "week"

    def _dated(self, tokens: Tokens, at: int) -> bool:
        """A day and month, or an hour, follow."""
        token, after = tokens[at], tokens[at + 1]
        if token.text == "om" and after.value >= 0:
            return True
        if not 0 <= token.value <= 31:
            return False
        if after.role.month is not None or after.has("hour"):
            return True
        return after.text in {"-", "/", ".", ":"} and after.glued and tokens[at + 2].glued and tokens[at + 2].value >= 0

    def is_day(self, tokens: Tokens, at: int, end: int) -> bool:
        """Are the two figures of '1-3', '15/4' or '3.9' a day here, and not a score, a share or a dose?"""
        first, sign, second = tokens[at], tokens[at + 1].text, tokens[at + 2]
        if tokens[end].text in self.measure_behind or self.is_measured(tokens, at):
            return False
        if at and tokens[at].glued and tokens[at - 1].text in {"=", ">", "~"}:
            return False
        before = tokens[at - 1] if at else None
        padded = len(second.text) == 2 and (first.text[0] == "0" or second.text[0] == "0")
        if before is not None and (before.role.weekday is not None or before.text in {"deadline", "dd", "datum"}):
            return True
        framed = before is not None and before.role.frame in _ASKING
        if sign == ".":
            strict = framed and before is not None and before.role.frame not in {"before", "span", "since", "at"}
            return strict or (padded and (framed or (before is not None and before.text == "op")))
        if framed and before is not None and before.role.frame != "span":
            return True
        return padded or first.value > 12 or (before is not None and before.text in {"op", "rond"})

    def is_measured(self, tokens: Tokens, at: int) -> bool:
        """Do these figures say how much, or which one: 'score 4/5', 'versie 2019-03'?"""
        return self._before(tokens, at, self.measure_before, 2)

    def is_birth(self, tokens: Tokens, at: int) -> bool:
        """'geb. 14-07-2003'"""
        return self._before(tokens, at, self.birth, 4)

    def is_age(self, tokens: Tokens, at: int, end: int) -> bool:
        """Is this number of days, weeks, months or years an age, or the length of a pregnancy?"""
        if tokens[end].text in self.age_behind or (tokens[end].text == "-" and tokens[end + 1].text in self.age_behind):
            return True
        if tokens[end].text in {"+", "en"} and tokens[end + 1].text in self.age_behind:
            return True
        before = tokens[at - 1] if at else None
        if before is not None and before.glued and tokens[at].glued and before.text == "+":
            return True
        if self._before(tokens, at, self.age_before, 1) or self._before(tokens, at, self.age_compared, 2):
            return True
        joined = before is not None and before.text in {"van", ",", "(", "in", "is", "was", "wordt"}
        return joined and self._before(tokens, at - 1, self.age_before, 2)

    def is_someones(self, tokens: Tokens, at: int) -> bool:
        """Is this number of years said of someone: 'hij is 4 jaar', 'Kiki, 6 jaar'?"""
        if at == 0:
            return False
        named = tokens[at - 2] if at > 1 and tokens[at - 1].text == "," else tokens[at - 1]
        return tokens[at - 1].text in self.being or (named.capital and named.role is PLAIN)

    def is_pregnancy(self, tokens: Tokens, at: int, end: int) -> bool:
        """'week 34' of a pregnancy."""
        window = tokens[max(0, at - self.pregnancy_reach) : end + self.pregnancy_reach]
        return any(token.text in self.pregnancy for token in window)

    def is_pregnant(self, tokens: Tokens, at: int, end: int) -> bool:
        """A number of weeks beside a word for being pregnant."""
        window = tokens[max(0, at - self.pregnancy_reach) : end + 2]
        return any(token.text in self.pregnant for token in window)

    def is_dose(self, tokens: Tokens, at: int, end: int) -> bool:
        """A daily frequency beside a dose or a drug."""
        window = tokens[max(0, at - self.dose_reach) : end + self.dose_reach]
        return any(token.text in self.dose for token in window)

    def is_name(self, tokens: Tokens, at: int) -> bool:
        """A capital behind a title, or a double name: 'dr. Mei', 'mevrouw de Winter', 'Mei-Lin'."""
        if not tokens[at].capital:
            return False
        if tokens[at + 1].has("dash") and tokens[at + 1].glued and tokens[at + 2].glued and tokens[at + 2].capital:
            return True
        before = tokens[at - 2] if at > 1 and tokens[at - 1].text == "." else tokens[at - 1]
        return at > 0 and before.text in self.titles

    def is_meant_for(self, tokens: Tokens, at: int) -> bool:
        """Does the 'voor' at this place say what something is for: 'doel voor september'?"""
        return at > 0 and tokens[at - 1].text in self.meant

    def _before(self, tokens: Tokens, at: int, words: frozenset[str], reach: int) -> bool:
        return any(token.text in words for token in tokens[max(0, at - reach) : at])


def _joins(token: Token) -> bool:
    return token.has("list") or token.has("dash") or token.role.frame == "through"


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


@cache
def guards() -> Guards:
    """The guards of this package; ValueError if the file is wrong."""
    lists = load(_Lists, "temporal_guards.toml")
    return Guards(
        age_behind=_folded(lists.age.behind),
        age_before=_folded(lists.age.before),
        being=_folded(lists.age.being),
        birth=_folded(lists.age.birth),
        age_compared=_folded(lists.age.compared),
        age_years=lists.age.years,
        pregnant=_folded(lists.pregnancy.pregnant),
        pregnancy=_folded(lists.pregnancy.words),
        pregnancy_reach=lists.pregnancy.reach,
        dose=_folded(lists.dose.units),
        dose_reach=lists.dose.reach,
        measure_behind=_folded(lists.measure.behind),
        measure_before=_folded(lists.measure.before),
        titles=_folded(lists.names.titles),
        meant=_folded(lists.meant_for.nouns),
        counted=_folded(lists.counted.nouns),
        after_year=_folded(lists.behind_year.words),
        tense=lists.tense,
    )
