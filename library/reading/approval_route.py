"""What the page of an approval route shows."""

from typing import Any

from foundation.people.roles import ROLES
from library.kinds.approval_route import ApprovalRoute, ByBoard, Step
from library.reading.links import named
from library.reading.words import SECTIONS, TIERS


def context(route: ApprovalRoute) -> dict[str, Any]:
    boards = named("board", {reference.slug for reference in route.references()})

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
