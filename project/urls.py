"""The doors: pages, sign-in, admin, health."""

from django.contrib import admin
from django.urls import include, path

from accounts.callbacks import google_callback
from accounts.sign_in_page import sign_in_page
from project.graphql.views import graphql

urlpatterns = [
    path("", include("project.health")),
    path("", include("dashboard.urls")),
    path("api/", include("project.api_docs")),
    path("graphql", graphql, name="graphql"),
    path("accounts/google/login/callback/", google_callback, name="google_callback"),
    path("accounts/login/", sign_in_page, name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "dashboard.views.errors.bad_request"
handler403 = "dashboard.views.errors.denied"
handler404 = "dashboard.views.errors.missing"
handler429 = "dashboard.views.errors.too_many"
handler500 = "dashboard.views.errors.broken"
