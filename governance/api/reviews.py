"""Reviews in the API: read, submit, decide, vote; the same rules as on the pages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
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
from governance import queries, records, services
from governance.api import serializers as given
from governance.api import shapes
from governance.models import Review, Step

_FULL = {200: given.ReviewSerializer, **error_answers(404, 409)}


def valid(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the clean values of a request. Raises ValidationError (400) with every field that is wrong."""
    read = shape(data=data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@extend_schema(tags=["reviews"])
class ReviewViewSet(GenericViewSet[Review]):
    """Reviews of the use cases that the caller may read; only its voter sees a vote until the voting is closed."""

    queryset = Review.objects.none()
    serializer_class = given.ReviewSerializer
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    @property
    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _review(self, uid: str) -> Review:
        try:
            key = UUID(uid)
        except ValueError:
            key = UUID(int=0)
        return get_object_or_404(queries.full(self._user), uid=key)

    def _step(self, review: Review, asked: UUID | None) -> Step:
        """The step that was named, else the open one that lies with the caller, else the one at hand."""
        if asked is None:
            return queries.step_for(review, self._user)
        step = next((item for item in review.steps.all() if item.uid == asked), None)
        if step is None:
            raise Invalid(_("This review has no such step."), field="step")
        step.review = review
        return step

    def _answer(self, uid: Any, code: int = status.HTTP_200_OK) -> Response:
        return Response(shapes.review(self._review(str(uid)), self._user), status=code)

    def _draft(self, values: dict[str, Any]) -> services.Draft:
        owner = User.objects.filter(uid=values["owner"], is_active=True).first()
        if owner is None:
            raise Invalid(_("There is nobody with this uid."), field="owner")
        return services.Draft(values["text"], owner, values["due"], values["blocking"])

    @extend_schema(
        parameters=[given.ReviewQuerySerializer],
        responses={200: given.ReviewRowSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Reviews, newest first, by cursor."""
        known_parameters(request, given.ReviewQuerySerializer().fields, paged=True)
        asked = valid(given.ReviewQuerySerializer, request.query_params)
        rows = self._narrowed(queries.api_rows(self._user), asked)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([shapes.review_row(row) for row in page or []])

    def _narrowed(self, rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        if "tier" in asked:
            rows = rows.filter(tier=asked["tier"])
        if "use_case" in asked:
            rows = rows.filter(case=shapes.case_of(self._user, asked["use_case"]))
        if "unit" in asked:
            units = Unit.objects.filter(access_of(self._user).q(Permission.READ, "path"))
            rows = rows.filter(case__unit__path__startswith=get_object_or_404(units, uid=asked["unit"]).path)
        return rows

    @extend_schema(responses={200: given.ReviewSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One review with its frozen dossier, steps, votes and conditions."""
        return self._answer(uid)

    @extend_schema(request=given.SubmitSerializer, responses={201: given.ReviewSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Submit a use case for approval."""
        values = valid(given.SubmitSerializer, request.data)
        answers = {UUID(key): text for key, text in values["answers"].items() if _is_uid(key)}
        case = shapes.case_of(self._user, values["use_case"])
        made = services.submit(case, by=self._user, note=values["note"], answers=answers)
        return self._answer(made.uid, status.HTTP_201_CREATED)

    @extend_schema(request=given.DecideSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: str = "") -> Response:
        """Decide an open step of holders of a role or of a named person: approve, return with questions, or reject."""
        return self._judge(uid, services.decide_step, valid(given.DecideSerializer, request.data))

    @extend_schema(request=given.ExpediteSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def expedite(self, request: Request, uid: str = "") -> Response:
        """Decide a board step as its chair alone, where the route allows it and nobody has voted; never to reject."""
        return self._judge(uid, services.expedite, valid(given.ExpediteSerializer, request.data))

    def _judge(self, uid: str, command: Any, values: dict[str, Any]) -> Response:
        command(
            self._step(self._review(uid), values.get("step")), by=self._user, verdict=values["verdict"],
            reason=values["reason"], questions=values["questions"],
            conditions=[self._draft(item) for item in values["conditions"]],
        )  # fmt: skip
        return self._answer(uid)

    @extend_schema(request=given.AlternateSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def alternate(self, request: Request, uid: str = "") -> Response:
        """Let the alternate of a seat vote in place of its absent member."""
        values = valid(given.AlternateSerializer, request.data)
        step = self._step(self._review(uid), values.get("step"))
        seat = step.seats.filter(key=values["seat"]).first()
        if seat is None:
            raise Invalid(_("This step has no such seat."), field="seat")
        services.call_alternate(step, seat=seat, by=self._user)
        return self._answer(uid)

    @extend_schema(request=given.VoteSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, uid: str = "") -> Response:
        """Cast a sealed vote."""
        review = self._review(uid)
        values = valid(given.VoteSerializer, request.data)
        step = self._step(review, values.get("step"))
        services.cast_vote(
            step, by=self._user, choice=values["choice"], reason=values["reason"], questions=values["questions"]
        )  # fmt: skip
        return self._answer(uid)

    @extend_schema(request=given.RecuseSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def recuse(self, request: Request, uid: str = "") -> Response:
        """Leave the voting for a conflict of interest."""
        review = self._review(uid)
        values = valid(given.RecuseSerializer, request.data)
        services.recuse(self._step(review, values.get("step")), by=self._user, reason=values["reason"])
        return self._answer(uid)

    @extend_schema(request=given.CloseSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: str = "") -> Response:
        """Close the voting and open all votes; without a quorum 409, and it stays open."""
        review = self._review(uid)
        values = valid(given.CloseSerializer, request.data)
        services.close_voting(self._step(review, values.get("step")), by=self._user, reason=values["reason"])
        return self._answer(uid)

    @extend_schema(
        request=given.AddConditionSerializer, responses={201: given.ReviewSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def conditions(self, request: Request, uid: str = "") -> Response:
        """Set a condition on the open step."""
        review = self._review(uid)
        values = valid(given.AddConditionSerializer, request.data)
        draft = self._draft(values)
        services.add_condition(
            self._step(review, values.get("step")), by=self._user, text=draft.text, owner=draft.owner, due=draft.due,
            is_blocking=draft.is_blocking,
        )  # fmt: skip
        return self._answer(uid, status.HTTP_201_CREATED)

    @extend_schema(request=given.ReasonSerializer, responses=_FULL)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: str = "") -> Response:
        """Take the review back; sealed votes stay sealed."""
        review = self._review(uid)
        values = valid(given.ReasonSerializer, request.data)
        services.withdraw(review, by=self._user, reason=values["reason"])
        return self._answer(uid)

    @extend_schema(responses={200: given.RecordSerializer, **error_answers(404)})
    @action(detail=True, methods=["get"])
    def record(self, request: Request, uid: str = "") -> Response:
        """The decision record with its digest; 404 while nothing is decided."""
        review = get_object_or_404(queries.full(self._user).exclude(record=""), pk=self._review(uid).pk)
        return Response(queries.record_of(review))

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY, **error_answers(404, 409)})
    @action(detail=True, methods=["get"], url_path="record-pdf")
    def record_pdf(self, request: Request, uid: str = "") -> HttpResponse:
        """The decision record as PDF; 404 while nothing is decided, 409 on a machine that makes no PDF."""
        review = get_object_or_404(queries.full(self._user).exclude(record=""), pk=self._review(uid).pk)
        return HttpResponse(records.pdf_of(review), content_type="application/pdf")
