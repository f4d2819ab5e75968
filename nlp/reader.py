"""The one way in: everything that is understood of one message.

One spaCy pipeline on `spacy.blank("nl")`, loaded once. Only what the context wants is worked out: the pipes that find
time expressions and identifying words run when they are asked for, and the features that the linear models share are
computed once per message.
"""

from typing import Final

import spacy
from spacy.tokens import Doc

from dialogs.reading import Aspect, ReadContext, Reading, TimeSpan
from nlp import privacy, temporal
from nlp.competence import CompetenceReader
from nlp.features import features
from nlp.intent import IntentReader
from nlp.reflection import ReflectionReader
from nlp.smart import SmartReader
from nlp.story import StoryReader
from nlp.tokenizer import ForgetfulTokenizer
from nlp.tone import ToneReader

LONGEST: Final = 4096
"""Characters that are read: a Telegram message holds no more."""


class Reader:
    """Fills the port `dialogs.reading.Reads`. Load one per process; any number of threads may share it."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("nl")
        self._nlp.tokenizer = ForgetfulTokenizer()
        self._times = self._nlp.add_pipe(temporal.FACTORY)
        self._privacy = self._nlp.add_pipe(privacy.FACTORY)
        self._smart = SmartReader()
        self._competence = CompetenceReader()
        self._intent = IntentReader()
        self._reflection = ReflectionReader()
        self._tone = ToneReader()
        self._story = StoryReader()

    def read(self, text: str, context: ReadContext) -> Reading:
        """What this text says, as far as `context.wants` it. Never raises, keeps nothing."""
        wants = context.wants
        text = text[:LONGEST]
        doc = self._nlp.make_doc(text)
        times = self._read_times(doc, context) if wants & {Aspect.TIMES, Aspect.SMART} else ()
        shared = features(doc) if wants & {Aspect.COMPETENCE, Aspect.INTENT, Aspect.STORY} else None
        smart, signals = self._smart(doc, context, times) if Aspect.SMART in wants else ({}, frozenset())
        deep = context.part if Aspect.DEPTH in wants else None
        concrete, lack = self._reflection(doc, deep) if deep else (None, None)
        return Reading(
            text=text,
            smart=smart,
            times=times if Aspect.TIMES in wants else (),
            competences=self._competence(shared) if shared and Aspect.COMPETENCE in wants else (),
            intents=self._intent(shared) if shared and Aspect.INTENT in wants else (),
            privacy=privacy.find(self._privacy(doc)) if Aspect.PRIVACY in wants else (),
            signals=signals,
            concrete=concrete,
            lack=lack,
            tone=self._tone(text) if Aspect.TONE in wants else frozenset(),
            story=self._story(shared) if shared and Aspect.STORY in wants else None,
        )

    def _read_times(self, doc: Doc, context: ReadContext) -> tuple[TimeSpan, ...]:
        return temporal.resolve(self._times(doc), context)
