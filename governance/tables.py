"""The tables of reviews and of conditions."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.columns import BooleanColumn, DayColumn, LinkColumn, NumberColumn, StatusColumn, TextColumn
from foundation.ui.tables import Table
from governance.models import Condition
from governance.workflow import ConditionState, Standing, State
from usecases.models import reference_of
from usecases.workflow import TIER_LABELS


def state_words(value: str) -> tuple[str, str]:
    """Label and tone of a review's state."""
    return gettext(State(value).label), State(value).tone


def standing_words(value: str) -> tuple[str, str]:
    """Label and tone of an approval's standing."""
    return gettext(Standing(value).label), Standing(value).tone


def condition_words(value: str) -> tuple[str, str]:
    """Label and tone of a condition's state."""
    return gettext(ConditionState(value).label), ConditionState(value).tone


class ReviewTable(Table):
    """Reviews, those that wait longest first."""

    case = LinkColumn(
        verbose_name=_("Use case"), accessor="case__name", order_by="case__name", shorten=120,
        url=lambda row: reverse("governance:review_detail", args=[row["uid"]]),
        note=lambda row: reference_of(row["case_id"]),
    )  # fmt: skip
    round = NumberColumn(verbose_name=_("Round"))
    unit = TextColumn(verbose_name=_("Unit"), accessor="case__unit__name", order_by="case__unit__name", shorten=40)
    tier = TextColumn(verbose_name=_("Risk tier"))
    state = StatusColumn(verbose_name=_("State"), words=state_words)
    step = TextColumn(verbose_name=_("Open step"), why=_("The review is over"))
    step_since = NumberColumn(
        verbose_name=_("Days waiting"), accessor="step_since", order_by="-step_since", why=_("The review is over")
    )
    step_due = DayColumn(verbose_name=_("Due"), why=_("The review is over"))  # type: ignore[arg-type]
    submitted_at = DayColumn(verbose_name=_("Submitted"))
    submitted_by = TextColumn(verbose_name=_("By"), accessor="submitted_by__name", order_by="submitted_by__name")
    decided_at = DayColumn(verbose_name=_("Ended"), why=_("Not decided yet"))  # type: ignore[arg-type]
    approval = StatusColumn(
        verbose_name=_("Approval"), accessor="approval__standing", order_by="approval__standing", words=standing_words,
        why=_("None was given"),
    )  # fmt: skip
    valid_until = DayColumn(
        verbose_name=_("Valid until"), accessor="approval__valid_until", order_by="approval__valid_until",
        why=_("None was given"),  # type: ignore[arg-type]
    )  # fmt: skip

    class Meta:
        phone = ("case", "state", "step")
        hidden = ("round", "submitted_by", "decided_at", "approval", "valid_until")
        order_by = ("-submitted_at",)

    def render_tier(self, value: str) -> str:
        return gettext(TIER_LABELS[value])

    def value_tier(self, value: str, record: Any) -> str:
        return gettext(TIER_LABELS[value])

    def render_step_since(self, value: Any, record: Any, column: Any) -> Any:
        """Whole days; the step's opening stands behind it."""
        return column.render(value=None, record=record) if value is None else (timezone.now() - value).days

    def value_step_since(self, value: Any, record: Any) -> int | None:
        return None if value is None else (timezone.now() - value).days


class ConditionTable(Table):
    """Conditions, the most urgent first."""

    text = LinkColumn(verbose_name=_("Condition"), shorten=160)
    case = TextColumn(
        verbose_name=_("Use case"), accessor="review__case__name", order_by="review__case__name", shorten=60
    )
    is_blocking = BooleanColumn(verbose_name=_("Blocking"))
    state = StatusColumn(verbose_name=_("State"), words=condition_words)
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", order_by="owner__name")
    due = DayColumn(verbose_name=_("Due"))
    met_at = DayColumn(verbose_name=_("Met"), why=_("Not met yet"))  # type: ignore[arg-type]
    met_by = TextColumn(
        verbose_name=_("Confirmed by"), accessor="met_by__name", order_by="met_by__name", why=_("Not met yet")
    )
    set_at = DayColumn(verbose_name=_("Set"))

    class Meta:
        model = Condition
        fields = ()
        sequence = ("text", "case", "is_blocking", "state", "owner", "due", "met_at", "met_by", "set_at")
        phone = ("text", "state", "due")
        hidden = ("met_at", "met_by", "set_at")
        order_by = ("due",)
