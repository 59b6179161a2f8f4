"""Saved views of the feed: kept and deleted from its menu."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dashboard.parts import add_toast, wants_part
from dashboard.saved_views import delete_view, save_view, views_of
from dashboard.session import signed_in
from dashboard.views.alerts import current_query
from project.common.errors import Conflict, Invalid


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name; what is wrong with it comes back in the form."""
    user, name = signed_in(request), request.POST.get("name", "")
    query = request.POST.get("query", "")
    try:
        view = save_view(user, name, query)
    except (Invalid, Conflict) as error:
        if not wants_part(request):
            raise
        context = {"views": views_of(user), "query": query, "view_name": name, "view_error": error.message}
        return render(request, "alerts/_views.html", context, status=error.status)
    text = f"{view.name} is saved."
    if not wants_part(request):
        messages.success(request, text)
        return redirect(f"{reverse('alerts')}?{view.query}".rstrip("?"))
    response = render(request, "alerts/_views.html", {"views": views_of(user), "query": view.query})
    return add_toast(response, text, "success")


@require_POST
@login_required
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    user = signed_in(request)
    text = f"{delete_view(user, view_id)} is deleted."
    if not wants_part(request):
        messages.success(request, text)
        return redirect("alerts")
    query = current_query(request)
    query.pop("selected", None)
    response = render(request, "alerts/_views.html", {"views": views_of(user), "query": query.urlencode()})
    return add_toast(response, text, "success")
