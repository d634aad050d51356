"""Measured benefits: proposed, proposed anew, accepted, refused, booked and signed."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from metrics import hooks
from metrics import services as metrics
from metrics.models import Kpi
from roi import benefit_queries, benefit_wording, queries, services
from roi.benefit_models import BenefitProposal
from roi.models import LedgerEntry
from roi.services import benefits
from roi.workflow import Basis, Grade, ProposalState
from tests.factories.benefits import JANUARY, a_line, proposed, terms
from tests.factories.metrics import a_kpi, measured
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
END = date(2025, 1, 31)


@pytest.fixture
def kpi(case: UseCase) -> Kpi:
    """Handling time: 12 minutes at first, 8 aimed at, the baseline taken with a stop watch."""
    return a_kpi(case, baseline_method="Time study of 40 cases")


def ledger(case: UseCase) -> Money:
    return queries.case_totals(case, Basis.ACTUAL).returns


def test_a_month_is_proposed_with_its_arithmetic(cast: SimpleNamespace, kpi: Kpi) -> None:
    row = measured(kpi, 9, END)
    proposal = proposed(a_line(kpi, owner=cast.ben))

    assert (proposal.gross, proposal.net, proposal.amount) == (
        Money(7_500_60, "USD"), Money(5_250_42, "USD"), Money(5_250_42, "USD"),
    )  # fmt: skip
    assert (proposal.realization, proposal.grade) == (Decimal("0.75"), Grade.BEFORE_AFTER)
    assert (proposal.values, proposal.rests_on) == (1, [str(row.uid)])
    assert benefit_wording.arithmetic(proposal) == (
        "(12 − 9) minutes × 4,167 cases × USD 0.60 = 7,500.60; × 0.7 attributed = 5,250.42"
    )


def test_without_a_method_of_the_baseline_the_grade_is_weaker(case: UseCase) -> None:
    kpi = a_kpi(case)
    measured(kpi, 9, END)

    assert proposed(a_line(kpi)).grade == Grade.USAGE_TIME


def test_a_year_of_ben_1_comes_to_63_000(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    line = a_line(kpi, owner=cast.ben)
    for number in range(1, 13):
        measured(kpi, 9, Month(2025, number).last_day)

    assert benefits.propose_line(line, by=COMMAND_LINE) == 12
    for proposal in line.proposals.waiting():
        benefits.accept(proposal, by=cast.ben)

    assert ledger(case) == Money(63_000_00, "USD")
    ahead = benefit_queries.forecast(line)
    assert ahead is not None
    assert (ahead.value.minor, ahead.risk_adjusted.minor) == (120_000_00, 96_000_00)


def test_the_same_month_is_proposed_once(kpi: Kpi) -> None:
    measured(kpi, 9, END)
    line = a_line(kpi)

    assert proposed(line) == proposed(line)
    assert BenefitProposal.objects.count() == 1


def test_a_waiting_proposal_is_replaced_when_its_value_is_corrected(cast: SimpleNamespace, kpi: Kpi) -> None:
    row = measured(kpi, 9, END)
    line = a_line(kpi)
    first = proposed(line)

    metrics.correct(row, by=cast.ada, value=Decimal(10), reason="Read wrongly")
    second = proposed(line)

    first.refresh_from_db()
    assert (first.state, second.net) == (ProposalState.REPLACED, Money(3_500_28, "USD"))


def test_an_accepted_proposal_keeps_what_it_was_and_the_difference_is_proposed(
    cast: SimpleNamespace, kpi: Kpi, case: UseCase
) -> None:
    row = measured(kpi, 9, END)
    line = a_line(kpi, owner=cast.ben)
    first = benefits.accept(proposed(line), by=cast.ben)

    metrics.correct(row, by=cast.ada, value=Decimal("8.5"), reason="Read wrongly")
    more = proposed(line)
    benefits.accept(more, by=cast.ben)

    first.refresh_from_db()
    assert first.net == Money(5_250_42, "USD")
    assert (more.net, more.amount) == (Money(6_125_49, "USD"), Money(875_07, "USD"))
    assert ledger(case) == Money(6_125_49, "USD")
    assert benefits.propose(line, JANUARY) is None


def test_a_difference_below_zero_takes_the_entry_back_and_books_the_whole_anew(
    cast: SimpleNamespace, kpi: Kpi, case: UseCase
) -> None:
    row = measured(kpi, 9, END)
    line = a_line(kpi, owner=cast.ben)
    benefits.accept(proposed(line), by=cast.ben)

    metrics.correct(row, by=cast.ada, value=Decimal(10), reason="Read wrongly")
    less = proposed(line)
    benefits.accept(less, by=cast.ben)

    assert less.amount == Money(-1_750_14, "USD")
    assert ledger(case) == Money(3_500_28, "USD")
    assert LedgerEntry.objects.count() == 3


def test_what_finance_signed_is_not_taken_back_by_an_acceptance(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    row = measured(kpi, 9, END)
    line = a_line(kpi, by=cast.ada, owner=cast.ben)
    accepted = benefits.accept(proposed(line), by=cast.ben)
    assert accepted.entry is not None
    services.sign(accepted.entry, by=cast.fin)

    metrics.correct(row, by=cast.ada, value=Decimal(10), reason="Read wrongly")

    with pytest.raises(Conflict, match="Finance has signed"):
        benefits.accept(proposed(line), by=cast.ben)
    assert ledger(case) == Money(5_250_42, "USD")
    shown = benefit_queries.proposals(cast.ada).get(pk=accepted.pk)
    assert shown.shown_state == ProposalState.SIGNED


def test_a_loss_is_not_booked(kpi: Kpi) -> None:
    measured(kpi, 13, END)

    assert benefits.propose(a_line(kpi), JANUARY) is None


def test_a_month_without_a_value_proposes_nothing(kpi: Kpi) -> None:
    assert benefits.propose(a_line(kpi), JANUARY) is None


def test_who_stands_behind_the_terms_does_not_accept(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    proposal = proposed(a_line(kpi, by=cast.ben, owner=cast.ben))

    with pytest.raises(Denied, match="stand behind"):
        benefits.accept(proposal, by=cast.ben)
    for stranger in (cast.olga, cast.mia, cast.dov, COMMAND_LINE):
        with pytest.raises(Denied):
            benefits.accept(proposal, by=stranger)

    assert benefits.accept(proposal, by=cast.ada).state == ProposalState.ACCEPTED


def test_the_entry_names_who_asserted_it_so_that_they_cannot_sign_it(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    accepted = benefits.accept(proposed(a_line(kpi, by=cast.fin, owner=cast.ben)), by=cast.ben)

    assert accepted.entry is not None
    assert accepted.entry.asserted_by == cast.fin
    assert "(12 − 9) minutes" in accepted.entry.memo
    with pytest.raises(Denied):
        services.sign(accepted.entry, by=cast.fin)


def test_a_proposal_is_decided_once(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    measured(kpi, 9, END)
    proposal = proposed(a_line(kpi, owner=cast.ben))
    benefits.accept(proposal, by=cast.ben)

    with pytest.raises(Conflict, match="decided already"):
        benefits.accept(proposal, by=cast.ada)
    assert ledger(case) == Money(5_250_42, "USD")


def test_a_proposal_that_no_longer_fits_is_not_accepted(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    proposal = proposed(a_line(kpi, owner=cast.ben))
    measured(kpi, 11, END)

    with pytest.raises(Conflict, match="values changed"):
        benefits.accept(proposal, by=cast.ben)


def test_a_refused_month_comes_back_only_when_something_changed(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    line = a_line(kpi, owner=cast.ben)
    proposal = proposed(line)
    with pytest.raises(Invalid):
        benefits.refuse(proposal, by=cast.ben, reason=" ")
    refused = benefits.refuse(proposal, by=cast.ben, reason="The team was on leave")

    assert refused.state == ProposalState.REFUSED
    assert benefits.propose(line, JANUARY) is None
    measured(kpi, 10, END)
    assert benefits.propose(line, JANUARY) is not None


def test_a_volume_is_taken_from_another_kpi(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    cases = a_kpi(case, "cases", unit="number", direction="up", target_high=None, target_on=None)
    measured(kpi, 9, END)
    line = a_line(kpi, volume=None, volume_kpi=cases, volume_takes="sum", volume_is_yearly=False)
    assert benefits.propose(line, JANUARY) is None

    measured(cases, 1000, date(2025, 1, 15))
    measured(cases, 500, END)

    assert proposed(line).volume == 1500


def test_unit_values_are_dated(cast: SimpleNamespace, kpi: Kpi) -> None:
    line = a_line(kpi, by=cast.ada)
    benefits.add_unit_value(line, by=cast.ada, since=Month(2025, 3), amount="0.90")
    for number in (2, 3):
        measured(kpi, 9, Month(2025, number).last_day)

    assert proposed(line, Month(2025, 2)).unit_value == "0.60"
    assert proposed(line, Month(2025, 3)).unit_value == "0.90"
    with pytest.raises(Invalid):
        benefits.add_unit_value(line, by=cast.ada, since=Month(2025, 3), amount="1")


def test_changed_terms_are_those_of_who_changed_them(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    line = a_line(kpi, by=cast.ada, owner=cast.ben)
    proposed(line)

    line = benefits.revise_line(
        line, by=cast.ben, version=1, reason="Half of it is the new form", changes={"attribution": Decimal("0.5")}
    )
    proposal = proposed(line)

    assert (line.asserted_by, proposal.net) == (cast.ben, Money(3_750_30, "USD"))
    with pytest.raises(Denied):
        benefits.accept(proposal, by=cast.ben)
    with pytest.raises(Conflict):
        benefits.revise_line(line, by=cast.ada, version=1, reason="x", changes={"label": "y"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": " "}, "label"),
        ({"category": "licenses"}, "category"),
        ({"category": "happiness"}, "category"),
        ({"attribution": Decimal("1.5")}, "attribution"),
        ({"overlap": Decimal(1)}, "overlap"),
        ({"confidence": Decimal(0)}, "confidence"),
        ({"volume": None}, "volume"),
        ({"volume": Decimal("NaN")}, "volume"),
        ({"volume": Decimal(-1)}, "volume"),
        ({"last": Month(2024, 1)}, "last"),
        ({"unit_value": "NaN"}, "unit_value"),
        ({"unit_value": "0"}, "unit_value"),
        ({"unit_value": "much"}, "unit_value"),
    ],
)
def test_terms_at_fault_are_refused_at_their_field(kpi: Kpi, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        a_line(kpi, **changes)

    assert refusal.value.field == field


def test_a_kpi_without_baseline_or_with_a_range_brings_no_benefit(case: UseCase) -> None:
    bare = a_kpi(case, "bare", baseline=None, baseline_on=None)
    band = a_kpi(case, "band", direction="band", target_low=Decimal(1))

    for kpi in (bare, band):
        with pytest.raises(Invalid) as refusal:
            a_line(kpi)
        assert refusal.value.field == "kpi"


def test_one_measure_counts_for_one_benefit(cast: SimpleNamespace, kpi: Kpi) -> None:
    line = a_line(kpi, by=cast.ada)
    with pytest.raises(Conflict):
        a_line(kpi, label="The same again")

    benefits.end_line(line, by=cast.ada, reason="Counted elsewhere")

    assert a_line(kpi, label="Once more")


def test_an_ended_line_proposes_nothing_and_withdraws_what_waits(cast: SimpleNamespace, kpi: Kpi) -> None:
    measured(kpi, 9, END)
    line = a_line(kpi, by=cast.ada)
    proposal = proposed(line)

    benefits.end_line(line, by=cast.ada, reason="Over")

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REPLACED
    assert benefits.propose(line, JANUARY) is None


def test_an_outsider_writes_no_line(cast: SimpleNamespace, kpi: Kpi) -> None:
    for stranger in (cast.olga, cast.dov, cast.eve):
        with pytest.raises(Denied):
            benefits.write_line(kpi, by=stranger, terms=terms(), unit_value="1", currency="USD")


def test_in_a_closed_month_the_first_open_one_takes_the_entry(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    measured(kpi, 9, END)
    line = a_line(kpi, owner=cast.ben)
    services.close_months(case.unit, by=cast.fin, first=JANUARY, last=JANUARY)

    accepted = benefits.accept(proposed(line), by=cast.ben)

    assert accepted.entry is not None
    assert accepted.entry.month == Month(2025, 2)
    assert "measured in Jan 2025" in accepted.entry.memo


def test_values_of_a_month_that_is_over_have_it_computed_by_the_worker(kpi: Kpi, run_jobs: Any) -> None:
    a_line(kpi)
    measured(kpi, 9, END)
    assert Job.objects.filter(kind="roi.benefits").count() == 1

    run_jobs()
    run_jobs()

    assert BenefitProposal.objects.get().net == Money(5_250_42, "USD")
    assert hooks.registered() == ["roi.services.benefits.measured"]
