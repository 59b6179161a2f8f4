"""Why a score is what it is: signed points that sum to it, and what would change it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.analysis.families import label_of
from alerts.analysis.masking import Span
from alerts.analysis.model import Model, packaged_model, probability
from alerts.analysis.phrases import PHRASE_ENDS, SENTENCE_ENDS, Pieces
from alerts.analysis.wording import is_wording
from alerts.types import Contribution, Score

MOST_LINES = 10
BASE = "Starting point"
REST = "Smaller signs"
OPENING = "\u201c"
LONGEST_QUOTE = 44
MOST_SENTENCES = 3
# A change of fewer points is none.
WORTH_TELLING = 3


@dataclass(slots=True)
class _Family:
    """Features that say the same: what they weigh together, and the strongest one's words."""

    logit: float = 0.0
    strongest: float = 0.0
    span: Span = None

    def add(self, weight: float, span: Span) -> None:
        self.logit += weight
        if span is not None and abs(weight) >= self.strongest:
            self.strongest, self.span = abs(weight), span


Families = Mapping[str, _Family]


def families_of(model: Model, features: Mapping[str, Span], text: str) -> Families:
    """Return what weighs in the score of a text by its plain name; its plain words by where they stand.

    The words of a headline or post are gathered by phrase, those of the body by sentence.
    """
    families: defaultdict[str, _Family] = defaultdict(_Family)
    quotes: dict[tuple[int, int], str] = {}
    pieces = {"w": Pieces(text, PHRASE_ENDS), "t": Pieces(text, SENTENCE_ENDS)}
    for name, span in features.items():
        weight = model.weights.get(name)
        if weight and span and is_wording(name):
            piece = pieces[name[0]].around(span[0])
            if piece not in quotes:
                quotes[piece] = _quoted(text, piece)
            quote = quotes[piece]
            families[quote or label_of(name)].add(model.slope * weight, piece if quote else None)
        elif weight:
            families[label_of(name)].add(model.slope * weight, span)
    return families


def _quoted(text: str, piece: tuple[int, int]) -> str:
    """Return a piece as it is shown, empty when it is only the end of a line."""
    words = " ".join(text[slice(*piece)].split())
    if len(words) > LONGEST_QUOTE:
        words = (words[:LONGEST_QUOTE].rpartition(" ")[0] or words[:LONGEST_QUOTE]) + "\u2026"
    return f"{OPENING}{words}\u201d" if words else ""


def contributions_of(model: Model, features: Mapping[str, Span], by_name: Families) -> tuple[Contribution, ...]:
    """Return the reasons of a confidence, the weightiest first; their points sum to it in percent.

    The change from the starting point is shared among the reasons in proportion to their logits.
    """
    families = sorted(by_name.items(), key=lambda pair: (-abs(pair[1].logit), pair[0]))
    base = probability(model.logit(()))
    total = round(100 * model.confidence(features))
    start = round(100 * base)
    shares = _shared([family.logit for _, family in families], total - start)
    lines = [Contribution(BASE, start)] if start else []
    shown = 0
    rest = {"for": 0, "against": 0}
    for (name, family), points in zip(families, shares, strict=True):
        if points and shown < MOST_LINES - 3:
            lines.append(Contribution(name, points, *(family.span or (None, None))))
            shown += 1
        else:
            rest["for" if points > 0 else "against"] += points
    return (*lines, *(Contribution(f"{REST} {way} it", points) for way, points in rest.items() if points))


def _shared(logits: Sequence[float], points: int) -> list[int]:
    """Share whole points in proportion to logits; what rounding leaves goes to the largest remainders."""
    total = sum(logits)
    if not logits or abs(total) < 1e-9:
        return [0] * len(logits)
    exact = [logit * points / total for logit in logits]
    whole = [int(each // 1) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: points - sum(whole)]:
        whole[index] += 1
    return whole


def keywords_of(by_name: Families, text: str) -> tuple[str, ...]:
    """Return the phrases that spoke for the event, the strongest first."""
    told = (family for name, family in by_name.items() if not name.startswith(OPENING))
    families = sorted(told, key=lambda family: -family.logit)
    spans = [family.span for family in families if family.logit > 0 and family.span is not None]
    return tuple(dict.fromkeys(" ".join(text[start:end].split()) for start, end in spans))


def what_would_change(score: Score, model: Model | None = None) -> list[str]:
    """Return up to three sentences on the words without which a score would differ most.

    ``model`` is the one that made the score, the packaged one where none is given.
    """
    by = model or packaged_model()
    now = round(100 * score.confidence)
    sentences: list[str] = []
    told: list[tuple[int, int]] = []
    for (start, end), points in sorted(_changes(score, by), key=lambda pair: -abs(pair[1] - now)):
        if abs(points - now) >= WORTH_TELLING and all(end <= first or start >= last for first, last in told):
            told.append((start, end))
            words = " ".join(score.text[start:end].split())
            sentences.append(f"Without \u201c{words}\u201d it would score {points}.")
    return sentences[:MOST_SENTENCES]


def _changes(score: Score, model: Model) -> list[tuple[tuple[int, int], int]]:
    """Return the score that a text would have without each of its words that weigh."""
    features = score.features
    spans = {family.span for family in families_of(model, features, score.text).values() if family.span is not None}
    changes: list[tuple[tuple[int, int], int]] = []
    for start, end in sorted(spans):
        left = [name for name, span in features.items() if span is None or span[1] <= start or span[0] >= end]
        changes.append(((start, end), round(100 * model.confidence(left))))
    return changes
