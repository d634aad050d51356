"""The tables of people and units."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.kernel.tones import Tone
from foundation.ui.columns import LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table


def _active(value: Any) -> tuple[Any, Tone]:
    return (_("Active"), Tone.GOOD) if value else (_("Inactive"), Tone.NEUTRAL)


class UserTable(Table):
    name = LinkColumn(verbose_name=_("Name"), url=lambda row: row.get_absolute_url())
    title = TextColumn(verbose_name=_("Job title"))
    username = TextColumn(verbose_name=_("Username"))
    email = TextColumn(verbose_name=_("Email"))
    is_active = StatusColumn(verbose_name=_("State"), words=_active)
    last_login = WhenColumn(verbose_name=_("Last signed in"))

    class Meta:
        phone = ("name", "title", "is_active")
        hidden = ("email",)
        order_by = ("name",)
