"""Adoption over the API: each kind of record is listed, read and added, and takes the commands of its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from adoption import filters, models, services
from adoption.api import shapes
from adoption.services.figures import AT_MOST
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, nameable_people
from foundation.ui.api import Cursor, PushedSerializer, RawJson, error_answers, pushed
from metrics.services.pushing import Reader
from usecases.models import UseCase, key_of

USERS = Reader(services.UsersRow, AT_MOST)
SUPPORT = Reader(services.SupportRow, AT_MOST)


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
        model: Any = getattr(self.queryset, "model", None)
        rows = model.objects.visible_to(user_of(self.request)).select_related("unit", "case__unit", *self.related)
        if issubclass(model, models.Figures):
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


def pushing(row: type) -> Any:
    """The description of a push."""
    return extend_schema(
        tags=["adoption"],
        request={"application/json": row(many=True)},
        responses={200: PushedSerializer, **error_answers()},
        filters=False,
    )


BULK: dict[str, Any] = {
    "detail": False,
    "methods": ["post"],
    "parser_classes": [RawJson],
    "pagination_class": None,
    "filterset_class": None,
}


def take(request: Request, reader: Any, kind: Any) -> Response:
    """Record the rows of a push."""
    body = request.data if isinstance(request.data, bytes) else b""
    return Response(pushed(services.push(kind, reader.read(body), by=user_of(request))))


@described(shapes.SessionSerializer, shapes.SessionInput)
class SessionViewSet(AddedViewSet):
    """Training sessions."""

    queryset = models.Session.objects.all()
    serializer_class = shapes.SessionSerializer
    takes = shapes.SessionInput
    create_by = services.plan_session

    @command(shapes.SessionSerializer, shapes.AttendanceInput)
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, uid: UUID) -> Response:
        """Tell how many attended; telling the same again changes nothing."""
        return self.act(request, shapes.AttendanceInput, services.count_attendance)

    @command(shapes.SessionSerializer, shapes.ReasonInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: UUID) -> Response:
        """Cancel a session that nobody attended."""
        return self.act(request, shapes.ReasonInput, services.cancel_session)


@described(shapes.ScopeSerializer, shapes.ScopeInput)
class ScopeViewSet(AddedViewSet):
    """How many people are to be trained; the newest statement for a unit and track counts."""

    queryset = models.Scope.objects.all()
    serializer_class = shapes.ScopeSerializer
    takes = shapes.ScopeInput
    create_by = services.set_scope


@extend_schema_view(
    list=extend_schema(tags=["adoption"], responses={200: shapes.UsageSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(tags=["adoption"], responses={200: shapes.UsageSerializer, **error_answers(404)}),
)
class UsageViewSet(AboutViewSet):
    """Users by use case, unit and month; nothing is changed, wrong figures are corrected by others."""

    queryset = models.Usage.objects.all()
    serializer_class = shapes.UsageSerializer
    filterset_class = filters.FiguresApiFilters

    @pushing(shapes.UsersPushRow)
    @action(**BULK)
    def push(self, request: Request) -> Response:
        """Record users of up to 5,000 units and months; each row is taken, known already, or refused with its reason.

        The same figures again change nothing; others for the same month, or under the same key, are refused.
        """
        return take(request, USERS, models.Usage)

    @command(shapes.UsageSerializer, shapes.UsersCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the figures that should have been given; answers the new ones, the old ones are kept."""
        given = valid(shapes.UsersCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))


@extend_schema_view(
    list=extend_schema(tags=["adoption"], responses={200: shapes.SupportSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(tags=["adoption"], responses={200: shapes.SupportSerializer, **error_answers(404)}),
)
class SupportViewSet(AboutViewSet):
    """Support by use case, tier and month; nothing is changed, wrong figures are corrected by others."""

    queryset = models.SupportFigures.objects.all()
    serializer_class = shapes.SupportSerializer
    filterset_class = filters.FiguresApiFilters

    @pushing(shapes.SupportPushRow)
    @action(**BULK)
    def push(self, request: Request) -> Response:
        """Record support of up to 5,000 tiers and months; each row is taken, known already, or refused."""
        return take(request, SUPPORT, models.SupportFigures)

    @command(shapes.SupportSerializer, shapes.SupportCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the figures that should have been given; answers the new ones, the old ones are kept."""
        given = valid(shapes.SupportCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))


@described(shapes.SurveySerializer, shapes.SurveyInput)
class SurveyViewSet(AddedViewSet):
    """Surveys with their NPS or satisfaction."""

    queryset = models.SurveyResult.objects.all()
    serializer_class = shapes.SurveySerializer
    filterset_class = filters.FiguresApiFilters
    takes = shapes.SurveyInput
    create_by = services.record_survey

    @command(shapes.SurveySerializer, shapes.SurveyCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the counts that should have been given; answers the new ones, the old ones are kept."""
        given = valid(shapes.SurveyCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))


@described(shapes.CommunicationSerializer, shapes.CommunicationInput)
class CommunicationViewSet(AddedViewSet):
    """Communications."""

    queryset = models.Communication.objects.all()
    serializer_class = shapes.CommunicationSerializer
    related = ("owner",)
    takes = shapes.CommunicationInput
    create_by = services.plan_communication

    @command(shapes.CommunicationSerializer, shapes.CommunicationFieldsInput)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, uid: UUID) -> Response:
        """Change a communication that is not sent; give all of it."""
        return self.act(request, shapes.CommunicationFieldsInput, services.revise_communication)

    @command(shapes.CommunicationSerializer, shapes.SentInput)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, uid: UUID) -> Response:
        """Say that it was sent."""
        return self.act(request, shapes.SentInput, services.send_communication)

    @command(shapes.CommunicationSerializer, shapes.ReasonInput)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, uid: UUID) -> Response:
        """Say that it will not be sent."""
        return self.act(request, shapes.ReasonInput, services.drop_communication)


