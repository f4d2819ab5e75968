"""The project's own exam: figures below which a change may not fall, measured as nlp-dev's eval.py does (overlap)."""

from collections.abc import Callable, Iterable

from dialogs.reading import PrivacySpan
from tests.nlp.privacy.conftest import Case

Read = Callable[[str], tuple[PrivacySpan, ...]]


def meets(span: PrivacySpan, gold: tuple[int, int, str]) -> bool:
    return max(span.quote.start, gold[0]) < min(span.quote.end, gold[1])


def recall(read: Read, cases: Iterable[Case], kinds: frozenset[str] | None = None) -> float:
    wanted = [(case.text, gold) for case in cases for gold in case.gold if kinds is None or gold[2] in kinds]
    return sum(any(meets(span, gold) for span in read(text)) for text, gold in wanted) / len(wanted)


def test_the_exam_is_large_and_half_clean(exam: list[Case]) -> None:
    clean = sum(not case.gold for case in exam)
    assert len(exam) >= 1000
    assert 0.4 < clean / len(exam) < 0.6
    assert len({case.text.lower() for case in exam}) == len(exam)


def test_precision(read: Read, exam: list[Case]) -> None:
    found = [(case, span) for case in exam for span in read(case.text)]
    right = sum(any(meets(span, gold) for gold in case.gold) for case, span in found)
    assert right / len(found) >= 0.96


def test_recall(read: Read, exam: list[Case]) -> None:
    assert recall(read, exam) >= 0.97


def test_recall_of_names_without_capitals(read: Read, exam: list[Case]) -> None:
    lower = [case for case in exam if case.text == case.text.lower()]
    assert recall(read, lower, frozenset({"person"})) >= 0.95


def test_kinds_are_named_rightly(read: Read, exam: list[Case]) -> None:
    wanted = [(case.text, gold) for case in exam for gold in case.gold]
    right = sum(any(meets(span, gold) and span.kind == gold[2] for span in read(text)) for text, gold in wanted)
    assert right / len(wanted) >= 0.97


def test_clean_texts_stay_clean(read: Read, exam: list[Case]) -> None:
    clean = [case.text for case in exam if not case.gold]
    assert sum(bool(read(text)) for text in clean) / len(clean) <= 0.03
