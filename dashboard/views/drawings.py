"""Lines on the chart of an instrument: kept and removed while somebody draws."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from dashboard.drawings import add_drawings, read_ids, read_lines, remove_drawings
from dashboard.session import signed_in
from markets.selectors import get_instrument


@require_POST
@login_required
def draw(request: HttpRequest, symbol: str) -> HttpResponse:
    """Keep the lines; the answer says by which numbers they can be removed."""
    lines = read_lines(request.POST.get("lines", ""))
    kept = add_drawings(signed_in(request), get_instrument(symbol), lines)
    return JsonResponse({"drawings": kept}, status=201)


@require_POST
@login_required
def remove(request: HttpRequest, symbol: str) -> HttpResponse:
    ids = read_ids(request.POST.get("ids", ""))
    remove_drawings(signed_in(request), get_instrument(symbol), ids)
    return JsonResponse({"removed": sorted(ids)})
