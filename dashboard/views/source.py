"""One source: how it does, what it sent last, its settings; and a new one, tried before it is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alerts.models import Source
from alerts.sources import services
from alerts.sources.drafts import Draft
from alerts.sources.preview import Preview, test_source
from alerts.sources.services import find_source
from dashboard.forms.sources import SourceForm
from dashboard.parts import add_toast, render_part, wanted_part
from dashboard.session import signed_in, staff
from dashboard.source_detail import detail_context
from dashboard.views.sources import answer_row
from project.common.errors import Conflict, Invalid

NEW_PARTS = {"source-preview": "sources/_preview.html"}
DETAIL_PARTS = {"source-detail": "sources/_detail.html"}


def only_staff(request: HttpRequest) -> None:
    staff(request, "Only staff may change sources.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show one source, or save its settings."""
    row = find_source(source_id)
    if request.method == "POST":
        only_staff(request)
        return save(request, row)
    form = SourceForm(source=row) if signed_in(request).is_staff else None
    context = {**detail_context(row), "form": form}
    return render_part(request, "sources/detail.html", DETAIL_PARTS, context)


def save(request: HttpRequest, row: Source) -> HttpResponse:
    form = SourceForm(request.POST, source=row)
    if form.is_valid():
        try:
            services.update_source(row, form.values, actor=signed_in(request), request=request)
        except (Invalid, Conflict) as error:
            form.take_errors(error)
        else:
            messages.success(request, f"{form.values['name']} is saved.")
            return redirect("source", row.pk)
    return render(request, "sources/detail.html", {**detail_context(row), "form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_source(request: HttpRequest) -> HttpResponse:
    """Ask for a source, try it when that is asked, and keep it when it is saved."""
    only_staff(request)
    form = SourceForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "sources/new.html", {"form": form})
    if "test" in request.POST:
        return tried(request, form)
    if form.is_valid():
        try:
            made = services.create_source(Draft(**form.values), actor=signed_in(request), request=request)
        except (Invalid, Conflict) as error:
            form.take_errors(error)
        else:
            messages.success(request, f"{made.name} is added. It is read within a minute.")
            return redirect("source", made.pk)
    return render(request, "sources/new.html", {"form": form}, status=422)


def tried(request: HttpRequest, form: SourceForm) -> HttpResponse:
    """Read for real what the form names, whatever is wrong with the rest of it."""
    form.is_valid()
    values = {name: form.cleaned_data[name] for name in Draft.__dataclass_fields__ if name in form.cleaned_data}
    if form.errors.keys() & {"url", "kind", "query", "mapping"}:
        preview = Preview(is_ok=False, message=" ".join(str(text) for each in form.errors.values() for text in each))
    else:
        preview = test_source(Draft(**{"name": "", **values}))
    bare = SourceForm(initial={**dict(request.POST.items()), "reads_articles": "reads_articles" in request.POST})
    return render_part(request, "sources/new.html", NEW_PARTS, {"form": bare, "preview": preview})


@require_POST
@login_required
def pause(request: HttpRequest, source_id: int) -> HttpResponse:
    only_staff(request)
    row = services.pause(find_source(source_id), actor=signed_in(request), request=request)
    return acted(request, row, f"{row.name} is paused.")


@require_POST
@login_required
def resume(request: HttpRequest, source_id: int) -> HttpResponse:
    only_staff(request)
    row = services.resume(find_source(source_id), actor=signed_in(request), request=request)
    return acted(request, row, f"{row.name} is read again within a minute.")


def acted(request: HttpRequest, row: Source, text: str) -> HttpResponse:
    """Show the row to htmx, with a toast; a browser goes back to where it came from."""
    if wanted_part(request).startswith("source-"):
        return add_toast(answer_row(request, row.pk), text, "success")
    messages.success(request, text)
    return redirect("source", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, source_id: int) -> HttpResponse:
    """Ask once more, then delete; a source whose items are kept is switched off instead."""
    only_staff(request)
    row = find_source(source_id)
    if request.method != "POST":
        return render(request, "sources/confirm.html", {"source": row, "has_items": row.items.exists()})
    is_gone = services.delete_source(row, actor=signed_in(request), request=request)
    text = "is deleted." if is_gone else "is switched off. Its items are kept."
    messages.success(request, f"{row.name} {text}")
    return redirect("sources")
