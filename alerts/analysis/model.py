"""The scorer's model: plain weights of named features, and how a sum of them becomes a confidence and a kind."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from typing import Any

PACKAGED = "weights.json"
# No wording is proof.
SUREST = 0.99


@dataclass(frozen=True, slots=True)
class KindModel:
    """Weights for each of a few kinds, of which the one with the largest sum is taken."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def best(self, names: Iterable[str]) -> str:
        sums = list(self.bias)
        for row in (self.weights[name] for name in names if name in self.weights):
            for index, weight in enumerate(row):
                sums[index] += weight
        return self.kinds[max(range(len(sums)), key=sums.__getitem__)]


@dataclass(frozen=True, slots=True)
class Model:
    """Version ``number`` of the weights. The calibrated logit of a text is ``slope`` x (bias + weights) + ``shift``."""

    number: int
    digest: str
    words: frozenset[str]
    bias: float
    weights: Mapping[str, float]
    slope: float
    shift: float
    event_kinds: KindModel
    other_kinds: KindModel

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.weights)

    def logit(self, names: Iterable[str]) -> float:
        """Return the calibrated logit of a text with these features."""
        # A text has some 250 features: map is twice as fast as a loop.
        total = sum(map(self.weights.get, names, repeat(0.0)))
        return self.slope * (self.bias + total) + self.shift

    def confidence(self, names: Iterable[str]) -> float:
        """Return the probability that a text with these features announces an event, to two places, at most SUREST."""
        return min(round(probability(self.logit(names)), 2), SUREST)

    def kind(self, names: Iterable[str], *, is_event: bool) -> str:
        return (self.event_kinds if is_event else self.other_kinds).best(names)


def probability(logit: float) -> float:
    """Return the probability of a logit, without overflow at either end."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    power = math.exp(logit)
    return power / (1 + power)


def load_model(weights: Mapping[str, Any], number: int = 0) -> Model:
    """Return the model of a file or row of weights, as `training.fit` makes them."""
    return Model(
        number=number,
        digest=digest_of(weights),
        # Weights fitted before wording was read have none.
        words=frozenset(weights.get("words", ())),
        bias=weights["bias"],
        weights=dict(weights["weights"]),
        slope=weights["calibration"]["slope"],
        shift=weights["calibration"]["shift"],
        event_kinds=_kinds(weights["event_kinds"]),
        other_kinds=_kinds(weights["other_kinds"]),
    )


def _kinds(weights: Mapping[str, Any]) -> KindModel:
    rows = {name: tuple(row) for name, row in weights["weights"].items()}
    return KindModel(tuple(weights["kinds"]), tuple(weights["bias"]), rows)


def as_text(weights: Mapping[str, Any]) -> str:
    """Return weights as the one text that stands for them: sorted, a weight a line."""
    return json.dumps(weights, indent=1, sort_keys=True) + "\n"


def digest_of(weights: Mapping[str, Any]) -> str:
    """Return the SHA-256 of weights."""
    return hashlib.sha256(as_text(weights).encode()).hexdigest()


def packaged_weights() -> dict[str, Any]:
    """Return the weights that came with this release."""
    weights: dict[str, Any] = json.loads(resources.files("alerts.analysis").joinpath(PACKAGED).read_text())
    return weights


@cache
def packaged_model() -> Model:
    """Return the model that came with this release."""
    return load_model(packaged_weights())
