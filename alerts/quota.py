"""What services that charge for each read have been asked this month, and how much is left."""

from dataclasses import dataclass

from django.conf import settings

from alerts.models import Allowance, SourceKind
from project.common import clock


@dataclass(frozen=True, slots=True)
class Quota:
    """``reads`` of ``limit`` posts of this month; ``calls_left`` of the present window, None when it is over."""

    reads: int
    limit: int
    calls_left: int | None

    @property
    def left(self) -> int:
        return max(0, self.limit - self.reads)


def quotas() -> dict[str, Quota]:
    """Return the quota of each kind of source that has one."""
    row = Allowance.objects.filter(service=SourceKind.X).first() or Allowance(service=SourceKind.X)
    now = clock.now()
    is_this_month = row.month is not None and (row.month.year, row.month.month) == (now.year, now.month)
    is_open = row.window_ends_at is not None and row.window_ends_at > now
    reads = row.reads if is_this_month else 0
    return {SourceKind.X: Quota(reads, settings.TWITTER_MONTHLY_READS, row.calls_left if is_open else None)}
