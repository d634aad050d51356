"""Where along the thread each kind of document is worked by, from the first assessment to the value shown."""

from foundation.kernel.text import gettext_noop as _

PARTS: dict[str, tuple[str, ...]] = {
    _("Assess"): ("instrument",),
    _("Choose"): ("taxonomy", "deployment_template", "import_profile", "scoring_model", "risk_questions"),
    _("Govern"): (
        "approval_route", "board", "governance_structure", "policy_set", "risk_catalog", "regulation", "crosswalk",
    ),
    _("Run"): (
        "stage_plan", "gate", "decision_guide", "playbook", "wave_plan", "training_program", "support_model",
    ),
    _("Measure"): ("kpi_catalog", "kpi_panel", "monitoring_requirements", "improvement_loop"),
    _("Value"): ("program_goals", "casebook"),
}  # fmt: skip
ELSEWHERE = _("Other")
