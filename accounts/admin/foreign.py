"""What other packages register, without their secrets and without ways around our rules."""

# The modules that register come first: what is not registered cannot be taken away.
import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
import django_q.admin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django_q.models import Schedule

from accounts.admin.acts import Act, actor_of
from accounts.admin.records import Guarded, Records
from accounts.administration import confirm_address

# Keys of Google's are settings, and tokens are nobody's to read.
HIDDEN = (SocialApp, SocialToken)
REPLACED = (Authenticator, EmailAddress, Group, Schedule, SocialAccount, UserSession)
CONFIRM = Act(
    "confirm",
    "Confirm",
    "Take these addresses as confirmed: whoever reads their mail can reset the password.",
    lambda step: confirm_address(step.row, actor=step.actor, request=step.request),
)

for model in (*HIDDEN, *REPLACED):
    admin.site.unregister(model)
# To run a task again is to change something.
django_q.admin.resubmit_task.allowed_permissions = ("change",)


@admin.register(EmailAddress)
class EmailAddressAdmin(Records):
    acts = (CONFIRM,)
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__username")


@admin.register(Authenticator)
class AuthenticatorAdmin(Records):
    secrets = ("data",)
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")


@admin.register(SocialAccount)
class SocialAccountAdmin(Records):
    secrets = ("extra_data",)
    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_filter = ("provider",)
    list_select_related = ("user",)
    search_fields = ("uid", "user__username", "user__email")


@admin.register(UserSession)
class UserSessionAdmin(Records):
    secrets = ("session_key", "data")
    list_display = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    list_filter = ("last_seen_at",)
    list_select_related = ("user",)
    search_fields = ("ip", "user__username", "user__email")


@admin.register(Schedule)
class ScheduleAdmin(Records, django_q.admin.ScheduleAdmin):  # type: ignore[misc]  # django-q has no types
    """Schedules are code: whoever could write one here could run anything."""


@admin.register(Group)
class GroupAdmin(Guarded):
    """Groups hand out rights, so only a superuser writes them."""

    search_fields = ("name",)
    ordering = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_superuser(request)


def is_superuser(request: HttpRequest) -> bool:
    return actor_of(request).is_superuser
