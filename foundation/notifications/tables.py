"""The table of the inbox."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.tones import Tone
from foundation.ui.columns import LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table


def _state(value: Any) -> tuple[Any, Tone]:
    return (gettext_lazy("New"), Tone.INFO) if value else (gettext_lazy("Read"), Tone.NEUTRAL)


class NoticeTable(Table):
    text = LinkColumn(verbose_name=gettext_lazy("What happened"), orderable=False)
    is_unread = StatusColumn(verbose_name=gettext_lazy("State"), words=_state, order_by="read_at")
    kind_label = TextColumn(verbose_name=gettext_lazy("About"), order_by="kind")
    by_name = TextColumn(verbose_name=gettext_lazy("By"))
    created_at = WhenColumn(verbose_name=gettext_lazy("When"))

    class Meta:
        phone = ("text", "is_unread", "created_at")
        hidden = ("by_name",)
        order_by = ("-created_at",)

    def render_is_unread(self, value: Any, record: Any, column: Any) -> str | SafeString:
        """The state; of a new notice with the button that marks it as read."""
        mark = column.write(value, record)
        if not value:
            return mark
        return format_html(
            '{} <button type="button" class="btn pm-btn pm-btn-plain pm-btn-small" hx-post="{}" hx-swap="none"'
            ' aria-label="{}">{}</button>',
            mark,
            reverse("notifications:notice_read", args=[record.uid]),
            _("Mark as read: %(text)s") % {"text": record.text},
            _("Mark as read"),
        )
