"""The feed as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.usage.pages import count_page
from alerts.export import export as export_file
from dashboard.session import signed_in
from dashboard.triage_context import asked_by
from project.common.errors import Invalid

FORMS = ("csv", "json")


@require_safe
@login_required
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the feed's filters show.

    Raises Invalid for a filter that the feed would leave out, and OverLimit.
    """
    user = signed_in(request)
    form = request.GET.get("format", "csv")
    if form not in FORMS:
        raise Invalid("Choose a format.", details={"format": f"{form[:40]!r} is not one of {', '.join(FORMS)}."})
    query = asked_by(user, request.GET)
    if query.errors:
        raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=query.errors)
    count_page(user, "files")
    return export_file(request, user, query.filters, form)
