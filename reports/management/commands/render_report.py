"""`manage.py render_report executive -o report.pdf`: a report without the queue and the archive."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.kernel.errors import DomainError
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui import pdf
from foundation.ui.errors import sentence
from insights import queries
from reports import executive, policies, services, workbook
from reports.models import Kind

ENDINGS = (".pdf", ".html", ".xlsx")


class Command(BaseCommand):
    help = (
        "Write a report to a file: .pdf, .html (the print view) or .xlsx (the numbers).\n\n"
        "Example:\n  manage.py render_report executive -o executive.pdf --unit Support --as eve"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=f"which report: {', '.join(Kind.values)}")
        parser.add_argument("-o", "--output", required=True, type=Path, help="the file to write")
        parser.add_argument("--unit", default="", help="name or code of a unit; with all below it")
        parser.add_argument("--as", dest="username", default="", help="under the rights of this person")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        if options["name"] not in Kind.values:
            raise CommandError(f"There is no report {options['name']!r}; choose one of: {', '.join(Kind.values)}.")
        if output.suffix.lower() not in ENDINGS:
            raise CommandError(f"Name a file that ends in {', '.join(ENDINGS)}.")
        by = self._actor(options["username"])
        unit = self._unit(options["unit"], by) if options["unit"] else None
        try:
            pages = self._write(output, by, unit)
        except DomainError as error:
            raise CommandError(sentence(error)) from None
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror or error}.") from None
        self.stdout.write(f"{output}: {pages}")

    def _write(self, output: Path, by: Actor, unit: Unit | None) -> str:
        scope = queries.scope_for(by, unit=unit)
        if not scope.tops:
            raise CommandError("There is no unit to report on.")
        policies.check_make(by, scope.tops)
        title = services.usual_title(scope)
        made = services.pages_of(queries.dashboard(by, scope, by_category=True), title=title, made_by=by.audit_name)
        if output.suffix.lower() == ".xlsx":
            output.write_bytes(workbook.of(made.figures, title=title, digest=made.digest).getvalue())
            return "numbers written"
        html = executive.page(made.body, title=title, as_of=made.as_of)
        if output.suffix.lower() == ".html":
            output.write_text(html, encoding="utf-8")
            return "print view written"
        file = pdf.render(html)
        output.write_bytes(file.content)
        return f"{file.pages} pages written"

    def _actor(self, username: str) -> Actor:
        if not username:
            return COMMAND_LINE
        found = User.objects.filter(username=username.lower(), is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active person with the username {username!r}.")
        return found

    def _unit(self, name: str, by: Actor) -> Unit:
        readable = access_of(by).units(Permission.READ)
        found = list(readable.filter(name=name)[:2]) or list(readable.filter(code=name)[:2])
        if not found:
            raise CommandError(f"There is no unit named {name!r} that may be read.")
        if len(found) > 1:
            raise CommandError(f"Several units are named {name!r}; give the code of one.")
        return found[0]
