"""How a model is measured."""

import pytest

from alerts.analysis.measure import Judged, figures_of, measure, wrong_ones
from alerts.analysis.model import packaged_model
from alerts.analysis.training import Example

LAUNCH, OTHER = Example("A", "", "launch"), Example("B", "", "other")
JUDGED = [
    Judged(LAUNCH, 0.9, "launch"),
    Judged(LAUNCH, 0.8, "sale"),
    Judged(LAUNCH, 0.2, "other"),
    Judged(OTHER, 0.6, "launch"),
    Judged(OTHER, 0.1, "other"),
]


def test_the_figures_are_those_that_one_counts_by_hand() -> None:
    found = figures_of(JUDGED)
    assert (found.count, found.events) == (5, 3)
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.64 + 0.36 + 0.01) / 5)
    assert (found.kind_accuracy, found.event_kind_accuracy) == pytest.approx((2 / 5, 1 / 2))
    assert found.confusion["launch", "sale"] == 1
    assert [(group.count, group.share) for group in found.bins] == [(1, 0), (1, 1), (1, 0), (1, 1), (1, 1)]


def test_a_higher_threshold_has_more_precision_and_less_recall() -> None:
    points = {round(point.threshold, 2): point for point in figures_of(JUDGED).curve}
    assert (points[0.65].precision, points[0.65].recall) == pytest.approx((1.0, 2 / 3))
    assert (points[0.95].precision, points[0.95].recall) == (1, 0)


def test_the_surest_mistake_comes_first() -> None:
    assert [each.confidence for each in wrong_ones(JUDGED)] == [0.2, 0.6]


def test_nothing_can_be_measured_without_a_crash() -> None:
    assert figures_of([]).f1 == 1


def test_the_packaged_model_knows_plain_texts() -> None:
    texts = [Example("The Orbitra airdrop is live", "", "airdrop"), Example("Bitcoin falls", "", "other")]
    assert measure(packaged_model(), texts).f1 == 1
