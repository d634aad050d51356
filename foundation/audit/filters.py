"""The filters of the trail."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter

from foundation.audit import actions
from foundation.audit.models import Entry
from foundation.ui.filters import FilterSet


def _areas() -> list[tuple[str, str]]:
    return sorted({(name.split(".")[0], name.split(".")[0].capitalize()) for name in actions.known()})


class EntryFilters(FilterSet):
    area = ChoiceFilter(label=_("Area"), field_name="action", lookup_expr="startswith", choices=_areas)
    actor = CharFilter(label=_("Who"), field_name="actor_name", lookup_expr="icontains")
    since = DateFilter(label=_("From"), field_name="recorded_at", lookup_expr="date__gte")
    until = DateFilter(label=_("Until"), field_name="recorded_at", lookup_expr="date__lte")

    class Meta:
        model = Entry
        fields: list[str] = []
