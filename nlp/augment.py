"""More training texts from the written ones: filled-in frames, neutral beginnings and endings, phone typing.

Only the trainer uses this. Every text gets its own random numbers from its own letters, so that a line added to
the data changes nothing for the other lines.

A frame is a text with choices in it: `(a|b|)` is one of these, `{ziekte}` a word from the list of that name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from nlp.features import features
from nlp.training import Example

_WRITTEN: Final = 0.5
_FILLED: Final = 0.2
_CHOICE: Final = re.compile(r"\(([^()]*)\)")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_NEIGHBOURS: Final = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """Lists that variants draw from: words for the slots of frames, neutral beginnings and endings that fit any
    label, how people shorten words on a phone, and words that a hurried writer leaves out."""

    slots: Mapping[str, Sequence[str]] = field(default_factory=dict)
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    short: Mapping[str, Sequence[str]] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()


def filled(frame: str, count: int, wording: Wording) -> Iterator[str]:
    """At most `count` different texts. Raises KeyError when a slot has no list."""
    numbers = Random(frame)  # noqa: S311
    seen = set()
    for _ in range(3 * count):
        text = frame
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda found: numbers.choice(found[1].split("|")), text)
        text = _SLOT.sub(lambda found: numbers.choice(wording.slots[found[1]]), text)
        text = " ".join(text.split())
        if text not in seen:
            seen.add(text)
            yield text
        if len(seen) == count:
            return


def variants(text: str, count: int, wording: Wording) -> Iterator[str]:
    """`count` ways in which someone else could have typed the same."""
    numbers = Random(text)  # noqa: S311
    for _ in range(count):
        words = text.split()
        if numbers.random() < 0.5:
            words = [numbers.choice(wording.short[word]) if word in wording.short else word for word in words]
        if numbers.random() < 0.3 and len(words) > 4:
            words = [word for word in words if word not in wording.omitted or numbers.random() < 0.3] or words
        if numbers.random() < 0.25 and len(words) > 5:
            del words[numbers.randrange(len(words))]
        words = [_mistyped(word, numbers) if numbers.random() < 0.07 else word for word in words]
        if wording.before and numbers.random() < 0.3:
            words.insert(0, numbers.choice(wording.before))
        if wording.after and numbers.random() < 0.3:
            words.append(numbers.choice(wording.after))
        yield " ".join(words)


def _mistyped(word: str, numbers: Random) -> str:
    if len(word) < 4:
        return word
    at = numbers.randrange(1, len(word) - 1)
    kind = numbers.randrange(5)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    if kind == 3:
        return word[:at] + numbers.choice(_NEIGHBOURS.get(word[at], word[at])) + word[at + 1 :]
    return word[:at] + " " + word[at:]


def wording_of(items: Sequence[Mapping[str, object]]) -> Wording:
    """From lines like {"list": "ziekte", "words": [...]}; `before`, `after`, `short` ('niet=nt/nie') and `omitted`
    are lists with a meaning of their own, every other one fills slots."""
    lists = {str(item["list"]): [str(word) for word in _row(item["words"])] for item in items if "list" in item}
    short = dict(entry.split("=", 1) for entry in lists.pop("short", []))
    return Wording(
        before=lists.pop("before", []),
        after=lists.pop("after", []),
        short={word: shorter.split("/") for word, shorter in short.items()},
        omitted=frozenset(lists.pop("omitted", [])),
        slots=lists,
    )


def _row(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("'words' must be a list")
    return value


@dataclass(frozen=True, slots=True)
class Typed:
    """One text as the trainer sees it. `source` is the line it came from."""

    text: str
    label: str
    source: str
    weight: float


def typed(items: Iterable[Mapping[str, object]], per_frame: int = 30, copies: int = 3) -> Iterator[Typed]:
    """All texts that lines with `text` or `frame` and `label` stand for.

    A written text comes with `copies` variants of itself. A filled-in frame weighs less than a written text, for
    there are many of one making; its line may say itself how many `texts` to make of it.
    """
    lines = list(items)
    wording = wording_of(lines)
    for line in lines:
        if "text" in line:
            text = str(line["text"])
            for one in (text, *variants(text, copies, wording)):
                yield Typed(one, str(line["label"]), text, _WRITTEN)
        elif "frame" in line:
            frame = str(line["frame"])
            for one in filled(frame, int(str(line.get("texts", per_frame))), wording):
                yield Typed(next(variants(one, 1, wording)), str(line["label"]), frame, _FILLED)


def labelled(items: Iterable[Mapping[str, object]]) -> list[Example]:
    """Examples of a task with one label per text."""
    return [Example(features(one.text), frozenset({one.label}), one.source, weight=one.weight) for one in typed(items)]
