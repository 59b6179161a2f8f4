"""The audit log, to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from accounts.admin.records import Records
from accounts.models import AuditEntry, User

KINDS = {
    "sign_in": "Sign-in",
    "sign_out": "Sign-out",
    "session": "Sessions",
    "confirm": "Confirmation",
    "token": "Tokens",
    "password": "Password",
    "mfa": "Two-step sign-in",
    "email": "E-mail address",
    "google": "Google",
    "key": "API keys",
    "calendar": "Calendar addresses",
    "plan": "Plan",
    "invoice": "Invoices",
    "tier": "Plans on offer",
    "quota": "Quota",
    "limits": "Rate limits",
    "export": "Data export",
    "account": "Account",
    "profile": "Profile",
    "source": "Sources",
    "company": "Companies",
    "model": "Scorer",
}


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        kind = self.value()
        return queryset.filter(action__startswith=kind) if kind in KINDS else queryset


def name_of(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("username")[:1])


@admin.register(AuditEntry)
class AuditEntryAdmin(Records):
    list_display = ("number", "at", "action", "about", "by", "address", "request_id")
    list_display_links = ("number", "action")
    list_filter = (KindFilter, "at")
    search_fields = ("=number", "action", "=user_id", "=actor_id", "=address", "=request_id")
    search_help_text = "Finds an action, or exactly a number of an entry or account, an address or a request."
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        entries: QuerySet[Any] = super().get_queryset(request)
        named_rows: QuerySet[Any] = entries.annotate(about_name=name_of("user_id"), by_name=name_of("actor_id"))
        return named_rows

    @admin.display(description="about", ordering="user_id")
    def about(self, row: Any) -> str | None:
        return named(row.user_id, row.about_name)

    @admin.display(description="by", ordering="actor_id")
    def by(self, row: Any) -> str | None:
        return named(row.actor_id, row.by_name)


def named(number: int | None, name: str | None) -> str | None:
    """Return the account as far as it is still there: the log outlives it."""
    return None if number is None else f"{name or 'deleted'} (#{number})"
