"""Cuts a message at its white space, in a vocabulary that is gone with it.

spaCy's own tokenizer keeps every string it meets for as long as the process lives: what people type would pile up in
memory. It also needs seconds for a message full of signs. The rooms of this package cut words their own way, because
'1maart' and 'mw.jansen' follow nobody's rules; what they share is the text and its offsets.
"""

import re
from typing import Final

from spacy.tokens import Doc
from spacy.vocab import Vocab

_PIECE: Final = re.compile(r"\s+|\S+")


class ForgetfulTokenizer:
    """Fills the place of `Language.tokenizer`; safe to share between threads."""

    def __call__(self, text: str) -> Doc:
        """A Doc whose text is exactly `text`."""
        pieces = _PIECE.findall(text)
        return Doc(Vocab(), words=pieces, spaces=[False] * len(pieces))
