"""What the context says about a word that could be a name, as short feature strings.

A feature is a class of words on a place near the candidate ("p1=TIT": a form of address stands before it), alone
or together with what the lists know of the candidate itself. The classes generalise over words, so a name or a
cue that was never seen in training is weighed by its class. Used by training and by reading alike.
"""

from collections.abc import Sequence
from functools import cache

from . import cues, terms
from . import lexicon as lex
from .tokens import Token

THRESHOLD = 0.5
DOUBTFUL = 0.6
"""Asked of a name that is also a word ('storm', 'mees'): flagging a word costs more trust than missing one name."""
UNKNOWN = 0.9
"""Asked of a word that no list knows, where neither a form of address nor capital and cue together announce a name."""

_CLASS: tuple[tuple[int, str], ...] = (
    (lex.TITLE, "TIT"),
    (lex.NAMING, "NAM"),
    (lex.GROUP_TITLE, "GRP"),
    (lex.SOFT_TITLE, "SOF"),
    (lex.ROLE, "ROL"),
    (lex.RELATION, "REL"),
)
_LATER: tuple[tuple[int, str], ...] = (
    (lex.STRONG_INTERFIX, "IFX"),
    (lex.FUNCTION_WORD, "FUN"),
    (lex.VERB, "VRB"),
    (lex.TERM_HEAD, "HEA"),
    (lex.TERM_CUE, "CUE"),
    (lex.COMMON, "COM"),
    (lex.EPONYM, "EPO"),
    (lex.PROPER, "PRO"),
    (lex.PLACE, "PLA"),
    (lex.GIVEN, "giv"),
    (lex.SURNAME, "sur"),
)
_DOUBTS: tuple[tuple[int, str], ...] = (
    (lex.FUNCTION_WORD, "F"),
    (lex.LIGHT, "L"),
    (lex.COMMON, "C"),
    (lex.EPONYM, "E"),
    (lex.PROPER, "X"),
    (lex.PLACE, "P"),
    (lex.TERM_HEAD, "H"),
    (lex.ROLE | lex.RELATION | lex.ANY_TITLE | lex.NAMING, "R"),
)
_DOUBT = lex.COMMON | lex.FUNCTION_WORD | lex.EPONYM | lex.PLACE | lex.PROPER
_SHAPES = {"lower": "l", "Capital": "C", "UPPER": "U", "Mixed": "M"}
_MARKS = {"'": '"', "“": '"', "”": '"', "‘": '"', "’": '"', "–": "-", "/": "-", "!": ".", ";": ","}
_ANNOUNCES = frozenset({"TIT", "GRP", "SOF", "NAM", "ROL", "REL", "INI", "GIV", "SUR"})
_INTRODUCES = frozenset({"TIT", "GRP", "SOF", "NAM", "INI", "GIV", "SUR"})
_CALLS = _INTRODUCES | {"ROL", "REL"}
_KNOWN_MARKS = frozenset('.,:()?-"')


def context_class(token: Token | None) -> str:
    """The class of a word as neighbour; a mark is its own class, the edge of the text is '#'."""
    if token is None:
        return "#"
    if token.shape == "mark":
        mark = _MARKS.get(token.text[0], token.text[0])
        return mark if mark in _KNOWN_MARKS else "§"
    if token.shape == "break":
        return "."
    if token.shape == "number":
        return "NUM"
    if token.shape == "initial":
        return "INI"
    return _word_class(token.flags) or ("UNK" if token.shape == "lower" else "Unk")


@cache
def _word_class(flags: int) -> str:
    for flag, name in _CLASS:
        if flags & flag:
            return name
    if flags & lex.NAME and not flags & (_DOUBT | lex.LIGHT):
        return "GIV" if flags & lex.GIVEN else "SUR"
    for flag, name in _LATER:
        if flags & flag:
            return name
    return ""


@cache
def own_class(flags: int) -> tuple[str, str]:
    """What the lists know of the candidate: kind of name (G given, S surname, B both, '-' unknown) and first doubt."""
    if not flags:
        return "-", ""
    given, surname = flags & lex.GIVEN, flags & lex.SURNAME
    kind = "B" if given and surname else "G" if given else "S" if surname else "-"
    for flag, sign in _DOUBTS:
        if flags & flag:
            return kind, sign
    return kind, ""


