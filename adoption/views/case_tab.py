"""The tab "Adoption" of a use case's page."""

from collections.abc import Mapping
from typing import Any

from adoption import queries, wording
from adoption.models import (
    Champion,
    Communication,
    Feedback,
    PilotResult,
    Resistance,
    SupportFigures,
    SurveyResult,
)
from adoption.queries import Coverage
from adoption.tables import handling_words, sending_words, survey_figure
from adoption.workflow import Answer, Handling
from foundation.people.http import Request
from usecases.models import UseCase

KEY = "adoption"
SHOWN = 5


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows: users, training, satisfaction, change and support of the case, and lessons of others."""
    usage = queries.usage_of(case)
    month = queries.latest_month(usage)
    latest = list(usage.filter(month=month.first_day)) if month else []
    users = queries.users(latest)
    done = Coverage(*queries.training_done(case))
    surveys: Any = SurveyResult.objects.filter(case=case, correction=None).select_related("unit")
    resistance = Resistance.objects.filter(case=case).select_related("unit").order_by("-raised_on", "-id")[:SHOWN]
    sent = Communication.objects.filter(case=case).order_by("-planned_on", "-id")[:SHOWN]
    support: Any = SupportFigures.objects.filter(case=case, correction=None).select_related("document", "unit")
    last = queries.latest_month(support)
    return {
        "adoption_title": wording.users_sentence(users, month),
        "adoption_users": users,
        "adoption_month": month,
        "adoption_units": queries.by_unit(latest),
        "adoption_features": queries.features_of(latest)[:SHOWN],
        "adoption_training": done,
        "adoption_trained": wording.coverage_sentence(done),
        "adoption_surveys": [(row, survey_figure(row), wording.too_few()) for row in surveys[:SHOWN]],
        "adoption_resistance": [(row, *handling_words(row.state)) for row in resistance],
        "adoption_communications": [(row, *sending_words(row.state)) for row in sent],
        "adoption_support": list(support.filter(month=last.first_day).order_by("tier")) if last else [],
        "adoption_support_month": last,
        "adoption_champions": Champion.objects.filter(case=case, until=None).count(),
        "adoption_unanswered": Feedback.objects.filter(case=case, state=Answer.NEW).count(),
        "adoption_pilots": PilotResult.objects.filter(case=case)[:SHOWN],
        "adoption_offered": queries.lessons_like(request.user, case),
    }


def count(request: Request, case: UseCase) -> int | None:
    """How many cases of resistance are not closed; None for none."""
    return Resistance.objects.filter(case=case).exclude(state=Handling.CLOSED).count() or None
