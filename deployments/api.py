"""Rollouts and gates in the API; every command calls the service that the pages call."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from deployments import queries, services
from deployments.decision_serializers import (
    AskSerializer,
    ChoiceSerializer,
    DecisionDetailSerializer,
    DecisionSerializer,
    SignAnswerSerializer,
    decision_written,
)
from deployments.models import Criterion, Decision, Gate, Rollout
from deployments.serializers import (
    AnswerSerializer,
    CheckSerializer,
    CohortSerializer,
    CriterionKeySerializer,
    DatesSerializer,
    DecideSerializer,
    GateDetailSerializer,
    GateSerializer,
    MitigateSerializer,
    MoveSerializer,
    NoteSerializer,
    OpenSerializer,
    OverrideSerializer,
    ReasonSerializer,
    RollBackSerializer,
    RolloutDetailSerializer,
    RolloutSerializer,
    StartSerializer,
    ThresholdsSerializer,
    written,
)
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers
from library.models import Document
from usecases import queries as cases

ROLLOUT = {200: RolloutDetailSerializer, **error_answers(404, 409)}
DECISION = {200: DecisionDetailSerializer, **error_answers(404, 409)}
GATE = {200: GateDetailSerializer, **error_answers(404, 409)}


def _read(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    data = serializer(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)


def _by(request: Request) -> Actor:
    user: User = request.user  # type: ignore[assignment]
    return user


def _version(request: Request, present: Document, number: int) -> Document:
    """Another version of a document; 404 for one that the library does not hold."""
    rows = Document.objects.visible_to(_by(request)).filter(kind=present.kind, slug=present.slug)
    return get_object_or_404(rows, version=number)


class RolloutFilters(filters.FilterSet):
    """What the list of rollouts can be narrowed by."""

    unit = filters.UUIDFilter(method="below_unit", label="Takes place in the unit with this uid or below it")

    class Meta:
        model = Rollout
        fields = ("state", "stage", "is_primary", "case__uid")

    def below_unit(self, queryset: QuerySet[Rollout], name: str, value: UUID) -> QuerySet[Rollout]:
        """Rollouts of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return queryset.filter(unit__path__startswith=path) if path else queryset.none()


