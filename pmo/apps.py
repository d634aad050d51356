"""The composition root."""

from django.apps import AppConfig


class PmoConfig(AppConfig):
    name = "pmo"

    def ready(self) -> None:
        from pmo import checks  # noqa: F401  (registers the system checks)
