"""What a new API key may do, how long, and from where."""

from ipaddress import ip_network
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.keys import MAX_DAYS, MAX_NETWORKS, SAME_NAME, working
from accounts.models import Scope, User
from project.common.text import tidy_line

DAYS = (7, 30, 90, 365)
OTHER = "other"
SCOPE_NOTES = {
    Scope.READ: "whatever you may read",
    Scope.WRITE: "change what is yours",
    Scope.TRADE: "send orders",
    Scope.WEBHOOK: "manage webhooks",
    Scope.ADMIN: "what administrators may do",
}


class NetworksField(forms.Field):
    """Addresses or networks, one a line; each line that is none is an error of its own."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def to_python(self, value: Any) -> list[str]:
        lines = [(number, line.strip()) for number, line in enumerate(str(value or "").splitlines(), 1)]
        written = [(number, line) for number, line in lines if line]
        if len(written) > MAX_NETWORKS:
            raise ValidationError(f"Write at most {MAX_NETWORKS} lines.")
        faults = [fault for number, line in written if (fault := fault_of(number, line))]
        if faults:
            raise ValidationError(faults)
        return [str(ip_network(line)) for _, line in written]


def fault_of(number: int, line: str) -> str:
    """Return what is wrong with a line, or an empty text."""
    try:
        ip_network(line)
    except ValueError:
        pass
    else:
        return ""
    try:
        meant = ip_network(line, strict=False)
    except ValueError:
        return f"Line {number}: {line[:60]} is not an address or a network such as 203.0.113.0/24."
    return f"Line {number}: {line[:60]} points inside a network. Write {meant}, or the address alone."


class KeyForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        help_text="What will use it, such as desk-1.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do", initial=[Scope.READ], widget=forms.CheckboxSelectMultiple
    )
    expires = forms.ChoiceField(label="Expires after", widget=forms.RadioSelect)
    days = forms.IntegerField(
        label="Days",
        required=False,
        min_value=1,
        max_value=MAX_DAYS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    networks = NetworksField(
        label="Allowed addresses",
        required=False,
        help_text="Addresses or networks, one a line, such as 203.0.113.7 or 2001:db8::/32. Empty: from anywhere.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        scopes = [scope for scope in Scope if user.is_staff or scope != Scope.ADMIN]
        self.choose_from("scopes", [(scope.value, f"{scope.label}: {SCOPE_NOTES[scope]}") for scope in scopes])
        self.choose_from("expires", [*((str(days), f"{days} days") for days in DAYS), (OTHER, "Other")])
        usual = settings.API_KEY_EXPIRATION_DAYS
        self.fields["expires"].initial = str(usual) if usual in DAYS else OTHER
        self.fields["days"].initial = usual

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_name(self) -> str:
        """Refuse the name of a key that still works: a form that is sent twice makes one key."""
        name = tidy_line(self.cleaned_data["name"], 80)
        if not name:
            raise ValidationError("Write what the key is for.")
        if working(self.user).filter(name=name).exists():
            raise ValidationError(SAME_NAME)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("expires") == OTHER and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", f"Write a number of days from 1 to {MAX_DAYS}.")
        return cleaned

    @property
    def expires_in_days(self) -> int:
        chosen = self.cleaned_data["expires"]
        return int(self.cleaned_data["days"] if chosen == OTHER else chosen)
