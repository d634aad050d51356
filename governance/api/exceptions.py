"""Exceptions to policies and findings in the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers
from governance.api import shapes
from governance.api.incidents import TAG
from governance.api.registers import RegisterViewSet, command, documented, some_unit, someone
from governance.api.reviews import valid
from governance.api.serializers import CaseShortSerializer, PersonSerializer, ReasonSerializer
from governance.models import Finding, PolicyException
from governance.models.findings import TITLE_LENGTH
from governance.register_rules import ExceptionState, FindingState, Grade, Origin
from governance.rules import REASON_LIMIT
from governance.services import exceptions as services
from governance.services import findings as finding_services


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=REASON_LIMIT, **options)


class ExceptionSerializer(serializers.Serializer[Any]):
    """An exception to a policy; `state` is that of today."""

    uid = serializers.UUIDField()
    use_case = CaseShortSerializer()
    policy = serializers.CharField()
    policy_label = serializers.CharField()
    document = serializers.CharField()
    reason = serializers.CharField()
    measures = serializers.CharField()
    until = serializers.DateField()
    state = serializers.ChoiceField(choices=[state.value for state in ExceptionState])
    extends = serializers.UUIDField(allow_null=True)
    requested_by = PersonSerializer()
    requested_at = serializers.DateTimeField()
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()


class ExceptionQuerySerializer(serializers.Serializer[Any]):
    """How the list of exceptions is narrowed; an exception past its day is `expired`."""

    state = serializers.ChoiceField(choices=[state.value for state in ExceptionState], required=False)
    policy = serializers.CharField(max_length=64, required=False)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")


class RequestExceptionSerializer(serializers.Serializer[Any]):
    """A wish to depart from a policy."""

    use_case = serializers.CharField(max_length=60)
    policy = serializers.CharField(max_length=64)
    reason = _text()
    measures = _text()
    until = serializers.DateField()


class DecideExceptionSerializer(serializers.Serializer[Any]):
    """Granting or refusing."""

    grant = serializers.BooleanField()
    reason = _text()


@documented(TAG, ExceptionSerializer, ExceptionQuerySerializer)
class ExceptionViewSet(RegisterViewSet):
    """Exceptions of the use cases that the caller may read."""

    queryset = PolicyException.objects.none()
    serializer_class = ExceptionSerializer
    asked = ExceptionQuerySerializer

    def rows(self) -> QuerySet[PolicyException]:
        """With their cases and people."""
        return PolicyException.objects.visible_to(self.user).select_related(
            "case__unit", "document", "extends", "requested_by", "decided_by"
        )

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        """By use case, and by the state of today."""
        asked, today = dict(asked), timezone.localdate()
        if "use_case" in asked:
            rows = rows.filter(case=shapes.case_of(self.user, asked.pop("use_case")))
        if asked.get("state") == ExceptionState.GRANTED:
            rows = rows.filter(until__gte=today)
        elif asked.get("state") == ExceptionState.EXPIRED:
            asked.pop("state")
            rows = rows.filter(state=ExceptionState.EXPIRED) | rows.filter(
                state=ExceptionState.GRANTED, until__lt=today
            )
        return super().narrow(rows, asked)

    def shape(self, row: PolicyException) -> dict[str, Any]:
        """An exception in full."""
        return {
            "uid": row.uid, "use_case": shapes.case(row.case), "policy": row.policy, "policy_label": row.policy_label,
            "document": row.document.reference, "reason": row.reason, "measures": row.measures, "until": row.until,
            "state": row.standing.value, "extends": row.extends.uid if row.extends else None,
            "requested_by": shapes.person(row.requested_by), "requested_at": row.requested_at,
            "decided_by": shapes.person(row.decided_by), "decided_at": row.decided_at, "decision": row.decision,
            "ended_at": row.ended_at, "end_reason": row.end_reason,
        }  # fmt: skip

    @extend_schema(
        tags=[TAG], request=RequestExceptionSerializer, responses={201: ExceptionSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Ask for an exception, or for the extension of one that counts."""
        values = valid(RequestExceptionSerializer, request.data)
        case = shapes.case_of(self.user, values.pop("use_case"))
        return self.answer(services.request_exception(case, by=self.user, **values).uid, status.HTTP_201_CREATED)

    decide = command(
        TAG,
        "decide",
        DecideExceptionSerializer,
        ExceptionSerializer,
        lambda api, row, values: services.decide_exception(row, by=api.user, **values),
        "Grant or refuse it.",
    )
    withdraw = command(
        TAG,
        "withdraw",
        ReasonSerializer,
        ExceptionSerializer,
        lambda api, row, values: services.withdraw_exception(row, by=api.user, **values),
        "Take the wish back.",
    )
    revoke = command(
        TAG,
        "revoke",
        ReasonSerializer,
        ExceptionSerializer,
        lambda api, row, values: services.revoke_exception(row, by=api.user, **values),
        "End it before its day.",
    )


