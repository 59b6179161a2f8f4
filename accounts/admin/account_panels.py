"""What belongs to one account, in small tables that can only be read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import ApiKey, AuditEntry, Invoice, MonthlyUsage, Subscription, TokenFamily, User
from project.common import clock

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """A table: what it is called, its columns, its newest rows, and where all of them are."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    url: str


@dataclass(frozen=True, slots=True)
class Recipe:
    title: str
    columns: tuple[str, ...]
    rows_of: Callable[[User], QuerySet[Any]]
    cells: Callable[[Any], Iterable[Any]]
    query_of: Callable[[User], dict[str, str | int]] = lambda user: {"q": user.username}


def panels_of(user: User, reader: User | AnonymousUser) -> list[Panel]:
    """Return the tables that the reader may see, one query each."""
    found = []
    for recipe in RECIPES:
        rows = recipe.rows_of(user)
        opts = rows.model._meta
        if not reader.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            continue
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        url = f"{address}?{urlencode(recipe.query_of(user))}"
        cells = [tuple(shown(cell) for cell in recipe.cells(row)) for row in rows[:NEWEST]]
        found.append(Panel(recipe.title, recipe.columns, cells, url))
    return found


def shown(cell: Any) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    empty = admin.site.empty_value_display
    return str(display_for_value(cell, empty)) if cell != "" else empty


def plan_cells(row: Subscription) -> tuple[Any, ...]:
    state = row.get_state_display() if row.is_running(clock.now()) else "Ended"
    return row.tier, row.get_provider_display(), state, row.started_at, row.ends_at, row.cancels_at_end


def state_of(row: ApiKey) -> str:
    at = clock.now()
    return "Active" if row.is_active(at) else "Revoked" if row.revoked_at else "Expired"


def key_cells(row: ApiKey) -> tuple[Any, ...]:
    return row.name, f"{row.prefix}…", ", ".join(row.scopes), state_of(row), row.usage_count, row.last_used_at


def program_cells(row: TokenFamily) -> tuple[Any, ...]:
    state = "Open" if row.is_open(clock.now()) else "Ended"
    return row.user_agent, row.address, row.created_at, row.last_used_at, state


def entry_cells(row: AuditEntry) -> tuple[Any, ...]:
    who = "the account" if row.actor_id == row.user_id else f"#{row.actor_id}" if row.actor_id else ""
    return row.number, row.at, row.action, who, row.address


RECIPES = (
    Recipe(
        "Plan",
        ("Plan", "Through", "State", "Since", "Paid until", "Ends then"),
        lambda user: Subscription.objects.filter(user=user).select_related("tier"),
        plan_cells,
    ),
    Recipe(
        "Usage by month",
        ("Month", "API calls", "AI questions"),
        lambda user: MonthlyUsage.objects.filter(user=user),
        lambda row: (f"{row.month:%Y-%m}", row.calls, row.questions),
    ),
    Recipe(
        "API keys",
        ("Name", "Begins with", "Scopes", "State", "Calls", "Last used"),
        lambda user: ApiKey.objects.filter(user=user).defer("digest"),
        key_cells,
    ),
    Recipe(
        "Signed-in programs",
        ("Program", "Address", "Since", "Last used", "State"),
        lambda user: TokenFamily.objects.filter(user=user),
        program_cells,
    ),
    Recipe(
        "Two-step sign-in",
        ("Kind", "Since", "Last used"),
        lambda user: Authenticator.objects.filter(user_id=user.pk).defer("data").order_by("pk"),
        lambda row: (row.get_type_display(), row.created_at, row.last_used_at),
    ),
    Recipe(
        "E-mail addresses",
        ("Address", "Confirmed", "Primary"),
        lambda user: EmailAddress.objects.filter(user_id=user.pk).order_by("-primary", "pk"),
        lambda row: (row.email, row.verified, row.primary),
    ),
    Recipe(
        "Invoices",
        ("Number", "For", "Amount", "State", "Of"),
        lambda user: Invoice.objects.filter(user=user),
        lambda row: (
            row.number,
            row.description,
            f"{row.amount} {row.currency}",
            row.get_state_display(),
            row.issued_at,
        ),
    ),
    Recipe(
        "Audit log",
        ("Entry", "At", "What", "By", "From"),
        lambda user: AuditEntry.objects.filter(user_id=user.pk),
        entry_cells,
        query_of=lambda user: {"user_id": user.pk},
    ),
)
