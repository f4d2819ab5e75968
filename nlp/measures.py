"""What counts as right, per language task: gold items and predictions in, named figures out.

A figure lies between 0 and 1; None means that there was nothing to measure. Spans are compared by character
offsets. The formats are those of `nlp.tasks`; a gold item holds the same fields plus its labels.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, get_args

from dialogs.reading import CRITERIA, StarPart, Tone

Fields = Mapping[str, object]
Pairs = Sequence[tuple[Fields, Fields]]
"""Gold item and prediction."""


@dataclass(frozen=True, slots=True)
class Report:
    figures: Mapping[str, float | None]
    confusion: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(gold, predicted) -> how often."""
    wrong: tuple[str, ...] = ()
    """One line per mistake, for whoever mends the data."""


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the text (end exclusive; -1 when the words are not in it) and the fields that were given."""

    begin: int
    end: int
    fields: Fields

    def overlaps(self, other: "Span") -> bool:
        return self.begin >= 0 and other.begin >= 0 and max(self.begin, other.begin) < min(self.end, other.end)


def measure(task: str, pairs: Pairs) -> Report:
    return MEASURES[task](pairs)


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def f1(right: int, predicted: int, gold: int) -> float | None:
    return 2 * right / (predicted + gold) if predicted + gold else None


def _spans(item: Fields, text: str) -> list[Span]:
    spans = []
    given = item.get("spans")
    for fields in given if isinstance(given, list) else []:
        words, at = str(fields["text"]), fields.get("offset")
        begin = at if isinstance(at, int) and text[at : at + len(words)] == words else text.find(words)
        spans.append(Span(begin, begin + len(words), fields))
    return spans


def _matched(gold: Sequence[Span], predicted: Sequence[Span]) -> list[tuple[Span, Span | None]]:
    """Every gold span with the still free prediction that shares most characters with it."""
    free, pairs = list(predicted), []
    for span in gold:
        touching = [other for other in free if span.overlaps(other)]
        best = max(touching, key=lambda other: min(span.end, other.end) - max(span.begin, other.begin), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((span, best))
    return pairs


def _last(span: Span) -> str | None:
    """The last day that counts: the end, or the start of what has no end."""
    day = span.fields.get("end") or span.fields.get("start")
    return str(day) if day else None


def _near(gold: str | None, predicted: str | None, days: int) -> bool:
    if gold is None or predicted is None:
        return gold == predicted
    return abs((date.fromisoformat(gold) - date.fromisoformat(predicted)).days) <= days


def temporal(pairs: Pairs) -> Report:
    count: Counter[str] = Counter()
    wrong = []
    for item, prediction in pairs:
        text = str(item["text"])
        gold, predicted = _spans(item, text), _spans(prediction, text)
        places = {(span.begin, span.end) for span in predicted}
        count["gold"] += len(gold)
        count["predicted"] += len(predicted)
        count["exact"] += sum((span.begin, span.end) in places for span in gold)
        if not gold:
            count["empty"] += 1
            count["alarm"] += bool(predicted)
            wrong += [f"false alarm {span.fields['text']!r} | {text}" for span in predicted]
        for span, found in _matched(gold, predicted):
            dated = bool(_last(span))
            count["dated"] += dated
            told = found is not None and all(found.fields.get(key) == span.fields.get(key) for key in ("start", "end"))
            tolerance = span.fields.get("tol_days")
            days = tolerance if isinstance(tolerance, int) else 0
            in_time = found is not None and _near(_last(span), _last(found), days)
            count["both"] += dated and told
            count["last"] += dated and in_time
            if found is None or not in_time:
                wrong.append(f"{span.fields['text']!r} -> {found and found.fields} | {text}")
    return Report(
        {
            "exact F1": f1(count["exact"], count["predicted"], count["gold"]),
            "both days right (of all dated)": ratio(count["both"], count["dated"]),
            "last day within tolerance (of all dated)": ratio(count["last"], count["dated"]),
            "false alarms (texts without a time)": ratio(count["alarm"], count["empty"]),
        },
        wrong=tuple(wrong),
    )


def _yes_no_f1(gold: Sequence[bool], predicted: Sequence[bool]) -> float:
    return f1(sum(a and b for a, b in zip(gold, predicted, strict=True)), sum(predicted), sum(gold)) or 0.0


def _by_length_alone(lengths: Sequence[int], gold: Sequence[bool]) -> float:
    """The best F1 that a single limit on the number of words can reach on this very set."""
    return max(_yes_no_f1(gold, [length >= limit for length in lengths]) for limit in sorted(set(lengths)))


def smart(pairs: Pairs) -> Report:
    per, baseline, wrong = {}, [], []
    lengths = [len(str(item["text"]).split()) for item, _ in pairs]
    for criterion in CRITERIA:
        gold = [bool(item[criterion]) for item, _ in pairs]
        per[criterion] = _yes_no_f1(gold, [bool(prediction[criterion]) for _, prediction in pairs])
        baseline.append(_by_length_alone(lengths, gold))
    for item, prediction in pairs:
        missed = "".join(criterion for criterion in CRITERIA if item[criterion] != prediction[criterion])
        if missed:
            wrong.append(f"{missed} | {item['text']}")
    return Report(
        {
            "macro-F1": sum(per.values()) / len(per),
            **{f"F1 {criterion}": value for criterion, value in per.items()},
            "macro-F1 by length alone": sum(baseline) / len(baseline),
        },
        wrong=tuple(wrong),
    )


def _accepted(item: Fields) -> set[object]:
    also = item.get("also")
    return {item["label"], *(also if isinstance(also, list) else ())}


def _first_two(prediction: Fields) -> list[object]:
    ranking = prediction.get("ranking")
    return [scored["label"] for scored in ranking[:2]] if isinstance(ranking, list) else [prediction["label"]]


def labels(pairs: Pairs) -> Report:
    """Accuracy, the right label among the first two, recall of 'anders', and how honest the first score is."""
    hits, in_two, wrong, sureness = [], [], [], []
    confusion: Counter[tuple[str, str]] = Counter()
    for item, prediction in pairs:
        accepted = _accepted(item)
        hit = prediction["label"] in accepted
        hits.append(hit)
        in_two.append(any(label in accepted for label in _first_two(prediction)))
        confusion[(str(item["label"]), str(item["label"] if hit else prediction["label"]))] += 1
        ranking = prediction.get("ranking")
        if isinstance(ranking, list) and ranking:
            sureness.append((float(ranking[0]["score"]), hit))
        if not hit:
            wrong.append(f"{item['label']} -> {prediction['label']} | {item['text']}")
    outside = [hit for (item, _), hit in zip(pairs, hits, strict=True) if item["label"] == "anders"]
    figures = {
        "accuracy": ratio(sum(hits), len(hits)),
        "right one among first two": ratio(sum(in_two), len(in_two)),
        "calibration error": _calibration_error(sureness),
    }
    if outside:
        figures["recall of 'anders'"] = ratio(sum(outside), len(outside))
    return Report(figures, confusion, tuple(wrong))


def _calibration_error(sureness: Sequence[tuple[float, bool]]) -> float | None:
    """Mean distance between the score said and the share right, over ten equal ranges of scores."""
    bounds = [step / 10 for step in range(11)]
    gap = 0.0
    for low, high in pairwise(bounds):
        inside = [(score, hit) for score, hit in sureness if low < score <= high]
        gap += abs(sum(score for score, _ in inside) - sum(hit for _, hit in inside))
    return ratio(gap, len(sureness))


def reflection(pairs: Pairs) -> Report:
    confusion: Counter[tuple[str, str]] = Counter()
    per_part: dict[str, list[bool]] = {}
    wrong = []
    for item, prediction in pairs:
        hit = item["concrete"] == prediction["concrete"]
        per_part.setdefault(str(item["part"]), []).append(hit)
        confusion[(str(item["concrete"]), str(prediction["concrete"]))] += 1
        if not hit:
            wrong.append(f"{item['part']} {item['concrete']} -> {prediction['concrete']} | {item['text']}")
    hits = [hit for part in per_part.values() for hit in part]
    parts: tuple[StarPart, ...] = ("situatie", "taak", "actie", "resultaat", "reflectie")
    return Report(
        {
            "accuracy": ratio(sum(hits), len(hits)),
            **{
                f"accuracy {part}": ratio(sum(per_part[part]), len(per_part[part]))
                for part in parts
                if part in per_part
            },
        },
        confusion,
        tuple(wrong),
    )


def privacy(pairs: Pairs) -> Report:
    """Overlap counts: half a name found is a name noticed. Recall is of gold spans, precision of predicted ones."""
    count: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    wrong = []
    for item, prediction in pairs:
        text = str(item["text"])
        gold, predicted = _spans(item, text), _spans(prediction, text)
        count["clean"] += not gold
        count["flagged"] += not gold and bool(predicted)
        count["gold"] += len(gold)
        count["predicted"] += len(predicted)
        for span in gold:
            kinds = [str(other.fields["kind"]) for other in predicted if span.overlaps(other)]
            kind = str(span.fields["kind"])
            count["found"] += bool(kinds)
            confusion[(kind, kind if kind in kinds else next(iter(kinds), "nothing"))] += 1
            if not kinds:
                wrong.append(f"missed {kind} {span.fields['text']!r} | {text}")
        for other in predicted:
            right = any(span.overlaps(other) for span in gold)
            count["right"] += right
            if not right:
                wrong.append(f"false {other.fields['kind']} {other.fields['text']!r} | {text}")
    return Report(
        {
            "precision": ratio(count["right"], count["predicted"]),
            "recall": ratio(count["found"], count["gold"]),
            "clean texts flagged": ratio(count["flagged"], count["clean"]),
        },
        confusion,
        tuple(wrong),
    )


def tone(pairs: Pairs) -> Report:
    """Precision and recall of either tone: a wrong remark about careful feedback is worse than a missed one."""
    figures: dict[str, float | None] = {}
    wrong = []
    for label in get_args(Tone):
        gold = [bool(item[label]) for item, _ in pairs]
        told = [bool(prediction[label]) for _, prediction in pairs]
        figures |= _precision_recall(label, gold, told)
        for (item, _), wanted, found in zip(pairs, gold, told, strict=True):
            if wanted != found:
                wrong.append(f"{'missed' if wanted else 'false'} {label} | {item['text']}")
    return Report(figures, wrong=tuple(wrong))


def story(pairs: Pairs) -> Report:
    """How well scores tell a story from the rest (AUC: how often a story scores above what is none), and precision
    and recall from two scores up."""
    gold = [bool(item["story"]) for item, _ in pairs]
    scores = [float(str(prediction["score"])) for _, prediction in pairs]
    figures = {"AUC": _auc(gold, scores)}
    for limit in (0.5, 0.8):
        figures |= _precision_recall(f"from {limit}", gold, [score >= limit for score in scores])
    wrong = tuple(
        f"{int(wanted)} -> {score:.2f} | {item['text']}"
        for (item, _), wanted, score in zip(pairs, gold, scores, strict=True)
        if wanted != (score >= 0.5)
    )
    return Report(figures, wrong=wrong)


def _precision_recall(name: str, gold: Sequence[bool], told: Sequence[bool]) -> dict[str, float | None]:
    right = sum(wanted and found for wanted, found in zip(gold, told, strict=True))
    return {f"precision {name}": ratio(right, sum(told)), f"recall {name}": ratio(right, sum(gold))}


def _auc(gold: Sequence[bool], scores: Sequence[float]) -> float | None:
    """Share of pairs (a yes, a no) in which the yes scores higher; a tie is half."""
    yes = [score for score, wanted in zip(scores, gold, strict=True) if wanted]
    no = [score for score, wanted in zip(scores, gold, strict=True) if not wanted]
    above = sum((one > other) + (one == other) / 2 for one in yes for other in no)
    return ratio(above, len(yes) * len(no))


def kinds_of(confusion: Iterable[tuple[str, str]]) -> list[str]:
    """The labels that occur in a confusion, gold ones first."""
    seen = list(confusion)
    return list(dict.fromkeys([*(gold for gold, _ in seen), *(predicted for _, predicted in seen)]))


MEASURES: Final[Mapping[str, Callable[[Pairs], Report]]] = {
    "temporal": temporal,
    "smart": smart,
    "competence": labels,
    "intent": labels,
    "reflection": reflection,
    "privacy": privacy,
    "tone": tone,
    "story": story,
}
