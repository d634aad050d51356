"""Drawing the futures of all business cases of a unit together."""

import secrets
from dataclasses import asdict
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from roi import policies
from roi.business_models import BusinessCase
from roi.portfolio_models import PortfolioRun
from roi.rules import simulation, worth
from roi.services.business import FEWEST_DRAWS, HIGHEST_SEED, USUAL_DRAWS
from roi.services.rates import person
from roi.workflow import Kind

MOST_DRAWS = 20_000
LONGEST = 600


def cases_of(unit: Unit) -> QuerySet[BusinessCase]:
    """The current business cases of a unit and all below it, of cases not archived."""
    return BusinessCase.objects.filter(
        is_current=True, case__archived_at=None, case__unit__path__startswith=unit.path or ""
    ).order_by("case_id")


@transaction.atomic
def simulate_portfolio(unit: Unit, *, by: Actor, draws: int = USUAL_DRAWS, seed: int | None = None) -> PortfolioRun:
    """Have the worker draw the futures of all business cases of a unit; without a seed one is chosen and stored.

    Raises Denied; Invalid at `draws` or `seed`; Conflict without any business case.
    """
    policies.check_simulate_portfolio(by, unit)
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise Invalid(
            _("Enter a number of draws from %(least)s to %(most)s."), field="draws", least=FEWEST_DRAWS, most=MOST_DRAWS
        )
    if seed is not None and not 0 <= seed <= HIGHEST_SEED:
        raise Invalid(_("Enter a seed from 0 to %(most)s."), field="seed", most=HIGHEST_SEED)
    if not cases_of(unit).filter(currency=settings.REPORTING_CURRENCY).exists():
        raise Conflict(_("No business case is written here, so there is nothing to draw."))
    asked = PortfolioRun.objects.create(
        unit=unit,
        seed=secrets.randbelow(HIGHEST_SEED) if seed is None else seed,
        draws=draws,
        currency=settings.REPORTING_CURRENCY,
        asked_by=person(by),
    )
    audit.record("roi.portfolio.simulated", asked, by=by, draws=draws, seed=asked.seed)
    asked.job = jobs.enqueue("roi.portfolio", by=by, params={"run": str(asked.uid)}, unit=unit)
    asked.save(update_fields=["job"])
    return asked


def run_portfolio(run: JobRun) -> dict[str, Any]:
    """Draw, and keep the outcome; a second run after an interruption draws the same again. Done by the worker."""
    asked = PortfolioRun.objects.select_related("unit").get(uid=run.params["run"])
    run.link_result(asked.get_absolute_url())
    versions = list(cases_of(asked.unit).iterator(chunk_size=200))
    read = [(version.says, version.is_needed) for version in versions if version.currency == asked.currency]
    if not read:
        raise Conflict(_("No business case is written here any more."))
    first: Month = min(content.first_month for content, _needed in read)
    ends = [content.first_month.minus(first) + content.months for content, _needed in read]
    kept = [(content, needed, end) for (content, needed), end in zip(read, ends, strict=True) if end <= LONGEST]
    models = ((worth.model(content), content.first_month.minus(first)) for content, _needed, _end in kept)
    months = max((end for _content, _needed, end in kept), default=0)
    for step in simulation.together(models, months=months, seed=asked.seed, draws=asked.draws):
        if isinstance(step, int):
            run.progress(step, len(kept), doing=gettext("Drawing futures"))
            continue
        asked.result = msgspec.to_builtins(asdict(step)) | {
            "cases": len(kept), "left_out": len(versions) - len(kept), "first": str(first),
            "needed": sum(needed for _content, needed, _end in kept),
            "costless": sum(
                all(line.kind != Kind.INVESTMENT for line in content.lines) for content, _needed, _end in kept
            ),
        }  # fmt: skip
    asked.finished_at = timezone.now()
    asked.save(update_fields=["result", "finished_at"])
    return {"cases": len(kept), "draws": asked.draws}
