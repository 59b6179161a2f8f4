"""What the task queue may ring for."""

from datetime import timedelta

from django.conf import settings

from accounts.tasks import delete_in_batches
from markets.models import LiquidationOrder, WhaleTrade
from project.common.clock import now


def prune_flow() -> str:
    """Delete whale trades and liquidations that are older than ``FLOW_RETENTION_DAYS``; market events stay."""
    before = now() - timedelta(days=settings.FLOW_RETENTION_DAYS)
    whales = delete_in_batches(WhaleTrade.objects.filter(traded_at__lt=before))
    liquidations = delete_in_batches(LiquidationOrder.objects.filter(traded_at__lt=before))
    return f"{whales} whale trades and {liquidations} liquidations deleted."
