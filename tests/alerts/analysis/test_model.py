"""Weights become a confidence and a kind."""

import math

import pytest

from alerts.analysis.model import as_text, digest_of, load_model, packaged_model, packaged_weights, probability

KINDS = {"kinds": ["launch", "sale"], "bias": [0.0, 0.1], "weights": {"a": [1.0, 0.0]}}
WEIGHTS = {
    "bias": -1.0,
    "weights": {"a": 2.0, "b": -0.5},
    "calibration": {"slope": 2.0, "shift": 0.5},
    "event_kinds": KINDS,
    "other_kinds": {"kinds": ["other"], "bias": [0.0], "weights": {}},
}


def test_a_confidence_is_the_calibrated_sum_of_weights() -> None:
    model = load_model(WEIGHTS, number=4)
    assert model.logit(["a", "b", "unknown"]) == pytest.approx(2 * (-1 + 2 - 0.5) + 0.5)
    assert model.confidence(["a", "b"]) == round(1 / (1 + math.exp(-1.5)), 2)
    assert (model.number, model.names) == (4, ("a", "b"))


def test_no_wording_is_proof() -> None:
    assert load_model({**WEIGHTS, "bias": 50.0}).confidence([]) == 0.99


def test_weights_from_before_wording_was_read_still_score() -> None:
    assert load_model(WEIGHTS).words == frozenset()
    assert load_model({**WEIGHTS, "words": ["token"]}).words == {"token"}


def test_the_kind_is_the_one_of_the_largest_sum() -> None:
    model = load_model(WEIGHTS)
    assert model.kind(["a"], is_event=True) == "launch"
    assert model.kind([], is_event=True) == "sale"
    assert model.kind(["a"], is_event=False) == "other"


def test_a_digest_changes_with_a_weight_and_not_with_the_order() -> None:
    reordered = dict(reversed(WEIGHTS.items()))
    assert digest_of(reordered) == digest_of(WEIGHTS) == load_model(WEIGHTS).digest
    assert digest_of({**WEIGHTS, "bias": -1.1}) != digest_of(WEIGHTS)


def test_extreme_logits_have_probabilities() -> None:
    assert (probability(-1e6), probability(0), probability(1e6)) == (0, 0.5, 1)


def test_the_packaged_weights_are_written_as_they_are_digested() -> None:
    assert packaged_model().digest == digest_of(packaged_weights())
    assert as_text(packaged_weights()).count("\n") > len(packaged_model().names)
