"""Issue an API token from the command line."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.kernel.errors import DomainError
from foundation.people import services
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from foundation.people.queries import READ_SCOPE


class Command(BaseCommand):
    help = (
        "Issue an API token for a person or service account and print it once. "
        "Example: manage.py api_token ada --scope read --scope write --days 90"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--scope", action="append", help="read or write; may be given twice (default: read)")
        parser.add_argument("--unit", help="narrow the token to this unit (name or code) and what is below it")
        parser.add_argument("--days", type=int, help="expire after this many days")
        parser.add_argument("--name", default="command line", help="what the token is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person with the username {options['username']!r}.")
        unit = None
        if options["unit"]:
            units = list(Unit.objects.active().filter(name=options["unit"])) or list(
                Unit.objects.active().filter(code=options["unit"])
            )
            if len(units) != 1:
                raise CommandError(f"{len(units)} units are named {options['unit']!r}; name exactly one.")
            unit = units[0]
        expires_at = timezone.now() + timedelta(days=options["days"]) if options["days"] is not None else None
        try:
            _, secret = services.issue_token(
                user,
                name=options["name"],
                by=COMMAND_LINE,
                scopes=options["scope"] or [READ_SCOPE],
                unit=unit,
                expires_at=expires_at,
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(secret)
