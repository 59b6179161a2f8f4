"""What happened, how sure that is, and whom to tell."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = "Alerts"

    def ready(self) -> None:
        from alerts import listen  # noqa: F401, PLC0415  needs the models
