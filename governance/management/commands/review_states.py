"""`manage.py review_states > docs/developers/review-states.md`: the states of reviews, printed from the code."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from governance import workflow

MACHINES = (
    ("Review", "One round, from its submission to its decision.", workflow.State.OPEN, workflow.NEXT),
    (
        "Step",
        "One approval of the route. Steps of one order are open together.",
        workflow.StepState.WAITING,
        workflow.STEP_NEXT,
    ),
    ("Approval", "What an approved review gives.", workflow.Standing.STANDING, workflow.STANDING_NEXT),
    ("Condition", "What an approval asks for.", workflow.ConditionState.OPEN, workflow.CONDITION_NEXT),
)


def page() -> str:
    """Return the whole page in Markdown with a Mermaid diagram for each machine."""
    parts = ["# States of reviews\n\nPrinted by `manage.py review_states`; a test compares this page with the code.\n"]
    for name, text, first, table in MACHINES:
        parts.append(f"## {name}\n\n{text}\n\n```mermaid\n{diagram(first, table)}\n```\n")
    return "\n".join(parts)


def diagram(first: Any, table: Mapping[Any, frozenset[Any]]) -> str:
    """Return a state diagram: where it begins, what may follow what, and where it ends."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in table]
    lines.append(f"    [*] --> {first.value}")
    for state, following in table.items():
        lines += [f"    {state.value} --> {to.value}" for to in sorted(following, key=list(table).index)]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    """Print the page."""

    help = "Print the states of reviews, steps, approvals and conditions as Mermaid diagrams."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page to the standard output."""
        self.stdout.write(page(), ending="")
