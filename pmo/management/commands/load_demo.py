"""Load the demonstration organization."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.kernel.errors import DomainError
from pmo.demo import loading, organization


class Command(BaseCommand):
    help = (
        "Load an invented organization with its people, use cases, reviews, rollouts and ledger. Only in demo mode "
        "(PMO_DEMO=1). Running it again changes nothing. Example: PMO_DEMO=1 manage.py load_demo"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.TEST):
            raise CommandError("load_demo makes people whom anyone may enter as: it runs only with PMO_DEMO=1.")
        if loading.is_loaded():
            self.stdout.write(f"{organization.NAME} is already there; nothing changed.")
            return
        began = time.monotonic()
        try:
            made = loading.load(timezone.now())
        except DomainError as error:
            raise CommandError(f"The demonstration cannot be loaded: {error}") from error
        self.stdout.write(
            f"{organization.NAME}: {made.units} units, {made.people} people, {made.cases} use cases, "
            f"{made.acts} acts in the trail ({time.monotonic() - began:.1f} s)"
        )
