"""Similar use cases in the API: of a description, and of what was just registered."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.ui.api import error_answers
from usecases import queries
from usecases.api.serializers import CaseSerializer
from usecases.models import NAME_LENGTH
from usecases.queries import Similar
from usecases.services.cases import TEXT_LENGTH


class SimilarCaseSerializer(serializers.Serializer[Any]):
    """A use case like another: `likeness` from 0 to 1 with two decimals, `shared` the words that both have."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    stage = serializers.CharField()
    likeness = serializers.DecimalField(max_digits=3, decimal_places=2)
    shared = serializers.ListField(child=serializers.CharField())


class CaseCreatedSerializer(CaseSerializer):
    """The use case that was registered, and those like it that the caller may read."""

    similar = SimilarCaseSerializer(many=True)


class SimilarQuerySerializer(serializers.Serializer[Any]):
    """What is described: a name, the problem it solves, or both."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True, default="")
    summary = serializers.CharField(max_length=TEXT_LENGTH, required=False, allow_blank=True, default="")


class SimilarListSerializer(serializers.Serializer[Any]):
    """The most alike first; nothing when fewer than three letters are given."""

    results = SimilarCaseSerializer(many=True)


def rows_of(found: Iterable[Similar]) -> list[dict[str, Any]]:
    """Return similar cases as the API writes them."""
    return [
        {
            "uid": hit.case.uid,
            "reference": hit.case.reference,
            "name": hit.case.name,
            "unit": hit.case.unit.uid,
            "unit_name": hit.case.unit.name,
            "stage": hit.case.stage,
            "likeness": f"{hit.score:.2f}",
            "shared": list(hit.shared),
        }
        for hit in found
    ]


class SimilarView(APIView):
    """Use cases like a description, before it is registered."""

    @extend_schema(
        operation_id="use_cases_similar",
        request=SimilarQuerySerializer,
        responses={200: SimilarListSerializer, **error_answers()},
        tags=["use cases"],
    )
    def post(self, request: Request) -> Response:
        """Return the ten visible use cases most like a name and a problem."""
        asked = SimilarQuerySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = queries.similar(request.user, **asked.validated_data, limit=10)  # type: ignore[arg-type]
        return Response({"results": rows_of(found)})
