"""`manage.py rebuild_summaries`."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit
from roi import queries, services
from roi.models import ExchangeRate, LedgerMonth
from tests.factories.roi import booking, invested


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rebuild_summaries", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_sums_that_agree_pass_the_check(support: Unit) -> None:
    invested(support, 10)
    services.fold()

    assert "ledger by month: 0 differ" in said("--check")


def test_a_wrong_sum_fails_the_check_and_is_mended(support: Unit) -> None:
    invested(support, 10)
    services.fold()
    LedgerMonth.objects.update(minor=7)

    with pytest.raises(CommandError, match="2 sums differ"):
        said("--check")
    assert "ledger by month: 2 sums written" in said()
    assert queries.check_summaries() == []


def test_a_missing_rate_is_one_clear_line(settings: Any, support: Unit, euro: ExchangeRate) -> None:
    services.book(support, by=COMMAND_LINE, **booking(amount=Money.of(5, "EUR")))
    settings.REPORTING_CURRENCY = "GBP"

    with pytest.raises(CommandError, match="no rate from EUR to GBP"):
        said()
