"""Tables of the register's own set-up: added fields and tags."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ui.columns import DayColumn, LinkColumn, NumberColumn, StatusColumn, TextColumn
from foundation.ui.tables import Table
from usecases.rules import custom


class FieldTable(Table):
    """Fields of use cases."""

    label = LinkColumn(verbose_name=_("Field"), url=lambda row: reverse("usecases:field_edit", args=[row.uid]))
    kind = TextColumn(verbose_name=_("Kind"))
    key = TextColumn(verbose_name=_("Key"))
    help = TextColumn(verbose_name=_("Help"), shorten=60, why=_("None"))
    cases = NumberColumn(verbose_name=_("Use cases with a value"), decimals=0)
    state = StatusColumn(
        verbose_name=_("State"),
        accessor="retired_at",
        order_by="retired_at",
        words=lambda value: (gettext("Retired"), "neutral"),
    )
    created_at = DayColumn(verbose_name=_("Added"))

    class Meta:
        phone = ("label", "kind", "state")
        hidden = ("created_at",)
        order_by = ("place",)

    def render_kind(self, value: str) -> str:
        return gettext(custom.KIND_LABELS[value])

    def value_kind(self, value: str, record: Any) -> str:
        return gettext(custom.KIND_LABELS[value])

    def render_state(self, value: Any, column: Any, record: Any) -> Any:
        return column.write(value, record) if value else gettext("In use")

    def value_state(self, value: Any, record: Any) -> str:
        return gettext("Retired") if value else gettext("In use")


class TagTable(Table):
    """Tags with how many visible cases carry them."""

    name = LinkColumn(
        verbose_name=_("Tag"), url=lambda row: f"{reverse('usecases:case_list')}?{urlencode({'tag': row.folded})}"
    )
    cases = NumberColumn(verbose_name=_("Use cases"), decimals=0)
    created_at = DayColumn(verbose_name=_("First used"))
    rename = LinkColumn(
        verbose_name=" ",
        accessor="uid",
        orderable=False,
        url=lambda row: reverse("usecases:tag_rename", args=[row.uid]),
    )

    class Meta:
        phone = ("name", "cases", "rename")
        order_by = ("-cases", "folded")

    def render_rename(self, record: Any, column: Any) -> Any:
        return column.write(gettext("Rename"), record)
