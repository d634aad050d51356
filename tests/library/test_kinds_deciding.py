"""The cross rules of decision guides, taxonomies and deployment templates: each fault is named at its place."""

import pytest

from tests.library.faults import Change, assert_named, put, repeat, shipped, without

GUIDE = ("decision_guide", "scale-pivot-extend-kill")
TAXONOMY = ("taxonomy", "phase-2-deployments")
TEMPLATE = ("deployment_template", "process-automation")


FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (GUIDE, put("axes.1.key", "technical"), "axes: There is no axis “business”."),
    (GUIDE, put("axes.0.met_from", 0), "axes[0].met_from: The share of the target must be larger than 0."),
    (GUIDE, put("options.1.technical", "weak"), "options: Technical strong and business weak must lead to one option"),
    (GUIDE, put("options.1.business", "strong"), "options: Technical strong and business strong must lead to one"),
    (GUIDE, put("options.4.technical", "weak"), "options[4]: A quadrant has both sides, technical and business."),
    (GUIDE, put("options.4.business", "weak"), "options[4]: A quadrant has both sides, technical and business."),
    (GUIDE, put("options.0.key", "pause"), "options[0]: A pause is possible in every quadrant"),
    (GUIDE, put("options.0.key", "kill"), "The key “kill” stands here 2 times"),
    (GUIDE, put("pivots.0.pivots.0.key", "first_year_roi"), "The key “first_year_roi” stands here 2 times"),
    (GUIDE, put("indicators", []), "indicators: At least one entry"),
    (GUIDE, put("red_flags.0.signs", []), "red_flags[0].signs: At least one entry"),
    (GUIDE, put("red_flags.1.key", "financial"), "red_flags: The key “financial” stands here 2 times"),
    (GUIDE, put("pivots", []), "pivots: At least one entry"),
    (GUIDE, put("pivots.1.key", "scope"), "pivots: The key “scope” stands here 2 times"),
    (GUIDE, put("pivots.1.pivots", []), "pivots[1].pivots: At least one entry"),
    (GUIDE, without("indicators.0.signs.0.unit"), "indicators[0].signs[0].unit: A figure has both"),
    (GUIDE, without("indicators.0.signs.0.target"), "indicators[0].signs[0].unit: A figure has both"),
    (GUIDE, put("indicators.0.signs.0.target", {"strict": True}), "indicators[0].signs[0].target: "),
    (GUIDE, without("catalog"), "indicators[0].signs[0].kpi: Name the catalog that holds this indicator."),
    (TAXONOMY, put("categories", []), "categories: At least one entry"),
    (TAXONOMY, repeat("categories"), "categories: The key “customer_experience” stands here 2 times"),
    (TAXONOMY, put("categories.1.types.0.key", "customer_experience"), "categories: The key “customer_experience”"),
    (TAXONOMY, put("categories.0.types", []), "categories[0].types: At least one entry"),
    (TAXONOMY, put("categories.0.types.1.examples", []), "categories[0].types[1].examples: At least one entry"),
    (TEMPLATE, put("metrics", []), "metrics: At least one entry"),
    (TEMPLATE, put("architecture", []), "architecture: At least one entry"),
    (TEMPLATE, put("checklist", []), "checklist: At least one entry"),
    (TEMPLATE, put("architecture.2.components", []), "architecture[2].components: At least one entry"),
    (TEMPLATE, put("metrics.0.key", "output"), "The key “output” stands here 2 times"),
    (TEMPLATE, put("business_case.one_off", -1), "business_case.one_off: An amount is not below zero."),
    (TEMPLATE, put("business_case.monthly", -1), "business_case.monthly: An amount is not below zero."),
    (
        TEMPLATE,
        put("business_case", {"one_off": 0, "monthly": 0, "months": 1, "return_percent": 1}),
        "business_case: Without any cost there is no return on investment.",
    ),
    (TEMPLATE, put("metrics.0.unit", "hours"), "metrics[0].unit: A change is given in percent."),
    (TEMPLATE, put("metrics.0.target", {"strict": True}), "metrics[0].target: "),
    (
        TEMPLATE,
        put("metrics.0.better", "higher"),
        "metrics[0].target: The target has no end on the side that is better.",
    ),
    (
        TEMPLATE,
        put("metrics.1.better", "lower"),
        "metrics[1].target: The target has no end on the side that is better.",
    ),
    (TEMPLATE, without("catalog"), "metrics[0].kpi: Name the catalog that holds this indicator."),
]


@pytest.mark.parametrize(("document", "change", "said"), FAULTS)
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)