class Context:
    """The tokens of one text with their classes, worked out once; terms among them are marked."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        terms.mask(tokens)
        self.tokens = tokens
        self.classes = [context_class(token) for token in tokens]
        words = [token.shape for token in tokens if token.shape in _SHAPES and len(token.base) > 1]
        upper = words.count("UPPER")
        self.shouts = upper > 2 and upper * 2 > len(words)
        inside = sum(token.shape == "Capital" and not token.opens for token in tokens)
        if self.shouts:
            self.case = "u"
        elif not inside and not any(token.shape == "Capital" for token in tokens):
            self.case = "l"
        else:
            self.case = "T" if len(words) > 3 and inside * 2 > len(words) else "c"
        """l: no capitals at all, u: nearly all capitals, T: Every Word Has One, c: ordinary."""

    def shape(self, place: int) -> str:
        token = self.tokens[place]
        if self.shouts:
            return "l"
        shape = _SHAPES.get(token.shape, "-")
        return "c" if shape == "C" and token.opens else shape

    def is_candidate(self, place: int) -> bool:
        """Whether the word at `place` can be part of a name at all."""
        token = self.tokens[place]
        shape = token.shape
        if shape not in _SHAPES or len(token.base) < 2 or token.masked:
            return False
        flags = token.flags
        lower = shape == "lower" or self.shouts
        if self._counts(place):
            return False
        if not flags:
            if shape in {"UPPER", "Mixed"} and not self.shouts:
                return self._after_title(place)
            return not (lower or token.opens) or self._is_announced(place) or (not lower and self._acts(place))
        if flags & lex.FUNCTION_WORD and lower and not flags & lex.LIGHT:
            return False
        if flags & lex.FUNCTION_WORD and not flags & lex.LIGHT:
            small = token.base in cues.names().small_first_names
            called = self._surname_follows(place) or (small and not token.opens and self.anchor(place)[0] in _CALLS)
            return bool(flags & lex.NAME) and called
        if shape == "UPPER" and not self.shouts and len(token.base) < 5:
            return self.anchor(place)[0] in _INTRODUCES
        if (lower or token.opens) and flags & lex.COMMON and not flags & lex.LIGHT:
            clear = self._is_introduced(place) or (not lower and (self._surname_follows(place) or self._acts(place)))
            return bool(flags & lex.NAME) and clear
        if flags & (lex.NAME | lex.LIGHT):
            return not (lower and flags & lex.TITLE)
        if flags & (lex.TITLE | lex.NAMING | lex.INTERFIX | lex.FUNCTION_WORD):
            return False
        if flags & lex.EPONYM:
            return self.anchor(place)[0] in _INTRODUCES
        if flags & lex.PLACE:
            return True
        return not lower and self.anchor(place)[0] in {"TIT", "NAM"}

    def _is_announced(self, place: int) -> bool:
        """Whether an unknown word in lower case stands where a name must be expected: behind a cue or beside a name."""
        anchor, strength = self.anchor(place)
        if anchor == "INI" and self.case != "l" and self.tokens[place].shape == "lower":
            return False
        if anchor in _ANNOUNCES and (strength != "w" or anchor == "TIT"):
            return True
        after = self.after(place)
        beside = after.rstrip("^") if after else self.classes[place + 1] if place + 1 < len(self.classes) else "#"
        return beside in {"GIV", "SUR"}

    def threshold(self, place: int) -> float:
        """The chance that is asked of the candidate: more where a mistake would flag an ordinary word."""
        token = self.tokens[place]
        if token.flags & (lex.LIGHT | lex.EPONYM):
            return DOUBTFUL
        if not token.flags and not self._after_title(place):
            announced = token.shape != "lower" and (self._is_announced(place) or self._acts(place))
            return THRESHOLD if announced else UNKNOWN
        return THRESHOLD

    def is_addressed(self, place: int) -> bool:
        """Whether a form of address goes straight before a listed name, or before an unknown word with a capital."""
        token = self.tokens[place]
        anchor, strength = self.anchor(place)
        if anchor != "TIT" or strength == "w":
            return False
        if token.flags & lex.NAME and not token.flags & (lex.COMMON | lex.FUNCTION_WORD):
            return True
        return token.shape == "Capital" and self.case == "c" and not token.flags & (lex.COMMON | lex.FUNCTION_WORD)

    def _surname_follows(self, place: int) -> bool:
        """'Wil Koning', 'Ben van Dam': a small word is a first name only before a surname with a capital."""
        onward = self.after(place)
        if onward:
            return onward.endswith("^")
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return following is not None and following.shape == "Capital" and bool(following.flags & lex.NAME)

    def _counts(self, place: int) -> bool:
        """'max 3', '3 jan', 'Na 128': a name that says something of a number."""
        known, base = cues.names(), self.tokens[place].base
        if base in known.after_number and place and self.tokens[place - 1].shape == "number":
            return True
        behind = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return base in known.before_number and behind is not None and behind.shape == "number"

    def _acts(self, place: int) -> bool:
        """Whether what only people do follows: 'Frida woont', 'Okke belde'."""
        return place + 1 < len(self.tokens) and bool(self.tokens[place + 1].flags & lex.HUMAN)

    def _is_introduced(self, place: int) -> bool:
        """Whether an ordinary word stands where it can only be a name: 'mevrouw de wit', 'kees bakker'."""
        if self.anchor(place)[0] in _INTRODUCES and not self._in_place(place):
            return True
        if place < 2 or not self.tokens[place - 2].flags & lex.INTERFIX:
            return False
        return self.tokens[place - 1].base in cues.names().old_fashioned

    def _in_place(self, place: int) -> bool:
        """'dokter in de zaal', 'zuster op het plein': a preposition and an article, so no surname."""
        if place < 2 or self.tokens[place - 1].base not in cues.names().articles:
            return False
        return bool(self.tokens[place - 2].flags & lex.WEAK_INTERFIX)

    def _after_title(self, place: int) -> bool:
        return self.anchor(place)[0] == "TIT"

    def anchor(self, place: int) -> tuple[str, str]:
        """The class left of the candidate, interfixes skipped, and whether there were ('', 'w' weak, 's' strong)."""
        tokens = self.tokens
        left, strength = place - 1, ""
        while left >= 0 and place - left < 5 and tokens[left].flags & lex.INTERFIX:
            if tokens[left].flags & lex.STRONG_INTERFIX:
                strength = "s"
            elif not strength:
                strength = "w"
            left -= 1
        return (self.classes[left] if left >= 0 else "#"), strength

    def after(self, place: int) -> str:
        """The class of the first word after the interfixes that follow; '' when no interfix follows."""
        tokens = self.tokens
        right = place + 1
        while right < len(tokens) and right - place < 4 and tokens[right].flags & lex.INTERFIX:
            right += 1
        if right == place + 1:
            return ""
        if right >= len(tokens):
            return "#"
        token = tokens[right]
        return self.classes[right] + ("^" if token.shape == "Capital" else "")

    def features(self, place: int) -> list[str]:
        """Feature strings of the candidate at `place`; the same text always gives the same list."""
        tokens, classes = self.tokens, self.classes
        token = tokens[place]
        size = len(tokens)
        shape = self.shape(place)
        kind, doubt = own_class(token.flags)
        own = kind + doubt
        sort = ("N" if kind != "-" else "-") + doubt
        it = sort + shape
        before = classes[place - 1] if place else "#"
        before2 = classes[place - 2] if place > 1 else "#"
        next1 = classes[place + 1] if place + 1 < size else "#"
        next2 = classes[place + 2] if place + 2 < size else "#"
        left_word = tokens[place - 1].base if place else "#"
        right_word = tokens[place + 1].base if place + 1 < size else "#"
        anchor, strength = self.anchor(place)
        onward = self.after(place)
        found = [
            f"o={own}",
            f"u={kind}",
            f"s={sort}",
            f"i={it}",
            f"c={it}{self.case}",
            f"z={shape}{self.case}",
            f"1={before}",
            f"2={before2}",
            f"3={next1}",
            f"4={next2}",
            f"5={own}|{before}",
            f"6={own}|{next1}",
            f"7={it}|{before}",
            f"8={it}|{next1}",
            f"9={before}|{next1}",
            f"a={before2}|{before}",
            f"y={sort}|{before}|{next1}",
            f"b={anchor}{strength}|{own}",
            f"d={anchor}{strength}|{it}",
            f"e={left_word}",
            f"f={right_word}",
            f"g={left_word}|{sort}",
            f"h={right_word}|{sort}",
            f"j={onward}|{sort}",
        ]
        if place and tokens[place - 1].flags & lex.INTERFIX and tokens[place - 1].shape == "Capital":
            found.append(f"v={it}{'o' if tokens[place - 1].opens else 'm'}")
        if kind == "-" or token.flags & lex.COMMON:
            base = token.base
            found.append(f"k={base[-3:]}")
            found.append(f"l={base[-2:]}|{sort}")
            found.append(f"m={min(len(base), 10)}|{before}")
        if token.glued:
            found.append(f"n={it}|{before}")
        if place + 1 < size and tokens[place + 1].glued:
            found.append(f"q={sort}|{next1}")
            found.append(f"r={next1}")
        if token.possessive:
            found.append(f"p={sort}|{next1}")
            found.append(f"p={sort}")
        return found
