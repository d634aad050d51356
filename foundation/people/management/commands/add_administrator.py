"""Make the first administrator of a new installation, from the command line."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foundation.kernel.errors import DomainError
from foundation.people import services
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from foundation.people.queries import company_root


class Command(BaseCommand):
    help = (
        "Make a person who may add people and give roles, and on an empty installation the organization at its top. "
        'Example: manage.py add_administrator ada --name "Ada Osborne" --organization "Acme"'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--organization", default="", help="name of the top unit, when there is none yet")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if company_root() is None and not options["organization"]:
            raise CommandError("There is no organization yet: name it with --organization.")
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else getpass("Password: ")
        try:
            validate_password(password, User(username=options["username"], name=options["name"]))
            user, unit = self._make(password, **options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{user.name} ({user.username}) is administrator of {unit.name}; sign in at /sign-in/.")

    @transaction.atomic
    def _make(self, password: str, **options: Any) -> tuple[User, Unit]:
        unit = company_root() or services.create_unit(options["organization"], by=COMMAND_LINE, kind="organization")
        user = services.create_user(options["username"], name=options["name"], by=COMMAND_LINE, password=password)
        services.grant_role(user, "administrator", unit, by=COMMAND_LINE)
        return user, unit
