"""`manage.py recompute_scores`: score the whole portfolio by the model in use."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.jobs import runner
from foundation.jobs.models import Job
from foundation.jobs.workflow import State
from foundation.kernel.errors import DomainError
from foundation.people.actors import COMMAND_LINE
from usecases import services


class Command(BaseCommand):
    help = (
        "Score every open use case by the scoring model in use; only cases whose result changed get a new score card. "
        "Example: manage.py recompute_scores --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = services.request_recompute(by=COMMAND_LINE)
        except DomainError as error:
            raise CommandError(str(error)) from None
        runner.run(job.pk)
        job = Job.objects.get(pk=job.pk)
        if job.state == State.RUNNING:
            raise CommandError(f"A worker took the job: see {job.get_absolute_url()}")
        if job.state != State.DONE:
            raise CommandError(job.error or f"The job ended as {job.state}.")
        if options["json"]:
            self.stdout.write(json.dumps(job.result))
            return
        result = job.result
        self.stdout.write(
            f"{result['cases']} cases scored by {result['model']}: {result['changed']} changed, "
            f"{result['unchanged']} unchanged, {result['not_scored']} without a result."
        )
