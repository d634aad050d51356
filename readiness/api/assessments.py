"""Assessments in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.ui.api import error_answers, known_parameters
from library import queries as library
from library.models import Document
from readiness import policies, services
from readiness.api import shapes
from readiness.api.found import answered, person_of, subject_of, user_of
from readiness.api.results import ResultActions
from readiness.api.shapes import AssessmentSerializer, valid
from readiness.models import Assessment
from readiness.rules.moving import Account
from readiness.services import Mark
from readiness.workflow import Mode

REFUSALS = error_answers(404, 409)


class AssessmentFilter(django_filters.FilterSet):
    """`instrument` is its slug."""

    instrument = django_filters.CharFilter(field_name="instrument__slug")

    class Meta:
        model = Assessment
        fields = {
            "state": ["exact"],
            "mode": ["exact"],
            "unit__uid": ["exact"],
            "subject_kind": ["exact"],
            "subject_uid": ["exact"],
        }


@extend_schema(tags=["readiness"], responses={200: AssessmentSerializer, **error_answers(404)})
class AssessmentViewSet(ResultActions, ReadOnlyModelViewSet[Assessment]):
    """The assessments of units that the caller may read."""

    serializer_class = AssessmentSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = AssessmentFilter
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        if getattr(self, "swagger_fake_view", False):
            return Assessment.objects.none()
        return Assessment.objects.visible_to(user_of(self.request)).with_answers()

    def _present(self, code: int = status.HTTP_200_OK) -> Response:
        """The assessment as it stands after the command."""
        return Response(AssessmentSerializer(self.get_object()).data, status=code)

    @extend_schema(request=shapes.StartSerializer, responses={201: AssessmentSerializer, **REFUSALS})
    def create(self, request: Request) -> Response:
        """Start an assessment; the open one of the same subject and instrument is given back instead of a second."""
        data = valid(shapes.StartSerializer, request.data)
        made = services.start_assessment(
            subject_of(user_of(request), data),
            by=user_of(request),
            instrument=data["instrument"],
            mode=Mode(data["mode"]),
            due_on=data["due_on"],
        )
        found = self.get_queryset().get(pk=made.pk)
        return Response(AssessmentSerializer(found).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.AnswersSerializer,
        responses={200: AssessmentSerializer, **REFUSALS, 409: shapes.ConflictSerializer},
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, uid: Any = None) -> Response:
        """Keep scores, "not known" and comments on the joint sheet; 409 with `current` where somebody was faster."""
        return answered(request, self.get_object()) or self._present()

    @extend_schema(request=None, responses={200: AssessmentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: Any = None) -> Response:
        """Freeze the result; 409 while factors are unanswered or rating is open."""
        services.submit_assessment(self.get_object(), by=user_of(request))
        return self._present()

    @extend_schema(request=shapes.ReadinessReasonSerializer, responses={200: AssessmentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: Any = None) -> Response:
        """Open a submitted assessment again, with the reason."""
        data = valid(shapes.ReadinessReasonSerializer, request.data)
        services.reopen_assessment(self.get_object(), by=user_of(request), reason=data["reason"])
        return self._present()

    @extend_schema(request=None, responses={204: None, **REFUSALS})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, uid: Any = None) -> Response:
        """Put an open assessment aside; it is no longer listed."""
        services.discard_assessment(self.get_object(), by=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.MoveVersionSerializer, responses={200: shapes.MoveAccountSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: Any = None) -> Response:
        """Tell what going on with a newer version of the instrument keeps and loses; with `confirm` do it."""
        data = valid(shapes.MoveVersionSerializer, request.data)
        assessment = self.get_object()
        policies.check_move(user_of(request), assessment)
        document = _version(assessment, data.get("version"))
        policies.check_move(user_of(request), assessment, document)
        if data["confirm"]:
            account = services.move_to_version(assessment, document, by=user_of(request), rescale=data["rescale"])
        else:
            account = services.preview_move(assessment, document, rescale=data["rescale"])
        return Response(_account(account) | {"version": document.version, "moved": data["confirm"]})

    @extend_schema(filters=False, responses={200: shapes.InvitationSerializer(many=True), **error_answers(404)})
    @action(detail=True, pagination_class=None, filter_backends=[])
    def sheets(self, request: Request, uid: Any = None) -> Response:
        """List who fills the assessment and how far they are; nothing of what they give."""
        known_parameters(request, ())
        rows = self.get_object().sheets.select_related("assessment", "rater")
        return Response(shapes.InvitationSerializer(rows, many=True).data)

    @extend_schema(request=shapes.InviteSerializer, responses={200: shapes.InvitationSerializer(many=True), **REFUSALS})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def invite(self, request: Request, uid: Any = None) -> Response:
        """Give people a sheet of their own in a blind assessment; who has one already is left as it is."""
        assessment = self.get_object()
        policies.check_invite(user_of(request), assessment)
        wanted = valid(shapes.InviteSerializer, request.data)["people"]
        people = [person for one in dict.fromkeys(wanted) if (person := person_of(one, field="people"))]
        services.invite_raters(assessment, people, by=user_of(request))
        rows = assessment.sheets.select_related("assessment", "rater")
        return Response(shapes.InvitationSerializer(rows, many=True).data)

    @extend_schema(request=None, responses={200: AssessmentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="close-rating")
    def close_rating(self, request: Request, uid: Any = None) -> Response:
        """Open the sheets that were handed in to everybody who may read the unit; the others count for nothing."""
        services.close_rating(self.get_object(), by=user_of(request))
        return self._present()

    @extend_schema(request=shapes.SettleSerializer, responses={200: AssessmentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, uid: Any = None) -> Response:
        """Set a factor to a score, or to "not known", above the mean of the raters."""
        data = valid(shapes.SettleSerializer, request.data)
        score = Mark.NOT_KNOWN if data["not_known"] else data["score"]
        assessment = self.get_object()
        services.settle(assessment, data["factor"], score=score, reason=data["reason"], by=user_of(request))
        return self._present()

    @extend_schema(request=shapes.UnsettleSerializer, responses={200: AssessmentSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def unsettle(self, request: Request, uid: Any = None) -> Response:
        """Let the mean of the raters count again."""
        data = valid(shapes.UnsettleSerializer, request.data)
        services.unsettle(self.get_object(), data["factor"], by=user_of(request))
        return self._present()


def _version(assessment: Assessment, version: int | None) -> Document:
    slug = assessment.instrument.slug
    if version is None:
        return library.latest("instrument", slug)
    found = Document.objects.filter(kind="instrument", slug=slug, version=version).first()
    if found is None:
        raise Invalid(_("The library has no version %(version)s of this instrument."), field="version", version=version)
    return found


def _account(account: Account) -> dict[str, Any]:
    return {
        "kept": account.kept,
        "rescaled": [
            {
                "factor": item.factor,
                "before": None if item.before is None else str(item.before),
                "after": None if item.after is None else str(item.after),
            }
            for item in account.rescaled
        ],
        "lost": [{"factor": item.factor, "reason": item.reason} for item in account.lost],
        "reworded": account.reworded,
        "new": account.new,
    }
