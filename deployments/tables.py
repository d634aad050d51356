"""The table of rollouts."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deployments.models import stage_label
from deployments.workflow import State
from foundation.ui.columns import BooleanColumn, DayColumn, LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table
from usecases.models import reference_of

COLUMNS = (
    "id", "uid", "name", "case_id", "case__name", "unit__name", "stage", "state", "is_primary", "start_on",
    "started_at", "ended_at", "plan__title",
)  # fmt: skip


class StageColumn(StatusColumn):
    """The stage in words; before the first one it is not started, which is known and no missing value."""

    def render(self, value: Any, record: Any) -> str | SafeString:
        """The stage, or that it is not started."""
        return self.write(value, record)


class RolloutTable(Table):
    name = LinkColumn(
        verbose_name=_("Rollout"), shorten=70, url=lambda row: reverse("deployments:rollout_detail", args=[row["uid"]])
    )
    case = LinkColumn(
        verbose_name=_("Use case"), accessor="case__name", order_by="case__name", shorten=70,
        url=lambda row: reverse("usecases:case_detail", args=[reference_of(row["case_id"])]),
        note=lambda row: reference_of(row["case_id"]),
    )  # fmt: skip
    unit = TextColumn(verbose_name=_("Takes place in"), accessor="unit__name", order_by="unit__name")
    stage = StageColumn(verbose_name=_("Stage"), words=lambda value: (stage_label(value), "neutral"))
    state = StatusColumn(verbose_name=_("State"), words=lambda value: (gettext(State(value).label), State(value).tone))
    start_on = DayColumn(verbose_name=_("First day"))
    is_primary = BooleanColumn(verbose_name=_("Primary"))
    plan = TextColumn(verbose_name=_("Stage plan"), accessor="plan__title", order_by="plan__title")
    started_at = WhenColumn(verbose_name=_("Started"))
    ended_at = WhenColumn(verbose_name=_("Ended"))

    class Meta:
        phone = ("name", "stage", "state")
        hidden = ("plan", "started_at", "ended_at")
        order_by = ("-started_at",)
