"""Accounts: who they are, what they may do, and all that belongs to them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.account_acts import ACCOUNT_ACTS
from accounts.admin.account_filters import PlanFilter, SecondStepFilter
from accounts.admin.account_panels import panels_of
from accounts.admin.acts import actor_of
from accounts.admin.forms import AccountChangeForm, AccountCreationForm
from accounts.admin.records import Guarded
from accounts.administration import after_change, after_password_set, may_touch
from accounts.audit import record
from accounts.models import User
from accounts.roster import roster

if TYPE_CHECKING:
    BaseAdmin = UserAdmin[User]
else:
    BaseAdmin = UserAdmin
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
DATES = ("last_login", "date_joined")


@admin.register(User)
class AccountAdmin(Guarded, BaseAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    change_form_template = "admin/account_form.html"
    secrets = ("password",)
    acts = ACCOUNT_ACTS
    list_display = ("username", "email", "plan", "calls", "two_steps", "is_active", "is_staff", "last_sign_in")
    list_filter = (PlanFilter, SecondStepFilter, "is_active", "is_staff", "is_superuser")
    search_fields = ("username", "email", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("password_state", *DATES)
    fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "password_state")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Groups and permissions", {"classes": ("collapse",), "fields": ("groups", "user_permissions")}),
        (
            "Preferences",
            {
                "classes": ("collapse",),
                "fields": ("theme", "palette", "red_means_up", "density", "time_zone", "single_key_shortcuts"),
            },
        ),
        ("Dates", {"fields": DATES}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "email", "usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return roster().order_by(*self.ordering)

    @admin.display(description="plan", ordering="plan_name")
    def plan(self, row: Any) -> str:
        return str(row.plan_name)

    @admin.display(description="calls this month", ordering="calls_this_month")
    def calls(self, row: Any) -> str:
        return f"{row.calls_this_month:,}"

    @admin.display(description="two-step", boolean=True, ordering="has_second_step")
    def two_steps(self, row: Any) -> bool:
        return bool(row.has_second_step)

    @admin.display(description="last sign-in", ordering="last_login", empty_value="never")
    def last_sign_in(self, row: User) -> Any:
        return row.last_login

    @admin.display(description="password")
    def password_state(self, row: User) -> SafeString | str:
        state = "Set" if row.has_usable_password() else "None: signs in with Google or a passkey"
        return format_html('{} <a class="button" href="../password/">Set another password</a>', state)

    def owner_of(self, row: User) -> User:
        return row

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return not isinstance(obj, User) or may_touch(actor_of(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody but a superuser hands out rights: they could hand them to themselves."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if actor_of(request).is_superuser else (*fixed, *RIGHTS)

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            record("account.created", user=obj, actor=actor_of(request), request=request)
        elif form.changed_data:
            after_change(obj, form.changed_data, actor=actor_of(request), request=request)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Set a password; what the old one opened ends with it."""
        with transaction.atomic():
            before = self.get_object(request, id)
            answer = super().user_change_password(request, id, form_url)
            after = User.objects.filter(pk=before.pk).first() if before else None
            if before and after and before.password != after.password:
                after_password_set(after, actor=actor_of(request), request=request)
        return answer

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        user = kwargs.get("obj")
        if isinstance(user, User):
            acts = self.acts_for(request) if may_touch(actor_of(request), user) else []
            context |= {"panels": panels_of(user, request.user), "acts": acts}
        return super().render_change_form(request, context, *args, **kwargs)
