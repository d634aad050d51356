"""Words for the closed choices that documents make."""

from django.utils.translation import gettext_lazy as _

SOURCES = {
    "A": _("Document A: enterprise strategy, pilot to production"),
    "B": _("Document B: phase 2, strategic deployments"),
    "C": _("Document C: phase 3, enterprise-wide scaling"),
    "D": _("Document D: operations implementation guide"),
    "E": _("Document E: scaling decisions"),
    "own": _("This product"),
}
SUBJECTS = {
    "enterprise": _("The enterprise"),
    "unit": _("A unit"),
    "process": _("A process"),
    "use_case": _("A use case"),
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
    "readiness_result": _("Readiness result of the use case"),
    "kpi": _("KPI of the use case"),
    "incidents": _("Severe incidents"),
    "thresholds_set": _("Thresholds set for the trial"),
    "thresholds": _("Thresholds of the trial"),
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
