"""The archive as a table."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.jobs.workflow import LABELS, TONES, State
from foundation.ui.columns import LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table


def _words(value: Any) -> tuple[Any, str]:
    state = State(value) if value else State.QUEUED
    return gettext(LABELS[state]), TONES[state]


class ReportTable(Table):
    """Newest first."""

    title = LinkColumn(verbose_name=_("Report"), shorten=120)
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", why=_("Several units"))
    state = StatusColumn(verbose_name=_("State"), accessor="job__state", words=_words)
    as_of = WhenColumn(verbose_name=_("As of"))
    requested_by_name = TextColumn(verbose_name=_("Made by"))
    created_at = WhenColumn(verbose_name=_("Asked for"))
    pages = NumberColumn(verbose_name=_("Pages"), why=_("No PDF yet"))
    digest = TextColumn(verbose_name=_("Fingerprint"), shorten=12)

    class Meta:
        phone = ("title", "state", "as_of")
        hidden = ("created_at", "digest")
        order_by = ("-created_at",)
