"""Filling a use case from a deployment template: an act that spans the case, its KPIs and its business case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from library import queries as library
from library.kinds.deployment_template import DeploymentTemplate, Metric
from library.models import Document
from metrics import services as metrics
from metrics.models import Kpi
from metrics.workflow import CATALOG_DIRECTIONS, Cadence
from roi.business_models import BusinessCase
from roi.services.business import draft_from_template, reported
from usecases import queries as cases
from usecases import services as usecases
from usecases.models import CaseTemplate, UseCase

OBJECTIVE, TYPE, BUDGET = "objective", "case_type", "budget"
LABELS: Mapping[str, str] = {OBJECTIVE: _("Objective"), TYPE: _("Type"), BUDGET: _("Budget")}


@dataclass(frozen=True, slots=True)
class Plan:
    """What filling a case would do: empty fields that get a value, and fields that say something else already."""

    document: Document
    fills: Mapping[str, Any]
    differs: Mapping[str, tuple[Any, Any]]
    kpis: tuple[Metric, ...]
    has_business_case: bool

    @property
    def template(self) -> DeploymentTemplate:
        """The parsed template."""
        parsed: DeploymentTemplate = self.document.parsed
        return parsed


def plan(case: UseCase | None, slug: str) -> Plan:
    """Return what the template would fill and what it would leave. Raises Conflict for a template that is not there."""
    document = library.latest("deployment_template", slug)
    template = document.parsed
    if not isinstance(template, DeploymentTemplate):
        raise Conflict(_("This is no deployment template."))
    wanted = {
        OBJECTIVE: template.objective,
        TYPE: f"{template.taxonomy}:{template.case_type}",
        BUDGET: Money.of(reported(template.business_case.cost, template.currency), settings.REPORTING_CURRENCY),
    }
    present: dict[str, Any] = dict.fromkeys(wanted)
    measured: set[str] = set()
    if case is not None:
        present = {OBJECTIVE: case.objective, TYPE: cases.type_value(case), BUDGET: case.budget}
        measured = set(Kpi.objects.filter(case=case).values_list("key", flat=True))
    return Plan(
        document=document,
        fills={name: value for name, value in wanted.items() if not present[name]},
        differs={
            name: (present[name], value) for name, value in wanted.items() if present[name] and present[name] != value
        },
        kpis=tuple(metric for metric in template.metrics if metric.key not in measured),
        has_business_case=case is not None and BusinessCase.objects.filter(case=case).exists(),
    )


@transaction.atomic
def fill_from_template(
    case: UseCase, *, by: Actor, slug: str, start: Month, overwrite: Collection[str] = (), key: UUID | None = None
) -> UseCase:
    """Fill a case from a template: objective, type, budget, checklist, KPIs and business case, in one transaction.

    What the case says already stays unless its field (`objective`, `case_type`, `budget`) is named in `overwrite`; KPIs
    and a business case that are there stay in any case. Raises what the services of these records raise; Conflict when
    the case was filled from a template before.
    """
    for name in overwrite:
        if name not in LABELS:
            raise Invalid(_("“%(value)s” is none of the choices."), field="overwrite", value=str(name)[:40])
    found = plan(case, slug)
    usecases.take_template(case, found.document, by=by, key=key)
    values = dict(found.fills) | {name: new for name, (_old, new) in found.differs.items() if name in overwrite}
    if values:
        usecases.edit_case(case, by=by, reason=found.template.title, **values)
    for metric in found.kpis:
        _take(case, metric, found.template, by)
    if not found.has_business_case:
        draft_from_template(case, by=by, slug=slug, start=start)
    case.refresh_from_db()
    return case


@transaction.atomic
def create_from_template(
    unit: Unit, *, by: Actor, name: str, slug: str, start: Month, key: UUID, summary: str = ""
) -> UseCase:
    """Register a case and fill it from a template; sent twice with the same `key`, the first case is returned.

    Raises what `create_case` and `fill_from_template` raise.
    """
    made = CaseTemplate.objects.filter(key=key).select_related("case__unit").first()
    if made is not None:
        return made.case
    case = usecases.create_case(unit, by=by, name=name, summary=summary)
    return fill_from_template(case, by=by, slug=slug, start=start, key=key)


def _take(case: UseCase, metric: Metric, template: DeploymentTemplate, by: Actor) -> None:
    """Give the case a KPI for a target metric. A change in percent is measured against the state before it started."""
    formula = metric.guidance
    if metric.compares == "change":
        formula = f"100 × (value / value before - 1). {metric.guidance}"
    metrics.define_kpi(
        case,
        by=by,
        key=metric.key,
        definition=metrics.Definition(
            label=metric.label,
            unit=metric.unit,
            direction=CATALOG_DIRECTIONS[metric.better],
            cadence=Cadence.MONTHLY,
            currency=template.currency if metric.unit in ("money", "money_per_year") else "",
            formula=formula,
            source=template.title,
            target_low=metric.target.low,
            target_high=metric.target.high,
            target_strict=metric.target.strict,
        ),
    )
