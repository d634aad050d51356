"""Support model: who helps when something does not work, in which order, and how well that goes.

A request starts at the lowest tier and moves to the next when the present one cannot settle it. `experts` stand beside
the tiers: each tier may consult them, and the request stays where it is.
"""

from collections.abc import Iterator, Mapping

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug


class SupportTier(Part, frozen=True, kw_only=True):
    """A line of support. `passes_on_when` says when a request goes to the next tier; the last one has none."""

    key: Key
    level: Count
    label: Line
    handles: Prose
    who: Line
    examples: tuple[Line, ...]
    done_when: Prose
    passes_on_when: Prose | None = None


class Experts(Part, frozen=True, kw_only=True):
    """People who know the subject and are asked by the tiers."""

    key: Key
    label: Line
    handles: Prose
    who: Line
    examples: tuple[Line, ...]
    consulted_when: Prose


class SupportMeasure(Part, frozen=True, kw_only=True):
    """A figure that tells how support does: an indicator of the catalog, and the views in which it says something."""

    key: Key
    label: Line
    kpi: Key
    guidance: Prose
    broken_down_by: tuple[Line, ...] = ()


class SupportModel(Header, tag="support_model", frozen=True, kw_only=True):
    """The whole model; `catalog` is the KPI catalog whose indicators measure it."""

    catalog: Slug
    tiers: tuple[SupportTier, ...]
    experts: tuple[Experts, ...]
    measures: tuple[SupportMeasure, ...]

    def references(self) -> list[Reference]:
        return [Reference("kpi_catalog", self.catalog, measure.kpi) for measure in self.measures]

    def labels(self) -> Mapping[str, str]:
        named = {tier.key: tier.label for tier in self.tiers}
        named |= {group.key: group.label for group in self.experts}
        return named | {measure.key: measure.label for measure in self.measures}

    def keys(self) -> Iterator[str]:
        """Yield the keys of tiers, experts and measures."""
        yield from (tier.key for tier in self.tiers)
        yield from (group.key for group in self.experts)
        yield from (measure.key for measure in self.measures)


def check(document: SupportModel) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, levels out of order, a request that gets stuck."""
    found = Problems()
    found.not_empty("tiers", document.tiers)
    found.not_empty("measures", document.measures)
    found.same_keys("tiers", document.keys())
    for index, tier in enumerate(document.tiers):
        if tier.level != index + 1:
            found.add(
                f"tiers[{index}].level", _("Tiers go up from 1; level %(level)s was expected here."), level=index + 1
            )
        if (tier.passes_on_when is None) != (index == len(document.tiers) - 1):
            found.add(f"tiers[{index}].passes_on_when", _("Every tier but the last says when it passes a request on."))
    return found


KIND = Kind(
    key="support_model",
    folder="support_models",
    label=_("Support model"),
    plural=_("Support models"),
    purpose=_("Who helps users of AI, and when a request moves on."),
    struct=SupportModel,
    check=check,
)
