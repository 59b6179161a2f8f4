"""Users in the admin site, whose own sign-in goes through ours and its limits."""

from typing import TYPE_CHECKING

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm

from accounts.models import User

if TYPE_CHECKING:
    CreationForm = AdminUserCreationForm[User]
    BaseAdmin = UserAdmin[User]
else:
    CreationForm, BaseAdmin = AdminUserCreationForm, UserAdmin

# The admin's own form has no limit on failures.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class AccountCreationForm(CreationForm):
    class Meta:
        model = User
        fields = ("username", "email")


@admin.register(User)
class AccountAdmin(BaseAdmin):
    add_form = AccountCreationForm
    list_display = ("username", "email", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "email")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password", "email")}),
        (
            "Preferences",
            {"fields": ("theme", "palette", "red_means_up", "density", "time_zone", "single_key_shortcuts")},
        ),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "email", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
