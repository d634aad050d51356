"""Score cards, ranking and weights in the API."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import Cursor, error_answers
from usecases import queries, rules, services
from usecases.api import score_shapes
from usecases.api import serializers as shapes
from usecases.api.cases import asked_of, case_of, readable_unit, valid
from usecases.api.writing import card_of
from usecases.models import ScoreCard
from usecases.queries import Preview, Ranked, Ranking


class CardPages(Cursor):
    """Newest first."""


@extend_schema(tags=["use cases"])
class ScoreCardViewSet(GenericViewSet[ScoreCard]):
    """Score cards of visible use cases; written once, never changed."""

    queryset = ScoreCard.objects.none()
    serializer_class = shapes.ScoreCardSerializer
    pagination_class = CardPages
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def _rows(self) -> Any:
        access = access_of(self.request.user)  # type: ignore[arg-type]
        return ScoreCard.objects.filter(access.q(Permission.READ, "case__unit__path")).select_related("case", "model")

    @extend_schema(
        parameters=[shapes.CardQuerySerializer],
        responses={200: shapes.ScoreCardSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Score cards, newest first, by cursor."""
        asked = asked_of(shapes.CardQuerySerializer, request.query_params)
        rows = self._rows()
        if "case" in asked:
            rows = rows.filter(case=case_of(request.user, asked["case"]))  # type: ignore[arg-type]
        if "unit" in asked:
            unit = readable_unit(request.user, asked["unit"])  # type: ignore[arg-type]
            rows = rows.filter(case__unit__path__startswith=str(unit.path))
        if "model" in asked:
            rows = rows.filter(model__slug=asked["model"])
        if "recorded_since" in asked:
            rows = rows.filter(recorded_at__gte=asked["recorded_since"])
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([card_of(card) for card in page or []])

    @extend_schema(responses={200: score_shapes.ScoreCardFullSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: UUID) -> Response:
        """One score card in full: how it came about, and what was missing."""
        return Response(_in_full(get_object_or_404(self._rows().select_related("case", "model", "by"), uid=uid)))


def _in_full(card: ScoreCard) -> dict[str, Any]:
    model = card.model.parsed
    return card_of(card) | {
        "scored_by": card.by.name if card.by else None,
        "lines": [_line(line) for line in rules.explain(model, card.inputs, card.result)],
        "missing": [
            {
                "input": gap.key,
                "label": gap.label,
                "assumed": gap.assumed,
                "lowest": str(gap.low),
                "highest": str(gap.high),
            }
            for gap in rules.gaps(model, [card.inputs])[0]
        ],
    }


def _line(line: rules.CriterionLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "weight": f"{line.weight:f}",
        "divides": line.divides,
        "combine": line.combine,
        "score": _places(line.score),
        "contribution": _places(line.contribution),
        "factors": [
            {
                "input": factor.input_key,
                "label": factor.input_label,
                "value": factor.shown,
                "unit": factor.unit,
                "assumed": factor.assumed,
                "capped": factor.capped,
                "written": factor.sentence,
                "score": _places(factor.score),
                "contribution": _places(factor.contribution),
            }
            for factor in line.factors
        ],
    }


def _places(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"


def _ranked(row: Ranked) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "uid": row.uid,
        "reference": row.reference,
        "name": row.name,
        "unit": row.unit,
        "stage": row.stage,
        "score": str(row.score),
        "band": row.band.key if row.band else "",
        "criteria": _texts(row.criteria),
        "contributions": _texts(row.contributions),
        "before": row.before,
        "moved": row.moved,
    }


def _texts(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def _body(found: Ranking) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": found.document.reference,
        "count": found.count,
        "stale": found.stale,
        "results": [_ranked(row) for row in found.rows],
    }
    if isinstance(found, Preview):
        body |= {"up": found.up, "down": found.down, "same": found.same, "rebanded": found.rebanded}
    return body


def _scope(user: User, asked: Mapping[str, Any]) -> dict[str, Any]:
    unit = readable_unit(user, asked["unit"]) if "unit" in asked else None
    return {"unit": unit, "category": asked.get("category", ""), "start": asked["start"], "size": asked["size"]}


@extend_schema(tags=["portfolio"])
class RankingView(APIView):
    """The ranking of scored open use cases."""

    @extend_schema(
        parameters=[shapes.RankingQuerySerializer], responses={200: shapes.RankingSerializer, **error_answers(404, 409)}
    )
    def get(self, request: Request) -> Response:
        """From place `start` (0 is the first), `size` use cases long."""
        asked = asked_of(shapes.RankingQuerySerializer, request.query_params, paged=False)
        user: User = request.user  # type: ignore[assignment]
        return Response(_body(queries.ranking(user, **_scope(user, asked))))


@extend_schema(tags=["portfolio"])
class WeightsView(APIView):
    """The weights in use."""

    @extend_schema(responses={200: shapes.ModelWeightsSerializer, **error_answers(409)})
    def get(self, request: Request) -> Response:
        """The scoring model in use and its weights."""
        document = queries.active_model()
        weights = {key: f"{(weight * 100).normalize():f}" for key, weight in document.parsed.weights.items()}
        return Response({"model": document.reference, "version": document.version, "weights": weights})


@extend_schema(tags=["portfolio"])
class PreviewView(APIView):
    """Trying weights; nothing is saved."""

    @extend_schema(
        request=shapes.WeightsPreviewInSerializer,
        responses={200: shapes.RankingPreviewSerializer, **error_answers(404, 409)},
    )
    def post(self, request: Request) -> Response:
        """The ranking under other weights, and who moves."""
        asked = valid(shapes.WeightsPreviewInSerializer, request.data)
        user: User = request.user  # type: ignore[assignment]
        weights = rules.check_weights(queries.active_model().parsed, asked["weights"])
        return Response(_body(queries.ranking(user, weights=weights, **_scope(user, asked))))


@extend_schema(tags=["portfolio"])
class AdoptView(APIView):
    """Taking weights into use for everybody."""

    @extend_schema(
        request=shapes.WeightsAdoptSerializer, responses={202: shapes.WeightsAdoptedSerializer, **error_answers(409)}
    )
    def post(self, request: Request) -> Response:
        """Publish the weights as the next version of the model and score everything by it in a job."""
        asked = valid(shapes.WeightsAdoptSerializer, request.data)
        adopted = services.adopt_weights(asked.pop("weights"), by=request.user, **asked)  # type: ignore[arg-type]
        return Response({"model": adopted.document.reference, "job": adopted.job.uid}, status=status.HTTP_202_ACCEPTED)


@extend_schema(tags=["portfolio"])
class ScoringModelsView(APIView):
    """The scoring models there are."""

    @extend_schema(responses={200: score_shapes.ScoringModelSerializer(many=True), **error_answers(409)})
    def get(self, request: Request) -> Response:
        """Each as new work takes it, the one in use first; and what it finds in the open use cases."""
        models = queries.scoring_models()
        found = [(row, queries.switch_to(request.user, row)) for row in models]  # type: ignore[arg-type]
        return Response(
            [
                {
                    "model": row.reference,
                    "slug": row.slug,
                    "version": row.version,
                    "title": row.title,
                    "in_use": row is models[0],
                    "use_cases": switch.count,
                    "could_score": switch.scored,
                    "would_lose": switch.lost,
                }
                for row, switch in found
            ]
        )


@extend_schema(tags=["portfolio"])
class ModelAdoptView(APIView):
    """Taking a scoring model into use for everybody."""

    @extend_schema(
        request=score_shapes.ModelAdoptSerializer,
        responses={202: shapes.WeightsAdoptedSerializer, **error_answers(409)},
    )
    def post(self, request: Request) -> Response:
        """Use another model, or another version, from now on, and score everything by it in a job."""
        asked = valid(score_shapes.ModelAdoptSerializer, request.data)
        document = queries.scoring_model(asked["model"], asked["version"])
        adopted = services.adopt_model(document, by=request.user, note=asked["note"])  # type: ignore[arg-type]
        return Response({"model": adopted.document.reference, "job": adopted.job.uid}, status=status.HTTP_202_ACCEPTED)


@extend_schema(tags=["portfolio"])
class RecomputeView(APIView):
    """Scoring everything again."""

    @extend_schema(request=None, responses={202: shapes.RecomputeSerializer, **error_answers(409)})
    def post(self, request: Request) -> Response:
        """Score the whole portfolio by the model in use, in a job."""
        job = services.request_recompute(by=request.user)  # type: ignore[arg-type]
        return Response({"job": job.uid}, status=status.HTTP_202_ACCEPTED)
