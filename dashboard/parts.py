"""One view for a whole page and for the parts of it that htmx asks for."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; going back in history and boosted links want the page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx is None or not htmx:
        return False
    return not (htmx.boosted or htmx.history_restore_request or htmx.request_type == "full")


def wanted_part(request: HttpRequest) -> str:
    """Return the id of the element that htmx will replace, empty when a whole page is wanted."""
    htmx = getattr(request, "htmx", None)
    return (htmx.target or "").rpartition("#")[2] if htmx and wants_part(request) else ""


def render_part(
    request: HttpRequest,
    page: str,
    parts: Mapping[str, str],
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with the template of the wanted part, or with ``page``."""
    template = parts.get(wanted_part(request), page)
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def add_toast(response: HttpResponse, text: str, kind: str, *, undo: str = "") -> HttpResponse:
    """Let the page say a sentence; it goes to the body, because the element that asked is gone by then.

    ``undo`` is a token by which the page can take back what was done.
    """
    toast = {"text": text, "kind": kind, "target": "body"} | ({"undo": undo} if undo else {})
    response["HX-Trigger"] = json.dumps({"toast": toast})  # all in ASCII: Django would encode the rest as mail does
    return response


def reload_page(request: HttpRequest, name: str) -> HttpResponse:
    """Load a whole page, with htmx too: the frame around what was changed has changed with it."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})
    return redirect(name)
