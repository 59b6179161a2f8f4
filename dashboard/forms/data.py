"""The last question before an account is deleted."""

from typing import Any

from django import forms

from accounts.models import User


class DeleteForm(forms.Form):
    username = forms.CharField(max_length=150)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["username"]
        field.label = f"Write {user.username} here to delete it"
        field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean_username(self) -> str:
        """Ask for the very name, so that nobody deletes an account by pressing Enter twice."""
        username = str(self.cleaned_data["username"])
        if username != self.user.username:
            raise forms.ValidationError(f"Write {self.user.username}, just as it stands here.")
        return username
