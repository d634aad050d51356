"""The matters about which people are told, by key; a new day is a new matter."""

from plans.models import Risk, Task

OVERDUE, DUE = "plans.task.overdue", "plans.risk.due"


def overdue_key(task: Task) -> str:
    """Return the key of the notice that a task is overdue."""
    return f"{OVERDUE} {task.uid} {task.ends_on}"


def due_key(risk: Risk) -> str:
    """Return the key of the notice that the review of a risk is due."""
    return f"{DUE} {risk.uid} {risk.review_on}"
