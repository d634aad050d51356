"""Discussions in the API: reading what was said, and saying something."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.discussion import queries, rules, services, subjects
from foundation.discussion.models import Comment
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.ui.api import error_answers, known_parameters


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment: what it is about, and its text, empty once it is withdrawn."""

    parent = serializers.UUIDField(source="parent.uid", read_only=True, allow_null=True, default=None)  # type: ignore[assignment]
    author = serializers.CharField(source="author.name", read_only=True)
    text = serializers.SerializerMethodField()
    mentions = serializers.SlugRelatedField[Any](many=True, read_only=True, slug_field="username")

    class Meta:
        model = Comment
        fields = [
            "uid", "subject_kind", "subject_uid", "parent", "author", "text", "mentions", "written_at", "edited_at",
            "withdrawn_at", "reason",
        ]  # fmt: skip

    def get_text(self, row: Comment) -> str:
        return "" if row.is_withdrawn else row.text


class CommentTextSerializer(serializers.Serializer[Any]):
    """What is said: plain text, with @ before the user name of somebody who is to be told."""

    text = serializers.CharField(max_length=rules.LONGEST, trim_whitespace=False)


class CommentRequestSerializer(CommentTextSerializer):
    """The record, the comment that is answered if any, and what is said."""

    subject_kind = serializers.CharField(max_length=60)
    subject_uid = serializers.UUIDField()
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]


class CommentWithdrawSerializer(serializers.Serializer[Any]):
    """Why a comment is withdrawn; its author need not say."""

    reason = serializers.CharField(max_length=services.LONGEST_REASON, required=False, allow_blank=True, default="")


@extend_schema(responses={200: CommentSerializer, **error_answers(404)})
class CommentViewSet(ReadOnlyModelViewSet[Comment]):
    """The comments on records that the caller may read, newest first, withdrawn ones among them."""

    serializer_class = CommentSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"subject_kind": ["exact"], "subject_uid": ["exact"]}
    queryset = Comment.objects.none()

    def get_queryset(self) -> QuerySet[Comment]:
        if getattr(self, "swagger_fake_view", False):
            return Comment.objects.none()
        rows = Comment.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return rows.select_related("author", "parent", "withdrawn_by").prefetch_related("mentions")

    @extend_schema(request=CommentRequestSerializer, responses={201: CommentSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Say something about a record, or answer a comment on it."""
        data = CommentRequestSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        record = subjects.find(request.user, given["subject_kind"], given["subject_uid"])  # type: ignore[arg-type]
        if record is None:
            raise Http404
        parent = None
        if given.get("parent"):
            parent = queries.comment_of(request.user, given["parent"])  # type: ignore[arg-type]
            if parent is None:
                raise Invalid(_("The comment that you answer is not there."), field="parent")
        made = services.comment(record, text=given["text"], parent=parent, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CommentTextSerializer, responses={200: CommentSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, uid: Any = None) -> Response:
        """Change what one said, within 15 minutes; what it said before is kept."""
        data = CommentTextSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.edit(self.get_object(), text=data.validated_data["text"], by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data)

    @extend_schema(request=CommentWithdrawSerializer, responses={200: CommentSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any = None) -> Response:
        """Take back what was said."""
        data = CommentWithdrawSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.withdraw(self.get_object(), reason=data.validated_data["reason"], by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data)


class FollowedSerializer(serializers.Serializer[Any]):
    """Whether the caller follows a record, and why."""

    is_following = serializers.BooleanField()
    why = serializers.CharField()


class FollowQuerySerializer(serializers.Serializer[Any]):
    """The record that is meant."""

    subject_kind = serializers.CharField(max_length=60)
    subject_uid = serializers.UUIDField()


class FollowSerializer(FollowQuerySerializer):
    """Whether to follow it from now on."""

    on = serializers.BooleanField(default=True)


class FollowingView(APIView):
    """Following a record: who follows it finds comments, moves and decisions in the inbox."""

    @extend_schema(
        tags=["comments"],
        operation_id="following_retrieve",
        parameters=[FollowQuerySerializer],
        responses={200: FollowedSerializer, **error_answers(404)},
    )
    def get(self, request: Request) -> Response:
        """Say whether the caller follows a record, and why."""
        known_parameters(request, FollowQuerySerializer().fields)
        asked = FollowQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return self._answer(request, self._record(request, asked.validated_data))

    @extend_schema(
        tags=["comments"],
        operation_id="following_choose",
        request=FollowSerializer,
        responses={200: FollowedSerializer, **error_answers(404)},
    )
    def post(self, request: Request) -> Response:
        """Follow a record, or with `on` false no longer; one's own choice, which nothing overrules."""
        sent = FollowSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        record = self._record(request, sent.validated_data)
        services.follow(record, by=request.user, on=sent.validated_data["on"])  # type: ignore[arg-type]
        return self._answer(request, record)

    def _record(self, request: Request, said: dict[str, Any]) -> Any:
        record = subjects.find(request.user, said["subject_kind"], said["subject_uid"])  # type: ignore[arg-type]
        if record is None:
            raise Http404
        return record

    def _answer(self, request: Request, record: Any) -> Response:
        found = queries.following(request.user, record)  # type: ignore[arg-type]
        return Response({"is_following": found.is_following, "why": found.why})


ROUTES: list[tuple[str, Any, str]] = [("comments", CommentViewSet, "comment")]
URLS = [path("comments/following/", FollowingView.as_view(), name="following")]
