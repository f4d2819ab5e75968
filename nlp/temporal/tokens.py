"""A text cut into figures, words and signs, each with what it can be in a time expression.

Offsets are those of the text as typed. Names of several words become one token. Any text is fine.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from nlp.temporal.lexicon import TOKEN, Lexicon, fold
from nlp.temporal.roles import FIGURE, PLAIN, Role
from nlp.temporal.when import Hit

LONGEST: Final = 4096
"""Characters that are read; a Telegram message has no more."""
MOST: Final = 1000
"""Words, figures and signs that are read; so many characters of Dutch hold about 750."""


class Token(NamedTuple):
    """`text` is folded; `value` is -1 for anything but up to four figures; `glued`: no space before it;
    `capital`: typed with one, and not in capitals as a whole."""

    text: str
    start: int
    end: int
    role: Role = PLAIN
    value: int = -1
    glued: bool = False
    capital: bool = False

    def has(self, flag: str) -> bool:
        return flag in self.role.flags


END: Final = Token("", -1, -1)
_PADDING: Final = (END,) * 12
"""The grammar looks ahead without asking where the text ends."""


class Tokens(list[Token]):
    """The tokens of one text, with padding behind them; `days` remembers what was read at a place."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        super().__init__(tokens)
        self.days: dict[int, Hit | None] = {}


def tokens_of(text: str, lexicon: Lexicon) -> Tokens:
    """The tokens of a text."""
    tokens = Tokens(_joined(_raw(text, lexicon), lexicon))
    tokens.extend(_PADDING)
    return tokens


def _raw(text: str, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    seen: dict[str, tuple[str, Role, int, bool]] = {}
    behind = -1
    for match in islice(TOKEN.finditer(text, 0, LONGEST), MOST):
        start, end = match.span()
        word = match[0]
        known = seen.get(word)
        if known is None:
            known = seen[word] = _known(word, lexicon)
        folded, role, value, capital = known
        found.append(Token(folded, start, end, role, value, start == behind, capital))
        behind = end
    return found


def _known(word: str, lexicon: Lexicon) -> tuple[str, Role, int, bool]:
    """All of a token that does not depend on its place."""
    if word[0] in "0123456789":
        return word, FIGURE, int(word) if len(word) <= 4 else -1, False
    folded = fold(word)
    return folded, lexicon.role(folded) if folded else PLAIN, -1, word[0].isupper() and not word.isupper()


def _joined(raw: list[Token], lexicon: Lexicon) -> list[Token]:
    joined: list[Token] = []
    texts = [token.text for token in raw]
    at = 0
    for here, token in enumerate(raw):
        if here < at:
            continue
        at += 1
        for words, role in lexicon.phrases.get(token.text, ()):
            if texts[here + 1 : here + len(words)] == words[1:]:
                at = here + len(words)
                token = Token(  # noqa: PLW2901 - the name stands for its words
                    " ".join(words), token.start, raw[at - 1].end, role, -1, token.glued, token.capital
                )
                break
        joined.append(token)
    return joined
