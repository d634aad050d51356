"""Writing, approving and simulating a business case, and holding it against the ledger."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from roi import business_queries, services
from roi.business_models import BusinessCase
from roi.rules.estimates import Estimate
from roi.workflow import Basis
from tests.factories.business_cases import TEMPLATES, benefit, content, points, uncertain
from tests.factories.roi import START, invested, returned
from usecases.models import UseCase


def drafted(case: UseCase, by: Any = COMMAND_LINE, **changes: Any) -> BusinessCase:
    return services.draft(case, by=by, **{"content": content()} | changes)


def test_the_owner_writes_the_business_case_and_every_version_stays(case: UseCase, ben: User) -> None:
    first = drafted(case, ben, note="First guess")
    second = drafted(case, ben, content=uncertain(), base=1)

    found = business_queries.versions(case)

    assert [row.number for row in found.rows] == [2, 1]
    assert found.current == second
    first.refresh_from_db()
    assert (first.is_current, first.says) == (False, content())
    assert Entry.objects.filter(action="roi.case.drafted").count() == 2


def test_the_figures_of_the_base_scenario_are_kept_for_lists(case: UseCase) -> None:
    version = drafted(case)
    assert version.money("costs") == Money.of(5_000_000, "USD")
    assert version.money("benefits") == Money.of(12_000_000, "USD")
    assert (version.roi, version.payback) == (Decimal("1.4"), 5)
    assert version.money("delay") == Money.of(1_000_000, "USD")


def test_what_is_undefined_is_kept_as_undefined(case: UseCase) -> None:
    version = drafted(case, content=content(lines=content().lines[:1]))
    assert (version.payback, version.delay_minor, version.urgency_minor) == (None, None, None)


def test_a_version_saved_meanwhile_is_not_written_over(case: UseCase, ben: User) -> None:
    drafted(case, ben)
    with pytest.raises(Conflict):
        drafted(case, ben, base=0)


@pytest.mark.parametrize("who", ["ada", "fin", "ben"])
def test_who_edits_cases_or_books_value_writes_business_cases(case: UseCase, cast: Any, who: str) -> None:
    assert drafted(case, getattr(cast, who)).number == 1


@pytest.mark.parametrize("who", ["eve", "dov", "olga"])
def test_others_write_no_business_case(case: UseCase, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        drafted(case, getattr(cast, who))


def test_nothing_is_written_for_a_closed_case(case: UseCase) -> None:
    UseCase.objects.filter(pk=case.pk).update(stage="killed")
    with pytest.raises(Conflict):
        drafted(case)


def test_only_the_reporting_currency_is_written_in(case: UseCase) -> None:
    with pytest.raises(Invalid) as error:
        drafted(case, content=content(currency="EUR"))
    assert error.value.field == "currency"


@pytest.mark.parametrize("amount", [points(10**12), points(1, 2, 10**12)])
def test_sums_that_no_column_holds_are_refused_in_whatever_scenario(case: UseCase, amount: Estimate) -> None:
    line = benefit(amount)
    rows = [msgspec.structs.replace(line, key=str(number)) for number in range(50)]
    with pytest.raises(Invalid):
        drafted(case, content=content(*rows))


def test_a_version_is_neither_changed_nor_deleted(case: UseCase) -> None:
    version = drafted(case)
    version.note = "Another"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()


@pytest.mark.parametrize("slug", TEMPLATES)
def test_a_template_fills_a_business_case(library: None, case: UseCase, ben: User, slug: str) -> None:
    version = services.draft_from_template(case, by=ben, slug=slug, start=START)
    one_off, monthly, months, needed = TEMPLATES[slug]
    assert version.money("costs") == Money.of(one_off + monthly * months, "USD")
    assert version.money("benefits") == Money.of(needed, "USD")
    assert version.template == f"{slug}@1"
    assert version.says.start == "2025-01"


def test_a_template_that_is_not_there_is_refused(library: None, case: UseCase, ben: User) -> None:
    with pytest.raises(Conflict):
        services.draft_from_template(case, by=ben, slug="none", start=START)


def test_a_template_is_converted_at_the_newest_rate_and_needs_one(
    library: None, case: UseCase, ben: User, settings: Any
) -> None:
    settings.REPORTING_CURRENCY = "EUR"
    with pytest.raises(Invalid) as error:
        services.draft_from_template(case, by=ben, slug="process-automation", start=START)
    assert error.value.field == "template"
    services.add_rate(currency="USD", on=START.first_day, rate="0.5", by=COMMAND_LINE)
    version = services.draft_from_template(case, by=ben, slug="process-automation", start=START)
    assert version.money("costs") == Money.of(2_175_000, "EUR")


def test_finance_approves_what_somebody_else_wrote(case: UseCase, ben: User, fin: User) -> None:
    version = services.approve(drafted(case, ben), by=fin, note="Agreed with the sponsor")
    assert business_queries.versions(case).promise == version
    with pytest.raises(Conflict):
        services.approve(version, by=fin)


def test_a_newer_version_leaves_the_promise_as_it_was(case: UseCase, ben: User, fin: User) -> None:
    promised = services.approve(drafted(case, ben), by=fin)
    drafted(case, ben, content=uncertain())
    found = business_queries.versions(case)
    assert found.promise == promised
    assert found.current != promised


def test_an_older_version_is_not_approved(case: UseCase, ben: User, fin: User) -> None:
    first = drafted(case, ben)
    drafted(case, ben)
    with pytest.raises(Conflict):
        services.approve(first, by=fin)


def test_nobody_approves_their_own_business_case(case: UseCase, fin: User, ada: User) -> None:
    version = drafted(case, fin)
    for who in (fin, ada):
        with pytest.raises(Denied):
            services.approve(version, by=who)


def test_the_promise_is_held_against_what_happened(case: UseCase, ben: User, fin: User) -> None:
    version = services.approve(drafted(case, ben), by=fin)
    invested(case, 6_000_000, category="labor")
    returned(case, 3_000_000, period=START.plus(1))
    returned(case, 9_000_000, period=START.plus(2), basis=Basis.PLAN)

    kept = business_queries.kept(version)

    assert kept is not None
    assert kept.costs.variance == Money.of(1_000_000, "USD")
    assert (kept.benefits.plan, kept.benefits.actual) == (Money.of(12_000_000, "USD"), Money.of(3_000_000, "USD"))
    assert kept.realization == Decimal("0.25")
    assert kept.net.actual == Money.of(-3_000_000, "USD")
    assert [(point.month, point.plan, point.actual) for point in kept.points[:2]] == [
        (Month(2025, 1), -500_000_000, -600_000_000),
        (Month(2025, 2), -400_000_000, -300_000_000),
    ]


def test_a_promise_for_the_future_has_no_realization_yet(case: UseCase) -> None:
    version = drafted(case, content=content(start="2090-01"))
    kept = business_queries.kept(version)
    assert kept is not None
    assert (kept.realization, kept.points[-1].actual) == (None, None)


def test_futures_are_drawn_by_the_worker_and_the_seed_draws_them_again(
    case: UseCase, ben: User, run_jobs: Callable[[], int]
) -> None:
    version = drafted(case, content=uncertain())
    first = services.simulate(version, by=ben, draws=2000, seed=7)
    second = services.simulate(version, by=ben, draws=2000, seed=7)
    run_jobs()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.result["value"] == second.result["value"]
    assert first.result["value"]["p10"] < first.result["value"]["p50"] < first.result["value"]["p90"]
    assert 0 <= first.result["value"]["loss"] <= 1
    assert first.job is not None
    first.job.refresh_from_db()
    assert first.job.state == "done"


def test_a_program_may_wait_for_the_futures(case: UseCase) -> None:
    found = services.simulate(drafted(case, content=uncertain()), by=COMMAND_LINE, draws=1000, seed=7, at_once=True)
    assert found.job is None
    assert found.result["value"]["p10"] < found.result["value"]["p90"]


@pytest.mark.parametrize(("given", "field"), [({"draws": 10}, "draws"), ({"seed": -1}, "seed")])
def test_a_simulation_with_impossible_terms_is_refused(case: UseCase, given: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as error:
        services.simulate(drafted(case), by=COMMAND_LINE, **given)
    assert error.value.field == field


def test_who_may_not_write_the_case_draws_no_futures(case: UseCase, eve: User) -> None:
    version = drafted(case)
    with pytest.raises(Denied):
        services.simulate(version, by=eve)


def test_an_outsider_sees_no_business_case(case: UseCase, olga: User, eve: User) -> None:
    drafted(case)
    assert not business_queries.current(olga).exists()
    assert business_queries.current(eve).count() == 1
