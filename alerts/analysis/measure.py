"""How good a model is on labelled texts: precision, recall, calibration, and which kinds it confuses."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alerts.analysis.features import features_of
from alerts.analysis.model import Model
from alerts.analysis.score import EVENT_FROM
from alerts.analysis.training.examples import Example, reading_of

CURVE = tuple(step / 20 for step in range(1, 20))
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text with what a model says of it."""

    example: Example
    confidence: float
    kind: str


@dataclass(frozen=True, slots=True)
class Point:
    """Precision and recall when every text from ``threshold`` on counts as an event."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of about the same confidence: how many, their mean confidence, and the share that are events."""

    count: int
    confidence: float
    share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model is worth on some labelled texts. ``confusion`` counts pairs of the true and the told kind."""

    count: int
    events: int
    precision: float
    recall: float
    f1: float
    brier: float
    kind_accuracy: float
    event_kind_accuracy: float
    curve: tuple[Point, ...]
    bins: tuple[Bin, ...]
    confusion: Counter[tuple[str, str]]


def measure(model: Model, examples: Iterable[Example], *, threshold: float = EVENT_FROM) -> Figures:
    """Judge labelled texts by a model and count."""
    return figures_of(judge(model, examples, threshold=threshold), threshold=threshold)


def judge(model: Model, examples: Iterable[Example], *, threshold: float = EVENT_FROM) -> list[Judged]:
    """Return what a model says of each text."""
    return [_judged(model, example, threshold) for example in examples]


def _judged(model: Model, example: Example, threshold: float) -> Judged:
    features = features_of(reading_of(example), model.words, model.weights)
    confidence = model.confidence(features)
    return Judged(example, confidence, model.kind(features, is_event=confidence >= threshold))


def figures_of(judged: Sequence[Judged], *, threshold: float = EVENT_FROM) -> Figures:
    """Count what was judged."""
    at = point_at(judged, threshold)
    events = [each for each in judged if each.example.is_event]
    total = at.precision + at.recall
    return Figures(
        count=len(judged),
        events=len(events),
        precision=at.precision,
        recall=at.recall,
        f1=2 * at.precision * at.recall / total if total else 0.0,
        brier=_mean([(each.confidence - each.example.is_event) ** 2 for each in judged]),
        kind_accuracy=_mean([each.kind == each.example.kind for each in judged]),
        event_kind_accuracy=_mean([each.kind == each.example.kind for each in events if each.confidence >= threshold]),
        curve=tuple(point_at(judged, step) for step in CURVE),
        bins=tuple(_bins(judged)),
        confusion=Counter((each.example.kind, each.kind) for each in judged),
    )


def point_at(judged: Sequence[Judged], threshold: float) -> Point:
    """Return precision and recall at a threshold; precision is 1 where nothing is told."""
    told = [each for each in judged if each.confidence >= threshold]
    right = sum(each.example.is_event for each in told)
    events = sum(each.example.is_event for each in judged)
    return Point(threshold, right / len(told) if told else 1.0, right / events if events else 1.0)


def wrong_ones(judged: Sequence[Judged], *, threshold: float = EVENT_FROM) -> list[Judged]:
    """Return the texts judged wrongly, the surest mistakes first."""
    wrong = [each for each in judged if (each.confidence >= threshold) != each.example.is_event]
    return sorted(wrong, key=lambda each: -abs(each.confidence - threshold))


def _bins(judged: Sequence[Judged]) -> Iterable[Bin]:
    for index in range(BINS):
        inside = [each for each in judged if min(int(each.confidence * BINS + 1e-9), BINS - 1) == index]
        if inside:
            mean = _mean([each.confidence for each in inside])
            yield Bin(len(inside), mean, _mean([each.example.is_event for each in inside]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
