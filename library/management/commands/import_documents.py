"""Take over documents from another installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.kernel.errors import DomainError
from foundation.people.actors import COMMAND_LINE
from library import bundles, services


class Command(BaseCommand):
    help = (
        "Import the documents of a file that export_documents wrote, or a single document in YAML or JSON. "
        "Importing the same file again changes nothing. Example: manage.py import_documents library.json --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file")
        parser.add_argument("--sha256", default="", help="the checksum that a single document must have")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["file"].stat().st_size > bundles.MAX_BYTES:
                raise CommandError(f"The file is larger than {bundles.MAX_BYTES // 1_000_000} MB.")
            content = options["file"].read_bytes()
            found = services.import_documents(
                content, by=COMMAND_LINE, sha256=options["sha256"], dry_run=options["dry_run"]
            )
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror or error}") from None
        except DomainError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] > 0:
            for reference in found.created:
                self.stdout.write(f"new        {reference}")
            for reference in found.skipped:
                self.stdout.write(f"left out   {reference} (a later version is here)")
        verb = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(
            f"{len(found.created)} {verb}, {len(found.unchanged)} unchanged, {len(found.skipped)} left out"
        )
