"""The limit of pages that cost a lot: a count of each user's own, apart from the calls of the API."""

import contextlib
from typing import Literal

from django.conf import settings

from accounts.models import User
from accounts.usage.bus import BusAway
from accounts.usage.charging import charge
from accounts.usage.layers import Rate, plain, rate_of
from project.common.errors import OverLimit

Page = Literal["files", "mails", "texts"]
RATES: dict[Page, Rate] = {"files": "strict", "mails": "strict", "texts": "normal"}


def count_page(user: User, page: Page) -> None:
    """Count one call of ``page``. Raises OverLimit; while nobody can count, everybody is let in."""
    if not settings.RATE_LIMIT_ENABLED:
        return
    limit, window_s = rate_of(RATES[page])
    layer = plain(page, f"u{user.pk}:page:{page}", (limit, window_s))
    with contextlib.suppress(BusAway):
        charged = charge([layer], None, strategy=settings.RATE_LIMIT_STRATEGY)
        if not charged.is_admitted:
            message = f"One user may ask for {limit:,} {page} in {window_s:,} seconds, and you have."
            raise OverLimit(message, retry_after_s=charged.standings[0].reset_s)
