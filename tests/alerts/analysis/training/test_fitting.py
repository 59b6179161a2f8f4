"""The fit: reproducible, the same as scikit-learn's own sums, and what the package holds."""

from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from alerts.analysis.features import features_of
from alerts.analysis.model import as_text, load_model, packaged_weights, probability
from alerts.analysis.training import Example, digest_of_examples, fit, load_examples
from alerts.analysis.training.examples import reading_of


@pytest.fixture(scope="module")
def some() -> Sequence[Example]:
    return load_examples()[::7]


def test_the_same_texts_give_the_same_bytes(some: Sequence[Example]) -> None:
    assert as_text(fit(some)) == as_text(fit(list(some)))


def test_the_packaged_weights_were_fitted_to_the_packaged_texts() -> None:
    assert packaged_weights()["examples_digest"] == digest_of_examples()
    assert packaged_weights()["examples"] == len(load_examples())


def test_a_score_is_what_scikit_learn_computes_from_the_same_weights(some: Sequence[Example]) -> None:
    weights = packaged_weights()
    model = load_model(weights)
    vectorizer = DictVectorizer()
    vectorizer.fit([dict.fromkeys(model.names, 1.0)])
    rows = [features_of(reading_of(example), model.words) for example in some[:100]]
    reference = LogisticRegression()
    reference.classes_ = np.array([False, True])
    slope, shift = weights["calibration"]["slope"], weights["calibration"]["shift"]
    names = vectorizer.get_feature_names_out()
    matrix = vectorizer.transform([dict.fromkeys(row, 1.0) for row in rows]).toarray()

    reference.coef_ = np.array([[slope * model.weights[name] for name in names]])
    reference.intercept_ = np.array([slope * model.bias + shift])
    expected = reference.predict_proba(matrix)[:, 1]
    assert [probability(model.logit(row)) for row in rows] == pytest.approx(list(expected), abs=1e-12)


def test_a_users_marks_move_the_score_of_such_texts(some: Sequence[Example]) -> None:
    text = "Orbitra airdrop | [8pm UTC]"
    marks = [Example("", f"{text} {number}", "other", weight=20) for number in range(20)]
    before, after = load_model(fit(some)), load_model(fit(some, marks=marks))
    features = features_of(reading_of(Example("", text, "other")), after.words)
    assert after.confidence(features) < before.confidence(features)
