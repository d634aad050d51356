"""People and units in the API."""

from typing import cast

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import READ_SCOPE, WRITE_SCOPE, access_of
from foundation.people.serializers import MeSerializer, UnitSerializer
from foundation.ui.api import error_answers


@extend_schema(responses={200: UnitSerializer, **error_answers(404)})
class UnitViewSet(ReadOnlyModelViewSet[Unit]):
    """The units that the caller may see, in order of creation."""

    serializer_class = UnitSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Unit.objects.none()

    def get_queryset(self) -> QuerySet[Unit]:
        if getattr(self, "swagger_fake_view", False):
            return Unit.objects.none()
        return access_of(self.request.user).units(Permission.READ).select_related("parent")  # type: ignore[arg-type]


class MeView(APIView):
    """Who the token belongs to, and what it allows."""

    @extend_schema(responses={200: MeSerializer, **error_answers()})
    def get(self, request: Request) -> Response:
        user = cast(User, request.user)
        token = getattr(user, "token", None)
        grants = user.grants.select_related("unit")
        data = {
            "uid": user.uid,
            "username": user.username,
            "name": user.name,
            "time_zone": user.time_zone,
            "roles": [{"role": g.role, "unit": g.unit.uid, "unit_name": g.unit.name} for g in grants],
            "scopes": token.scopes if token else [READ_SCOPE, WRITE_SCOPE],
        }
        return Response(MeSerializer(data).data)


ROUTES = [("units", UnitViewSet, "unit")]
URLS = [path("me/", MeView.as_view(), name="me")]
