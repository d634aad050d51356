"""`manage.py rebuild_summaries`: the small sums that pages read, compared with the records or written anew."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import COMMAND_LINE
from metrics import queries as measures
from metrics import services as metrics
from roi import queries as ledger_queries
from roi import rate_queries
from roi import services as ledger
from usecases import queries as case_queries
from usecases import services as cases

SHOWN = 20


def _rebuilt_ledger() -> int:
    """Write the sums of the ledger anew. Raises Invalid when entries stay out of them for want of a rate."""
    done = ledger.rebuild(by=COMMAND_LINE)
    for missing in rate_queries.missing_rates():
        raise Invalid(
            _(
                "There is no rate from %(currency)s to %(into)s for %(month)s: %(entries)s entries stay out of the "
                "figures. Add one, then rebuild again."
            ),
            currency=missing.currency,
            into=settings.REPORTING_CURRENCY,
            month=str(missing.month),
            entries=done.without_rate,
        )
    return done.sums


# What the sums are called, how they differ from the records, and how they are written anew.
SUMMARIES: tuple[tuple[str, Callable[[], Sequence[Any]], Callable[[], int]], ...] = (
    ("cases by stage", case_queries.stage_count_differences, cases.rebuild_stage_counts),
    ("measurements by day", measures.check_summaries, metrics.rebuild_summaries),
    ("ledger by month", ledger_queries.check_summaries, _rebuilt_ledger),
)


class Command(BaseCommand):
    help = (
        "Write the sums that pages read anew from the records, and restate the ledger after a change of PMO_CURRENCY. "
        "With --check nothing is written; the command fails when a sum is wrong. Example: "
        "manage.py rebuild_summaries --check"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; exit with 1 when a sum is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, differences, rebuild in SUMMARIES:
            if options["check"]:
                found = differences()
                wrong += len(found)
                for difference in found[:SHOWN]:
                    self.stderr.write(f"{name}: {difference}")
                self.stdout.write(f"{name}: {len(found)} differ from the records")
                continue
            try:
                count = rebuild()
            except DomainError as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"{name}: {count} sums written")
        if wrong:
            raise CommandError(f"{wrong} sums differ from the records. Run: manage.py rebuild_summaries")
