"""Deployment template: a kind of deployment that is known well enough to start from.

cost             one-off amount + monthly amount x months of running
needed return    cost x (1 + return on investment / 100), what must have come in by the end of those months for the
                 return on investment to be reached
architecture     stages through which data pass, in order, with the components of each

Amounts are in major units of the document's `currency`. Percentages are whole percent (300 is 300 %).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug
from library.kinds.measures import Currency, Target, Unit, check_target


class Metric(Part, frozen=True, kw_only=True):
    """A target metric. `compares` tells what is held against the target: the level, or its change in percent."""

    key: Key
    label: Line
    guidance: Prose
    unit: Unit
    target: Target
    better: Literal["higher", "lower"]
    compares: Literal["level", "change"] = "level"
    kpi: Key | None = None


class BusinessCase(Part, frozen=True, kw_only=True):
    """What it costs, and the return expected of it after `months` months of running."""

    one_off: Decimal
    monthly: Decimal
    months: Count
    return_percent: Decimal

    @property
    def cost(self) -> Decimal:
        """One-off and running cost together, up to the end of the months."""
        return self.one_off + self.monthly * self.months

    @property
    def needed_return(self) -> Decimal:
        """What must have come in by then, so that the return on investment is reached."""
        return self.cost * (100 + self.return_percent) / 100


class Stage(Part, frozen=True, kw_only=True):
    """One stage of the architecture and its components."""

    key: Key
    label: Line
    components: tuple[Line, ...]


class CheckItem(Part, frozen=True, kw_only=True):
    """Something that must be built and shown."""

    key: Key
    ask: Line
    guidance: Prose


class DeploymentTemplate(Header, tag="deployment_template", frozen=True, kw_only=True):
    """The whole template. `taxonomy` and `case_type` say where a case made from it is filed."""

    objective: Prose
    currency: Currency
    business_case: BusinessCase
    metrics: tuple[Metric, ...]
    architecture: tuple[Stage, ...]
    checklist: tuple[CheckItem, ...]
    taxonomy: Slug
    case_type: Key
    catalog: Slug | None = None

    def keys(self) -> Iterator[str]:
        """Yield the keys of metrics, stages and items of the checklist."""
        yield from (metric.key for metric in self.metrics)
        yield from (stage.key for stage in self.architecture)
        yield from (item.key for item in self.checklist)

    def references(self) -> Iterable[Reference]:
        named = [Reference("taxonomy", self.taxonomy, self.case_type)]
        if self.catalog:
            named += [Reference("kpi_catalog", self.catalog, metric.kpi) for metric in self.metrics if metric.kpi]
        return named


def check(document: DeploymentTemplate) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, empty parts, negative amounts, changes not in percent."""
    found = Problems()
    found.same_keys("", document.keys())
    for name in ("metrics", "architecture", "checklist"):
        found.not_empty(name, getattr(document, name))
    for row, stage in enumerate(document.architecture):
        found.not_empty(f"architecture[{row}].components", stage.components)
    case = document.business_case
    for name, amount in (("one_off", case.one_off), ("monthly", case.monthly)):
        if amount < 0:
            found.add(f"business_case.{name}", _("An amount is not below zero."))
    if case.cost <= 0:
        found.add("business_case", _("Without any cost there is no return on investment."))
    for index, metric in enumerate(document.metrics):
        place = f"metrics[{index}]"
        check_target(found, f"{place}.target", metric.target)
        if (metric.target.low if metric.better == "higher" else metric.target.high) is None:
            found.add(f"{place}.target", _("The target has no end on the side that is better."))
        if metric.compares == "change" and metric.unit != "percent":
            found.add(f"{place}.unit", _("A change is given in percent."))
        if metric.kpi and not document.catalog:
            found.add(f"{place}.kpi", _("Name the catalog that holds this indicator."))
    return found


KIND = Kind(
    key="deployment_template",
    folder="deployment_templates",
    label=_("Deployment template"),
    plural=_("Deployment templates"),
    purpose=_("A proven kind of deployment: what it is for, what it costs, how it is built."),
    struct=DeploymentTemplate,
    check=check,
)
