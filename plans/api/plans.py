"""Plans and their tasks over the API."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.ui.api import Cursor, error_answers
from plans import policies, queries, services
from plans.api import shapes
from plans.api.shapes import person_of, subject_of, user_of, valid
from plans.models import Phase, Plan, Task
from plans.queries.plans import slip
from plans.workflow import PlanState
from usecases.models import reference_of


def plan_row(plan: Any) -> dict[str, Any]:
    """Turn a plan with what `queries.with_figures` adds into what the API answers."""
    return {
        "playbook": plan.playbook.reference,
        "case": reference_of(plan.case_id) if plan.case_id else None,
        "program": plan.program.uid if plan.program_id else None,
        "unit": plan.unit.uid,
        "owner": plan.owner.name if plan.owner else None,
        "starts_on": plan.first,
        "ends_on": plan.last,
        "base_ends_on": plan.base_last,
        "slip": slip(plan.base_last, plan.last),
        "tasks": plan.task_count,
        "done": plan.done_count,
        "overdue": plan.late_count,
        **{
            name: getattr(plan, name)
            for name in ("uid", "title", "state", "pick", "version", "begun_at", "ended_at", "end_reason", "updated_at")
        },
    }


def task_row(task: Task) -> dict[str, Any]:
    """Turn a task into what the API answers."""
    return {
        "plan": task.plan.uid,
        "phase": task.phase.key,
        "owner": task.owner.name if task.owner else None,
        "is_overdue": task.plan.state == PlanState.RUNNING and task.is_overdue(timezone.localdate()),
        "needs": [link.before.uid for link in task.waits_for.all()],
        **{
            name: getattr(task, name)
            for name in (
                "uid", "number", "key", "label", "detail", "step", "starts_on", "ends_on", "base_starts_on",
                "base_ends_on", "state", "progress", "done_on", "note", "version", "updated_at",
            )
        },
    }  # fmt: skip


class PlanApiFilters(shapes.OfSubject):
    """What the list of plans can be narrowed by."""

    state = django_filters.ChoiceFilter(choices=shapes.PLAN_STATE_CHOICES)
    program = django_filters.UUIDFilter(field_name="program__uid", label="The program with this uid")

    class Meta:
        model = Plan
        fields: list[str] = []


class TaskApiFilters(shapes.OfSubject):
    """What the list of tasks can be narrowed by."""

    way = "plan__"
    plan = django_filters.UUIDFilter(field_name="plan__uid", label="The plan with this uid")
    state = django_filters.ChoiceFilter(choices=shapes.TASK_STATE_CHOICES)
    overdue = django_filters.BooleanFilter(method="is_late", label="Overdue today or not")

    class Meta:
        model = Task
        fields: list[str] = []

    def is_late(self, rows: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        """Tasks that are overdue, or are not."""
        late = Task.objects.overdue(timezone.localdate()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)


@extend_schema(tags=["plans"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.DatedPlanSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.PlanDetailSerializer, **error_answers(404)}),
)
class PlanViewSet(viewsets.GenericViewSet[Plan]):
    """Plans of the units that the caller may read, the newest first."""

    queryset = Plan.objects.all()
    serializer_class = shapes.DatedPlanSerializer
    filterset_class = PlanApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Plan]:
        """Plans that the caller may read, with their figures."""
        rows = Plan.objects.visible_to(user_of(self.request))
        return queries.with_figures(
            rows.select_related("unit", "case__unit", "program", "owner", "playbook"), timezone.localdate()
        )

    def _answer(self, plan: Plan, code: int = status.HTTP_200_OK) -> Response:
        return Response(plan_row(self.get_queryset().get(pk=plan.pk)), status=code)

    def list(self, request: Request) -> Response:
        """List plans; narrow by unit, case, program, state, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([plan_row(plan) for plan in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one plan with its phases."""
        plan = self.get_object()
        found = queries.standing(plan)
        phases = [
            {
                "number": row.phase.number, "key": row.phase.key, "label": row.phase.label, "length": row.phase.length,
                "starts_on": row.first, "ends_on": row.last, "base_ends_on": row.base_last,
                "progress": None if row.progress is None else f"{row.progress:.4f}",
            }
            for row in found.phases
        ]  # fmt: skip
        progress = None if found.progress is None else f"{found.progress:.4f}"
        return Response(plan_row(plan) | {"phases": phases, "progress": progress})

    @extend_schema(
        request=shapes.DraftPlanSerializer, responses={201: shapes.DatedPlanSerializer, **error_answers(409)}
    )
    def create(self, request: Request) -> Response:
        """Draft a plan from a playbook for a use case, a program or a unit."""
        given = valid(shapes.DraftPlanSerializer, request.data)
        plan = services.draft_plan(
            given["playbook"], subject_of(request, given), given["starts_on"], by=user_of(request),
            title=given["title"], owner=person_of(request, given.get("owner")), pick=given["pick"],
            lengths=given.get("lengths"),
        )  # fmt: skip
        return self._answer(plan, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: shapes.DatedPlanSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, uid: UUID) -> Response:
        """Let a draft run; its days become the baseline."""
        return self._answer(services.begin_plan(self.get_object(), by=user_of(request)))

    @extend_schema(request=None, responses={200: shapes.DatedPlanSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, uid: UUID) -> Response:
        """Close a plan whose tasks are all done or dropped."""
        return self._answer(services.finish_plan(self.get_object(), by=user_of(request)))

    @extend_schema(
        request=shapes.PlanReasonSerializer, responses={200: shapes.DatedPlanSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: UUID) -> Response:
        """End a plan early."""
        reason = valid(shapes.PlanReasonSerializer, request.data)["reason"]
        return self._answer(services.cancel_plan(self.get_object(), by=user_of(request), reason=reason))


@extend_schema(tags=["plans"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.PlanTaskSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.PlanTaskSerializer, **error_answers(404)}),
)
class PlanTaskViewSet(viewsets.GenericViewSet[Task]):
    """Tasks of the plans that the caller may read, the newest first."""

    queryset = Task.objects.all()
    serializer_class = shapes.PlanTaskSerializer
    filterset_class = TaskApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Task]:
        """Tasks that the caller may read."""
        rows = Task.objects.visible_to(user_of(self.request)).select_related(
            "plan__unit", "plan__case", "phase", "owner"
        )
        return rows.prefetch_related("waits_for__before")

    def _row(self, task: Task) -> dict[str, Any]:
        return task_row(self.get_queryset().get(pk=task.pk))

    def list(self, request: Request) -> Response:
        """List tasks; narrow by plan, unit, case, state, `overdue`, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([task_row(task) for task in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one task."""
        return Response(task_row(self.get_object()))

    def _fields(self, request: Request, given: dict[str, Any], plan: Plan) -> dict[str, Any]:
        fields: dict[str, Any] = {
            name: given[name] for name in ("label", "detail", "starts_on", "ends_on") if name in given
        }
        if "owner" in given:
            fields["owner"] = person_of(request, given["owner"])
        if "needs" in given:
            rows = list(Task.objects.filter(plan=plan, uid__in=given["needs"]))
            if len(rows) != len(set(given["needs"])):
                raise Invalid(_("A task can wait only for tasks of its own plan."), field="needs")
            fields["needs"] = rows
        return fields

    @extend_schema(request=shapes.AddTaskSerializer, responses={201: shapes.PlanTaskSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Add a task of the plan's own."""
        given = valid(shapes.AddTaskSerializer, request.data)
        rows = Plan.objects.visible_to(user_of(request)).select_related("unit", "case")
        plan = rows.filter(uid=given["plan"]).first()
        if plan is None:
            raise Invalid(_("There is no plan with this uid that you may see."), field="plan")
        phase = Phase.objects.filter(plan=plan, number=given["phase"]).first()
        if phase is None:
            raise Invalid(_("Choose a phase of this plan."), field="phase")
        task = services.add_task(plan, by=user_of(request), phase=phase, **self._fields(request, given, plan))
        return Response(self._row(task), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.ChangeTaskSerializer, responses={200: shapes.ChangedTaskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def change(self, request: Request, uid: UUID) -> Response:
        """Change or move a task; what waits for it moves along. `preview` saves nothing and says what would."""
        task = self.get_object()
        given = valid(shapes.ChangeTaskSerializer, request.data)
        fields = self._fields(request, given, task.plan)
        if given["preview"]:
            policies.check_change_task(user_of(request), task)
            moves = queries.effect(task, fields.get("starts_on", task.starts_on), fields.get("ends_on", task.ends_on))
            rows = [(move.task, move.first, move.last) for move in moves]
        else:
            along = services.change_task(task, by=user_of(request), version=given["version"], **fields)
            rows = [(one, one.starts_on, one.ends_on) for one in along]
        moved = [{"uid": one.uid, "label": one.label, "starts_on": first, "ends_on": last} for one, first, last in rows]
        return Response({"task": self._row(task), "moved": moved, "saved": not given["preview"]})

    @extend_schema(
        request=shapes.ReportTaskSerializer, responses={200: shapes.PlanTaskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def report(self, request: Request, uid: UUID) -> Response:
        """Say how far a task is."""
        given = valid(shapes.ReportTaskSerializer, request.data)
        return Response(self._row(services.report_task(self.get_object(), by=user_of(request), **given)))

    @extend_schema(
        request=shapes.PlanReasonSerializer, responses={200: shapes.PlanTaskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, uid: UUID) -> Response:
        """Do a task no more."""
        reason = valid(shapes.PlanReasonSerializer, request.data)["reason"]
        return Response(self._row(services.drop_task(self.get_object(), by=user_of(request), reason=reason)))
