"""The spaCy side: a component that leaves what it found on the Doc, and the way to read it back."""

from spacy.language import Language
from spacy.tokens import Doc

from dialogs.reading import PrivacySpan

from . import finder, lexicon, model

FACTORY = "leerlijn_privacy"
_KEY = "leerlijn_privacy"


@Language.factory(FACTORY)
class PrivacyFinder:
    """Finds what identifies a person. Holds no state of its own, so one pipe serves several threads."""

    def __init__(self, nlp: Language, name: str) -> None:
        """Loads lists and weights, so that a mistake in them shows when the pipeline is built."""
        del nlp, name
        lexicon.load()
        model.load()

    def __call__(self, doc: Doc) -> Doc:
        """Writes the spans into `doc.user_data`; the text itself is not kept anywhere else."""
        doc.user_data[_KEY] = finder.spans(doc.text)
        return doc


def find(doc: Doc) -> tuple[PrivacySpan, ...]:
    """The spans of a Doc that went through the pipe `FACTORY`, sorted and not overlapping; empty if it did not."""
    found = doc.user_data.get(_KEY, ())
    return found if isinstance(found, tuple) else ()
