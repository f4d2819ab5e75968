"""A text cut into figures, words and signs, each with what it can be in a time expression.

Offsets are those of the text as typed. Names of several words become one token. Any text is fine.
"""

from typing import Final, NamedTuple

from nlp.temporal.lexicon import PLAIN, TOKEN, Lexicon, Role, fold

LONGEST: Final = 4096
"""Characters that are read; a Telegram message has no more."""


class Token(NamedTuple):
    """`text` is folded; `value` is -1 for anything but up to four figures; `glued`: no space before it;
    `capital`: typed with one."""

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

Tokens = tuple[Token, ...]


def tokens_of(text: str, lexicon: Lexicon) -> Tokens:
    """The tokens of a text, with padding behind them."""
    return (*_joined(_raw(text, lexicon), lexicon), *_PADDING)


def _raw(text: str, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    at = -1
    role_of = lexicon.role
    for match in TOKEN.finditer(text, 0, LONGEST):
        start, end = match.span()
        word = match[0]
        if word[0] in "0123456789":
            token = Token(word, start, end, PLAIN, int(word) if end - start <= 4 else -1, start == at)
        else:
            folded = fold(word)
            token = Token(folded, start, end, role_of(folded) if folded else PLAIN, -1, start == at, word[0].isupper())
        found.append(token)
        at = end
    return found


def _joined(raw: list[Token], lexicon: Lexicon) -> list[Token]:
    joined: list[Token] = []
    at = 0
    while at < len(raw):
        token = raw[at]
        for words, role in lexicon.phrases.get(token.text, ()):
            if len(words) <= len(raw) - at and all(raw[at + n].text == word for n, word in enumerate(words)):
                last = raw[at + len(words) - 1]
                joined.append(Token(" ".join(words), token.start, last.end, role, -1, token.glued, token.capital))
                at += len(words)
                break
        else:
            joined.append(token)
            at += 1
    return joined
