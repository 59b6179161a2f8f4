"""Searches of the feed and of the markets that a user keeps under a name."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from dashboard.feed import filter_query, read_query
from dashboard.models import SavedView, ViewPage
from dashboard.screens import screen_query
from project.common.errors import Conflict, Invalid, Missing
from project.common.text import is_storable

MOST_VIEWS = 20
LONGEST_NAME = 40
LONGEST_QUERY = 1000


def feed_query(query: QueryDict) -> str:
    return filter_query(read_query(query).filters)


KEPT: Mapping[ViewPage, Callable[[QueryDict], str]] = {ViewPage.ALERTS: feed_query, ViewPage.MARKETS: screen_query}
"""What is kept of an address: its filters, and nothing of what happens to be open."""


def views_of(user: User, page: ViewPage = ViewPage.ALERTS) -> list[SavedView]:
    return list(SavedView.objects.visible_to(user).filter(page=page).order_by("name", "id"))


@transaction.atomic
def save_view(user: User, name: str, query: str, page: ViewPage = ViewPage.ALERTS) -> SavedView:
    """Keep the filters of ``query`` under ``name``; a view of that name on the same page is written over.

    Raises Invalid, and Conflict when the user has MOST_VIEWS there already.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not is_storable(name):
        _refuse("name", f"Give the {page.label} a name of up to {LONGEST_NAME} characters.")
    kept = KEPT[page](QueryDict(query[: LONGEST_QUERY * 4]))
    if len(kept) > LONGEST_QUERY:
        _refuse("query", f"These are too many filters for one {page.label}. Take some off and save again.")
    User.objects.select_for_update().get(pk=user.pk)
    here = SavedView.objects.visible_to(user).filter(page=page)
    view = here.filter(name=name).first()
    if view is None:
        if here.count() >= MOST_VIEWS:
            raise Conflict(f"You have {MOST_VIEWS} {page.label}s already. Delete one first.", code="TOO_MANY_VIEWS")
        view = SavedView(user=user, page=page, name=name)
    view.query = kept
    view.save()
    return view


def delete_view(user: User, view_id: int, page: ViewPage = ViewPage.ALERTS) -> str:
    """Delete a view and return its name. Raises Missing."""
    view = SavedView.objects.visible_to(user).filter(pk=view_id, page=page).first()
    if view is None:
        raise Missing(f"There is no such {page.label}.", code="VIEW_NOT_FOUND")
    view.delete()
    return str(view.name)


def _refuse(field: str, sentence: str) -> None:
    raise Invalid(sentence, details={field: sentence})
