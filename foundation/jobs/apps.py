"""Work in the background."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        actions.register(
            {
                "jobs.job.requested": _("%(actor)s started a job: %(subject)s"),
                "jobs.job.cancelled": _("%(actor)s cancelled the job %(subject)s"),
                "jobs.job.retried": _("%(actor)s ran the job %(subject)s again"),
            }
        )
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.tasks"):
                import_module(f"{config.name}.tasks")
