"""Searches of the alert feed that a user has kept."""

from django.db import models

from accounts.models import User
from project.common.owned import OwnedQuerySet


class SavedView(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True, help_text="The feed's address after the question mark.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="dashboard_view_once")]

    def __str__(self) -> str:
        return self.name
