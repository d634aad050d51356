"""Answers to the EU AI Act's questions, as the known cases of the design's facts give them (EU-C1 to EU-C15)."""

from typing import Any

NOTHING: dict[str, Any] = {
    "is_ai_system": True, "eu_link": True, "excluded": [], "prohibited_practice": [], "regulated_product": False,
    "sectoral_product": False, "annex_iii_purpose": [], "profiling_of_persons": False, "exemption": [],
    "transparency_trigger": [], "general_purpose_model": False, "systemic_risk": False, "provider_role": False,
    "own_use": False, "rights_assessment_needed": False, "automated_decision": False,
}  # fmt: skip
"""An AI system in the EU with no duty but literacy: EU-C5, a spam filter."""
MINIMAL = NOTHING
LIMITED = NOTHING | {"transparency_trigger": ["talks_to_people"]}
HIGH = NOTHING | {"annex_iii_purpose": ["iii_4_a"], "profiling_of_persons": True}
PROHIBITED = NOTHING | {"prohibited_practice": ["art_5_1_f"]}
LATER = NOTHING | {"prohibited_practice": ["art_5_1_ba"], "transparency_trigger": ["generates_content"]}
"""EU-C13: limited before 2 December 2026, prohibited from then on."""
