"""Sources in the admin: the same checks and acts as on their page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.admin.acts import Act, Acting, Step, actor_of
from accounts.models import User
from alerts.models import Source
from alerts.sources import services
from alerts.sources.drafts import FIELDS, Draft, checked, draft_of
from project.common.errors import Invalid


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own class takes no argument when run
    class Meta:
        model = Source
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        """Let the service judge what Django found in order."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        source = self.instance if self.instance.pk else None
        before = {name: getattr(Source.objects.get(pk=source.pk), name) for name in FIELDS} if source else {}
        try:
            return cleaned | {name: getattr(checked(Draft(**before | cleaned), source), name) for name in FIELDS}
        except Invalid as error:
            raise ValidationError({name: str(text) for name, text in error.details.items()}) from None


def act_on(step: Step, name: str) -> None:
    getattr(services, name)(step.row, actor=step.actor, request=step.request)


@admin.register(Source)
class SourceAdmin(Acting):
    form = SourceForm
    list_display = ("name", "url", "kind", "priority", "is_active", "last_success_at", "last_error")
    list_filter = ("kind", "is_active", "priority")
    search_fields = ("name", "url")
    acts = (
        Act("pause", "Pause", "They are read no more until somebody resumes them.", lambda step: act_on(step, "pause")),
        Act("resume", "Resume", "They are read again at once.", lambda step: act_on(step, "resume")),
        Act(
            "delete",
            "Delete",
            "They go for good; those with items are switched off instead.",
            lambda step: act_on(step, "delete_source"),
            is_grave=True,
            right="alerts.delete_source",
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what the pollers write, and change nothing of it."""
        written = [field.name for field in self.opts.fields if field.name not in (*FIELDS, "id")]
        return ["kind", *written] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*FIELDS, *(name for name in self.get_readonly_fields(request, obj) if name not in FIELDS)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what the form set and nothing else: the pollers write the rest meanwhile."""
        draft, actor = draft_of(obj), actor_of(request)
        if change:
            changes = {name: getattr(draft, name) for name in form.changed_data if name in FIELDS}
            services.update_source(Source.objects.get(pk=obj.pk), changes, actor=actor, request=request)
        else:
            obj.pk = services.create_source(draft, actor=actor, request=request).pk

    def owner_of(self, row: Any) -> User:
        """Return somebody without rights: sources are nobody's."""
        return User()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse Django's own deleting, which stops at items; the act does it right."""
        return False
