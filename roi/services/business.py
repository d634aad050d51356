"""Writing a business case, approving it as the promise, and drawing its futures."""

import secrets
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money, convert
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library import queries as library
from library.kinds.deployment_template import DeploymentTemplate
from roi import policies, queries
from roi.business_models import NOTE_LENGTH, BusinessCase, Simulation
from roi.category_models import categories
from roi.rules import cases, simulation, worth
from roi.rules.cases import Content
from roi.services.rates import person
from usecases.models import UseCase

DEFAULT_RATE = Decimal("0.08")
FEWEST_DRAWS, USUAL_DRAWS, MOST_DRAWS = 1_000, 10_000, 200_000
HIGHEST_SEED = 2**31 - 1


@transaction.atomic
def draft(
    case: UseCase, *, by: Actor, content: Content, note: str = "", template: str = "", base: int | None = None
) -> BusinessCase:
    """Save a new version of a case's business case; the ones before it stay.

    `base` is the number of the version that was edited (0 for none); when another has been saved since, Conflict is
    raised instead of writing over it. Raises Denied, Conflict for a closed case, Invalid at what `cases.check` names,
    at `currency` or `note`.
    """
    case = lock(case)
    policies.check_draft(by, case)
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("The note is longer than %(most)s characters."), field="note", most=NOTE_LENGTH)
    if content.currency != settings.REPORTING_CURRENCY:
        raise Invalid(
            _("A business case is written in the reporting currency, %(currency)s."),
            field="currency",
            currency=settings.REPORTING_CURRENCY,
        )
    cases.check(content, {key: category.kind for key, category in categories().items()})
    figures = _figures(content)
    last = BusinessCase.objects.filter(case=case, is_current=True).first()
    number = last.number if last else 0
    if base is not None and base != number:
        raise Conflict(_("Version %(number)s was saved meanwhile. Look at it before you save yours."), number=number)
    if last:
        last.is_current = False
        last.save(update_fields=["is_current"])
    version = BusinessCase.objects.create(
        case=case,
        number=number + 1,
        content=cases.written(content),
        template=template,
        note=note.strip(),
        currency=content.currency,
        created_by=person(by),
        **figures,
    )
    audit.record("roi.case.drafted", version, by=by, reason=note.strip(), version=version.number, template=template)
    return version


def _figures(content: Content) -> dict[str, Any]:
    """The figures kept for lists. Raises Invalid at `lines` when they are larger than can be kept."""
    found, delay = worth.worth(content), worth.delay(content)
    amounts = {
        "costs_minor": found.costs.minor,
        "benefits_minor": found.benefits.minor,
        "npv_minor": found.npv.minor,
        "run_minor": worth.run_cost(content).minor,
        "delay_minor": delay.cost.minor if delay else None,
        "urgency_minor": delay.urgency.minor if delay else None,
    }
    for scenario in cases.Scenario:
        ends = worth.worth(content, scenario)
        for amount in (ends.costs, ends.benefits, ends.present_costs, ends.present_benefits):
            Money.of(amount.amount, content.currency, field="lines")
    if stages := worth.staged(content):
        for node in (*stages.nodes, stages.committed):
            Money.of(round(node), content.currency, field="payoff")
    roi, payback = found.roi, found.payback.periods
    return amounts | {
        "roi": None if roi is None else round(roi, 6),
        "payback": None if payback is None else round(payback, 2),
    }


@transaction.atomic
def draft_from_template(case: UseCase, *, by: Actor, slug: str, start: Month, base: int | None = None) -> BusinessCase:
    """Save the business case of a deployment template, its amounts at the newest rate where it has another currency.

    Raises what `draft` raises, Conflict for a template that is not there, Invalid at `template` without a rate.
    """
    document = library.latest("deployment_template", slug)
    template = document.parsed
    if not isinstance(template, DeploymentTemplate):
        raise Conflict(_("This is no deployment template."))
    terms = template.business_case
    amounts = [reported(amount, template.currency) for amount in (terms.one_off, terms.monthly, terms.needed_return)]
    content = cases.from_template(
        one_off=amounts[0],
        monthly=amounts[1],
        months=terms.months,
        needed_return=amounts[2],
        currency=settings.REPORTING_CURRENCY,
        start=start,
        rate=DEFAULT_RATE,
        labels=(gettext("Building it"), gettext("Running it"), gettext("Return needed")),
    )
    named = f"{document.slug}@{document.version}"
    return draft(case, by=by, content=content, template=named, base=base, note=template.title)


def reported(amount: Decimal, currency: str) -> Decimal:
    """Return an amount in the reporting currency at the newest rate. Raises Invalid at `template` without a rate."""
    into = settings.REPORTING_CURRENCY
    if currency == into:
        return amount
    rate = queries.rate_for(currency, timezone.localdate())
    if rate is None:
        raise Invalid(
            _("There is no rate from %(currency)s to %(into)s. Finance adds rates under Value, Rates."),
            field="template",
            currency=currency,
            into=into,
        )
    return convert(Money.of(amount, currency), rate.value, into).amount


@transaction.atomic
def approve(version: BusinessCase, *, by: Actor, note: str = "") -> BusinessCase:
    """Finance approves the current version: it is the promise from then on. Raises Denied, Conflict, Invalid."""
    lock(version.case)
    version = lock(version)
    policies.check_approve(by, version)
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("The note is longer than %(most)s characters."), field="note", most=NOTE_LENGTH)
    version.approved_at, version.approved_by, version.approval_note = timezone.now(), person(by), note.strip()
    version.save(update_fields=["approved_at", "approved_by", "approval_note"])
    audit.record("roi.case.approved", version, by=by, reason=note.strip(), version=version.number)
    return version


@transaction.atomic
def simulate(
    version: BusinessCase,
    *,
    by: Actor,
    draws: int = USUAL_DRAWS,
    seed: int | None = None,
    at_once: bool = False,
) -> Simulation:
    """Have the futures of a version drawn by the worker; without a seed one is chosen and stored.

    With `at_once` they are drawn here and now, without a job: for programs that wait for the result. Raises Denied,
    Conflict, Invalid at `draws` or `seed`.
    """
    policies.check_simulate(by, version)
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise Invalid(
            _("Enter a number of draws from %(least)s to %(most)s."), field="draws", least=FEWEST_DRAWS, most=MOST_DRAWS
        )
    if seed is not None and not 0 <= seed <= HIGHEST_SEED:
        raise Invalid(_("Enter a seed from 0 to %(most)s."), field="seed", most=HIGHEST_SEED)
    asked = Simulation.objects.create(
        business_case=version,
        seed=secrets.randbelow(HIGHEST_SEED) if seed is None else seed,
        draws=draws,
        asked_by=person(by),
    )
    audit.record("roi.simulation.requested", asked, by=by, draws=draws, seed=asked.seed)
    if at_once:
        run_simulation(str(asked.uid))
        asked.refresh_from_db()
        return asked
    asked.job = jobs.enqueue("roi.simulate", by=by, params={"simulation": str(asked.uid)}, unit=version.case.unit)
    asked.save(update_fields=["job"])
    return asked


def run_simulation(uid: str) -> dict[str, Any]:
    """Draw the futures of a simulation and keep the result; the same seed gives the same. Done by the worker."""
    asked = Simulation.objects.select_related("business_case").get(uid=uid)
    outcome = simulation.simulate(worth.model(asked.business_case.says), seed=asked.seed, draws=asked.draws)
    asked.result = msgspec.to_builtins(asdict(outcome))
    asked.finished_at = timezone.now()
    asked.save(update_fields=["result", "finished_at"])
    return {"draws": asked.draws}
