"""Plans, programs and risks over the API."""

from plans.api.plans import PlanTaskViewSet, PlanViewSet
from plans.api.programs import ProgramViewSet
from plans.api.risks import RiskViewSet

ROUTES = [
    ("plans", PlanViewSet, "plan"),
    ("plan-tasks", PlanTaskViewSet, "plan-task"),
    ("programs", ProgramViewSet, "program"),
    ("risks", RiskViewSet, "risk"),
]
