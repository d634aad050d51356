"""How a document reads to a person: the words for its closed choices, and what its page needs beside the struct."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.people.roles import ROLES
from library.kinds.approval_route import ApprovalRoute, ByBoard, Step
from library.kinds.gate import Gate
from library.kinds.import_profile import ImportProfile
from library.kinds.scoring_model import ScoringModel
from library.kinds.stage_plan import Cohort, StagePlan
from library.models import Document

SOURCES = {
    "A": _("Document A: enterprise strategy, pilot to production"),
    "B": _("Document B: phase 2, strategic deployments"),
    "C": _("Document C: phase 3, enterprise-wide scaling"),
    "D": _("Document D: operations implementation guide"),
    "E": _("Document E: scaling decisions"),
    "own": _("This product"),
}
TIERS = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
LEVELS = {
    "must": (_("Must"), _("One that is not met blocks the passage.")),
    "should": (_("Should"), _("One that is not met asks for a written mitigation plan.")),
    "nice": (_("Nice to have"), _("One that is not met is put on record and changes nothing.")),
}
BINDINGS = {
    "standing_approval": _("Approval that stands"),
    "blocking_conditions": _("Blocking conditions"),
    "ledger_roi": _("ROI of the ledger's plan"),
}
SECTIONS = {
    "purpose": _("Purpose"),
    "data": _("Data"),
    "model": _("Model"),
    "risk": _("Risk"),
    "budget": _("Budget"),
    "measures": _("Measures"),
}
FIELDS = {
    "name": _("Name"),
    "problem": _("Purpose"),
    "outputs": _("Outputs"),
    "topic": _("Topic"),
    "topic_other": _("Topic, in other words"),
    "technique": _("Technique"),
    "stage": _("Stage"),
    "impact": _("Impact on rights and safety"),
    "external_id": _("Identifier in the source"),
    "initiated_on": _("Started on"),
    "developed_on": _("Development began on"),
    "implemented_on": _("In use since"),
    "retired_on": _("Retired on"),
}
STAGES = {
    "idea": _("Idea"),
    "alpha": _("Alpha"),
    "beta": _("Beta"),
    "pilot": _("Pilot"),
    "production": _("Production"),
    "scaled": _("Scaled"),
    "retired": _("Retired"),
    "unknown": _("Unknown"),
}
IMPACTS = {
    "rights": _("Rights"),
    "safety": _("Safety"),
    "both": _("Rights and safety"),
    "neither": _("Neither"),
    "unknown": _("Unknown"),
}
IDENTITIES = {
    "external_id": _("The identifier in the source"),
    "unit_and_name": _("Units and name; rows that share both are counted"),
}


def source_words(source: str) -> Any:
    """Return what a source letter stands for."""
    return SOURCES.get(source, source)


def context(document: Document) -> dict[str, Any]:
    """Return what the template of the document's kind needs beside `parsed`; at most one query."""
    prepare = _PREPARE.get(document.kind)
    return prepare(document.parsed) if prepare else {"tiers": TIERS}


def _named(kind: str, slugs: set[str]) -> dict[str, tuple[str, str]]:
    """Return (title, address of the latest version) by slug."""
    rows = Document.objects.filter(kind=kind, slug__in=slugs).latest_versions().values_list("slug", "title")
    return {slug: (title, reverse("library:document_detail", args=[kind, slug])) for slug, title in rows}


def _scoring_model(model: ScoringModel) -> dict[str, Any]:
    inputs = {entry.key: entry for entry in model.inputs}
    names = {criterion.key: criterion.label for criterion in model.criteria}
    return {
        "criteria": [
            (criterion, [(factor, inputs[factor.input]) for factor in criterion.factors])
            for criterion in model.criteria
        ],
        "across": names[model.axes.across],
        "up": names[model.axes.up],
    }


def _approval_route(route: ApprovalRoute) -> dict[str, Any]:
    boards = _named("board", {slug for _kind, slug in route.references()})

    def decider(step: Step) -> tuple[Any, str]:
        if isinstance(step.decided_by, ByBoard):
            return boards.get(step.decided_by.board, (step.decided_by.board, ""))
        return ROLES[step.decided_by.role].name, ""

    return {
        "routes": [
            {
                "tier": TIERS[tier.tier],
                "valid_days": tier.valid_days,
                "days": sum(step.days for step in tier.steps),
                "steps": [
                    {
                        "step": step,
                        "decider": decider(step),
                        "is_board": isinstance(step.decided_by, ByBoard),
                        "covers": [SECTIONS[section] for section in step.covers],
                    }
                    for step in tier.steps
                ],
            }
            for tier in route.routes
        ]
    }


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "levels": [
            (name, effect, [(item, BINDINGS.get(item.binding or "")) for item in gate.of_level(level)])
            for level, (name, effect) in LEVELS.items()
            if gate.of_level(level)
        ]
    }


def cohort_words(cohort: Cohort) -> str:
    """Say how many take part: "10 to 20 users", or that no number is set."""
    if cohort.least is not None and cohort.most is not None:
        return gettext("%(least)s to %(most)s users") % {"least": cohort.least, "most": cohort.most}
    if cohort.most is not None:
        return gettext("at most %(most)s users") % {"most": cohort.most}
    if cohort.least is not None:
        return gettext("at least %(least)s users") % {"least": cohort.least}
    return gettext("no number set")


def _stage_plan(plan: StagePlan) -> dict[str, Any]:
    gates = _named("gate", {slug for _kind, slug in plan.references()})
    weeks = plan.stages[-1].last_week
    return {
        "stages": [
            (stage, cohort_words(stage.cohort), gates.get(stage.gate, (stage.gate, ""))) for stage in plan.stages
        ],
        "length": ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks},
    }


def _import_profile(profile: ImportProfile) -> dict[str, Any]:
    return {
        "fields": [(FIELDS[field.to], field.column) for field in profile.fields],
        "stages": [(STAGES[entry.to], entry) for entry in profile.stages],
        "impacts": [(IMPACTS[entry.to], entry) for entry in profile.impacts],
        "identity": IDENTITIES[profile.identity],
    }


_PREPARE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "scoring_model": _scoring_model,
    "approval_route": _approval_route,
    "gate": _gate,
    "stage_plan": _stage_plan,
    "import_profile": _import_profile,
}
