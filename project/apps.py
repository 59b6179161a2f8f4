"""The composition root as a Django app, for its commands and checks."""

from importlib import import_module

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "project"
    verbose_name = "Tidewatch"

    def ready(self) -> None:
        import_module("project.checks")
        import_module("project.listen")
