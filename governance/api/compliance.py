"""Law, policies and frameworks in the API; the same rules as on the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from foundation.people.models import User
from foundation.ui.api import error_answers, known_parameters
from governance import services
from governance.api import compliance_shapes as given
from governance.api import shapes
from governance.api.reviews import valid
from governance.models import Classification, PolicyCheck
from governance.queries import compliance as queries
from governance.queries import frameworks

TAG = "compliance"


class _Records(GenericViewSet[Any]):
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    @property
    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _one(self, rows: QuerySet[Any], uid: str) -> Any:
        try:
            key = UUID(uid)
        except ValueError:
            raise Http404 from None
        return get_object_or_404(rows, uid=key)

    def _narrowed(self, rows: QuerySet[Any], asked: Mapping[str, Any], names: tuple[str, ...]) -> QuerySet[Any]:
        if "use_case" in asked:
            rows = rows.filter(case=shapes.case_of(self._user, asked["use_case"]))
        if asked["current"] is not None:
            rows = rows.filter(replaced_at__isnull=asked["current"])
        return rows.filter(**{name: asked[name] for name in names if name in asked})


@extend_schema(tags=[TAG])
class ClassificationViewSet(_Records):
    """Classifications under the EU AI Act of the use cases that the caller may read."""

    queryset = Classification.objects.none()
    serializer_class = given.ClassificationSerializer

    def _rows(self) -> QuerySet[Any]:
        rows = Classification.objects.visible_to(self._user)
        return rows.select_related("case__unit", "by").prefetch_related("document")

    @extend_schema(
        parameters=[given.ClassificationQuerySerializer],
        responses={200: given.ClassificationSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Classifications, newest first, by cursor."""
        known_parameters(request, given.ClassificationQuerySerializer().fields, paged=True)
        asked = valid(given.ClassificationQuerySerializer, request.query_params)
        page = self.paginate_queryset(self._narrowed(self._rows(), asked, ("tier",)))
        return self.get_paginated_response([given.classification(row) for row in page or []])

    @extend_schema(responses={200: given.ClassificationSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One classification with its answers, reasons and duties."""
        return Response(given.classification(self._one(self._rows(), uid)))

    @extend_schema(
        request=given.ApplyLawSerializer, responses={201: given.ClassificationSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Answer the questions of the EU AI Act about a use case."""
        values = valid(given.ApplyLawSerializer, request.data)
        case = shapes.case_of(self._user, values.pop("use_case"))
        answers = {key: answer for key, answer in values.pop("answers").items() if answer is not None}
        made = services.classify(case, by=self._user, answers=answers, **values)
        return Response(given.classification(self._one(self._rows(), str(made.uid))), status=status.HTTP_201_CREATED)


@extend_schema(tags=[TAG])
class PolicyCheckViewSet(_Records):
    """Policy checks of the use cases that the caller may read."""

    queryset = PolicyCheck.objects.none()
    serializer_class = given.PolicyCheckSerializer

    def _rows(self) -> QuerySet[Any]:
        rows = PolicyCheck.objects.visible_to(self._user)
        return rows.select_related("case__unit", "by").prefetch_related("document")

    @extend_schema(
        parameters=[given.PolicyCheckQuerySerializer],
        responses={200: given.PolicyCheckSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Checks, newest first, by cursor."""
        known_parameters(request, given.PolicyCheckQuerySerializer().fields, paged=True)
        asked = valid(given.PolicyCheckQuerySerializer, request.query_params)
        page = self.paginate_queryset(self._narrowed(self._rows(), asked, ("policy", "answer")))
        return self.get_paginated_response([given.policy_check(row) for row in page or []])

    @extend_schema(responses={200: given.PolicyCheckSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One check."""
        return Response(given.policy_check(self._one(self._rows(), uid)))

    @extend_schema(
        request=given.CheckPolicySerializer, responses={201: given.PolicyCheckSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Say whether a use case meets a policy, and why."""
        values = valid(given.CheckPolicySerializer, request.data)
        case = shapes.case_of(self._user, values.pop("use_case"))
        made = services.check_policy(case, by=self._user, **values)
        return Response(given.policy_check(self._one(self._rows(), str(made.uid))), status=status.HTTP_201_CREATED)


@extend_schema(tags=[TAG])
class ComplianceViewSet(ViewSet):
    """What law and policies make of use cases: counts by policy, one use case in full, and measures owed."""

    lookup_field = "use_case"
    lookup_value_regex = "[0-9A-Za-z-]{1,60}"

    @extend_schema(responses={200: given.PolicyCountSerializer(many=True), **error_answers()})
    def list(self, request: Request) -> Response:
        """How many of the caller's use cases meet each policy; those imported beyond approval are left out."""
        known_parameters(request, ())
        return Response(
            [
                {
                    "group": group.key, "policy": row.policy.key, "label": row.policy.label, "met": row.met,
                    "not_met": row.not_met, "not_applicable": row.not_applicable, "open": row.open,
                }
                for group, rows in queries.policy_counts(request.user)  # type: ignore[arg-type]
                for row in rows
            ]
        )  # fmt: skip

    @extend_schema(
        parameters=[OpenApiParameter("use_case", str, OpenApiParameter.PATH, description=given.CASE)],
        responses={200: given.ComplianceSerializer, **error_answers(404)},
    )
    def retrieve(self, request: Request, use_case: str = "") -> Response:
        """One use case: its policies by group, what it must measure, and what that supports in frameworks."""
        case = shapes.case_of(request.user, use_case)  # type: ignore[arg-type]
        found, law = queries.compliance(case), queries.current_classification(case)
        return Response(
            {
                "use_case": shapes.case(case), "overall": found.overall.value, "approved": found.approved,
                "prohibited": queries.prohibition(case) is not None,
                "classification": law.uid if law else None, "tier_by_law": law.tier if law else None,
                "groups": [
                    {
                        "group": group.group.key, "label": group.group.label, "complies": group.complies,
                        "policies": [
                            {
                                "policy": policy.key, "label": policy.label, "answer": check.answer if check else None,
                                "reason": check.reason if check else "",
                            }
                            for policy, check in group.rows
                        ],
                    }
                    for group in found.groups
                ],
                "measures": [given.measure(item) for item in queries.obligations({case.pk: found.answers})[case.pk]],
                "frameworks": {
                    state.framework.key: given.counts(state.counts) for state in frameworks.frameworks_of(found.answers)
                },
            }
        )  # fmt: skip

    @extend_schema(responses={200: given.OwedSerializer(many=True), **error_answers()})
    @action(detail=False, methods=["get"])
    def owed(self, request: Request) -> Response:
        """What each approved system must measure, and what is owed."""
        known_parameters(request, ())
        found = queries.monitored(list(queries.approved_cases(request.user)))  # type: ignore[arg-type]
        return Response(
            [
                {
                    "use_case": shapes.case(row.case), "owed": len(row.missing),
                    "measures": [given.measure(item) for item in row.obligations],
                }
                for row in found
            ]
        )  # fmt: skip


@extend_schema(tags=[TAG])
class FrameworkViewSet(ViewSet):
    """Laws, standards and principles with what the policies support in them."""

    lookup_field = "key"
    lookup_value_regex = "[a-z0-9_]{1,64}"

    @extend_schema(
        parameters=[
            OpenApiParameter("key", str, OpenApiParameter.PATH, description="eu_ai_act, nist_ai_rmf, iso_42001 …"),
            given.FrameworkQuerySerializer,
        ],
        responses={200: given.FrameworkSerializer, **error_answers(404)},
    )
    def retrieve(self, request: Request, key: str = "") -> Response:
        """One framework, entry by entry: of one use case, or of all that the caller sees."""
        known_parameters(request, given.FrameworkQuerySerializer().fields)
        asked = valid(given.FrameworkQuerySerializer, request.query_params)
        user: User = request.user  # type: ignore[assignment]
        if "use_case" in asked:
            answers = queries.compliance(shapes.case_of(user, asked["use_case"])).answers
            state = next((item for item in frameworks.frameworks_of(answers) if item.framework.key == key), None)
            if state is None:
                raise Http404
            number = 1
        else:
            try:
                state, number = frameworks.framework_in(user, key)
            except KeyError:
                raise Http404 from None
        framework = state.framework
        return Response(
            {
                "key": framework.key, "label": framework.label, "complete": framework.complete,
                "unconfirmed": framework.unconfirmed, "use_cases": number,
                "entries": [
                    {
                        "id": row.entry.id, "label": row.entry.label, "policies": [policy for policy, _ in row.links],
                        "counts": given.counts(row.counts),
                    }
                    for row in state.entries
                ],
            }
        )  # fmt: skip

    @extend_schema(responses={200: given.FrameworkShortSerializer(many=True), **error_answers()})
    def list(self, request: Request) -> Response:
        """The frameworks there are."""
        known_parameters(request, ())
        rows = frameworks.crosswalk().parsed.frameworks
        return Response([{"key": item.key, "label": item.label} for item in rows])
