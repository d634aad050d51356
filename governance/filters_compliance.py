"""Filters of the lists of classifications and of cases by policy."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import ChoiceFilter
from governance.queries import compliance as queries
from governance.workflow import PolicyAnswer

OPEN = "open"


class ClassificationFilters(BelowUnit):
    """Tier by law, results that a coming day changes, and unit."""

    unit_path = "case__unit__path"

    tier = ChoiceFilter(label=_("Tier by law"), empty_label=_("All tiers"))
    coming = ChoiceFilter(
        label=_("Coming changes"), empty_label=_("All"), method="of_coming",
        choices=[("yes", _("The tier changes on a later day"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = queries.regulation().parsed.procedure.outcomes
        self.filters["tier"].extra["choices"] = [(outcome.key, outcome.label) for outcome in outcomes]

    def of_coming(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Results that the same answers change on a later day."""
        return rows.filter(changes_on__isnull=False)


class PolicyCaseFilters(BelowUnit):
    """Answer and unit."""

    answer = ChoiceFilter(
        label=_("Policy"), empty_label=_("All"), method="of_answer",
        choices=[*((answer.value, _(answer.label)) for answer in PolicyAnswer), (OPEN, _("Open"))],
    )  # fmt: skip

    def of_answer(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Cases with this answer, or that nobody has checked."""
        return rows.filter(answer=None) if value == OPEN else rows.filter(answer=value)
