"""The spaCy component that finds time expressions: `nlp.add_pipe("leerlijn_times")` on `spacy.blank("nl")`.

The expressions are kept on the Doc itself (extension `leerlijn_times`), with the offsets of the text as typed:
'1maart' and '20-01' do not follow spaCy's own tokens.
"""

from typing import Final, cast

from spacy.language import Language
from spacy.tokens import Doc

from nlp.temporal.find import Expression, find
from nlp.temporal.guards import guards
from nlp.temporal.lexicon import lexicon

FACTORY: Final = "leerlijn_times"
"""Name of the component, and of the Doc extension that holds what it found."""

Doc.set_extension(FACTORY, default=None, force=True)


class _Times:
    """Stateless, so that one pipeline may serve several threads."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.set(FACTORY, find(doc.text))
        return doc


@Language.factory(FACTORY)
def _make(nlp: Language, name: str) -> _Times:
    # The data files are read, and refused if wrong, when the pipeline is built rather than at the first message.
    lexicon(), guards()
    return _Times()


def expressions(doc: Doc) -> tuple[Expression, ...]:
    """What the component found; a Doc that did not pass it is read now."""
    found = cast(tuple[Expression, ...] | None, doc._.get(FACTORY))
    return find(doc.text) if found is None else found
