"""Use cases in the API: read, register, edit, classify, score, hold, close."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import Cursor, error_answers, known_parameters
from foundation.ui.search import clean
from usecases import queries, services
from usecases.api import serializers as shapes
from usecases.api.similar import CaseCreatedSerializer
from usecases.api.similar import rows_of as similar_rows
from usecases.api.writing import ROW, card_of, detail_of, field_of, rows_of
from usecases.models import CaseLink, UseCase, key_of, reference_of
from usecases.services.tags import folded

_PATH = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Reference (UC-0042) or uid of the use case.")


def valid(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the clean values of a request. Raises ValidationError (400) with every field that is wrong."""
    read = shape(data=data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def asked_of(shape: type[serializers.Serializer[Any]], query: QueryDict, *, paged: bool = True) -> dict[str, Any]:
    """Return the clean query of a list. A name that the list does not know is refused (400), for ignoring a mistyped
    filter would answer with a wrong figure.
    """
    known = {*shape().fields, *(("cursor", "page_size") if paged else ()), "format"}
    if unknown := sorted(set(query) - known):
        sentence = gettext("This list has no such parameter. It knows: %(names)s.")
        raise ValidationError({name: [sentence % {"names": ", ".join(sorted(known))}] for name in unknown})
    return valid(shape, query)


def readable_unit(user: User, uid: UUID) -> Unit:
    """Return a unit that the user may read; 404 else."""
    return get_object_or_404(Unit.objects.filter(access_of(user).q(Permission.READ, "path")), uid=uid)


def case_of(user: User, key: str) -> UseCase:
    """Return the case with this reference or uid that the user may see; 404 else."""
    reference = key
    if key_of(key) is None:
        try:
            pk = UseCase.objects.visible_to(user).filter(uid=UUID(key)).values_list("id", flat=True).first()
        except ValueError:
            pk = None
        reference = reference_of(pk) if pk is not None else ""
    return queries.by_reference(reference, user)


@contextmanager
def _named_as_sent() -> Iterator[None]:
    """A refusal of an added field names it as the request does: "custom.site"."""
    try:
        yield
    except Invalid as error:
        if error.field.startswith("f_"):
            error.field = f"custom.{error.field[2:]}"
        raise


class CasePages(Cursor):
    """Newest first."""


@extend_schema(tags=["use cases"])
class CaseViewSet(GenericViewSet[UseCase]):
    """The use cases of units that the caller may read; commands follow the same rules as the pages."""

    queryset = UseCase.objects.none()
    serializer_class = shapes.CaseSerializer
    pagination_class = CasePages
    filter_backends: list[Any] = []
    lookup_field = "key"
    lookup_value_regex = "[^/.]+"

    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _case(self, key: str) -> UseCase:
        return case_of(self._user(), key)

    def _answer(self, case: UseCase, code: int = status.HTTP_200_OK) -> Response:
        return Response(detail_of(self._case(case.reference), self._user()), status=code)

    @extend_schema(
        parameters=[shapes.CaseQuerySerializer],
        responses={200: shapes.CaseRowSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Use cases, newest first, by cursor."""
        asked = asked_of(shapes.CaseQuerySerializer, request.query_params)
        rows = self._narrowed(UseCase.objects.visible_to(self._user()).active(), asked).values(*ROW)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(rows_of(page or []))

    def _narrowed(self, rows: QuerySet[UseCase], asked: Mapping[str, Any]) -> QuerySet[UseCase]:
        if "unit" in asked:
            rows = rows.filter(unit__path__startswith=str(readable_unit(self._user(), asked["unit"]).path))
        if "stage" in asked:
            rows = rows.filter(stage=asked["stage"])
        if "tier" in asked:
            rows = rows.filter(tier="" if asked["tier"] == "none" else asked["tier"])
        if "category" in asked:
            rows = rows.filter(category=asked["category"])
        if "case_type" in asked:
            rows = queries.of_type(rows, asked["case_type"])
        if "tag" in asked:
            rows = queries.tagged(rows, folded(asked["tag"]))
        if "custom" in asked:
            rows = queries.meeting(rows, asked["custom"])
        if "inputs" in asked:
            rows = rows.filter(current_assumed=0) if asked["inputs"] == "known" else rows.filter(current_assumed__gt=0)
        if "q" in asked:
            rows = queries.matching(rows, clean(asked["q"]))
        if "updated_since" in asked:
            rows = rows.filter(updated_at__gte=asked["updated_since"])
        return rows

    @extend_schema(parameters=[_PATH], responses={200: shapes.CaseSerializer, **error_answers(404)})
    def retrieve(self, request: Request, key: str = "") -> Response:
        """One use case, by reference or uid."""
        return Response(detail_of(self._case(key), self._user()))

    @extend_schema(
        request=shapes.CaseCreateSerializer, responses={201: CaseCreatedSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Register a use case; the answer names those like it."""
        data = valid(shapes.CaseCreateSerializer, request.data)
        unit = readable_unit(self._user(), data.pop("unit"))
        with _named_as_sent():
            case = services.create_case(unit, by=self._user(), **self._fields(data))
        answer = self._answer(case, status.HTTP_201_CREATED)
        answer.data["similar"] = similar_rows(queries.similar_to(self._user(), case))
        return answer

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseEditSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    def partial_update(self, request: Request, key: str = "") -> Response:
        """Change what a use case says; 409 when `version` is not the present one."""
        case = self._case(key)
        data = valid(shapes.CaseEditSerializer, request.data)
        if "unit" in data:
            data["unit"] = readable_unit(self._user(), data["unit"])
        version, reason = data.pop("version", None), data.pop("reason", "")
        with _named_as_sent():
            services.edit_case(case, by=self._user(), version=version, reason=reason, **self._fields(data))
        return self._answer(case)

    def _fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """People and money as records; 400 at the field of a person who cannot be named."""
        people = {person.uid: person for person in queries.nameable(self._user())}
        for name in ("owner", "sponsor"):
            if data.get(name) is not None:
                if data[name] not in people:
                    raise Invalid(_("There is no such person in your units."), field=name)
                data[name] = people[data[name]]
        if data.get("budget") is not None:
            data["budget"] = Money.of(data["budget"]["amount"], data["budget"]["currency"], field="budget")
        return data

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseClassifySerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def classify(self, request: Request, key: str = "") -> Response:
        """Answer the risk questions."""
        case = self._case(key)
        return self._answer(
            services.classify(case, by=self._user(), **valid(shapes.CaseClassifySerializer, request.data))
        )

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseLinkInSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def link(self, request: Request, key: str = "") -> Response:
        """Link a use case with another one; a circle is refused with the circle named."""
        case = self._case(key)
        data = valid(shapes.CaseLinkInSerializer, request.data)
        services.link_cases(case, self._case(data["other"]), kind=data["kind"], by=self._user())
        return self._answer(case)

    @extend_schema(
        parameters=[_PATH],
        request=shapes.WebLinkInSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"], url_path="web-link")
    def web_link(self, request: Request, key: str = "") -> Response:
        """Put an address of the web on a use case."""
        case = self._case(key)
        services.add_web_link(case, by=self._user(), **valid(shapes.WebLinkInSerializer, request.data))
        return self._answer(case)

    @extend_schema(
        parameters=[_PATH],
        request=shapes.UnlinkSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def unlink(self, request: Request, key: str = "") -> Response:
        """Take a link or an address off a use case."""
        case = self._case(key)
        uid = valid(shapes.UnlinkSerializer, request.data)["link"]
        if address := case.web_links.filter(uid=uid).first():
            services.remove_web_link(address, by=self._user())
        else:
            rows = CaseLink.objects.filter(Q(source=case) | Q(target=case)).select_related(
                "source__unit", "target__unit"
            )
            services.unlink_cases(get_object_or_404(rows, uid=uid), by=self._user())
        return self._answer(case)

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseInputsSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def inputs(self, request: Request, key: str = "") -> Response:
        """Enter inputs of the score, or of another scoring model than the one in use."""
        case = self._case(key)
        data = valid(shapes.CaseInputsSerializer, request.data)
        model = queries.scoring_model(data["model"]) if data["model"] else None
        return self._answer(services.record_inputs(case, by=self._user(), inputs=data["inputs"], model=model))

    @extend_schema(
        parameters=[_PATH], request=None, responses={200: shapes.ScoreCardSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def score(self, request: Request, key: str = "") -> Response:
        """Make a score card from the inputs; the present one when nothing changed since."""
        return Response(card_of(services.score_case(self._case(key), by=self._user())))

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseReasonSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, key: str = "") -> Response:
        """Put a use case on hold."""
        case = self._case(key)
        return self._answer(services.hold(case, by=self._user(), **valid(shapes.CaseReasonSerializer, request.data)))

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseNoteSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, key: str = "") -> Response:
        """Take a use case off hold."""
        case = self._case(key)
        return self._answer(services.resume(case, by=self._user(), **valid(shapes.CaseNoteSerializer, request.data)))

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseCloseSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, key: str = "") -> Response:
        """Kill or retire a use case."""
        case = self._case(key)
        return self._answer(services.close(case, by=self._user(), **valid(shapes.CaseCloseSerializer, request.data)))

    @extend_schema(
        parameters=[_PATH],
        request=shapes.CaseReasonSerializer,
        responses={200: shapes.CaseSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, key: str = "") -> Response:
        """Bring a rejected or killed use case back to where it stood."""
        case = self._case(key)
        return self._answer(services.reopen(case, by=self._user(), **valid(shapes.CaseReasonSerializer, request.data)))


@extend_schema(tags=["use cases"])
class AddedFieldsView(APIView):
    """The fields that the administrator added to use cases."""

    @extend_schema(responses={200: shapes.AddedFieldSerializer(many=True), **error_answers()})
    def get(self, request: Request) -> Response:
        """All of them in their order, retired ones too."""
        known_parameters(request, ())
        return Response([field_of(field) for field in queries.custom_fields(retired=True)])
