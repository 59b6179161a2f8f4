"""Scoring: texts a second end to end, and the plain model against scikit-learn asked for one text at a time."""

import io
import os
import time
from collections.abc import Callable

import django
import numpy as np
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from sklearn.feature_extraction import DictVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from alerts.analysis.features import features_of  # noqa: E402
from alerts.analysis.model import packaged_model, probability  # noqa: E402
from alerts.analysis.training import load_examples  # noqa: E402
from alerts.analysis.training.examples import reading_of  # noqa: E402
from alerts.management.commands.score import score_lines  # noqa: E402

COUNT = 1000
ROUNDS = 3


class Nowhere:
    def write(self, _text: str) -> None:
        """Take a line and drop it."""


def best(run: Callable[[], object]) -> float:
    """Return the processor seconds of the fastest of a few rounds, so that a busy machine does not blur them."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def end_to_end() -> float:
    """Return the texts a second of `manage.py score --jsonl`, matching and extraction included."""
    examples = load_examples()[:COUNT]
    records = [
        {"id": n, "source_type": each.source, "title": each.title, "text": each.text} for n, each in enumerate(examples)
    ]
    lines = b"\n".join(orjson.dumps(record) for record in records)
    score_lines(io.BytesIO(lines), Nowhere())
    return COUNT / best(lambda: score_lines(io.BytesIO(lines), Nowhere()))


def against_scikit_learn() -> tuple[float, float]:
    """Return the texts a second of the plain model and of scikit-learn, both from the same features."""
    model = packaged_model()
    rows = [features_of(reading_of(example), model.words, model.weights) for example in load_examples()[:COUNT]]
    vectorizer = DictVectorizer()
    vectorizer.fit([dict.fromkeys(model.names, 1.0)])
    names = vectorizer.get_feature_names_out()
    reference = LogisticRegression()
    reference.classes_ = np.array([False, True])
    reference.coef_ = np.array([[model.slope * model.weights[name] for name in names]])
    reference.intercept_ = np.array([model.slope * model.bias + model.shift])

    def theirs() -> list[float]:
        return [float(reference.predict_proba(vectorizer.transform([dict.fromkeys(row, 1.0)]))[0, 1]) for row in rows]

    def ours() -> list[float]:
        return [probability(model.logit(row)) for row in rows]

    assert np.allclose(ours(), theirs(), atol=1e-12)
    return COUNT / best(ours), COUNT / best(theirs)


if __name__ == "__main__":
    ours, theirs = against_scikit_learn()
    print(f"end to end       {end_to_end():10,.0f} texts/s")
    print(f"model alone      {ours:10,.0f} texts/s")
    print(f"scikit-learn     {theirs:10,.0f} texts/s, one at a time: {ours / theirs:.0f} times slower, same scores")
