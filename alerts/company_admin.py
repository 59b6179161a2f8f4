"""Companies in the admin: the same checks and the same audit log as on their page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet, URLField
from django.http import HttpRequest

from accounts.admin.acts import actor_of
from alerts.companies.services import create_company, delete_company, update_company
from alerts.companies.terms import FIELDS, LISTS, draft_company
from alerts.models import Company
from project.common.errors import Invalid

HTTPS: "Mapping[type[Field[Any, Any]], Mapping[str, Any]]" = {URLField: {"assume_scheme": "https"}}


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    def clean(self) -> dict[str, Any]:
        """Let the service judge what Django found in order."""
        cleaned = super().clean() or self.cleaned_data
        for name in LISTS:
            if not isinstance(cleaned.get(name) or [], list):
                self.add_error(name, 'Write a list such as ["NEBX"].')
        if self.errors:
            return cleaned
        try:
            return cleaned | draft_company(cleaned).values()
        except Invalid as error:
            raise ValidationError({str(name): str(text) for name, text in error.details.items()}) from None


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    form = CompanyForm
    fields = FIELDS
    formfield_overrides = HTTPS
    list_display = ("name", "priority", "status", "tokens")
    list_filter = ("priority", "status")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values, actor = {name: getattr(obj, name) for name in FIELDS}, actor_of(request)
        if change:
            update_company(obj, values, actor=actor, request=request)
        else:
            obj.pk = create_company(values, actor=actor, request=request).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_company(obj, actor=actor_of(request), request=request)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for company in queryset:
            self.delete_model(request, company)
