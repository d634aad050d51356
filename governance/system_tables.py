"""The table of AI systems in use, and its filters."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.columns import BooleanColumn, DayColumn, LinkColumn, StatusColumn, TextColumn
from foundation.ui.columns import status as mark
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from governance.queries import systems
from usecases import workflow
from usecases.models import UseCase
from usecases.workflow import TIER_LABELS

UNREVIEWED = "unreviewed"


def stage_words(value: str) -> tuple[str, str]:
    """Label and tone of a stage."""
    stage = workflow.Stage(value)
    return gettext(workflow.LABELS[stage]), workflow.TONES[stage]


class StandingColumn(StatusColumn):
    """How the approval stands; imported and never approved here is a word of its own."""

    def write(self, value: Any, record: Any) -> Any:
        """The status mark."""
        label, tone = systems.standing(record)
        return mark(label, str(tone))

    def render(self, value: Any, record: Any) -> Any:
        """Also where the column is empty: that, too, is said in words."""
        return self.write(value, record)

    def cells(self, value: Any, record: Any) -> list[Any]:
        """The word."""
        return [systems.standing(record)[0]]


class SystemTable(Table):
    """Systems, by name."""

    name = LinkColumn(
        verbose_name=_("System"), shorten=120, note=lambda row: row.reference,
        url=lambda row: reverse("governance:system_detail", args=[row.reference]),
    )  # fmt: skip
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    stage = StatusColumn(verbose_name=_("Stage"), words=stage_words)
    tier = TextColumn(verbose_name=_("Risk tier"), accessor="tier_label", order_by="tier")
    approval_standing = StandingColumn(verbose_name=_("Approval"), words={})
    approval_until = DayColumn(verbose_name=_("Valid until"), why=_("No approval"))  # type: ignore[arg-type]
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", order_by="owner__name")
    vendor = TextColumn(
        verbose_name=_("Vendor"), accessor="system_card__vendor", order_by="system_card__vendor", shorten=40
    )
    model_description = TextColumn(verbose_name=_("Model"), shorten=80)
    data_description = TextColumn(verbose_name=_("Data"), shorten=80)
    objective = TextColumn(verbose_name=_("Purpose"), shorten=80)
    is_public = BooleanColumn(
        verbose_name=_("Public page"), accessor="system_card__is_public", order_by="system_card__is_public"
    )

    class Meta:
        model = UseCase
        fields = ()
        sequence = (
            "name", "unit", "stage", "tier", "approval_standing", "approval_until", "owner", "vendor",
            "model_description", "data_description", "objective", "is_public",
        )  # fmt: skip
        phone = ("name", "stage", "approval_standing")
        hidden = ("approval_until", "model_description", "data_description", "objective")
        order_by = ("name",)


class SystemFilters(BelowUnit):
    """Unit, stage, tier, approval and public page."""

    stage = ChoiceFilter(
        label=_("Stage"),
        empty_label=_("All"),
        choices=[(s, _(workflow.LABELS[workflow.Stage(s)])) for s in systems.RUNNING],
    )
    tier = ChoiceFilter(
        label=_("Risk tier"), empty_label=_("All tiers"),
        choices=[(key, _(label)) for key, label in TIER_LABELS.items() if key],
    )  # fmt: skip
    approval = ChoiceFilter(
        label=_("Approval"), method="of_approval", empty_label=_("All"),
        choices=[
            (UNREVIEWED, _("Not yet reviewed")),
            *((s.value, _(workflow.STANDING_LABELS[s])) for s in workflow.Standing if s),
        ],
    )  # fmt: skip
    public = ChoiceFilter(
        label=_("Public page"), method="of_public", empty_label=_("All"), choices=[("yes", _("On")), ("no", _("Off"))]
    )

    def of_approval(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """How the approval stands, or none was given to what was imported."""
        return rows.filter(systems.unreviewed()) if value == UNREVIEWED else rows.filter(approval_standing=value)

    def of_public(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Whether its page is public."""
        return rows.filter(system_card__is_public=True) if value == "yes" else rows.exclude(system_card__is_public=True)
