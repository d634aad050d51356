"""The table of the trail."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions
from foundation.audit.queries import FORGOTTEN, subject_name
from foundation.ui.columns import LinkColumn, NumberColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table


def told(row: Any) -> str:
    """The sentence of an entry."""
    return actions.sentence(row.action) % {
        "actor": row.actor_name or FORGOTTEN,
        "subject": subject_name(row, row.person_name),
    }


class ToldColumn(LinkColumn):
    """The act, written as its sentence."""

    def write(self, value: Any, record: Any) -> Any:
        """The sentence as a link to the entry."""
        return super().write(told(record), record)

    def cells(self, value: Any, record: Any) -> Any:
        """The sentence as text."""
        return super().cells(told(record), record)


class EntryTable(Table):
    recorded_at = WhenColumn(verbose_name=_("When"))
    action = ToldColumn(verbose_name=_("What happened"), url=lambda row: reverse("audit:entry_detail", args=[row.uid]))
    actor_name = TextColumn(verbose_name=_("Who"))
    reason = TextColumn(verbose_name=_("Reason"))
    sequence = NumberColumn(verbose_name=_("In the chain"))

    class Meta:
        phone = ("recorded_at", "action", "actor_name")
        order_by = ("-recorded_at",)
