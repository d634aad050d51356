"""The tables of classifications and of what cases say of a policy."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.columns import DayColumn, LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table
from governance.models import Classification
from governance.workflow import PolicyAnswer
from usecases.models import reference_of
from usecases.workflow import TIER_LABELS


class _TierColumn(StatusColumn):
    """The tier in the words of the version that it was found by."""

    def write(self, value: Any, record: Any) -> Any:
        """The status mark."""
        self.words_of = lambda _value: (record.label, record.tone)
        return super().write((record.document_id, value), record)

    def cells(self, value: Any, record: Any) -> Any:
        """The word."""
        return [record.label]


class ClassificationTable(Table):
    """Classifications that count, the last first."""

    case = LinkColumn(
        verbose_name=_("Use case"), accessor="case__name", order_by="case__name", shorten=120,
        url=lambda row: reverse("governance:regulation", args=[row.case.reference]),
        note=lambda row: row.case.reference,
    )  # fmt: skip
    unit = TextColumn(verbose_name=_("Unit"), accessor="case__unit__name", order_by="case__unit__name", shorten=40)
    tier = _TierColumn(verbose_name=_("Tier by law"), words={})
    own = TextColumn(verbose_name=_("Risk tier"), accessor="case__tier", order_by="case__tier")
    since = DayColumn(verbose_name=_("Binds from"), why=_("It binds to nothing"))  # type: ignore[arg-type]
    changes_on = DayColumn(
        verbose_name=_("Changes on"),
        why=_("The same answers give the same tier on every later day"),  # type: ignore[arg-type]
    )
    on = DayColumn(verbose_name=_("For the day"))
    contested = TextColumn(verbose_name=_("Contested duties"), orderable=False, empty_values=())
    by = TextColumn(
        verbose_name=_("By"), accessor="by__name", order_by="by__name", why=_("The law came to it by itself")
    )
    recorded_at = WhenColumn(verbose_name=_("Recorded"))

    class Meta:
        model = Classification
        fields = ()
        sequence = ("case", "unit", "tier", "own", "since", "changes_on", "contested", "on", "by", "recorded_at")
        phone = ("case", "tier", "since")
        hidden = ("on", "by")
        order_by = ("-recorded_at",)

    def render_own(self, value: str) -> str:
        return gettext(TIER_LABELS[value])

    def value_own(self, value: str, record: Any) -> str:
        return gettext(TIER_LABELS[value])

    def render_contested(self, record: Any) -> str:
        """How many of its duties are contested, with their articles."""
        return self.value_contested(None, record) or gettext("None")

    def value_contested(self, value: Any, record: Any) -> str:
        return ", ".join(duty.article for duty in record.regulation.duties(record.finding) if duty.contested)


def answer_words(value: str) -> tuple[str, str]:
    """Label and tone of an answer to a policy; "" for a case that nobody has checked."""
    if not value:
        return gettext("Open"), "warn"
    return gettext(PolicyAnswer(value).label), PolicyAnswer(value).tone


class PolicyCaseTable(Table):
    """Cases with what they say of one policy, those not met first."""

    name = LinkColumn(
        verbose_name=_("Use case"), shorten=120,
        url=lambda row: reverse("governance:policy_check", args=[reference_of(row["id"]), row["policy"]]),
        note=lambda row: reference_of(row["id"]),
    )  # fmt: skip
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    answer = StatusColumn(verbose_name=_("Policy"), words=answer_words)
    reason = TextColumn(verbose_name=_("Reason"), why=_("Nobody has checked it"), shorten=160, wide=True)
    by = TextColumn(verbose_name=_("Checked by"), why=_("Nobody has checked it"))
    at = WhenColumn(verbose_name=_("Checked"), why=_("Nobody has checked it"))  # type: ignore[arg-type]

    class Meta:
        phone = ("name", "answer", "unit")
        hidden = ("by",)
        order_by = ("name",)
