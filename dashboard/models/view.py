"""Searches of a page that a user has kept: views of the alert feed, screens of the markets."""

from django.db import models

from accounts.models import User
from project.common.owned import OwnedQuerySet


class ViewPage(models.TextChoices):
    """Where a view belongs; the label is what people call it there."""

    ALERTS = "alerts", "view"
    MARKETS = "markets", "screen"


class SavedView(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=10, choices=ViewPage.choices, default=ViewPage.ALERTS)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True, help_text="The page's address after the question mark.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="dashboard_view_once")]

    def __str__(self) -> str:
        return self.name
