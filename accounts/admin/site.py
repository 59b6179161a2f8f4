"""The site itself: its name, its sections, and sign-in and password change through our own pages."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

SECTIONS = {
    "account": "E-mail",
    "auth": "Groups",
    "django_q": "Tasks",
    "mfa": "Two-step sign-in",
    "socialaccount": "Google sign-in",
    "usersessions": "Browsers",
    "dashboard": "Watchlists",
}


def change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Lead to our own page, which asks for the old password, ends other sessions and writes to the audit log."""
    return redirect("account_change_password")


admin.site.site_header = admin.site.site_title = "Tidewatch administration"
admin.site.index_title = "Administration"
admin.site.empty_value_display = "\u2013"
# The admin's own form has no limit on failures.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[method-assign,assignment]
for label, name in SECTIONS.items():
    apps.get_app_config(label).verbose_name = name
