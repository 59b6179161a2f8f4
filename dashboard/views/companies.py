"""Who is watched: the list, one company, the test box; administrators add, change, import and delete."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.usage.pages import count_page
from alerts.companies.imports import EXAMPLE, ImportPreview, import_companies, read_companies
from alerts.companies.selectors import (
    LONGEST_TEST,
    CompanyFilters,
    company_counts,
    company_rows,
    events_of,
    feeds_by_company,
    judged_by_company,
    read_match,
)
from alerts.companies.services import create_company, delete_company, find_company, update_company
from alerts.models import CompanyStatus, Priority
from dashboard.addresses import changed_query
from dashboard.companies import company_csv, test_lines
from dashboard.faults import fault_of, with_retry
from dashboard.forms.companies import CompanyForm, FileForm, read_filters
from dashboard.parts import render_part, wants_part
from dashboard.session import signed_in, staff
from project.common.errors import Conflict, Invalid, Missing, OverLimit
from project.common.text import is_whole_number

PAGE = 50
KEPT_S = 30 * 60
SHOWN_LINES = 200
PARTS = {"companies": "companies/_table.html", "companies-more": "companies/_rows.html"}
METHODS = ["GET", "HEAD", "POST"]


def administrator(request: HttpRequest) -> User:
    return staff(request, "Only administrators change which companies are watched.")


@require_safe
@login_required
def companies(request: HttpRequest) -> HttpResponse:
    filters = read_filters(request.GET)
    skip = request.GET.get("skip", "")
    offset = int(skip) if is_whole_number(skip, digits=6) else 0
    rows = company_rows(filters, PAGE + 1, offset)
    context = {
        "rows": rows[:PAGE],
        "more": changed_query(request.GET, skip=offset + PAGE) if len(rows) > PAGE else "",
        "filters": filters,
        "is_filtered": filters != CompanyFilters(),
        "counts": company_counts(),
        "priorities": Priority.choices,
        "statuses": CompanyStatus.choices,
    }
    return render_part(request, "companies/page.html", PARTS, context)


@require_safe
@login_required
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    return render(request, "companies/detail.html", about(company_id))


def about(company_id: int) -> dict[str, Any]:
    found = find_company(company_id)
    return {
        "company": found,
        "events": events_of(found),
        "judged": judged_by_company([found.pk]).get(found.pk),
        "feeds": feeds_by_company([found.pk]).get(found.pk, ()),
    }


@require_POST
@login_required
def test_company(request: HttpRequest) -> HttpResponse:
    """Tell which companies a pasted text names; nothing is kept. Raises OverLimit where no part is wanted."""
    text = request.POST.get("text", "").replace("\0", "")[:LONGEST_TEST]
    context: dict[str, Any] = {"text": text}
    if text.strip():
        try:
            count_page(signed_in(request), "texts")
        except OverLimit as error:
            if not wants_part(request):
                raise
            fault = fault_of(error)
            return with_retry(render(request, "companies/_test.html", context | {"fault": fault}, status=429), fault)
        test = read_match(text)
        context |= {"named": test.companies, "lines": test_lines(test)}
    return render_part(request, "companies/test.html", {"match-test": "companies/_test.html"}, context)


@require_http_methods(METHODS)
@login_required
def new_company(request: HttpRequest) -> HttpResponse:
    actor = administrator(request)
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_company(form.cleaned_data, actor=actor, request=request)
        except (Invalid, Conflict) as error:
            form.add_fault(error)
        else:
            messages.success(request, f"{made.name} is watched.")
            return redirect("company", made.pk)
    return render(request, "companies/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
@login_required
def edit_company(request: HttpRequest, company_id: int) -> HttpResponse:
    actor = administrator(request)
    found = find_company(company_id)
    form = CompanyForm(request.POST) if request.method == "POST" else CompanyForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            update_company(found, form.cleaned_data, actor=actor, request=request)
        except (Invalid, Conflict) as error:
            form.add_fault(error)
        else:
            messages.success(request, "The company is changed.")
            return redirect("company", found.pk)
    context = {"form": form, "company": found}
    return render(request, "companies/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
@login_required
def remove_company(request: HttpRequest, company_id: int) -> HttpResponse:
    actor = administrator(request)
    found = find_company(company_id)
    if request.method != "POST":
        return render(request, "companies/confirm.html", {"company": found})
    delete_company(found, actor=actor, request=request)
    messages.success(request, f"{found.name} is watched no longer.")
    return redirect("companies")


@require_http_methods(METHODS)
@login_required
def import_file(request: HttpRequest) -> HttpResponse:
    """Read a file and show what it would do; the file waits half an hour for its sender to agree."""
    actor = administrator(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "example": EXAMPLE}
        return render(request, "companies/import.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data["file"]
    try:
        preview = read_companies(data)
    except Invalid as error:
        form.add_error("file", error.message)
        return render(request, "companies/import.html", {"form": form, "example": EXAMPLE}, status=422)
    token = uuid4()
    cache.set(kept_under(actor, token), data, KEPT_S)
    return render(request, "companies/preview.html", preview_context(preview) | {"token": token})


def preview_context(preview: ImportPreview) -> dict[str, Any]:
    # What needs a decision comes first; lines that change nothing are only counted.
    ranked = sorted(preview.lines, key=lambda line: ("wrong", "changed", "new", "same").index(line.state))
    states = ("new", "changed", "same", "wrong")
    return {
        "lines": ranked[:SHOWN_LINES],
        "not_shown": max(0, len(ranked) - SHOWN_LINES),
        "left_out": preview.left_out,
        "wanted": len(preview.wanted),
        "counts": {state: preview.count(state) for state in states},
    }


def kept_under(user: User, token: UUID) -> str:
    return f"companies-import:{user.pk}:{token}"


@require_POST
@login_required
def apply_import(request: HttpRequest, token: UUID) -> HttpResponse:
    actor = administrator(request)
    data = cache.get(kept_under(actor, token))
    if data is None:
        raise Missing("This file waits no longer. Choose it once more.", code="IMPORT_EXPIRED")
    done = import_companies(data, actor=actor, request=request)
    cache.delete(kept_under(actor, token))
    messages.success(request, f"{done.count('new')} companies added, {done.count('changed')} changed.")
    return redirect("companies")


@require_safe
@login_required
def export_companies(request: HttpRequest) -> HttpResponse:
    """Send all companies in the form in which they can be imported. Raises OverLimit."""
    count_page(signed_in(request), "files")
    response = HttpResponse(company_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="companies.csv"'
    return response
