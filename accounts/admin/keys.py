"""API keys and the sign-ins of programs; what opens the door is stored as a digest and not shown."""

from django.contrib import admin

from accounts.admin.acts import Act
from accounts.admin.records import Records
from accounts.administration import end_sign_in
from accounts.keys import revoke_key
from accounts.models import ApiKey, TokenFamily
from project.common import clock

REVOKE = Act(
    "revoke",
    "Revoke",
    "Revoke these keys. Programs that use them stop at once, and a key cannot be brought back.",
    lambda step: revoke_key(step.row, actor=step.actor, request=step.request),
    is_grave=True,
)
END = Act(
    "end",
    "End the sign-in",
    "End these sign-ins. The programs have to sign in again.",
    lambda step: end_sign_in(step.row, actor=step.actor, request=step.request),
    is_grave=True,
)


@admin.register(ApiKey)
class ApiKeyAdmin(Records):
    secrets = ("digest",)
    acts = (REVOKE,)
    list_display = ("name", "user", "begins_with", "scopes", "works", "created_at", "last_used_at", "usage_count")
    list_filter = ("is_bootstrap", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username", "user__email")

    @admin.display(description="begins with", ordering="prefix")
    def begins_with(self, row: ApiKey) -> str:
        return f"{row.prefix}…"

    @admin.display(boolean=True)
    def works(self, row: ApiKey) -> bool:
        return row.is_active(clock.now())


@admin.register(TokenFamily)
class TokenFamilyAdmin(Records):
    secrets = ("password_mark",)
    acts = (END,)
    list_display = (
        "user",
        "user_agent",
        "address",
        "created_at",
        "last_used_at",
        "expires_at",
        "ended_at",
        "ended_why",
    )
    list_filter = ("created_at", "ended_at", "ended_why")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "address")
