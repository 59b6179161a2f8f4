"""Fits the scorer's weights to labelled texts, starting from what is known beforehand."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from alerts.analysis.features import Features, features_of
from alerts.analysis.match import CompanyMatcher
from alerts.analysis.priors import BIAS, all_priors, prior
from alerts.analysis.reading import read
from alerts.analysis.training.examples import Example

# A text is read as of this day; no feature depends on it.
READ_AT = datetime(2026, 1, 1, tzinfo=UTC)
# How far the texts may move a weight from its prior: small, as what is written differs from what is found outside.
STRENGTH = 0.008
KIND_STRENGTH = 0.3
RARITY = 0.5
SEEN_AT_LEAST = 4
# The prior sum is one column, made large so that the penalty leaves its factor free.
PRIOR_SCALE = 100.0
FOLDS = 5
PLACES = 4
# Written texts are harder than those outside, most of which say plainly what they are: measured on real texts that are
# no part of the project, logits fitted to written ones are too small by this factor, and then too high by this much.
OUTSIDE_SLOPE = 1.6
OUTSIDE_SHIFT = -0.8


def fit(examples: Sequence[Example], *, marks: Sequence[Example] = ()) -> dict[str, Any]:
    """Return weights that fit written examples and users' marks; the same input gives the same bytes."""
    known = [*examples, *marks]
    rows = [example_features(example) for example in known]
    counts = Counter(name for row in rows for name in row)
    kept = [{name: 1.0 for name in row if counts[name] >= SEEN_AT_LEAST} for row in rows]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    names = list(vectorizer.get_feature_names_out())
    weights, bias, calibration = _events(matrix, rows, known, names)
    return {
        "bias": bias,
        "weights": weights,
        "calibration": calibration,
        "event_kinds": _kinds(matrix, names, known, is_event=True),
        "other_kinds": _kinds(matrix, names, known, is_event=False),
        "examples": len(examples),
        "marks": len(marks),
    }


def example_features(example: Example) -> Features:
    """Return the features of an example, read without any watched company."""
    reading = read(example.title, example.text, CompanyMatcher([]), READ_AT, source_type=example.source_type)
    return features_of(reading)


def _events(
    matrix: Any, rows: Sequence[Features], known: Sequence[Example], names: Sequence[str]
) -> tuple[dict[str, float], float, dict[str, float]]:
    """Fit event or not. The weight of a feature is its prior, scaled by one factor for all, plus what the texts add."""
    beforehand = np.array([[BIAS + sum(map(prior, row))] for row in rows])
    both = sparse.hstack([matrix, beforehand * PRIOR_SCALE]).tocsr()
    labels = np.array([example.is_event for example in known])
    shares = np.array([example.weight for example in known])
    model = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-8)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    unseen = cross_val_predict(
        model, both, labels, cv=folds, method="decision_function", params={"sample_weight": shares}
    )
    model.fit(both, labels, sample_weight=shares)
    added, factor = model.coef_[0][:-1], model.coef_[0][-1] * PRIOR_SCALE
    weights = {name: factor * value for name, value in all_priors().items()}
    for name, value in zip(names, added, strict=True):
        weights[name] = weights.get(name, 0.0) + value
    bias = float(model.intercept_[0] + factor * BIAS)
    return _rounded(weights), round(bias, PLACES), _calibration(unseen, labels, shares)


def _calibration(unseen: NDArray[Any], labels: NDArray[Any], shares: NDArray[Any]) -> dict[str, float]:
    """Fit how a logit becomes a probability (Platt) on texts that each fold had not seen."""
    platt = LogisticRegression(C=1e6, tol=1e-8).fit(unseen[:, None], labels, sample_weight=shares)
    slope, shift = float(platt.coef_[0][0]), float(platt.intercept_[0])
    return {
        "slope": round(slope * OUTSIDE_SLOPE, PLACES),
        "shift": round(shift * OUTSIDE_SLOPE + OUTSIDE_SHIFT, PLACES),
    }


def _kinds(matrix: Any, names: Sequence[str], known: Sequence[Example], *, is_event: bool) -> dict[str, Any]:
    """Fit which kind of event a text announces, or what else it is."""
    rows = [index for index, example in enumerate(known) if example.is_event == is_event]
    kinds = [known[index].kind for index in rows]
    counts = Counter(kinds)
    # A rare kind counts more, though not as much as if all were as common.
    shares = [known[index].weight / counts[kind] ** RARITY for index, kind in zip(rows, kinds, strict=True)]
    scale = len(rows) / sum(shares)
    model = LogisticRegression(C=KIND_STRENGTH, max_iter=5000, tol=1e-8)
    model.fit(matrix[rows], kinds, sample_weight=[share * scale for share in shares])
    table = {name: _plain(model.coef_[:, place]) for place, name in enumerate(names)}
    return {
        "kinds": [str(each) for each in model.classes_],
        "bias": _plain(model.intercept_),
        "weights": {name: row for name, row in table.items() if any(row)},
    }


def _plain(values: Any) -> list[float]:
    # PostgreSQL knows no minus zero, and weights must come out of a database as they went in.
    return [round(float(value), 3) + 0.0 for value in values]


def _rounded(weights: dict[str, float]) -> dict[str, float]:
    rounded = {name: round(value, PLACES) for name, value in weights.items()}
    return {name: value for name, value in sorted(rounded.items()) if value}
