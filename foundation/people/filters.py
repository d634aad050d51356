"""The filters of people, and the filter by unit that lists share."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter

from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.people.roles import ROLES
from foundation.ui.filters import ChoiceFilter, FilterSet


class BelowUnit(FilterSet):
    """A list narrowed to a unit and all below it; `unit_path` is the way from a row to the path of its unit."""

    unit_path = "unit__path"

    unit = ChoiceFilter(label=_("Unit"), method="in_unit", empty_label=_("All units"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].extra["choices"] = unit_choices(self.request.user, Permission.READ)

    def in_unit(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A unit and all below it; one that this person may not see finds nothing."""
        unit = Unit.objects.filter(access_of(self.request.user).q(Permission.READ, "path"), uid=value).first()
        return rows.filter(**{f"{self.unit_path}__startswith": unit.path}) if unit else rows.none()


class UserFilters(FilterSet):
    role = ChoiceFilter(label=_("Role"), method="holds", choices=[(role.key, _(role.name)) for role in ROLES.values()])
    is_active = BooleanFilter(label=_("Active"))

    class Meta:
        model = User
        fields: list[str] = []

    def holds(self, people: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        return people.filter(pk__in=Grant.objects.filter(role=value).values("user_id"))
