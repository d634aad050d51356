"""The kinds of document. Each module holds its schema, its rules across fields, and its words in `KIND`."""

from library.kinds import (
    approval_route,
    board,
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
from library.kinds.base import Kind

# In the order in which a use case meets them.
KINDS: dict[str, Kind] = {
    module.KIND.key: module.KIND
    for module in (
        instrument,
        taxonomy,
        deployment_template,
        import_profile,
        scoring_model,
        risk_questions,
        policy_set,
        risk_catalog,
        regulation,
        crosswalk,
        approval_route,
        board,
        governance_structure,
        stage_plan,
        gate,
        decision_guide,
        monitoring_requirements,
        playbook,
        wave_plan,
        training_program,
        support_model,
        improvement_loop,
        kpi_catalog,
        program_goals,
        casebook,
    )
}
