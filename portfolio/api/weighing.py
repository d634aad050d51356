"""Weighing rounds and the certainty of orders in the API."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root
from foundation.ui.api import Cursor, error_answers
from portfolio import policies, services
from portfolio.api import weighing_shapes as shapes
from portfolio.models import Certainty, WeightRound, WeightSheet
from portfolio.queries import certainty as certainties
from portfolio.queries import weighing
from portfolio.rules import ways
from portfolio.rules.ways import Way
from portfolio.rules.weights import Combination
from usecases.queries import active_model
from usecases.queries.matrix import matrix


def _user(request: Request) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def _round_json(row: WeightRound) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "title": row.title,
        "state": row.state,
        "is_sealed": row.is_sealed,
        "model": row.model.reference,
        "asked": row.asked,  # type: ignore[attr-defined]
        "given": row.given,  # type: ignore[attr-defined]
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "adopted_at": row.adopted_at,
        "adopted_model": row.adopted_model.reference if row.adopted_model else None,
    }


def _detail_json(row: WeightRound, user: User) -> dict[str, Any]:
    sheets = WeightSheet.objects.visible_to(user).given().filter(weight_round=row).select_related("person")
    seen = not row.is_open or not row.is_sealed
    found = weighing.compare(row, user) if seen else None
    return _round_json(row) | {
        "sheets": [
            {
                "person": sheet.person.uid,
                "name": sheet.person.name,
                "way": sheet.way,
                "weights": sheet.weights,
                "consistency": None if sheet.consistency is None else str(sheet.consistency),
                "note": sheet.note,
                "given_at": sheet.given_at,
            }
            for sheet in sheets
        ],
        "combinations": {
            how.value: {key: str(value) for key, value in weights.items()}
            for how, weights in (found.combinations.items() if found else ())
            if weights is not None
        },
        "disputed": found.disputed.key if found and found.disputed else None,
    }


def _people(unit: Unit, uids: list[UUID]) -> list[User]:
    found = {person.uid: person for person in weighing.eligible(unit).filter(uid__in=uids)}
    for uid in uids:
        if uid not in found:
            raise ValidationError({"people": [f"Nobody with the uid {uid} can be asked here."]})
    return list(found.values())


@extend_schema(tags=["portfolio"])
class DeriveView(APIView):
    """Working weights out; nothing is saved."""

    @extend_schema(
        request=shapes.WeightAnswersSerializer, responses={200: shapes.DerivedWeightsSerializer, **error_answers(409)}
    )
    def post(self, request: Request) -> Response:
        """The weights that follow from answers, for the model in use."""
        given = _valid(shapes.WeightAnswersSerializer, request)
        found = ways.derive(Way(given["way"]), active_model().parsed, given["answers"])
        return Response(
            {
                "weights": {key: str(value) for key, value in found.weights.items()},
                "consistency": None if found.consistency is None else f"{found.consistency:.6f}",
                "look_again": None if found.is_consistent or found.odd is None else list(found.odd.pair),
            }
        )


@extend_schema(tags=["portfolio"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.WeightRoundSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.WeightRoundDetailSerializer, **error_answers(404)}),
)
class WeightRoundViewSet(viewsets.GenericViewSet[WeightRound]):
    """Weighing rounds. While a sealed one is open, only one's own weights are shown."""

    queryset = WeightRound.objects.none()
    serializer_class = shapes.WeightRoundSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[WeightRound]:
        """Rounds that the caller may see."""
        return weighing.rounds(_user(self.request)).select_related("adopted_model", "unit")

    def list(self, request: Request) -> Response:
        """Newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([_round_json(row) for row in page])

    def retrieve(self, request: Request, uid: Any) -> Response:
        """Read one."""
        return Response(_detail_json(self.get_object(), _user(request)))

    @extend_schema(
        request=shapes.NewWeightRoundSerializer,
        responses={201: shapes.WeightRoundDetailSerializer, **error_answers(404, 409)},
    )
    def create(self, request: Request) -> Response:
        """Ask people for weights of the model in use."""
        user = _user(request)
        policies.check_open_round(user)
        given = _valid(shapes.NewWeightRoundSerializer, request)
        root = company_root()
        people = _people(root, given["people"]) if root else []
        made = services.open_round(by=user, title=given["title"], people=people, is_sealed=given["is_sealed"])
        return self._answer(made.uid, status.HTTP_201_CREATED)

    def _answer(self, uid: Any, code: int = status.HTTP_200_OK) -> Response:
        return Response(_detail_json(self.get_queryset().get(uid=uid), _user(self.request)), status=code)

    @extend_schema(
        request=shapes.WeightInvitationSerializer,
        responses={200: shapes.WeightRoundDetailSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, uid: Any) -> Response:
        """Ask more people, while it is open."""
        row = self.get_object()
        people = _people(row.unit, _valid(shapes.WeightInvitationSerializer, request)["people"])
        services.invite(row, by=_user(request), people=people)
        return self._answer(uid)

    @extend_schema(
        request=shapes.GivenWeightsSerializer,
        responses={200: shapes.WeightRoundDetailSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def give(self, request: Request, uid: Any) -> Response:
        """Give one's own weights, or give them anew."""
        given = _valid(shapes.GivenWeightsSerializer, request)
        services.give_weights(
            self.get_object(), by=_user(request), way=Way(given["way"]), answers=given["answers"], note=given["note"]
        )
        return self._answer(uid)

    @extend_schema(request=None, responses={200: shapes.WeightRoundDetailSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: Any) -> Response:
        """Close it: weights are seen from then on and no longer changed."""
        services.close_round(self.get_object(), by=_user(request))
        return self._answer(uid)

    @extend_schema(
        request=shapes.WeightAdoptionSerializer,
        responses={202: shapes.WeightsTakenSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, uid: Any) -> Response:
        """Take the combination into use as the model's next version."""
        given = _valid(shapes.WeightAdoptionSerializer, request)
        done, job = services.adopt_round(
            self.get_object(), by=_user(request), combination=Combination(given["combination"]), note=given["note"]
        )
        model = done.adopted_model.reference if done.adopted_model else ""
        return Response({"model": model, "job": job.uid}, status=status.HTTP_202_ACCEPTED)


def _certainty_json(row: Certainty) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "unit": row.unit.uid,
        "category": row.category,
        "model": row.model.reference,
        "within": None if row.within is None else str(row.within),
        "error": None if row.error is None else str(row.error),
        "draws": row.draws,
        "seed": row.seed,
        "job": row.job.uid if row.job else None,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }


def _result_json(row: Certainty, user: User) -> dict[str, Any]:
    rows = row.result.get("rows", [])
    seen = certainties.still_visible(user, [each["key"] for each in rows])
    stale = bool(row.finished_at) and row.fingerprint != certainties.fingerprint(
        matrix(user, unit=row.unit, category=row.category)
    )
    return _certainty_json(row) | {
        "cases": row.result.get("cases", 0),
        "is_stale": stale,
        "rows": [
            {
                "reference": each["reference"] if each["key"] in seen else None,
                "place": each["place"],
                "shares": each["shares"],
                "central": each["central"],
            }
            for each in rows
        ],
    }


@extend_schema(tags=["portfolio"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.CertaintySerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.CertaintyDetailSerializer, **error_answers(404)}),
)
class CertaintyViewSet(viewsets.GenericViewSet[Certainty]):
    """How sure the order of a unit's use cases is, drawn at random."""

    queryset = Certainty.objects.none()
    serializer_class = shapes.CertaintySerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Certainty]:
        """Results that the caller may see."""
        return certainties.results(_user(self.request))

    def list(self, request: Request) -> Response:
        """Newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([_certainty_json(row) for row in page])

    def retrieve(self, request: Request, uid: Any) -> Response:
        """Read one, with its rows once they are drawn."""
        return Response(_result_json(self.get_object(), _user(request)))

    @extend_schema(
        request=shapes.NewCertaintySerializer,
        responses={202: shapes.CertaintySerializer, **error_answers(404, 409)},
    )
    def create(self, request: Request) -> Response:
        """Have the places drawn by the worker."""
        given, user = _valid(shapes.NewCertaintySerializer, request), _user(request)
        readable = Unit.objects.filter(access_of(user).q(Permission.READ, "path"))
        unit = get_object_or_404(readable, uid=given.pop("unit"))
        asked = services.ask_certainty(unit, by=user, **given)
        return Response(_certainty_json(asked), status=status.HTTP_202_ACCEPTED)
