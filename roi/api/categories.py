"""The categories of the ledger over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.kernel.errors import Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers, known_parameters
from roi import services
from roi.api.ledger import user_of, valid
from roi.category_models import KEY_LENGTH, LABEL_LENGTH, categories
from roi.models import KIND_CHOICES
from roi.workflow import GROUPS, Category

GROUP_CHOICES = [(group.value, label) for group, label in GROUPS.items()]


class LedgerCategorySerializer(serializers.Serializer[Any]):
    """What an entry is filed under."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    group = serializers.ChoiceField(choices=GROUP_CHOICES, help_text="What kind of benefit or cost it is.")
    is_retired = serializers.BooleanField(help_text="A retired category takes no new entries.")


class NewCategorySerializer(serializers.Serializer[Any]):
    """A category to add."""

    key = serializers.CharField(required=False, allow_blank=True, max_length=KEY_LENGTH, default="")
    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    group = serializers.ChoiceField(choices=GROUP_CHOICES)


class CategoriesView(APIView):
    """The categories of the ledger."""

    @extend_schema(
        tags=["value"],
        operation_id="ledger_categories_list",
        responses={200: LedgerCategorySerializer(many=True), **error_answers()},
    )
    def get(self, request: Request) -> Response:
        """List all categories, retired ones too."""
        known_parameters(request, ())
        if not access_of(user_of(request)).anywhere(Permission.READ):
            raise Denied(_("You may not read any unit."))
        return Response([category_json(row) for row in categories().values()])

    @extend_schema(
        tags=["value"],
        operation_id="ledger_categories_create",
        request=NewCategorySerializer,
        responses={201: LedgerCategorySerializer, **error_answers(409)},
    )
    def post(self, request: Request) -> Response:
        """Add a category; finance or an administrator."""
        added = services.add_category(by=user_of(request), **valid(NewCategorySerializer, request))
        return Response(category_json(added.says), status=status.HTTP_201_CREATED)


def category_json(category: Category) -> dict[str, Any]:
    """Write a category the way the API does."""
    names = ("key", "label", "kind", "group", "is_retired")
    return {name: getattr(category, name) for name in names}
