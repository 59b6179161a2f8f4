"""Rows that belong to one user, and the only way to them."""

from typing import Any, Self

from django.db import models


class OwnedQuerySet(models.QuerySet[Any]):
    """A query set of a model with a ``user``."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of ``user``; a visitor who is not signed in has none."""
        return self.filter(user=user) if user.is_authenticated else self.none()
