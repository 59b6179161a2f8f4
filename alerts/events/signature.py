"""A 64-bit SimHash of a text: near-duplicates differ in few bits."""

import re
from hashlib import blake2b
from itertools import pairwise

from alerts.analysis.words import fold

BITS = 64
BAND_BITS = 16
MAX_WORDS = 160
# Below this many words two texts are alike by chance.
MIN_WORDS = 8
WORD = re.compile(r"[^\W_]+")
SIGN = 1 << (BITS - 1)


def simhash(text: str) -> int:
    """Return the signature of ``text`` as a signed 64-bit number, 0 for a text too short to have one.

    **Source** M. Charikar, Similarity estimation techniques from rounding algorithms, 2002.
    """
    words = WORD.findall(fold(text))[:MAX_WORDS]
    if len(words) < MIN_WORDS:
        return 0
    features = set(words) | set(pairwise(words))
    hashes = [_hash(feature if isinstance(feature, str) else " ".join(feature)) for feature in features]
    half = len(hashes) / 2
    value = sum(1 << bit for bit in range(BITS) if sum(each >> bit & 1 for each in hashes) > half)
    return (value - (1 << BITS)) if value & SIGN else value


def _hash(feature: str) -> int:
    return int.from_bytes(blake2b(feature.encode(), digest_size=BITS // 8).digest())


def bits_apart(first: int, second: int) -> int:
    """Return in how many bits two signatures differ; one that is missing is far from all."""
    return ((first ^ second) % (1 << BITS)).bit_count() if first and second else BITS


def bands(signature: int) -> list[str]:
    """Return the signature cut into four named parts; two that differ in up to three bits share one."""
    if not signature:
        return []
    mask = (1 << BAND_BITS) - 1
    return [f"{at}:{signature >> (at * BAND_BITS) & mask:04x}" for at in range(BITS // BAND_BITS)]
