"""What the registers share in the API: list and detail of one shape, and commands that each call one service."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers, known_parameters
from governance.api.reviews import valid

Shape = type[serializers.Serializer[Any]]


class RegisterViewSet(GenericViewSet[Any]):
    """Records of one register that the caller may read; `rows`, `shape`, `narrow` and `asked` are its own."""

    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    asked: Shape

    @property
    def user(self) -> User:
        """Who calls."""
        return self.request.user  # type: ignore[return-value]

    def rows(self) -> QuerySet[Any]:
        """The records that the caller may read, with what `shape` needs."""
        raise NotImplementedError

    def shape(self, row: Any) -> dict[str, Any]:
        """One record as it is written."""
        raise NotImplementedError

    def full_shape(self, row: Any) -> dict[str, Any]:
        """One record alone, for a register that says more of it than in its list."""
        return self.shape(row)

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        """The rows that the parameters ask for; each names a column unless a register says otherwise."""
        asked = dict(asked)
        if "unit" in asked:
            units = Unit.objects.filter(access_of(self.user).q(Permission.READ, "path"))
            rows = rows.filter(unit__path__startswith=get_object_or_404(units, uid=asked.pop("unit")).path)
        return rows.filter(**asked)

    def find(self, uid: str) -> Any:
        """One record; 404 for anything else."""
        try:
            key = UUID(str(uid))
        except ValueError:
            key = UUID(int=0)
        return get_object_or_404(self.rows(), uid=key)

    def answer(self, uid: Any, code: int = status.HTTP_200_OK) -> Response:
        """The record as it stands now."""
        return Response(self.full_shape(self.find(str(uid))), status=code)

    def list(self, request: Request) -> Response:
        """Records, newest first, by cursor."""
        known_parameters(request, self.asked().fields, paged=True)
        page = self.paginate_queryset(self.narrow(self.rows(), valid(self.asked, request.query_params)))
        return self.get_paginated_response([self.shape(row) for row in page or []])

    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One record."""
        return self.answer(uid)


def documented(tag: str, shape: Shape, asked: Shape, full: Shape | None = None) -> Callable[[Any], Any]:
    """Describe list and detail of a register; `full` is the shape of a record alone, where it says more."""
    return extend_schema_view(
        list=extend_schema(tags=[tag], parameters=[asked], responses={200: shape(many=True), **error_answers(404)}),
        retrieve=extend_schema(tags=[tag], responses={200: full or shape, **error_answers(404)}),
    )


def command(
    tag: str, name: str, taken: Shape, shape: Shape, run: Callable[[Any, Any, dict[str, Any]], Any], about: str
) -> Any:
    """A command of a register: POST `/{uid}/{name}/` takes `taken` and calls `run(api, record, values)`."""

    def act(self: Any, request: Request, uid: str = "") -> Response:
        run(self, self.find(uid), valid(taken, request.data))
        return self.answer(uid)

    act.__name__, act.__doc__ = name.replace("-", "_"), about
    described = extend_schema(tags=[tag], request=taken, responses={200: shape, **error_answers(404, 409)})
    return described(action(detail=True, methods=["post"], url_path=name)(act))


def someone(uid: UUID, field: str = "owner") -> User:
    """Return an active person. Raises Invalid at the field."""
    found = User.objects.filter(uid=uid, is_active=True).first()
    if found is None:
        raise Invalid(_("There is nobody with this uid."), field=field)
    return found


def some_unit(user: User, uid: UUID) -> Unit:
    """Return a unit that the caller may read. Raises Invalid at `unit`."""
    found = Unit.objects.filter(access_of(user).q(Permission.READ, "path"), uid=uid).first()
    if found is None:
        raise Invalid(_("There is no such unit."), field="unit")
    return found


def part(rows: Any, uid: UUID, field: str) -> Any:
    """Return one of the parts of a record. Raises Invalid at the field."""
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Invalid(_("There is nothing with this uid here."), field=field)
    return found
