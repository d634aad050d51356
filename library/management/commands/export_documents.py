"""Write documents of the library into one file for another installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library import queries, rules
from library.kinds import KINDS
from library.models import Document


class Command(BaseCommand):
    help = (
        "Write documents with their checksums into one file that import_documents reads elsewhere. "
        "Example: manage.py export_documents library.json --kind gate"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; it is replaced")
        parser.add_argument("--kind", default="", help="only one kind: " + ", ".join(KINDS))
        parser.add_argument("--slug", default="", help="only one document")
        parser.add_argument("--all-versions", action="store_true", help="every version, not only those in force")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] and options["kind"] not in KINDS:
            raise CommandError(f"There is no kind {options['kind']!r}. Kinds: {', '.join(KINDS)}.")
        rows = Document.objects.order_by("kind", "slug", "version")
        for name in ("kind", "slug"):
            if options[name]:
                rows = rows.filter(**{name: options[name]})
        if not options["all_versions"]:
            rows = rows.latest_versions()
        found = list(rows)
        if not found:
            raise CommandError("The library holds no such document.")
        text = queries.bundle(found)
        try:
            options["file"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error.strerror or error}") from None
        self.stdout.write(f"{len(found)} documents, sha256 {rules.digest(text)}")
