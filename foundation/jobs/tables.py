"""The table of jobs."""

from django.utils.translation import gettext_lazy as _

from foundation.jobs.workflow import LABELS, TONES, State
from foundation.ui.columns import LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table


class JobTable(Table):
    title = LinkColumn(verbose_name=_("Job"), url=lambda row: row.get_absolute_url())
    state = StatusColumn(verbose_name=_("State"), words=lambda value: (LABELS[State(value)], TONES[State(value)]))
    done = NumberColumn(verbose_name=_("Done"))
    total = NumberColumn(verbose_name=_("Of"))
    requested_by_name = TextColumn(verbose_name=_("Started by"))
    created_at = WhenColumn(verbose_name=_("Started"))
    finished_at = WhenColumn(verbose_name=_("Ended"))

    class Meta:
        phone = ("title", "state", "created_at")
        hidden = ("requested_by_name",)
        order_by = ("-created_at",)
