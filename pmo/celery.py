"""The Celery application and the one table of scheduled work."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

from foundation.jobs import broker  # noqa: F401  (registers the embedded broker)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

app = Celery("pmo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["foundation.jobs", "foundation.audit"], related_name="celery_tasks")
app.conf.beat_schedule = {
    "send unclaimed and expired jobs again": {"task": "jobs.sweep", "schedule": 15.0},
    "seal the audit trail": {"task": "audit.seal", "schedule": 30.0},
    "let approvals lapse and close overdue votings": {
        "task": "jobs.start",
        "schedule": crontab(hour="0", minute="10"),
        "args": ("governance.lapse",),
    },
    "remind of deadlines in the registers": {
        "task": "jobs.start",
        "schedule": crontab(minute="40"),
        "args": ("governance.remind",),
    },
    "propose the measured benefits of the month that is over": {
        "task": "jobs.start",
        "schedule": crontab(day_of_month="3", hour="1", minute="20"),
        "args": ("roi.benefits",),
    },
    "remind owners of overdue tasks and late reviews of risks": {
        "task": "jobs.start",
        "schedule": crontab(hour="4", minute="40"),
        "args": ("plans.remind",),
    },
}


@setup_logging.connect
def keep_logging_of_the_settings(**kwargs: Any) -> None:
    """Worker and clock log as the settings say, one JSON object a line: being connected stops Celery's own set-up."""
