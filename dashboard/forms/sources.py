"""A source as a person sets it up; whether it is right, the service decides."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from alerts.models import Source, SourceKind
from alerts.sources.drafts import LONGEST_INTERVAL_S, MAX_NAME, MAX_QUERY, MAX_URL, Draft, draft_of
from project.common.errors import TidewatchError

KINDS = (SourceKind.FEED, SourceKind.X, SourceKind.JSON, SourceKind.WEBHOOK)
PRIORITIES = ((1, "1, the most trusted"), (2, "2"), (3, "3, usual"), (4, "4"), (5, "5, the least trusted"))
PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class MappingField(forms.CharField):
    """Lines such as ``title: data.headline``."""

    widget = forms.Textarea({"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}: {path}" for name, path in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in str(value or "").splitlines()]
        mapping: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            name, colon, path = (part.strip() for part in line.partition(":"))
            if line and not (name and colon and path):
                raise ValidationError(f"Line {number}: write a field and a path, such as title: data.headline.")
            if line:
                mapping[name] = path
        return mapping


class SourceForm(forms.Form):
    kind = forms.ChoiceField(choices=[(each.value, each.label) for each in KINDS], initial=SourceKind.FEED)
    url = forms.CharField(
        label="Address",
        max_length=MAX_URL,
        required=False,
        help_text="Of the feed, or of the page that has one. On X a handle such as @orbitra. A webhook needs none.",
        widget=forms.TextInput({**PLAIN, "inputmode": "url"}),
    )
    name = forms.CharField(max_length=MAX_NAME, required=False, widget=forms.TextInput(PLAIN))
    priority = forms.TypedChoiceField(choices=PRIORITIES, coerce=int, initial=3, help_text="It counts in every score.")
    interval_s = forms.IntegerField(label="Interval in seconds", widget=forms.NumberInput({"inputmode": "numeric"}))
    query = forms.CharField(
        label="Search on X",
        max_length=MAX_QUERY,
        required=False,
        help_text="Instead of an account.",
        widget=forms.TextInput(PLAIN),
    )
    mapping = MappingField(
        required=False,
        help_text="JSON and webhooks: where each field stands, one a line, such as title: data.headline.",
    )
    reads_articles = forms.BooleanField(
        label="Read the whole article when a summary is too short", required=False, initial=True
    )

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        if source is not None:
            draft = draft_of(source)
            kwargs["initial"] = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
        super().__init__(*args, **kwargs)
        least = settings.MONITORING_INTERVAL
        self.fields["interval_s"].help_text = f"{least} to {LONGEST_INTERVAL_S}."
        self.fields["interval_s"].initial = max(settings.NEWS_SCRAPE_INTERVAL, least)
        if source is not None:
            self.fields["kind"].disabled = True
            if source.kind not in KINDS:
                self.fields["kind"] = forms.CharField(initial=source.kind, disabled=True)

    @property
    def values(self) -> dict[str, Any]:
        """Return what was entered as the fields of a draft."""
        return {name: self.cleaned_data[name] for name in Draft.__dataclass_fields__}

    def take_errors(self, error: TidewatchError) -> None:
        """Show what the service refused, beside its field where it names one."""
        named = {name: str(text) for name, text in error.details.items() if name in self.fields}
        for name, text in named.items():
            self.add_error(name, text)
        if not named:
            self.add_error(None, error.message)
