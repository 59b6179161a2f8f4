"""How a user is called."""

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django import forms

from accounts.models import User

if TYPE_CHECKING:
    Base = forms.ModelForm[User]
else:
    Base = forms.ModelForm


class ProfileForm(Base):
    class Meta:
        model = User
        fields = ("full_name", "username")
        labels = {"full_name": "Name", "username": "Username"}
        help_texts = {
            "full_name": "As you write it. It may stay empty.",
            "username": "Letters, digits and @ . + - _. You can sign in with it.",
        }
        widgets = {
            "full_name": forms.TextInput({"autocomplete": "name"}),
            "username": forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        }

    def clean_username(self) -> str:
        """Hold a new name to the rules of sign-up; another case of the same name is not somebody else's."""
        username, current = str(self.cleaned_data["username"]), str(self.instance.username)
        if username == current:
            return username
        return str(get_adapter().clean_username(username, shallow=username.lower() == current.lower()))
