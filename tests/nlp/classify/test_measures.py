"""The figures, on predictions made up to be right or wrong in one way each."""

from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pytest

from dialogs.reading import PrivacySpan, Quote, ReadContext, Reading
from nlp.evaluate import evaluated, main, show
from nlp.measures import MEASURES, Pairs, measure
from nlp.tasks import TASKS

Fields = Mapping[str, object]


def span(text: str, offset: int, **fields: object) -> Fields:
    return {"text": text, "offset": offset, **fields}


def test_every_task_is_measured() -> None:
    assert tuple(MEASURES) == ("temporal", "smart", "competence", "intent", "reflection", "privacy", "tone", "story")
    assert set(MEASURES) == set(TASKS)


def test_temporal_tells_finding_from_understanding() -> None:
    text = "echo voor 1 maart, cat eind juni"
    gold = [
        span("voor 1 maart", 5, start=None, end="2027-03-01"),
        span("eind juni", 23, start="2027-06-21", end="2027-06-30", tol_days=5),
    ]
    told = [
        span("voor 1 maart", 5, start=None, end="2027-03-01"),
        span("in eind juni", 20, start="2027-06-25", end="2027-06-28"),
    ]
    pairs: Pairs = [
        ({"text": text, "spans": gold}, {"spans": told}),
        ({"text": "gewoon morgenzon", "spans": []}, {"spans": [span("morgen", 7, start="2027-01-02", end=None)]}),
        ({"text": "niets", "spans": []}, {"spans": []}),
    ]
    report = measure("temporal", pairs)
    assert report.figures == {
        "exact F1": pytest.approx(2 * 1 / (3 + 2)),
        "both days right (of all dated)": 0.5,
        "last day within tolerance (of all dated)": 0.5,
        "false alarms (texts without a time)": 0.5,
    }


def test_a_span_is_matched_by_its_place_even_without_offset() -> None:
    gold = {"text": "voor 1 maart klaar", "spans": [span("voor 1 maart", 0, start=None, end="2027-03-01")]}
    told = {"spans": [{"text": "voor 1 maart", "start": None, "end": "2027-03-03"}]}
    figures = measure("temporal", [(gold, told)]).figures
    assert (figures["exact F1"], figures["last day within tolerance (of all dated)"]) == (1.0, 0.0)


def goal(words: int, holds: str) -> Fields:
    return {"text": " ".join(["woord"] * words), **{letter: int(letter in holds) for letter in "SMART"}}


def test_smart_is_compared_with_counting_words() -> None:
    gold = [goal(3, ""), goal(12, "SMART"), goal(4, ""), goal(15, "SMART")]
    figures = measure("smart", [(item, goal(1, "S")) for item in gold]).figures
    assert figures["macro-F1 by length alone"] == 1.0
    assert figures["F1 S"] == pytest.approx(2 / 3)
    assert figures["macro-F1"] == pytest.approx(2 / 15)


def ranked(*labels: str) -> Fields:
    scores = (0.8, 0.15, 0.05)
    return {"label": labels[0], "ranking": [{"label": a, "score": b} for a, b in zip(labels, scores, strict=False)]}


def test_labels_count_what_is_accepted_too() -> None:
    pairs: Pairs = [
        ({"text": "a", "label": "help"}, ranked("help", "anders")),
        ({"text": "b", "label": "privacy", "also": ["help"]}, ranked("help", "anders")),
        ({"text": "c", "label": "anders"}, ranked("help", "anders")),
        ({"text": "d", "label": "anders"}, ranked("help", "privacy")),
    ]
    report = measure("intent", pairs)
    assert report.figures == {
        "accuracy": 0.5,
        "right one among first two": 0.75,
        "calibration error": pytest.approx(0.3),
        "recall of 'anders'": 0.0,
    }
    assert report.confusion == {("help", "help"): 1, ("privacy", "privacy"): 1, ("anders", "help"): 2}
    assert report.wrong == ("anders -> help | c", "anders -> help | d")


def test_reflection_is_counted_per_part() -> None:
    pairs: Pairs = [
        ({"text": "a", "part": "actie", "concrete": 1}, {"concrete": 1}),
        ({"text": "b", "part": "actie", "concrete": 0}, {"concrete": 1}),
        ({"text": "c", "part": "taak", "concrete": 0}, {"concrete": 0}),
    ]
    assert measure("reflection", pairs).figures == {
        "accuracy": pytest.approx(2 / 3),
        "accuracy taak": 1.0,
        "accuracy actie": 0.5,
    }


class Capitals:
    """A reader that takes every word with a capital for a name."""

    def read(self, text: str, context: ReadContext) -> Reading:
        words, found, at = text.split(" "), [], 0
        for word in words:
            if word[:1].isupper():
                found.append(PrivacySpan(Quote(word, at, at + len(word)), "person"))
            at += len(word) + 1
        return Reading(privacy=tuple(found))


def test_privacy_is_read_once_more_in_lower_case() -> None:
    items: Sequence[Fields] = [
        {"text": "gezien met Sam Smit", "spans": [span("Sam Smit", 11, kind="person")]},
        {"text": "Vandaag rustig", "spans": []},
    ]
    report = evaluated("privacy", items, Capitals())
    assert report.figures == {
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "clean texts flagged": 1.0,
        "recall in lower case": 0.0,
    }


def test_a_report_shows_its_figures_and_who_was_taken_for_whom() -> None:
    out = StringIO()
    items = [{"text": "a", "label": "help"}, {"text": "b", "label": "anders"}]
    report = measure("intent", [(items[0], ranked("help")), (items[1], ranked("help"))])
    show("intent, eval", items, report, out, errors=True)
    lines = out.getvalue().splitlines()
    assert lines[1] == "intent, eval (2 items)"
    assert lines[2].split() == ["accuracy", "0.500"]
    assert [line.split() for line in lines[-3:-1]] == [["1", "help", "1", "."], ["2", "anders", "1", "."]]
    assert lines[-1] == "  wrong: anders -> help | b"


def test_an_unknown_task_ends_with_the_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["weather", "--dev", str(tmp_path)])
    assert "choose from temporal" in capsys.readouterr().err


def test_tone_counts_either_label_by_itself() -> None:
    gold = [(1, 0), (1, 1), (0, 1), (0, 0)]
    told = [(1, 0), (0, 1), (0, 1), (0, 1)]
    pairs: Pairs = [
        ({"text": f"t{at}", "persoon": p, "beter": b}, {"persoon": q, "beter": c})
        for at, ((p, b), (q, c)) in enumerate(zip(gold, told, strict=True))
    ]
    report = measure("tone", pairs)
    assert report.figures == {
        "precision persoon": 1.0,
        "recall persoon": 0.5,
        "precision beter": pytest.approx(2 / 3),
        "recall beter": 1.0,
    }
    assert report.wrong == ("missed persoon | t1", "false beter | t3")


def test_story_is_ranked_and_cut_at_two_scores() -> None:
    pairs: Pairs = [
        ({"text": f"t{at}", "story": gold}, {"score": score})
        for at, (gold, score) in enumerate([(1, 0.9), (1, 0.6), (1, 0.2), (0, 0.6), (0, 0.1)])
    ]
    report = measure("story", pairs)
    assert report.figures == {
        "AUC": pytest.approx(4.5 / 6),
        "precision from 0.5": pytest.approx(2 / 3),
        "recall from 0.5": pytest.approx(2 / 3),
        "precision from 0.8": 1.0,
        "recall from 0.8": pytest.approx(1 / 3),
    }
    assert report.wrong == ("1 -> 0.20 | t2", "0 -> 0.60 | t3")
