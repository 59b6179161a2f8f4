"""Screens of the markets: kept under a name and deleted from their menu."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from dashboard.drawer import screen_links
from dashboard.models import ViewPage
from dashboard.parts import add_toast, wants_part
from dashboard.saved_views import delete_view, save_view
from dashboard.screens import screen_query
from dashboard.session import signed_in
from project.common.errors import Conflict, Invalid


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name; what is wrong with it comes back in the form."""
    user, name, query = signed_in(request), request.POST.get("name", ""), request.POST.get("query", "")
    try:
        view = save_view(user, name, query, ViewPage.MARKETS)
    except (Invalid, Conflict) as error:
        if not wants_part(request):
            raise
        wrong = {"view_name": name, "view_error": error.message}
        return answer(request, user, kept_query(query), status=error.status, **wrong)
    text = f"{view.name} is saved."
    if not wants_part(request):
        messages.success(request, text)
        return redirect(f"{reverse('markets')}?{view.query}".rstrip("?"))
    return add_toast(answer(request, user, view.query), text, "success")


@require_POST
@login_required
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    user = signed_in(request)
    text = f"{delete_view(user, view_id, ViewPage.MARKETS)} is deleted."
    if not wants_part(request):
        messages.success(request, text)
        return redirect("markets")
    here = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return add_toast(answer(request, user, kept_query(here)), text, "success")


def answer(request: HttpRequest, user: User, query: str, *, status: int = 200, **wrong: str) -> HttpResponse:
    context = {"screens": screen_links(user, QueryDict(query)), "saved_query": query, **wrong}
    return render(request, "markets/_screens.html", context, status=status)


def kept_query(query: str) -> str:
    """Return the filters of an address as the page would keep them, none of one that it would refuse."""
    try:
        return screen_query(QueryDict(query[:4_000]))
    except Invalid:
        return ""
