"""Import use cases from a CSV or XLSX file."""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.kernel.errors import DomainError
from usecases.importing import command

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Import use cases from a CSV or XLSX file by an import profile of the library. Importing the same file again "
        "changes nothing. Example: manage.py import_use_cases inventory.csv --profile us-federal-2024 --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="the CSV or XLSX file")
        parser.add_argument("--profile", required=True, help="the import profile, for example us-federal-2024")
        parser.add_argument(
            "--under",
            default="",
            metavar="UNIT",
            help="code, name or uid of the unit below which agencies and bureaus go; without it a root for the source",
        )
        parser.add_argument("--as", dest="username", default="", metavar="USER", help="the username of who imports")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--json", action="store_true", help="print only the keys rows, created, updated, unchanged, refused"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["json"] or options["verbosity"] == 0

        def tell(done: int, total: int, doing: str) -> None:
            if not quiet and self.stderr.isatty():
                self.stderr.write(f"\r{doing}: {done} of {total}", ending="\n" if done == total else "")

        try:
            report = command.run(
                options["file"],
                profile=options["profile"],
                under=options["under"],
                username=options["username"],
                dry_run=options["dry_run"],
                tell=tell,
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror or error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(report.counts))
            return
        self._print(report, dry_run=options["dry_run"])

    def _print(self, report: command.Report, *, dry_run: bool) -> None:
        counts = ", ".join(f"{report.counts[name]} {name}" for name in ("created", "updated", "unchanged", "refused"))
        intro = "Nothing was changed; an import below" if dry_run else "Imported below"
        self.stdout.write(f"{intro} {report.where}: {report.counts['rows']} rows, {counts}.")
        for number, same_as in report.repeats[:SHOWN]:
            self.stdout.write(f"  row {number} repeats row {same_as} word for word")
        for number, reason in report.refused[:SHOWN]:
            self.stdout.write(f"  row {number} refused: {reason}")
        if len(report.refused) > SHOWN:
            self.stdout.write(f"  and {len(report.refused) - SHOWN} more refused rows")
