"""How a document reads to a person: what the page of its kind needs beside the struct, one module a kind."""

from collections.abc import Callable
from typing import Any

from library.models import Document
from library.reading import (
    approval_route,
    casebook,
    crosswalk,
    decision_guide,
    deployment_template,
    gate,
    governance_structure,
    import_profile,
    improvement_loop,
    instrument,
    kpi_catalog,
    monitoring_requirements,
    playbook,
    policy_set,
    program_goals,
    regulation,
    risk_catalog,
    risk_questions,
    scoring_model,
    stage_plan,
    support_model,
    taxonomy,
    training_program,
    wave_plan,
)
from library.reading.words import SOURCES

_CONTEXTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "instrument": instrument.context,
    "taxonomy": taxonomy.context,
    "deployment_template": deployment_template.context,
    "scoring_model": scoring_model.context,
    "risk_questions": risk_questions.context,
    "approval_route": approval_route.context,
    "gate": gate.context,
    "decision_guide": decision_guide.context,
    "stage_plan": stage_plan.context,
    "import_profile": import_profile.context,
    "playbook": playbook.context,
    "risk_catalog": risk_catalog.context,
    "governance_structure": governance_structure.context,
    "monitoring_requirements": monitoring_requirements.context,
    "wave_plan": wave_plan.context,
    "training_program": training_program.context,
    "support_model": support_model.context,
    "improvement_loop": improvement_loop.context,
    "kpi_catalog": kpi_catalog.context,
    "program_goals": program_goals.context,
    "casebook": casebook.context,
    "policy_set": policy_set.context,
    "crosswalk": crosswalk.context,
    "regulation": regulation.context,
}


def source_words(source: str) -> Any:
    """Return what a source letter stands for."""
    return SOURCES.get(source, source)


def context(document: Document) -> dict[str, Any]:
    """Return what the template of the document's kind needs beside `parsed`; at most one query a kind it names."""
    prepare = _CONTEXTS.get(document.kind)
    return prepare(document.parsed) if prepare else {}
