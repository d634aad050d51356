"""What all of the API of adoption shares: fields, what a record is about, and the endpoints of a kind of records."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from adoption import filters, models
from adoption.models import LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH
from adoption.rules import MOST_PEOPLE
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, nameable_people
from foundation.ui.api import Cursor, error_answers
from usecases.models import UseCase, key_of

ABOUT = ("uid", "case", "unit", "unit_name", "created_at", "updated_at")


def people(**kwargs: Any) -> serializers.IntegerField:
    """A number of people or requests; null is not told."""
    return serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MOST_PEOPLE, **kwargs
    )


def text(most: int = TEXT_LENGTH, **kwargs: Any) -> serializers.CharField:
    """A text that is needed."""
    return serializers.CharField(max_length=most, **kwargs)


def short(most: int = LABEL_LENGTH, **kwargs: Any) -> serializers.CharField:
    """A text that may be left out."""
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=most, **kwargs)


class AboutSerializer(serializers.ModelSerializer[Any]):
    """What every record says."""

    case = serializers.CharField(source="case_reference", help_text="Reference of the use case; empty without one.")
    unit = serializers.UUIDField(source="unit.uid")
    unit_name = serializers.CharField(source="unit.name")


class AboutInput(serializers.Serializer[Any]):
    """What a record is about: a use case, a unit, or both; the unit is that of the use case when it is left out."""

    case = serializers.CharField(required=False, allow_blank=True, default="", max_length=30)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = text(NOTE_LENGTH)


def user_of(request: Request) -> User:
    """Return who calls."""
    return request.user  # type: ignore[return-value]


def valid(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the body as the serializer reads it. Raises ValidationError for a bad value."""
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def about(given: dict[str, Any], user: User) -> dict[str, Any]:
    """Put the records in the place of what names them: use case, unit, owner. Raises Invalid at what is not there."""
    case = None
    if reference := given["case"]:
        pk = key_of(reference)
        rows = UseCase.objects.visible_to(user).select_related("unit")
        case = rows.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
        if case is None:
            raise Invalid(_("There is no use case with this reference that you may see."), field="case")
    unit = case.unit if case else None
    if uid := given["unit"]:
        unit = access_of(user).units(Permission.READ).filter(uid=uid).first()
        if unit is None:
            raise Invalid(_("There is no unit with this uid that you may see."), field="unit")
    if unit is None:
        raise Invalid(_("Give a use case or a unit."), field="unit")
    return given | {"case": case, "unit": unit} | owner(given, user)


def owner(given: dict[str, Any], user: User) -> dict[str, Any]:
    """The person whose uid is given as owner. Raises Invalid when there is none that the caller may name."""
    if given.get("owner") is None:
        return {}
    person = nameable_people(user).filter(uid=given["owner"]).first()
    if person is None:
        raise Invalid(_("There is nobody with this uid whom you may name."), field="owner")
    return {"owner": person}


class AboutViewSet(viewsets.GenericViewSet[Any]):
    """Records of one kind that the caller may read, the newest first."""

    filterset_class: Any = filters.AboutApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    related: tuple[str, ...] = ()
    many: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Records that the caller may read."""
        rows: Any = super().get_queryset()
        rows = rows.visible_to(user_of(self.request)).select_related("unit", "case__unit", *self.related)
        if issubclass(rows.model, models.Figures):
            rows = rows.select_related("corrects").annotate(
                corrected_by=F("correction__id"), correction_uid=F("correction__uid")
            )
        return rows.prefetch_related(*self.many)

    def answer(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """The record as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=code)

    def list(self, request: Request) -> Response:
        """List records; narrow by unit, use case, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one record."""
        return Response(self.get_serializer(self.get_object()).data)

    def act(self, request: Request, takes: type[serializers.Serializer[Any]], do: Callable[..., Any]) -> Response:
        """Carry out a command on a record and answer it."""
        row = self.get_object()
        given = valid(takes, request.data)
        do(row, by=user_of(request), **given | owner(given, user_of(request)))
        return self.answer(row)


class AddedViewSet(AboutViewSet):
    """Records that are added one by one."""

    takes: type[serializers.Serializer[Any]]
    create_by: Callable[..., Any]

    def create(self, request: Request) -> Response:
        """Add a record."""
        given = about(valid(self.takes, request.data), user_of(request))
        return self.answer(type(self).create_by(by=user_of(request), **given), status.HTTP_201_CREATED)


def described(read: type, takes: type) -> Any:
    """The description of a kind's list, record and addition."""
    return extend_schema_view(
        list=extend_schema(tags=["adoption"], responses={200: read(many=True), **error_answers()}),
        retrieve=extend_schema(tags=["adoption"], responses={200: read, **error_answers(404)}),
        create=extend_schema(tags=["adoption"], request=takes, responses={201: read, **error_answers(409)}),
    )


def command(read: type, takes: type | None) -> Any:
    """The description of a command."""
    return extend_schema(tags=["adoption"], request=takes, responses={200: read, **error_answers(404, 409)})
