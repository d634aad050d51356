"""Load the documents shipped with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.kernel.errors import DomainError
from foundation.people.actors import COMMAND_LINE
from library import services


class Command(BaseCommand):
    help = (
        "Load the documents shipped with the product into the library. Running it again changes nothing. "
        "Example: manage.py load_library"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = services.load_shipped(by=COMMAND_LINE)
        except DomainError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] > 1 or loaded.created:
            for row in loaded.created:
                self.stdout.write(f"created    {row.reference}")
        if options["verbosity"] > 1:
            for row in loaded.unchanged:
                self.stdout.write(f"unchanged  {row.reference}")
        self.stdout.write(f"{len(loaded.created)} created, {len(loaded.unchanged)} unchanged")
