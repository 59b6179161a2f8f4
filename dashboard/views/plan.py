"""The plan: what it allows, what it costs, changing and cancelling it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.billing.purchases import change_plan, finish_checkout, offer, open_portal, start_checkout
from accounts.billing.selectors import running_subscription, tier_by_slug
from accounts.billing.services import cancel_plan
from accounts.models import User
from dashboard.faults import fault_of
from dashboard.plans import money, plan_context
from dashboard.session import ask_password_again, signed_in
from project.common.errors import Conflict, Missing, TidewatchError, Unavailable

REFUSALS = (Conflict, Unavailable)


@require_safe
@never_cache
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan; whoever comes back from paying finds it there already."""
    session = request.GET.get("checkout")
    if session is None:
        return show(request)
    try:
        finish_checkout(signed_in(request), session)
    except REFUSALS as error:
        return show(request, error)
    found = running_subscription(User.objects.get(pk=signed_in(request).pk))
    if found:
        messages.success(request, f"{found.tier.name} is your plan now.")
    else:
        messages.info(request, "The payment is under way. The plan starts when it has arrived.")
    return redirect("plan")


def show(request: HttpRequest, error: TidewatchError | None = None) -> HttpResponse:
    """Show the page; what went wrong stands on top, and the rest works."""
    context = {**plan_context(signed_in(request)), "fault": fault_of(error) if error else None}
    return render(request, "plan/page.html", context, status=error.status if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a plan costs and from when; then go on to the checkout, or change for the price that was shown."""
    try:
        if request.method == "POST":
            return buy(request, slug)
        found = offer(signed_in(request), slug)
    except REFUSALS as error:
        return refuse(request, slug, error)
    shown = found.preview
    context = {
        "tier": found.tier,
        "offer": found,
        "due_now": money(shown.due_now, shown.currency),
        "credit": money(shown.credit, shown.currency) if shown.credit else "",
        "next_amount": money(shown.next_amount, shown.currency),
    }
    return render(request, "plan/change.html", context)


def refuse(request: HttpRequest, slug: str, error: TidewatchError) -> HttpResponse:
    """Say on the page of the change why there is none. Raises Missing for a plan that there is not."""
    tier = tier_by_slug(slug)
    if tier is None:
        raise Missing("There is no such plan.")
    return render(request, "plan/change.html", {"tier": tier, "fault": fault_of(error)}, status=error.status)


def buy(request: HttpRequest, slug: str) -> HttpResponse:
    user, quote = signed_in(request), request.POST.get("quote", "")
    if not quote:
        return HttpResponseRedirect(start_checkout(user, slug))
    ask_password_again(request)
    row = change_plan(user, slug, quote, request=request)
    messages.success(request, f"{row.tier.name} is your plan now.")
    return redirect("plan")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    """Ask once more, naming the day, then let the plan end."""
    user = signed_in(request)
    if request.method != "POST":
        context = plan_context(user)
        return render(request, "plan/cancel.html", context) if context["can_cancel"] else redirect("plan")
    ask_password_again(request)
    try:
        row = cancel_plan(user, actor=user, request=request)
    except REFUSALS as error:
        return show(request, error)
    is_over = row.ends_at is None or not row.cancels_at_end
    text = f"{row.tier.name} has ended." if is_over else f"{row.tier.name} ends on {row.ends_at:%-d %b %Y}."
    messages.success(request, text)
    return redirect("plan")


@require_POST
@login_required
def portal(request: HttpRequest) -> HttpResponse:
    """Go on to the provider's page about card and invoices."""
    ask_password_again(request)
    try:
        return HttpResponseRedirect(open_portal(signed_in(request)))
    except REFUSALS as error:
        return show(request, error)
