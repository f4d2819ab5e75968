"""Cuts a message into words as names need it: initials together, double names apart, possessives known.

spaCy's own tokens are not used here: they keep 'Jansen-de' together and cut 'mw.' in two, and a name must be
read in the same way in a telegram style line as in neat prose. Offsets are character offsets in the text.
"""

import re
from dataclasses import dataclass
from typing import Literal

from . import cues
from . import lexicon as lex

Shape = Literal["lower", "Capital", "UPPER", "Mixed", "initial", "number", "mark", "break"]

LIMIT = 8_192
"""Characters that are read; a Telegram message has 4,096 at most."""

# Every alternative is bounded or a single class, so no text makes this slow.
_TOKEN = re.compile(
    r"""
    (?P<initials>(?<![^\W_])(?:[^\W\d_]\.){1,8}(?:[^\W\d_](?![\w.]))?)   # J.  A.B.  v.d.  o.a
    | (?P<short>['’`][^\W\d_]{1,2}(?![\w]))                              # 't  's
    | (?P<word>(?:[^\W\d_][\u0300-\u036f]*)+(?:['’`][^\W\d_]+)*(?:/[dD](?![\w]))?)   # piet's  O'Brien  v/d
    | (?P<number>\d+)
    | (?P<break>\n)
    | (?P<mark>(?P<sign>[^\w\s]|_)(?P=sign)*)                            # a row of one mark is one token
    """,
    re.VERBOSE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_DOUBLE_CAPITAL = re.compile(r"(?:Mc|Mac|De|Van|IJ|[A-Z]['’])[A-Z]?[^\W\d_A-Z]+")
"""Names with a capital inside: McDonald, O'Brien, IJzerman."""


@dataclass(slots=True)
class Token:
    """A word, number or mark. `flags` are those of the lexicon; `base` is the folded form without possessive -s."""

    text: str
    start: int
    end: int
    shape: Shape
    base: str
    flags: int
    glued: bool = False
    """A hyphen or slash stands between this token and the one before."""
    possessive: bool = False
    masked: bool = False
    """Part of a proper name of an institute, course or thing, so never of a person's."""
    opens: bool = False
    """First word of a sentence, so a capital says nothing."""


def read(text: str) -> tuple[list[Token], list[int] | None]:
    """The tokens of `text`, and for a text with invisible signs the place of each remaining sign in it (else None).

    Invisible signs (zero width, direction marks, soft hyphens) are left out before reading: a name with one in it
    is still that name. Token offsets then count in the text without them; `restore` turns them back.
    """
    text = text[:LIMIT]
    places: list[int] | None = None
    if not text.isascii() and _INVISIBLE.search(text):
        places = [place for place, sign in enumerate(text) if not _INVISIBLE.match(sign)]
        text = "".join(text[place] for place in places)
        places.append(places[-1] + 1 if places else 0)
    return _tokens(text), places


def restore(start: int, end: int, places: list[int] | None) -> tuple[int, int]:
    """Offsets in the text as typed for offsets in the text without invisible signs."""
    return (start, end) if places is None else (places[start], places[end - 1] + 1)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    known: dict[str, tuple[Shape, str, int, bool]] = {}
    dotted = cues.names().dotted
    opens = True
    for match in _TOKEN.finditer(text):
        kind = "mark" if match.lastgroup == "sign" else match.lastgroup
        word = match.group()
        start, end = match.span()
        if kind == "mark":
            if found and word in "-/‐–" and start == found[-1].end and end < len(text) and text[end].isalpha():
                # the hyphen of a compound: the next word will be glued to this one
                continue
            if word == "." and found and found[-1].end == start and found[-1].base in dotted:
                last = found[-1]
                last.text, last.end = last.text + ".", end
                opens = False
                continue
            found.append(Token(word, start, end, "mark", word, 0))
            if word[0] in '.!?:"“”•*':
                opens = True
            continue
        if kind == "break":
            found.append(Token(word, start, end, "break", "\n", 0))
            opens = True
            continue
        if kind == "number":
            found.append(Token(word, start, end, "number", "0", 0))
            opens = False
            continue
        if word not in known:
            known[word] = _known(word)
        shape, base, flags, possessive = known[word]
        glued = start > 0 and text[start - 1] in "-/‐–" and bool(found) and found[-1].end == start - 1
        found.append(Token(word, start, end, shape, base, flags, glued, possessive, opens=opens))
        opens = False
    return found


def _known(word: str) -> tuple[Shape, str, int, bool]:
    """Shape, folded base, flags and possessive of a written form."""
    flags = lex.load().flags
    base = lex.fold(word)
    known = flags.get(base, 0)
    if "." in base and not known:
        return "initial", base, 0, False
    possessive = False
    if not known and len(base) > 3 and base.endswith("s"):
        owner = base[:-2] if base[-2] in "'" else base[:-1] if len(base) > 4 else ""
        owned = flags.get(owner, 0)
        if owned & lex.NAME and (base[-2] == "'" or not owned & (lex.COMMON | lex.FUNCTION_WORD)):
            base, known, possessive = owner, owned, True
    elif not known and base.endswith("'"):
        base = base[:-1]
        known = flags.get(base, 0)
    if not known and word.islower() and lex.is_prefixed_verb(base):
        known = lex.COMMON | lex.VERB
    elif not known and len(base) < 40 and lex.is_term(base):
        known = lex.COMMON
    return _shape(word), base, known, possessive


def _shape(word: str) -> Shape:
    if word.islower():
        return "lower"
    if word[0].isupper() and (len(word) == 1 or word[1:].islower() or _DOUBLE_CAPITAL.fullmatch(word)):
        return "Capital"
    return "UPPER" if word.isupper() else "Mixed"
