"""Filters of the lists of reviews and of conditions."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import CharFilter, ChoiceFilter
from governance.rules import RENEWAL_DAYS
from governance.workflow import ConditionState, Standing, State
from usecases.workflow import TIER_LABELS

MINE = "mine"
LAPSING = "lapsing"


class ReviewFilters(BelowUnit):
    """State, tier, unit, category of the use case, and approvals about to lapse."""

    unit_path = "case__unit__path"

    state = ChoiceFilter(
        label=_("State"), empty_label=_("All states"), choices=[(state.value, _(state.label)) for state in State]
    )
    tier = ChoiceFilter(
        label=_("Risk tier"), empty_label=_("All tiers"),
        choices=[(key, _(label)) for key, label in TIER_LABELS.items() if key],
    )  # fmt: skip
    category = CharFilter(label=_("Category"), field_name="case__category", max_length=120)
    approval = ChoiceFilter(
        label=_("Approval"), empty_label=_("All"), method="of_approval",
        choices=[(LAPSING, _("Lapses within 90 days"))],
    )  # fmt: skip

    def of_approval(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Reviews whose approval stands and ends within the notice that a renewal may be submitted."""
        today = timezone.now().date()
        return rows.filter(
            approval__standing=Standing.STANDING,
            approval__valid_until__gt=today,
            approval__valid_until__lte=today + timedelta(days=RENEWAL_DAYS),
        )


class ConditionFilters(BelowUnit):
    """State, kind, owner and unit."""

    unit_path = "review__case__unit__path"

    state = ChoiceFilter(
        label=_("State"), empty_label=_("All states"),
        choices=[(state.value, _(state.label)) for state in ConditionState],
    )  # fmt: skip
    blocking = ChoiceFilter(
        label=_("Kind"),
        method="of_kind",
        empty_label=_("Both"),
        choices=[("yes", _("Blocking")), ("no", _("Not blocking"))],
    )
    owner = ChoiceFilter(label=_("Owner"), method="of_owner", empty_label=_("Anybody"), choices=[(MINE, _("Mine"))])

    def of_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Blocking or not."""
        return rows.filter(is_blocking=value == "yes")

    def of_owner(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One's own."""
        return rows.filter(owner=self.request.user)
