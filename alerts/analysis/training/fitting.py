"""Fits the scorer's weights to labelled texts, starting from what is known beforehand."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from alerts.analysis.features import Features, features_of
from alerts.analysis.masking import mask
from alerts.analysis.priors import BIAS, all_priors, prior
from alerts.analysis.reading import Reading
from alerts.analysis.training.examples import Example, reading_of
from alerts.analysis.wording import is_wording, words_of

# How far the texts may move a weight from its prior.
STRENGTH = 0.2
KIND_STRENGTH = 0.3
RARITY = 0.5
SEEN_AT_LEAST = 4
# A word in so many texts counts as itself.
COMMON_FROM = 8
# Wording that weighs less says nothing.
LEAST_WORDING = 0.03
# The prior sum is one column, made large so that the penalty leaves its factor free.
PRIOR_SCALE = 100.0
PLACES = 4
# The sum is the logit already; weights fitted before wording was read carry other numbers.
CALIBRATION = {"slope": 1.0, "shift": 0.0}


def fit(examples: Sequence[Example], *, marks: Sequence[Example] = ()) -> dict[str, Any]:
    """Return weights that fit written examples and users' marks; the same input gives the same bytes."""
    known = [*examples, *marks]
    readings = [reading_of(example) for example in known]
    words = _common_words(readings)
    rows = [features_of(reading, words) for reading in readings]
    counts = Counter(name for row in rows for name in row)
    kept = [{name: 1.0 for name in row if counts[name] >= SEEN_AT_LEAST} for row in rows]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    names = list(vectorizer.get_feature_names_out())
    weights, bias = _events(matrix, rows, known, names)
    places = [place for place, name in enumerate(names) if not is_wording(name)]
    plain, plain_names = matrix[:, places], [names[place] for place in places]
    return {
        "words": sorted(words),
        "bias": bias,
        "weights": weights,
        "calibration": CALIBRATION,
        "event_kinds": _kinds(plain, plain_names, known, is_event=True),
        "other_kinds": _kinds(plain, plain_names, known, is_event=False),
        "examples": len(examples),
        "marks": len(marks),
    }


def _common_words(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the words of several texts; any other is a name, or rare."""
    counts = Counter(word for each in readings for word in words_of(mask(each.text, each.folded, each.head)))
    return frozenset(word for word, count in counts.items() if count >= COMMON_FROM)


def _events(
    matrix: Any, rows: Sequence[Features], known: Sequence[Example], names: Sequence[str]
) -> tuple[dict[str, float], float]:
    """Fit event or not. The weight of a feature is its prior, scaled by one factor for all, plus what the texts add."""
    beforehand = np.array([[BIAS + sum(prior(name) for name in row if not is_wording(name))] for row in rows])
    both = sparse.hstack([matrix, beforehand * PRIOR_SCALE]).tocsr()
    labels = np.array([example.is_event for example in known])
    shares = np.array([example.weight for example in known])
    model = LogisticRegression(C=STRENGTH, solver="newton-cg", max_iter=500, tol=1e-8)
    model.fit(both, labels, sample_weight=shares)
    added, factor = model.coef_[0][:-1], model.coef_[0][-1] * PRIOR_SCALE
    weights = {name: factor * value for name, value in all_priors().items()}
    for name, value in zip(names, added, strict=True):
        if not is_wording(name) or abs(value) >= LEAST_WORDING:
            weights[name] = weights.get(name, 0.0) + value
    bias = float(model.intercept_[0] + factor * BIAS)
    return _rounded(weights), round(bias, PLACES)


def _kinds(matrix: Any, names: Sequence[str], known: Sequence[Example], *, is_event: bool) -> dict[str, Any]:
    """Fit which kind of event a text announces, or what else it is."""
    rows = [index for index, example in enumerate(known) if example.is_event == is_event]
    kinds = [known[index].kind for index in rows]
    counts = Counter(kinds)
    # A rare kind counts more, though not as much as if all were as common.
    shares = [known[index].weight / counts[kind] ** RARITY for index, kind in zip(rows, kinds, strict=True)]
    scale = len(rows) / sum(shares)
    model = LogisticRegression(C=KIND_STRENGTH, solver="newton-cg", max_iter=500, tol=1e-8)
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
