"""The person who signs in, and how they like their screen."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Theme(models.TextChoices):
    DARK = "dark", "Dark"
    LIGHT = "light", "Light"
    SYSTEM = "system", "As the system"


class DirectionPalette(models.TextChoices):
    DEFAULT = "default", "Teal and vermilion"
    BLUE = "blue", "Blue and orange"
    CLASSIC = "classic", "Green and red"


class Density(models.TextChoices):
    COMPACT = "compact", "Compact"
    DEFAULT = "default", "Default"
    COMFORTABLE = "comfortable", "Comfortable"


class User(AbstractUser):
    # One name, as people write theirs: many have no first and last one.
    first_name = last_name = None  # type: ignore[assignment]
    full_name = models.CharField("name", max_length=150, blank=True)
    email = models.EmailField("e-mail address", unique=True)
    theme = models.CharField(max_length=12, choices=Theme.choices, default=Theme.DARK)
    palette = models.CharField(
        "direction colours", max_length=12, choices=DirectionPalette.choices, default=DirectionPalette.DEFAULT
    )
    red_means_up = models.BooleanField(default=False)
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.DEFAULT)
    wide_navigation = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    single_key_shortcuts = models.BooleanField(default=True)
    weekly_summary = models.BooleanField(default=False, help_text="Mail a summary of the week on Monday morning.")
    weekly_summary_on = models.DateField(null=True, editable=False, help_text="The Monday of the last one.")

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name or self.username
