"""Acts on chosen rows: each asks first on a page of its own, then says what became of every row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.administration import may_touch
from accounts.models import User
from project.common.errors import Denied, TidewatchError

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin
MOST = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One row to act on, by whom, and what the form said."""

    row: Any
    actor: User
    request: HttpRequest
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """``question`` stands above the rows; ``run`` raises one of our errors where it cannot.

    ``right`` is the permission that it takes; without one it is to change rows of this kind.
    """

    name: str
    label: str
    question: str
    run: Callable[[Step], object]
    form: type[forms.Form] = forms.Form
    is_grave: bool = False
    right: str = ""


class Acting(Base):
    """An admin page with acts."""

    acts: tuple[Act, ...] = ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer our acts alone: what deletes rows, deletes more than rows."""
        return {act.name: (action_of(act), act.name, act.label) for act in self.acts_for(request)}

    def acts_for(self, request: HttpRequest) -> list[Act]:
        """Return what this reader has the right to."""
        change = f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}"
        return [act for act in self.acts if request.user.has_perm(act.right or change)]

    def owner_of(self, row: Any) -> User:
        """Return whose account an act on this row touches."""
        owner: User = row.user
        return owner


def actor_of(request: HttpRequest) -> User:
    """Return who is signed in: nobody else gets as far as a page of the administration."""
    assert isinstance(request.user, User)
    return request.user


def action_of(act: Act) -> Callable[..., HttpResponse | None]:
    def action(acting: Acting, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return answer(act, acting, request, rows)

    return action


def answer(act: Act, acting: Acting, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Ask, or when the page was confirmed, act; None leads back to the list."""
    rows = list(queryset[: MOST + 1])
    if len(rows) > MOST:
        messages.error(request, f"Choose up to {MOST} at once.")
        return None
    form = act.form(request.POST) if "confirmed" in request.POST else act.form()
    if not form.is_valid():
        return ask(act, acting, request, rows, form)
    perform(act, acting, [Step(row, actor_of(request), request, form.cleaned_data) for row in rows])
    return None


def ask(act: Act, acting: Acting, request: HttpRequest, rows: list[Model], form: forms.Form) -> HttpResponse:
    context = {
        **acting.admin_site.each_context(request),
        "opts": acting.opts,
        "title": act.label,
        "act": act,
        "rows": rows,
        "form": form,
        "chosen_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/act.html", context, status=422 if form.is_bound else 200)


def perform(act: Act, acting: Acting, steps: list[Step]) -> None:
    """Act row by row, each in a transaction of its own: one that cannot be done keeps no other from it."""
    done = 0
    for step in steps:
        try:
            run_one(act, acting, step)
        except TidewatchError as error:
            messages.error(step.request, f"{step.row}: {error.message}")
        else:
            done += 1
    if done:
        name = acting.opts.verbose_name if done == 1 else acting.opts.verbose_name_plural
        messages.success(steps[0].request, f"{act.label}: done for {done} {name}.")


def run_one(act: Act, acting: Acting, step: Step) -> None:
    if not may_touch(step.actor, acting.owner_of(step.row)):
        raise Denied("Only a superuser may do this to an administrator.")
    act.run(step)
