"""What the source documents list, row by row, and how much of it the library holds."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.content.test_shipped import shipped


def factors(slug: str) -> int:
    return len(list(shipped("instrument", slug).factors))


def tasks(slug: str, phase: int | None = None) -> int:
    playbook = shipped("playbook", slug)
    return len(list(playbook.tasks if phase is None else playbook.phases[phase].tasks))


def steps(slug: str) -> int:
    return len(list(shipped("playbook", slug).steps))


def criteria(level: str) -> int:
    return len(shipped("gate", "go-no-go").of_level(level))


def types(slug: str) -> int:
    return len(list(shipped("taxonomy", slug).types))


def guide(part: str) -> int:
    groups = getattr(shipped("decision_guide", "scale-pivot-extend-kill"), part)
    return sum(len(group.pivots if part == "pivots" else group.signs) for group in groups)


def risks(slug: str) -> int:
    return len(shipped("risk_catalog", slug).risks)


def indicators(*sources: str, part: str = "lists", key: str = "") -> int:
    groups = getattr(shipped("kpi_catalog", "ai-program"), part)
    return sum(len(group.items) for group in groups if group.source in sources and group.key.startswith(key))


def targets() -> int:
    return sum(len(kpi.targets) for kpi in shipped("kpi_catalog", "ai-program").kpis)


BOOKS = {"A": "pilot-to-production", "B": "strategic-deployments", "C": "enterprise-scaling", "E": "scaling-decisions"}


def books(sources: str) -> list[Any]:
    return [shipped("casebook", BOOKS[source]) for source in sources]


def advice(sources: str, *kinds: str) -> int:
    return sum(len(book.of_kind(kind)) for book in books(sources) for kind in kinds)


def success_factors() -> list[int]:
    return [len(case.factors) for book in books("ABCE") for case in book.cases]


def template(slug: str) -> tuple[int, int]:
    document = shipped("deployment_template", slug)
    return sum(len(stage.components) for stage in document.architecture), len(document.checklist)


def functions() -> list[int]:
    return [len(wave.functions) for wave in shipped("wave_plan", "enterprise-waves").waves]


def topics() -> list[int]:
    return [len(track.topics) for track in shipped("training_program", "ai-training").tracks]


def support() -> tuple[int, int]:
    model = shipped("support_model", "three-tiers")
    return len(model.tiers), len(model.experts)


def loop() -> tuple[int, int]:
    document = shipped("improvement_loop", "continuous-improvement")
    return len(document.stages), len(document.feeds)


def seats_and_duties() -> tuple[int, int]:
    board = shipped("board", "ethics-board")
    return len(board.seats), len(board.duties)


def policies() -> list[int]:
    return [len(group.policies) for group in shipped("policy_set", "ai-policies").groups]


def measures() -> int:
    return len(list(shipped("monitoring_requirements", "system-monitoring").requirements))


def governance() -> tuple[int, int]:
    structure = shipped("governance_structure", "governance-at-scale")
    return len(list(structure.duties)), len([body for body in structure.bodies if body.source == "E"])


def exit_checks() -> int:
    return sum(len(stage.exit_checks) for stage in shipped("stage_plan", "staged-rollout").stages)


def goals(phase: int) -> int:
    return len(shipped("program_goals", "by-phase").phases[phase].goals)


ROWS: list[tuple[str, Callable[[], Any], Any]] = [
    ("A: five dimensions of readiness with four factors each", lambda: factors("enterprise-readiness"), 20),
    ("C: six weighted areas of a business unit", lambda: factors("business-unit-matrix"), 6),
    ("C: items of a process evaluation", lambda: factors("process-evaluation"), 16),
    ("B: criteria of a deployment", lambda: factors("deployment-selection"), 12),
    ("C: capacities for scaling", lambda: len(shipped("instrument", "scaling-capacity").dimensions), 4),
    ("E: points of scale readiness", lambda: factors("scale-readiness"), 18),
    ("E: items of a pilot evaluation", lambda: factors("pilot-evaluation"), 16),
    ("E: technical considerations of scaling", lambda: factors("technical-scaling-review"), 24),
    ("B: types of deployment in phase 2", lambda: types("phase-2-deployments"), 12),
    ("C: types of deployment in phase 3", lambda: types("phase-3-deployments"), 12),
    ("B: components and checks of personalization", lambda: template("customer-personalization"), (20, 5)),
    ("B: components and checks of automation", lambda: template("process-automation"), (24, 5)),
    ("B: components and checks of prediction", lambda: template("predictive-analytics"), (24, 5)),
    ("A: policies on ethics, use, data and models, 17", policies, [5, 4, 4, 4]),
    ("A: seats and duties of the ethics board", seats_and_duties, (8, 4)),
    ("A: measures that a system must report", measures, 10),
    ("C and E: governance duties, and bodies that E adds", governance, (12, 4)),
    ("B: checks before a stage is left", exit_checks, 16),
    ("B: tasks of phase 2A", lambda: tasks("phase-2-method", 0), 32),
    ("B: tasks of phase 2B", lambda: tasks("phase-2-method", 1), 16),
    ("B: tasks of phase 2C", lambda: tasks("phase-2-method", 2), 16),
    ("A: phases of the program", lambda: len(shipped("playbook", "enterprise-program").phases), 5),
    ("A: goals of the program", lambda: len(shipped("playbook", "enterprise-program").goals), 4),
    ("C: tasks of phase 3A", lambda: tasks("phase-3-method", 0), 32),
    ("C: tasks of phase 3C", lambda: tasks("phase-3-method", 2), 16),
    ("C: tasks of taking a unit on board", lambda: tasks("unit-onboarding"), 12),
    ("C: dimensions of scaling", lambda: len(shipped("wave_plan", "enterprise-waves").dimensions), 4),
    ("C: functions of the five waves", functions, [4, 4, 4, 4, 4]),
    ("A: phases of scaling by department", lambda: len(shipped("wave_plan", "department-scaling").waves), 3),
    ("C: tasks of the plan of a unit", lambda: tasks("business-unit-plan"), 16),
    ("C: tasks of integration", lambda: tasks("integration-plan"), 16),
    ("C: layers of integration", lambda: len(shipped("playbook", "integration-plan").builds), 4),
    ("C: tasks of the plan for a process", lambda: tasks("process-plan"), 16),
    ("E: indicators for scaling", lambda: guide("indicators"), 16),
    ("E: pivots", lambda: guide("pivots"), 16),
    ("E: red flags", lambda: guide("red_flags"), 16),
    ("E: criteria a go must meet", lambda: criteria("must"), 5),
    ("E: criteria a go should meet", lambda: criteria("should"), 5),
    ("E: criteria that are nice to have", lambda: criteria("nice"), 5),
    ("E: tasks of preparation for scaling", lambda: tasks("scaling-roadmap", 0), 15),
    ("E: tasks of the rollout in three waves", lambda: tasks("scaling-roadmap", 1), 12),
    ("E: tasks of optimization", lambda: tasks("scaling-roadmap", 2), 12),
    ("E: tasks of the four weeks before", lambda: tasks("preparation-calendar"), 16),
    ("B: risks", lambda: risks("strategic-deployments"), 9),
    ("C: risks", lambda: risks("enterprise-scaling"), 9),
    ("D: risks", lambda: risks("operations"), 5),
    ("D: steps of the operations guide", lambda: steps("operations-guide"), 13),
    ("D: tasks of the operations guide", lambda: tasks("operations-guide"), 130),
    ("A: indicators", lambda: indicators("A"), 10),
    ("B: indicators", lambda: indicators("B"), 24),
    ("C: indicators", lambda: indicators("C"), 12),
    ("C: indicators on the four panels", lambda: indicators("C", part="panels"), 16),
    ("D: indicators", lambda: indicators("D"), 20),
    ("D: targets", targets, 20),
    ("E: leading and lagging indicators", lambda: indicators("E"), 16),
    ("E: lagging indicators", lambda: indicators("E", key="e_lagging"), 4),
    ("A: topics of the three tracks", topics, [3, 3, 3]),
    ("E: tiers of support, and experts beside them", support, (3, 1)),
    ("C and E: stages of improvement, and what feeds them", loop, (5, 4)),
    ("A: pilots", lambda: len(books("A")[0].pilots), 2),
    ("B and C: six case studies with four success factors", success_factors, [4] * 6),
    ("B: practices", lambda: advice("B", "practice"), 12),
    ("C: practices", lambda: advice("C", "practice"), 16),
    ("B: pitfalls", lambda: advice("B", "pitfall"), 12),
    ("C: pitfalls", lambda: advice("C", "pitfall"), 12),
    ("all documents: practices and pitfalls", lambda: advice("ABCE", "practice", "pitfall"), 52),
    ("A: lessons", lambda: advice("A", "lesson"), 5),
    ("E: lessons", lambda: advice("E", "lesson"), 12),
    ("B: goals of strategic deployments", lambda: goals(1), 5),
    ("C: goals of scaling", lambda: goals(2), 4),
]


@pytest.mark.parametrize(("count", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROWS])
def test_the_library_holds_as_much_as_the_documents_list(count: Callable[[], Any], expected: Any) -> None:
    assert count() == expected