@described(shapes.ChampionSerializer, shapes.ChampionInput)
class ChampionViewSet(AddedViewSet):
    """Champions."""

    queryset = models.Champion.objects.all()
    serializer_class = shapes.ChampionSerializer
    takes = shapes.ChampionInput
    create_by = services.name_champion

    @command(shapes.ChampionSerializer, shapes.ReleaseInput)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, uid: UUID) -> Response:
        """Say until when somebody was champion."""
        return self.act(request, shapes.ReleaseInput, services.release_champion)


@described(shapes.ResistanceSerializer, shapes.ResistanceInput)
class ResistanceViewSet(AddedViewSet):
    """Cases of resistance."""

    queryset = models.Resistance.objects.all()
    serializer_class = shapes.ResistanceSerializer
    filterset_class = filters.StateApiFilters
    related = ("owner",)
    many = ("steps__by",)
    takes = shapes.ResistanceInput
    create_by = services.raise_resistance

    @command(shapes.ResistanceSerializer, shapes.StepInput)
    @action(detail=True, methods=["post"])
    def handle(self, request: Request, uid: UUID) -> Response:
        """Record what was done about it."""
        return self.act(request, shapes.StepInput, services.handle_resistance)

    @command(shapes.ResistanceSerializer, shapes.CloseInput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: UUID) -> Response:
        """Say how it ended."""
        return self.act(request, shapes.CloseInput, services.close_resistance)

    @command(shapes.ResistanceSerializer, shapes.ReasonInput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: UUID) -> Response:
        """Say that it is not over."""
        return self.act(request, shapes.ReasonInput, services.reopen_resistance)


@described(shapes.FeedbackSerializer, shapes.FeedbackInput)
class FeedbackViewSet(AddedViewSet):
    """Feedback."""

    queryset = models.Feedback.objects.all()
    serializer_class = shapes.FeedbackSerializer
    filterset_class = filters.StateApiFilters
    related = ("created_by",)
    takes = shapes.FeedbackInput
    create_by = services.give_feedback

    @command(shapes.FeedbackSerializer, shapes.AnswerInput)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_it(self, request: Request, uid: UUID) -> Response:
        """Say what becomes of it."""
        return self.act(request, shapes.AnswerInput, services.answer_feedback)


@described(shapes.PilotSerializer, shapes.PilotInput)
class PilotViewSet(AddedViewSet):
    """Results of pilots with their lessons."""

    queryset = models.PilotResult.objects.all()
    serializer_class = shapes.PilotSerializer
    takes = shapes.PilotInput
    create_by = services.record_pilot


@described(shapes.RetrospectiveSerializer, shapes.RetrospectiveInput)
class RetrospectiveViewSet(AddedViewSet):
    """Retrospectives."""

    queryset = models.Retrospective.objects.all()
    serializer_class = shapes.RetrospectiveSerializer
    takes = shapes.RetrospectiveInput
    create_by = services.hold_retrospective


@described(shapes.IdeaSerializer, shapes.IdeaInput)
class IdeaViewSet(AddedViewSet):
    """Ideas of the innovation pipeline."""

    queryset = models.Idea.objects.all()
    serializer_class = shapes.IdeaSerializer
    filterset_class = filters.StateApiFilters
    related = ("became__unit",)
    takes = shapes.IdeaInput
    create_by = services.suggest_idea

    @command(shapes.IdeaSerializer, None)
    @action(detail=True, methods=["post"])
    def register(self, request: Request, uid: UUID) -> Response:
        """Register the idea as a use case of its unit."""
        row = self.get_object()
        services.turn_idea(row, by=user_of(request))
        return self.answer(row)

    @command(shapes.IdeaSerializer, shapes.ReasonInput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uid: UUID) -> Response:
        """Decline the idea with a reason."""
        return self.act(request, shapes.ReasonInput, services.decline_idea)
