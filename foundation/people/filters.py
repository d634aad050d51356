"""The filters of people."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter

from foundation.people.models import Grant, User
from foundation.people.roles import ROLES
from foundation.ui.filters import FilterSet


class UserFilters(FilterSet):
    role = ChoiceFilter(label=_("Role"), method="holds", choices=[(role.key, _(role.name)) for role in ROLES.values()])
    is_active = BooleanFilter(label=_("Active"))

    class Meta:
        model = User
        fields: list[str] = []

    def holds(self, people: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        return people.filter(pk__in=Grant.objects.filter(role=value).values("user_id"))
