"""The filters of the inbox."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.notifications import kinds
from foundation.notifications.models import Notice
from foundation.ui.filters import ChoiceFilter, FilterSet


class NoticeFilters(FilterSet):
    state = ChoiceFilter(label=_("State"), method="in_state", choices=[("unread", _("New")), ("read", _("Read"))])
    kind = ChoiceFilter(label=_("About"), choices=kinds.choices)

    class Meta:
        model = Notice
        fields: list[str] = []

    def in_state(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return rows.filter(read_at__isnull=value == "unread")