class FindingSerializer(serializers.Serializer[Any]):
    """A finding of an audit or a check."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    use_case = CaseShortSerializer(allow_null=True)
    origin = serializers.ChoiceField(choices=[row.value for row in Origin])
    report = serializers.CharField()
    grade = serializers.ChoiceField(choices=[row.value for row in Grade])
    owner = PersonSerializer()
    due = serializers.DateField()
    late = serializers.BooleanField()
    state = serializers.ChoiceField(choices=[state.value for state in FindingState])
    raised_by = PersonSerializer()
    raised_at = serializers.DateTimeField()
    done = serializers.CharField()
    sent_back = serializers.CharField()
    closed_by = PersonSerializer(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    evidence = serializers.CharField()


class FindingQuerySerializer(serializers.Serializer[Any]):
    """How the list of findings is narrowed."""

    state = serializers.ChoiceField(choices=[state.value for state in FindingState], required=False)
    grade = serializers.ChoiceField(choices=[row.value for row in Grade], required=False)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")
    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


class RaiseFindingSerializer(serializers.Serializer[Any]):
    """A finding that is raised."""

    unit = serializers.UUIDField()
    use_case = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    title = serializers.CharField(max_length=TITLE_LENGTH)
    description = _text()
    origin = serializers.ChoiceField(choices=[row.value for row in Origin])
    report = serializers.CharField(max_length=TITLE_LENGTH, required=False, allow_blank=True, default="")
    grade = serializers.ChoiceField(choices=[row.value for row in Grade])
    owner = serializers.UUIDField()
    due = serializers.DateField()


class ReportFindingSerializer(serializers.Serializer[Any]):
    """What was done about a finding."""

    done = _text()


class CloseFindingSerializer(serializers.Serializer[Any]):
    """What shows that a finding is mended."""

    evidence = _text()


class ReassignFindingSerializer(serializers.Serializer[Any]):
    """Another owner or day."""

    owner = serializers.UUIDField()
    due = serializers.DateField()
    reason = _text()


def _command(name: str, taken: Any, run: Any, about: str) -> Any:
    return command(TAG, name, taken, FindingSerializer, run, about)


@documented(TAG, FindingSerializer, FindingQuerySerializer)
class FindingViewSet(RegisterViewSet):
    """Findings of the units that the caller may read, and those that are theirs to mend."""

    queryset = Finding.objects.none()
    serializer_class = FindingSerializer
    asked = FindingQuerySerializer

    def rows(self) -> QuerySet[Finding]:
        """With their people."""
        return Finding.objects.visible_to(self.user).select_related(
            "unit", "case__unit", "owner", "raised_by", "closed_by"
        )

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        """By use case, too."""
        asked = dict(asked)
        if "use_case" in asked:
            rows = rows.filter(case=shapes.case_of(self.user, asked.pop("use_case")))
        return super().narrow(rows, asked)

    def _readable(self, unit: Unit) -> bool:
        return access_of(self.user).allows(Permission.READ, unit.path)

    def shape(self, row: Finding) -> dict[str, Any]:
        """A finding in full; of its use case only what the caller may read."""
        return {
            "uid": row.uid, "reference": row.reference, "title": row.title, "description": row.description,
            "unit": row.unit.uid, "unit_name": row.unit.name,
            "use_case": shapes.case(row.case) if row.case and self._readable(row.case.unit) else None,
            "origin": row.origin, "report": row.report, "grade": row.grade, "owner": shapes.person(row.owner),
            "due": row.due, "late": row.is_late, "state": row.state, "raised_by": shapes.person(row.raised_by),
            "raised_at": row.raised_at, "done": row.done, "sent_back": row.sent_back,
            "closed_by": shapes.person(row.closed_by), "closed_at": row.closed_at, "evidence": row.evidence,
        }  # fmt: skip

    @extend_schema(
        tags=[TAG], request=RaiseFindingSerializer, responses={201: FindingSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Raise a finding."""
        values = valid(RaiseFindingSerializer, request.data)
        named = values.pop("use_case")
        case = shapes.case_of(self.user, named) if named else None
        unit, owner = some_unit(self.user, values.pop("unit")), someone(values.pop("owner"))
        made = finding_services.raise_finding(unit, by=self.user, owner=owner, case=case, **values)
        return self.answer(made.uid, status.HTTP_201_CREATED)

    report = _command(
        "report",
        ReportFindingSerializer,
        lambda api, row, values: finding_services.report_finding(row, by=api.user, **values),
        "Report it as done, as its owner.",
    )
    close = _command(
        "close",
        CloseFindingSerializer,
        lambda api, row, values: finding_services.close_finding(row, by=api.user, **values),
        "Close it; its owner cannot.",
    )
    send_back = _command(
        "send-back",
        ReasonSerializer,
        lambda api, row, values: finding_services.return_finding(row, by=api.user, **values),
        "Send the report back to the owner.",
    )
    reassign = _command(
        "reassign",
        ReassignFindingSerializer,
        lambda api, row, values: finding_services.reassign_finding(
            row, by=api.user, owner=someone(values["owner"]), due=values["due"], reason=values["reason"]
        ),
        "Give it another owner or day.",
    )
