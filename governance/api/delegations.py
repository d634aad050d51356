"""Handing on decisions in the API."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.people.queries import nameable_people
from foundation.ui.api import error_answers, known_parameters
from governance import queries, services
from governance.api import serializers as given
from governance.api import shapes
from governance.api.reviews import valid
from governance.models import Delegation


@extend_schema(tags=["reviews"])
class DelegationViewSet(GenericViewSet[Delegation]):
    """What the caller has handed on and was handed."""

    queryset = Delegation.objects.none()
    serializer_class = given.DelegationSerializer
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    @property
    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _named(self, uid: UUID, field: str) -> User:
        user = nameable_people(self._user).filter(uid=uid).first()
        if user is None:
            raise Invalid(_("There is nobody with this uid."), field=field)
        return user

    @extend_schema(responses={200: given.DelegationSerializer(many=True), **error_answers()})
    def list(self, request: Request) -> Response:
        """Delegations given and received, newest first, by cursor."""
        known_parameters(request, given.DelegationQuerySerializer().fields, paged=True)
        page = self.paginate_queryset(queries.delegations_of(self._user))
        return self.get_paginated_response([shapes.delegation(row) for row in page or []])

    @extend_schema(
        request=given.DelegateSerializer, responses={201: given.DelegationSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Hand decisions on from one day to another."""
        values = valid(given.DelegateSerializer, request.data)
        giver = self._named(values.pop("giver"), "giver") if "giver" in values else self._user
        values["receiver"] = self._named(values["receiver"], "receiver")
        made = services.delegate(giver, by=self._user, **values)
        return Response(shapes.delegation(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: given.DelegationSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: UUID | None = None) -> Response:
        """End a delegation now."""
        row = get_object_or_404(queries.delegations_of(self._user), uid=uid)
        return Response(shapes.delegation(services.end_delegation(row, by=self._user)))
