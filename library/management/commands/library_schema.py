"""Print the JSON Schema of a kind of document."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.kinds import KINDS


class Command(BaseCommand):
    help = "Print the JSON Schema of a kind of library document. Example: manage.py library_schema scoring_model"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help=", ".join(KINDS))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] not in KINDS:
            raise CommandError(f"There is no kind {options['kind']!r}. Kinds: {', '.join(KINDS)}.")
        self.stdout.write(json.dumps(KINDS[options["kind"]].schema(), indent=2))
