"""Confidence by tenths, counted in the database."""

from typing import Any

from django.db.models import FloatField, IntegerField
from django.db.models.functions import Cast, Floor, Least

TENTHS = 10


def tenth_of(confidence: Any) -> Least:
    """Return the tenth, 0 to 9, in which a confidence of 0 to 1 lies; all of it lies in the last."""
    # 0.29 * 10 as floats is 2.9, never 3.0 or above, so whole tenths are safe after adding half a thousandth.
    return Least(Cast(Floor(Cast(confidence, FloatField()) * TENTHS + 0.0005), IntegerField()), TENTHS - 1)
