"""Jobs in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.jobs import services
from foundation.jobs.models import Job
from foundation.ui.api import error_answers


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job: its state (queued, running, done, failed, cancelled), progress, result or error."""

    class Meta:
        model = Job
        fields = [
            "uid",
            "kind",
            "title",
            "state",
            "done",
            "total",
            "doing",
            "counters",
            "result",
            "error",
            "created_at",
            "started_at",
            "finished_at",
        ]


@extend_schema(responses={200: JobSerializer, **error_answers(404)})
class JobViewSet(ReadOnlyModelViewSet[Job]):
    """The caller's jobs, newest first; everybody's for those who manage people."""

    serializer_class = JobSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"kind": ["exact"], "state": ["exact"]}
    queryset = Job.objects.none()

    def get_queryset(self) -> QuerySet[Job]:
        if getattr(self, "swagger_fake_view", False):
            return Job.objects.none()
        return Job.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    @extend_schema(request=None, responses={200: JobSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any = None) -> Response:
        """Stop a job that is waiting or running."""
        return Response(JobSerializer(services.cancel(self.get_object(), by=request.user)).data)  # type: ignore[arg-type]

    @extend_schema(request=None, responses={200: JobSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, uid: Any = None) -> Response:
        """Run a failed or cancelled job again."""
        return Response(JobSerializer(services.retry(self.get_object(), by=request.user)).data)  # type: ignore[arg-type]


ROUTES: list[tuple[str, Any, str]] = [("jobs", JobViewSet, "job")]
