"""Who signs in, and how."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import listen  # noqa: F401, PLC0415  needs the models
