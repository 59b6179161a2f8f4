"""How a user likes the screen."""

from typing import TYPE_CHECKING

from django import forms

from accounts.models import User
from accounts.selectors import time_zones
from accounts.services import PREFERENCES

if TYPE_CHECKING:
    Base = forms.ModelForm[User]
else:
    Base = forms.ModelForm


class PreferencesForm(Base):
    time_zone = forms.ChoiceField(choices=lambda: [(name, name.replace("_", " ")) for name in time_zones()])

    class Meta:
        model = User
        fields = PREFERENCES
        widgets = {"theme": forms.RadioSelect, "palette": forms.RadioSelect, "density": forms.RadioSelect}
        labels = {
            "theme": "Theme",
            "palette": "Direction colours",
            "red_means_up": "Red means up",
            "density": "Density",
            "single_key_shortcuts": "Single-key shortcuts",
        }
        help_texts = {
            "red_means_up": "Swaps the two colours, as is usual in East Asia.",
            "single_key_shortcuts": "Keys such as j, k and / act without Ctrl. Ctrl K works either way.",
        }