class RolloutViewSet(ReadOnlyModelViewSet[Rollout]):
    """The rollouts of the cases that the caller may read."""

    serializer_class = RolloutSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = RolloutFilters
    queryset = Rollout.objects.none()

    def get_queryset(self) -> QuerySet[Rollout]:
        if getattr(self, "swagger_fake_view", False):
            return Rollout.objects.none()
        rows = Rollout.objects.visible_to(_by(self.request)).select_related("case__unit", "unit", "plan")
        return rows if self.action == "list" else rows.prefetch_related("runs__checks")

    def _answer(self, rollout: Rollout, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=rollout.pk)
        return Response(RolloutDetailSerializer(fresh).data, status=code)

    @extend_schema(responses={200: RolloutSerializer(many=True), **error_answers()})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Rollouts, newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: RolloutDetailSerializer, **error_answers(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One rollout with its stages and exit checks."""
        return Response(RolloutDetailSerializer(self.get_object()).data)

    @extend_schema(request=StartSerializer, responses={201: RolloutDetailSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Start a rollout of an approved case; its first gate opens."""
        data = _read(StartSerializer, request)
        case = cases.by_reference(data.pop("case"), _by(request))
        unit = None
        if data["unit"] is not None:
            unit = get_object_or_404(access_of(_by(request)).units(Permission.READ), uid=data["unit"])
        made = services.start_rollout(case, by=_by(request), **(data | {"unit": unit}))
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=DatesSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def dates(self, request: Request, uid: Any = None) -> Response:
        """Change planned days; stages follow one another without an overlap."""
        rollout = self.get_object()
        rows = _read(DatesSerializer, request)["stages"]
        days = {row["stage"]: (row["planned_start"], row["planned_end"]) for row in rows}
        return self._answer(services.set_dates(rollout, days, by=_by(request)))

    @extend_schema(request=CohortSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def cohort(self, request: Request, uid: Any = None) -> Response:
        """Say how many people take part in a stage."""
        rollout = self.get_object()
        data = _read(CohortSerializer, request)
        run = get_object_or_404(rollout.runs.all(), key=data.pop("stage"))
        services.set_cohort(run, by=_by(request), **data)
        return self._answer(rollout)

    @extend_schema(request=ThresholdsSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def thresholds(self, request: Request, uid: Any = None) -> Response:
        """Say what of the trial is success and when to stop; locked when the trial begins."""
        rollout = self.get_object()
        rows = _read(ThresholdsSerializer, request)["thresholds"]
        wanted = [services.Wanted(key=row.pop("kpi"), **row) for row in rows]
        return self._answer(services.set_thresholds(rollout, wanted, by=_by(request)))

    @extend_schema(request=CheckSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"], url_path="exit-checks")
    def exit_checks(self, request: Request, uid: Any = None) -> Response:
        """Say that an exit check of the present stage was shown, or take that back."""
        rollout = self.get_object()
        data = _read(CheckSerializer, request)
        run = get_object_or_404(rollout.runs.all(), key=rollout.stage)
        services.tick_exit_check(run, data.pop("key"), by=_by(request), **data)
        return self._answer(rollout)

    @extend_schema(request=NoteSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, uid: Any = None) -> Response:
        """End a rollout that reached everybody."""
        rollout = self.get_object()
        return self._answer(services.finish(rollout, by=_by(request), **_read(NoteSerializer, request)))

    @extend_schema(request=RollBackSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"], url_path="roll-back")
    def roll_back(self, request: Request, uid: Any = None) -> Response:
        """Take a rollout back from its users."""
        rollout = self.get_object()
        return self._answer(services.roll_back(rollout, by=_by(request), **_read(RollBackSerializer, request)))

    @extend_schema(request=ReasonSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any = None) -> Response:
        """Cancel a rollout that has not begun."""
        rollout = self.get_object()
        return self._answer(services.cancel_rollout(rollout, by=_by(request), **_read(ReasonSerializer, request)))

    @extend_schema(request=MoveSerializer, responses=ROLLOUT)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: Any = None) -> Response:
        """Go on by another version of the stage plan; exit checks that ask the same keep what was shown."""
        rollout = self.get_object()
        data = _read(MoveSerializer, request)
        document = _version(request, rollout.plan, data["version"])
        services.move_rollout_to_version(rollout, document, by=_by(request), reason=data["reason"])
        return self._answer(rollout)


class GateViewSet(ReadOnlyModelViewSet[Gate]):
    """The gates of the rollouts that the caller may read."""

    serializer_class = GateSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"state": ["exact"], "to_stage": ["exact"], "rollout__uid": ["exact"]}
    queryset = Gate.objects.none()

    def get_queryset(self) -> QuerySet[Gate]:
        if getattr(self, "swagger_fake_view", False):
            return Gate.objects.none()
        return Gate.objects.visible_to(_by(self.request)).whole()

    def _answer(self, gate: Gate, code: int = status.HTTP_200_OK) -> Response:
        return Response(written(queries.sheet(self.get_queryset().get(pk=gate.pk))), status=code)

    def _criterion(self, gate: Gate, key: str) -> Criterion:
        return get_object_or_404(gate.criteria.all(), key=key.replace("\x00", ""))

    @extend_schema(responses={200: GateSerializer(many=True), **error_answers()})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Gates, newest first, without their criteria."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: GateDetailSerializer, **error_answers(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One gate: every criterion with what it rests on, and what they come to."""
        return self._answer(self.get_object())

    @extend_schema(request=OpenSerializer, responses={201: GateDetailSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Open the gate of a rollout to its next stage."""
        data = _read(OpenSerializer, request)
        rollout = get_object_or_404(Rollout.objects.visible_to(_by(request)), uid=data["rollout"])
        return self._answer(services.open_gate(rollout, by=_by(request)), status.HTTP_201_CREATED)

    @extend_schema(request=AnswerSerializer, responses=GATE)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uid: Any = None) -> Response:
        """Answer a criterion by hand; one that is bound to data is refused with 409."""
        gate = self.get_object()
        data = _read(AnswerSerializer, request)
        services.answer_criterion(self._criterion(gate, data.pop("criterion")), by=_by(request), **data)
        return self._answer(gate)

    @extend_schema(request=MitigateSerializer, responses=GATE)
    @action(detail=True, methods=["post"])
    def mitigate(self, request: Request, uid: Any = None) -> Response:
        """Plan what is done about a should that is not met."""
        gate = self.get_object()
        data = _read(MitigateSerializer, request)
        row = self._criterion(gate, data.pop("criterion"))
        owner = next((user for user in cases.nameable(_by(request)) if user.username == data["owner"]), None)
        if owner is None:
            raise Invalid(_("You see nobody with this username."), field="owner")
        services.plan_mitigation(row, by=_by(request), **(data | {"owner": owner}))
        return self._answer(gate)

    @extend_schema(request=OverrideSerializer, responses=GATE)
    @action(detail=True, methods=["post"])
    def override(self, request: Request, uid: Any = None) -> Response:
        """Ask for an override of what the records say; somebody else confirms it."""
        gate = self.get_object()
        data = _read(OverrideSerializer, request)
        services.request_override(self._criterion(gate, data["criterion"]), by=_by(request), reason=data["reason"])
        return self._answer(gate)

    @extend_schema(request=CriterionKeySerializer, responses=GATE)
    @action(detail=True, methods=["post"], url_path="confirm-override")
    def confirm_override(self, request: Request, uid: Any = None) -> Response:
        """Confirm as second person an override that somebody else asked for."""
        gate = self.get_object()
        data = _read(CriterionKeySerializer, request)
        services.confirm_override(self._criterion(gate, data["criterion"]), by=_by(request))
        return self._answer(gate)

    @extend_schema(request=DecideSerializer, responses=GATE)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: Any = None) -> Response:
        """Pass or hold; what is in the way of passing is named in a 409."""
        gate = self.get_object()
        return self._answer(services.decide_gate(gate, by=_by(request), **_read(DecideSerializer, request)))

    @extend_schema(request=ReasonSerializer, responses=GATE)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any = None) -> Response:
        """Take an open gate back."""
        gate = self.get_object()
        return self._answer(services.cancel_gate(gate, by=_by(request), **_read(ReasonSerializer, request)))

    @extend_schema(request=MoveSerializer, responses={201: GateDetailSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: Any = None) -> Response:
        """Open an open gate anew by another version of its checklist; answers with the new gate."""
        gate = self.get_object()
        data = _read(MoveSerializer, request)
        document = _version(request, gate.document, data["version"])
        moved = services.move_gate_to_version(gate, document, by=_by(request), reason=data["reason"])
        return self._answer(moved, status.HTTP_201_CREATED)


class DecisionViewSet(ReadOnlyModelViewSet[Decision]):
    """What becomes of the rollouts that the caller may read."""

    serializer_class = DecisionSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"state": ["exact"], "choice": ["exact"], "rollout__uid": ["exact"]}
    queryset = Decision.objects.none()

    def get_queryset(self) -> QuerySet[Decision]:
        if getattr(self, "swagger_fake_view", False):
            return Decision.objects.none()
        return Decision.objects.visible_to(_by(self.request)).whole()

    def _answer(self, decision: Decision, code: int = status.HTTP_200_OK) -> Response:
        return Response(decision_written(self.get_queryset().get(pk=decision.pk)), status=code)

    @extend_schema(responses={200: DecisionSerializer(many=True), **error_answers()})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decisions, newest first, without their evidence."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: DecisionDetailSerializer, **error_answers(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One decision with both sides of the matrix and the signs as they stand now."""
        return self._answer(self.get_object())

    @extend_schema(request=AskSerializer, responses={201: DecisionDetailSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Ask what becomes of a rollout whose trial has begun."""
        data = _read(AskSerializer, request)
        rollout = get_object_or_404(Rollout.objects.visible_to(_by(request)), uid=data["rollout"])
        return self._answer(services.open_decision(rollout, by=_by(request)), status.HTTP_201_CREATED)

    @extend_schema(request=SignAnswerSerializer, responses=DECISION)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uid: Any = None) -> Response:
        """Say whether a sign is seen; one that the records say is refused with 409."""
        decision = self.get_object()
        data = _read(SignAnswerSerializer, request)
        services.answer_sign(decision, data.pop("sign"), by=_by(request), **data)
        return self._answer(decision)

    @extend_schema(request=ChoiceSerializer, responses=DECISION)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: Any = None) -> Response:
        """Decide: scale, pivot, extend, kill or pause."""
        decision = self.get_object()
        return self._answer(services.decide(decision, by=_by(request), **_read(ChoiceSerializer, request)))

    @extend_schema(request=ReasonSerializer, responses=DECISION)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any = None) -> Response:
        """Take the question back before it is answered."""
        decision = self.get_object()
        return self._answer(services.withdraw_decision(decision, by=_by(request), **_read(ReasonSerializer, request)))


ROUTES: list[tuple[str, Any, str]] = [
    ("rollouts", RolloutViewSet, "rollout"), ("gates", GateViewSet, "gate"),
    ("rollout-decisions", DecisionViewSet, "rollout-decision"),
]  # fmt: skip
