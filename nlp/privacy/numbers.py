"""Finds the numbers that identify somebody: e-mail, BSN, phone, patient number, date of birth.

A number needs its announcement ('patnr') or a form that nothing else has: ten digits with a leading zero, nine that
pass the eleven-test. A plain date is clean; it is a date of birth after 'geb', or far enough in the past in a text
about a person. Patterns and announcements: `nlp/data/privacy/nummers.toml`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dialogs.reading import PrivacyKind

from . import lexicon as lex

_DIGIT = re.compile(r"\d")
_LOCAL = re.compile(r"[\w.+\-]")
_DOMAIN = re.compile(r"[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")
_PAST = range(1900, 2013)
"""Years in which a plain date in a text about a person is taken for a date of birth."""
_RECENT = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Found:
    """Offsets (end exclusive) and kind of something that identifies."""

    start: int
    end: int
    kind: PrivacyKind


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled patterns of nummers.toml."""

    bsn: re.Pattern[str]
    phone: re.Pattern[str]
    short_phone: re.Pattern[str]
    patient: re.Pattern[str]
    patient_weak: re.Pattern[str]
    loose: re.Pattern[str]
    other: re.Pattern[str]
    born: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    born_dates: tuple[re.Pattern[str], ...]
    happened: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Compiles once. Raises re.error or KeyError when the file is wrong, at the first use."""
    data = tomllib.loads(files("nlp").joinpath("data/privacy/nummers.toml").read_text(encoding="utf-8"))
    between = data["verbinding"]["tussen"]
    bsn, phone, patient, born = data["bsn"], data["telefoon"], data["patientnummer"], data["geboren"]

    def announced(announcement: str, form: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){announcement}{between}(?P<it>{form})")

    dates = tuple(re.compile(born[name]) for name in ("dag_maand_jaar", "met_woord", "jaar_maand_dag"))
    return Patterns(
        bsn=announced(bsn["aankondiging"], bsn["vorm"]),
        phone=re.compile(phone["vorm"]),
        short_phone=announced(phone["aankondiging"], phone["kort"]),
        patient=announced(patient["aankondiging"], patient["vorm"]),
        patient_weak=announced(patient["zwak"], patient["lang"]),
        loose=re.compile(patient["los"]),
        other=re.compile(rf"(?<!\w){patient['ander']}[\w\s.:#\-]{{0,18}}$"),
        born=re.compile(rf"(?<!\w){born['aankondiging']}{born['tussen']}(?=['’\d])"),
        dates=dates,
        born_dates=(*dates, re.compile(born["aaneen"]), re.compile(born["jaar"])),
        happened=re.compile(born["gebeurd"]),
    )


def find(text: str, low: str, about_person: bool) -> list[Found]:
    """Every number and mail address in `text` that identifies; `low` is its lower case of the same length.

    `about_person` tells that a patient or a name is in the text.
    """
    found: list[Found] = []
    if "@" in text:
        found.extend(_mails(text))
    if _DIGIT.search(text):
        found.extend(_bsns(low))
        found.extend(_phones(low))
        found.extend(_births(low, about_person))
        found.extend(_patient_numbers(low, about_person))
    return found


def lower(text: str) -> str:
    """Lower case with the same offsets: a sign that would become two ('İ') stays as it is."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def passes_eleven_test(digits: str) -> bool:
    """The check of a BSN: nine digits, weights 9..2 and -1, sum divisible by 11 (Logisch ontwerp BSN)."""
    if len(digits) != 9 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    weighted = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8]))
    return (weighted - int(digits[8])) % 11 == 0


def _mails(text: str) -> Iterator[Found]:
    at = text.find("@")
    while at >= 0:
        start = at
        while start > 0 and at - start < 64 and _LOCAL.match(text[start - 1]):
            start -= 1
        while start < at and text[start] in ".-+":
            start += 1
        domain = _DOMAIN.match(text, at + 1)
        if start < at and domain:
            yield Found(start, domain.end(), "email")
        at = text.find("@", at + 1)


def _bsns(low: str) -> Iterator[Found]:
    for match in patterns().bsn.finditer(low):
        yield Found(*match.span("it"), "bsn")
    for match in re.finditer(r"(?<![\d.,)+\-])\d{9}(?![\d%]|[.,]\d)", low):
        if passes_eleven_test(match.group()):
            yield Found(*match.span(), "bsn")


def _phones(low: str) -> Iterator[Found]:
    public = lex.load().public_numbers
    for match in patterns().phone.finditer(low):
        digits = re.sub(r"\D", "", match.group())
        if digits.startswith(public) and digits.startswith("0"):
            continue
        if any(date.match(low, match.start()) for date in patterns().dates) and not digits.startswith("06"):
            continue
        yield Found(*match.span(), "phone")
    for match in patterns().short_phone.finditer(low):
        if not re.sub(r"\D", "", match.group("it")).startswith(public):
            yield Found(*match.span("it"), "phone")


def _births(low: str, about_person: bool) -> Iterator[Found]:
    done = -1
    for cue in patterns().born.finditer(low):
        for form in patterns().born_dates:
            match = form.match(low, cue.end())
            if match and _plausible(match, _RECENT):
                yield Found(*match.span(), "date_of_birth")
                done = match.end()
                break
    if not about_person:
        return
    for form in patterns().dates:
        for match in form.finditer(low):
            if match.start() < done or not match.group("j") or not _plausible(match, _PAST):
                continue
            if not patterns().happened.search(low, max(0, match.start() - 12), match.start()):
                yield Found(*match.span(), "date_of_birth")


def _plausible(match: re.Match[str], years: range) -> bool:
    """Whether the year, if there is one, can be a year of birth. Two digits count from 1930, and only as '1-2-56'."""
    written = match.group("j")
    if written is None:
        return years is _RECENT
    year = int(written.strip("'’"))
    if year >= 100:
        return year in years
    return years is _RECENT or year > 29


def _patient_numbers(low: str, about_person: bool) -> Iterator[Found]:
    ours = patterns()
    for match in ours.patient.finditer(low):
        yield Found(*match.span("it"), "patient_number")
    for match in ours.patient_weak.finditer(low):
        yield Found(*match.span("it"), "patient_number")
    if about_person:
        for match in ours.loose.finditer(low):
            if not ours.other.search(low[max(0, match.start() - 30) : match.start()]):
                yield Found(*match.span(), "patient_number")
