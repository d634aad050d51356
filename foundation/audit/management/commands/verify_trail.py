"""Verify the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.audit import queries


class Command(BaseCommand):
    help = (
        "Check that no entry of the audit trail was changed, removed or inserted. "
        "Example: manage.py verify_trail --head 1200:3f5a... (a head that an earlier run printed)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", help="SEQUENCE:CHAIN as printed earlier; finds a trail whose end was cut off")

    def handle(self, *args: Any, **options: Any) -> None:
        expected = None
        if options["head"]:
            number, _, chain = options["head"].partition(":")
            if not number.isdigit() or len(chain) != 64:
                raise CommandError("--head takes SEQUENCE:CHAIN, for example 1200:3f5a… with 64 digits.")
            expected = (int(number), chain)
        verdict = queries.verify(expected)
        if verdict.bad:
            where = f" (entry {verdict.bad_uid})" if verdict.bad_uid else ""
            raise CommandError(f"The trail is broken: {verdict.bad}{where}.")
        self.stdout.write(
            f"The trail is intact: {verdict.checked} entries sealed, {verdict.unsealed} not yet sealed. "
            f"Head {verdict.head_sequence}:{verdict.head_chain}"
        )
