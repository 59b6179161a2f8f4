"""The written texts that the scorer learns from, and the fit to them."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from alerts.analysis.training.examples import Example, digest_of_examples, load_examples, read_examples

__all__ = ["Example", "digest_of_examples", "fit", "load_examples", "read_examples"]


def fit(examples: Sequence[Example], *, marks: Sequence[Example] = ()) -> dict[str, Any]:
    """Return weights that fit written examples and users' marks, ready for JSON; the same input gives the same bytes.

    scikit-learn is imported here only, as no page and no poll needs it.
    """
    weights: dict[str, Any] = import_module("alerts.analysis.training.fitting").fit(examples, marks=marks)
    return weights
