"""The forms of the administration: accounts, and what acts ask for."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.models import FREE, Tier, User
from accounts.selectors import holds_elsewhere

if TYPE_CHECKING:
    CreationForm = AdminUserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    TierField = forms.ModelChoiceField[Tier]
else:
    CreationForm, ChangeForm, TierField = AdminUserCreationForm, UserChangeForm, forms.ModelChoiceField

ZONE = "In the time zone of your preferences."


def clean_address(email: str, user: User) -> str:
    """Return the address in small letters. Raises ValidationError when another account has it."""
    if holds_elsewhere(email, user.pk):
        raise forms.ValidationError("Another account has this address.")
    return email.lower()


class AccountCreationForm(CreationForm):
    class Meta:
        model = User
        fields = ("username", "email")

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"], self.instance)


class AccountChangeForm(ChangeForm):
    password = None  # type: ignore[assignment]  # not even its beginning is shown

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"], self.instance)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Another account has this name.")
        return username


class Until(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class EndForm(forms.Form):
    ends_at = forms.DateTimeField(label="Until", widget=Until, help_text=ZONE)


class GrantForm(forms.Form):
    tier = TierField(Tier.objects.exclude(slug=FREE), label="Plan")
    ends_at = forms.DateTimeField(
        label="Until", widget=Until, required=False, help_text=f"{ZONE} Empty: until somebody ends it."
    )
