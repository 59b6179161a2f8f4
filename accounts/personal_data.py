"""What is kept about one person: the parts of a copy of their data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When

from accounts.models import (
    ApiCall,
    ApiKey,
    AuditEntry,
    DataExport,
    Invoice,
    MonthlyUsage,
    Subscription,
    TokenFamily,
    User,
)
from accounts.signals import collect_personal_data

PAGE = 2_000
PROFILE = ("id", "username", "email", "full_name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
PREFERENCES = (
    *("theme", "palette", "red_means_up", "density", "wide_navigation", "time_zone", "single_key_shortcuts"),
    *("weekly_summary", "weekly_summary_on"),
)
SUBSCRIPTION = (
    *("tier__slug", "provider", "state", "started_at", "ends_at", "cancels_at_end", "stripe_customer_id"),
    *("stripe_subscription_id", "granted_tier__slug", "granted_at", "granted_until"),
)
INVOICE = ("number", "provider", "description", "amount", "currency", "state", "issued_at", "url", "stripe_invoice_id")
KEY = (
    *("name", "prefix", "scopes", "networks", "is_bootstrap", "created_at", "expires_at", "revoked_at"),
    *("last_used_at", "last_used_from", "usage_count"),
)
PROGRAM = ("user_agent", "address", "created_at", "last_used_at", "expires_at", "ended_at", "ended_why")
CALL = ("at", "key__prefix", "method", "endpoint", "status", "error_code", "duration_ms", "request_id")
AUDIT = ("number", "at", "action", "about_you", "by_you", "from_address", "request_id", "details_about_you")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a copy: rows and what is told of each; ``tier__slug`` is written as ``tier_slug``."""

    name: str
    rows: "QuerySet[Any]"
    columns: tuple[str, ...]

    def read(self) -> Iterator[list[dict[str, object]]]:
        """Yield the rows in pages, each by a query of its own, so that none stays open while others write."""
        last = None
        while page := list(self._after(last).order_by("pk").values("pk", *self.columns)[:PAGE]):
            yield [{column.replace("__", "_"): row[column] for column in self.columns} for row in page]
            last = page[-1]["pk"]

    def _after(self, last: object) -> "QuerySet[Any]":
        return self.rows if last is None else self.rows.filter(pk__gt=last)


def sections_of(user: User) -> list[Section]:
    """Return everything about a person, the parts of other apps included."""
    answers: list[tuple[object, list[Section]]] = collect_personal_data.send(sender=User, user=user)  # type: ignore[assignment]
    return [*own_sections(user), *(section for _, sections in answers for section in sections)]


def own_sections(user: User) -> list[Section]:
    me = User.objects.filter(pk=user.pk)
    return [
        Section("profile", me, PROFILE),
        Section("preferences", me, PREFERENCES),
        Section("groups", Group.objects.filter(user=user), ("name",)),
        Section("permissions", Permission.objects.filter(user=user), ("codename",)),
        Section("email_addresses", EmailAddress.objects.filter(user=user), ("email", "verified", "primary")),
        *sign_in_sections(user),
        Section("api_keys", ApiKey.objects.visible_to(user), KEY),
        Section("subscription", Subscription.objects.visible_to(user), SUBSCRIPTION),
        Section("invoices", Invoice.objects.visible_to(user), INVOICE),
        Section("usage_by_month", MonthlyUsage.objects.visible_to(user), ("month", "calls", "questions")),
        Section("api_calls", ApiCall.objects.visible_to(user), CALL),
        Section("copies_of_data", DataExport.objects.visible_to(user), ("id", "state", "created_at", "finished_at")),
        Section("audit_log", audit_entries(user), AUDIT),
        Section("administration", LogEntry.objects.filter(user=user), ("action_time", "action_flag", "object_repr")),
    ]


def sign_in_sections(user: User) -> list[Section]:
    """Return how and where the person signs in; no password, no secret, no key of a session."""
    accounts = SocialAccount.objects.filter(user=user)
    steps = Authenticator.objects.filter(user=user).annotate(name=F("data__name"))
    browsers = UserSession.objects.filter(user=user)
    return [
        Section("google", accounts, ("provider", "uid", "date_joined", "last_login", "extra_data")),
        Section("second_steps", steps, ("type", "name", "created_at", "last_used_at")),
        Section("browser_sessions", browsers, ("ip", "user_agent", "created_at", "last_seen_at")),
        Section("program_sessions", TokenFamily.objects.visible_to(user), PROGRAM),
    ]


def audit_entries(user: User) -> "QuerySet[AuditEntry]":
    """Return what the log says about and by the person, without the number and address of anybody else."""
    about, by = Q(user_id=user.pk), Q(actor_id=user.pk)
    is_own = by | Q(actor_id=None)
    return AuditEntry.objects.filter(about | by).annotate(
        about_you=Case(When(about, then=True), default=False, output_field=BooleanField()),
        by_you=Case(When(by, then=True), default=False, output_field=BooleanField()),
        from_address=Case(When(is_own, then=F("address")), default=Value(""), output_field=CharField()),
        details_about_you=Case(When(about, then=F("details")), default=None),
    )
