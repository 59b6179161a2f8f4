"""A company as a person writes it, and a file of companies; whether it is right, the service decides."""

from typing import Any

from django import forms
from django.http import QueryDict

from alerts.companies.imports import MAX_BYTES
from alerts.companies.selectors import CompanyFilters
from alerts.companies.terms import FIELDS, MAX_DESCRIPTION, MAX_NAME
from alerts.models import Company, CompanyStatus, Priority
from project.common.errors import TidewatchError

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
YES_OR_NO = {"yes": True, "no": False}


class LinesField(forms.CharField):
    """Terms, one a line."""

    widget = forms.Textarea({**PLAIN, "rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class TickersField(forms.CharField):
    """Tickers with spaces or commas between."""

    widget = forms.TextInput({**PLAIN, "autocapitalize": "characters"})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return str(value or "").replace(",", " ").split()


class CompanyForm(forms.Form):
    name = forms.CharField(max_length=MAX_NAME, widget=forms.TextInput(PLAIN))
    aliases = LinesField(required=False, help_text="Other names, one a line.")
    tokens = TickersField(label="Tickers", required=False, help_text="Such as NEBX, ORBT.")
    exclusions = LinesField(
        required=False, help_text="Words that mean somebody else of that name, one a line: a text with one is left out."
    )
    priority = forms.ChoiceField(choices=Priority.choices, initial=Priority.MEDIUM)
    status = forms.ChoiceField(choices=CompanyStatus.choices, initial=CompanyStatus.ACTIVE)
    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput({**PLAIN, "inputmode": "url"}))
    twitter_handle = forms.CharField(label="Account on X", required=False, max_length=40, widget=forms.TextInput(PLAIN))
    description = forms.CharField(required=False, max_length=MAX_DESCRIPTION, widget=forms.Textarea({"rows": 2}))

    @classmethod
    def of(cls, company: Company) -> "CompanyForm":
        return cls(initial={name: getattr(company, name) for name in FIELDS})

    def add_fault(self, error: TidewatchError) -> None:
        """Show what the service found, at its field where it names one."""
        named = {str(name): str(sentence) for name, sentence in error.details.items() if name in self.fields}
        for name, sentence in named.items():
            self.add_error(name, sentence)
        if not named:
            self.add_error("name", error.message)


class FileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="With a header; UTF-8; at most 10 MB.",
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
        error_messages={"empty": "The file is empty."},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is longer than 10 MB.")
        return bytes(file.read())


def read_filters(query: QueryDict) -> CompanyFilters:
    """Read the filters of an address; an unknown value restricts nothing."""
    priority, status = query.get("priority", ""), query.get("status", "")
    return CompanyFilters(
        words=query.get("q", "").replace("\0", "")[:100].strip(),
        priority=priority if priority in Priority.values else "",
        status=status if status in CompanyStatus.values else "",
        has_tokens=YES_OR_NO.get(query.get("tokens", "")),
    )
