"""What the EU AI Act makes of cases of the demonstration, and which policies they meet; all of it is invented."""

from collections.abc import Mapping
from typing import Any

from foundation.people.models import User
from governance import services
from governance.queries.compliance import policy_set
from pmo.demo.cast import Cast
from pmo.demo.timeline import Story
from usecases.models import UseCase

NOTHING: Mapping[str, Any] = {
    "is_ai_system": True, "eu_link": True, "excluded": [], "prohibited_practice": [], "regulated_product": False,
    "sectoral_product": False, "annex_iii_purpose": [], "profiling_of_persons": False, "exemption": [],
    "transparency_trigger": [], "general_purpose_model": False, "systemic_risk": False, "provider_role": False,
    "own_use": False, "rights_assessment_needed": False, "automated_decision": False,
}  # fmt: skip
OWN = {"provider_role": True, "own_use": True}
"""Built here and used here: the duties of both."""

LAW: Mapping[str, Mapping[str, Any]] = {
    "Customer support automation": {"transparency_trigger": ["talks_to_people"], **OWN},
    "Service desk answer assistant": {"transparency_trigger": ["talks_to_people"]},
    "Recommended credit limits": {
        "annex_iii_purpose": ["iii_5_b"], "profiling_of_persons": True, "rights_assessment_needed": True, **OWN,
    },
    "Early signs of resignation": {"annex_iii_purpose": ["iii_4_b"], **OWN},
    "Resume screening": {"annex_iii_purpose": ["iii_4_a"], "exemption": ["art_6_3_a"]},
    "Fatigue detection for truck drivers": {"regulated_product": True, "sectoral_product": True},
    "Surface defect detection": {}, "Energy load forecast": {}, "Payment matching": {}, "Ticket routing": {},
    "Detection of unusual sign-ins": {}, "Predictive maintenance of presses": {}, "Call summaries for agents": {},
}  # fmt: skip
REASONS = {
    "annex_iii_purpose": "Compared with the wording of the annex together with legal.",
    "exemption": "It extracts experience and certificates and ranks nobody; a recruiter reads every application.",
    "prohibited_practice": "Gone through point by point with the data protection officer.",
}
PROHIBITED = "Voice analytics for support calls"
MOOD = "The draft also scores the mood of each agent during a call, which reads emotions at work."
MACHINES = frozenset(
    {"Surface defect detection", "Energy load forecast", "Predictive maintenance of presses", "Payment matching"}
)
NOT_ABOUT_PEOPLE = "It works on readings of machines and on documents; no person is concerned."
PEOPLE = ("fairness", "privacy", "human_oversight", "consent", "right_to_deletion", "bias_testing")
NOT_MET: Mapping[str, Mapping[str, str]] = {
    "Recommended credit limits": {"bias_testing": "The comparison by age and region is set up for next month."},
    "Early signs of resignation": {
        "consent": "The works council has the text; legal has not confirmed the ground yet.",
        "transparency": "Nobody has been told how the figures come about.",
    },
    "Ticket routing": {"version_control": "The supplier changes the model without notice; going back was never tried."},
}
OPEN: Mapping[str, tuple[str, ...]] = {
    "Call summaries for agents": ("audit_trail", "version_control", "right_to_deletion"),
    "Fatigue detection for truck drivers": ("performance_monitoring", "bias_testing", "audit_trail"),
}
MET: Mapping[str, str] = {
    "fairness": "Results were compared by age, gender and region in the trial; the largest gap was two points.",
    "transparency": "A notice stands where the result is shown, and three results were explained to those concerned.",
    "privacy": "The data flow was drawn with the data protection officer; access is checked every quarter.",
    "accountability": "Owner and deputy are named in the register and on the page that users see.",
    "safety": "The risk list was gone through with the department; going back to work without it was rehearsed.",
    "no_social_scoring": "It looks at one task and keeps no score of a person.",
    "no_manipulation": "Wording and defaults were read by somebody outside the team.",
    "no_unauthorized_surveillance": "Nobody is observed beyond what the works agreement allows.",
    "human_oversight": "A trained person decides, and differed from the proposal in one case of nine.",
    "data_minimization": "Each field has its reason in the list; six were left out.",
    "purpose_limitation": "Each source is used for what it was collected for; the supplier may not train on it.",
    "consent": "Legal has confirmed the ground in writing.",
    "right_to_deletion": "The deletion of one person was tried from end to end and took four days.",
    "bias_testing": "The version in use was tested against the bounds that were set before.",
    "performance_monitoring": "Quality, speed and cost are measured every week, and an alert reaches the owner.",
    "version_control": "A result of last quarter was traced to model, prompt and settings.",
    "audit_trail": "One case was followed from input to decision with the auditor.",
}


def look(case: UseCase, owner: User) -> None:
    """Answer the questions of the law about a case that is about to be submitted, and check it against the policies."""
    if case.name not in LAW:
        return
    answers = {**NOTHING, **LAW[case.name]}
    services.classify(case, by=owner, answers=answers, reasons=REASONS)
    for policy in policy_set().parsed.policies:
        if policy.key in OPEN.get(case.name, ()):
            continue
        answer, reason = "met", MET[policy.key]
        if policy.key in NOT_MET.get(case.name, {}):
            answer, reason = "not_met", NOT_MET[case.name][policy.key]
        elif case.name in MACHINES and policy.key in PEOPLE:
            answer, reason = "not_applicable", NOT_ABOUT_PEOPLE
        services.check_policy(case, by=owner, policy=policy.key, answer=answer, reason=reason)


def draft(cast: Cast) -> Story:
    """An idea that the law prohibits as it is drafted, and one whose questions are begun."""
    yield 5
    case = UseCase.objects.get(name=PROHIBITED)
    owner = cast.owner_of("CSU")
    answers = {**NOTHING, "prohibited_practice": ["art_5_1_f"]}
    services.classify(case, by=owner, answers=answers, reasons={"prohibited_practice": MOOD})
    services.check_policy(case, by=owner, policy="no_unauthorized_surveillance", answer="not_met", reason=MOOD)
    yield 3
    begun = UseCase.objects.get(name="Outreach to customers about to leave")
    services.classify(begun, by=owner, answers={"is_ai_system": True, "eu_link": True}, finish=False)
