"""Who says what rests on documents and what a new version would do: the whole list, so that nothing hangs in unseen."""

from library import effects, usage
from library.kinds import KINDS


def test_these_apps_say_what_rests_on_documents() -> None:
    assert usage.registered() == {
        "approval_route": ["governance.queries.versions.route_uses"],
        "board": ["governance.queries.versions.board_uses"],
        "gate": ["deployments.queries.versions.checklist_uses"],
        "import_profile": ["usecases.queries.versions.profile_uses"],
        "instrument": ["readiness.queries.versions.instrument_uses"],
        "playbook": ["plans.queries.versions.playbook_uses"],
        "risk_catalog": ["plans.queries.versions.catalog_uses"],
        "policy_set": ["governance.queries.versions.policy_uses"],
        "regulation": ["governance.queries.versions.regulation_uses"],
        "risk_questions": ["usecases.queries.versions.question_uses"],
        "scoring_model": ["usecases.queries.versions.model_uses"],
        "stage_plan": ["deployments.queries.versions.plan_uses"],
        "support_model": ["adoption.queries.documents.support_uses"],
        "taxonomy": ["usecases.queries.types.taxonomy_uses"],
        "training_program": ["adoption.queries.documents.program_uses"],
        "wave_plan": ["plans.queries.versions.wave_plan_uses"],
    }
    assert usage.registered().keys() <= KINDS.keys()


def test_these_apps_say_what_a_new_version_would_do() -> None:
    assert effects.registered() == {
        "approval_route": ["governance.queries.versions.route_effects"],
        "board": ["governance.queries.versions.board_effects"],
        "gate": ["deployments.queries.versions.checklist_effects"],
        "instrument": ["readiness.queries.versions.instrument_effects"],
        "scoring_model": ["usecases.queries.versions.model_effects"],
        "stage_plan": ["deployments.queries.versions.plan_effects"],
    }
