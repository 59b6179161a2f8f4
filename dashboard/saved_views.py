"""Searches of the feed that a user keeps under a name."""

from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from dashboard.feed import filter_query, read_query
from dashboard.models import SavedView
from project.common.errors import Conflict, Invalid, Missing
from project.common.text import is_storable

MOST_VIEWS = 20
LONGEST_NAME = 40
LONGEST_QUERY = 1000


def views_of(user: User) -> list[SavedView]:
    return list(SavedView.objects.visible_to(user).order_by("name", "id"))


@transaction.atomic
def save_view(user: User, name: str, query: str) -> SavedView:
    """Keep the filters of ``query`` under ``name``; a view of that name is written over.

    Raises Invalid, and Conflict when the user has MOST_VIEWS already.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not is_storable(name):
        _refuse("name", f"Give the view a name of up to {LONGEST_NAME} characters.")
    kept = filter_query(read_query(QueryDict(query[: LONGEST_QUERY * 4])).filters)
    if len(kept) > LONGEST_QUERY:
        _refuse("query", "These are too many filters for one view. Take some off and save again.")
    User.objects.select_for_update().get(pk=user.pk)
    view = SavedView.objects.visible_to(user).filter(name=name).first()
    if view is None:
        if SavedView.objects.visible_to(user).count() >= MOST_VIEWS:
            raise Conflict(f"You have {MOST_VIEWS} views already. Delete one first.", code="TOO_MANY_VIEWS")
        view = SavedView(user=user, name=name)
    view.query = kept
    view.save()
    return view


def delete_view(user: User, view_id: int) -> str:
    """Delete a view and return its name. Raises Missing."""
    view = SavedView.objects.visible_to(user).filter(pk=view_id).first()
    if view is None:
        raise Missing("There is no such view.", code="VIEW_NOT_FOUND")
    view.delete()
    return str(view.name)


def _refuse(field: str, sentence: str) -> None:
    raise Invalid(sentence, details={field: sentence})
