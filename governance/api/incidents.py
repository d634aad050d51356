"""Incidents in the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.ui.api import error_answers
from governance.api import shapes
from governance.api.registers import RegisterViewSet, command, documented, part, some_unit, someone
from governance.api.reviews import valid
from governance.api.serializers import CaseShortSerializer, PersonSerializer, ReasonSerializer
from governance.incident_rules import ClockState, Harm, IncidentState, Regime
from governance.models import Incident
from governance.models.incidents import TITLE_LENGTH
from governance.queries import incidents as queries
from governance.rules import REASON_LIMIT
from governance.services import incidents as services

TAG = "registers"
HARMS = [harm.value for harm in Harm]
REGIMES = [regime.value for regime in Regime]


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=REASON_LIMIT, **options)


class ClockSerializer(serializers.Serializer[Any]):
    """A legal deadline."""

    uid = serializers.UUIDField()
    regime = serializers.ChoiceField(choices=REGIMES)
    aware_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=[state.value for state in ClockState])
    late = serializers.BooleanField()
    note = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)


class CorrectiveActionSerializer(serializers.Serializer[Any]):
    """A corrective action."""

    uid = serializers.UUIDField()
    text = serializers.CharField()
    owner = PersonSerializer()
    due = serializers.DateField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonSerializer(allow_null=True)
    evidence = serializers.CharField()


class IncidentSerializer(serializers.Serializer[Any]):
    """An incident. `reporter` is null for a report without a name, `severity` null until it is classified."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in IncidentState])
    severity = serializers.IntegerField(allow_null=True)
    harms = serializers.ListField(child=serializers.CharField())
    confidential = serializers.BooleanField()
    happened_on = serializers.DateField(allow_null=True)
    reported_at = serializers.DateTimeField()
    reporter = PersonSerializer(allow_null=True)
    containment = serializers.CharField()
    contained_at = serializers.DateTimeField(allow_null=True)
    root_cause = serializers.CharField()
    outcome = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    use_cases = CaseShortSerializer(many=True)
    clocks = ClockSerializer(many=True)
    actions = CorrectiveActionSerializer(many=True)


class IncidentQuerySerializer(serializers.Serializer[Any]):
    """How the list of incidents is narrowed."""

    state = serializers.ChoiceField(choices=[state.value for state in IncidentState], required=False)
    severity = serializers.IntegerField(min_value=1, max_value=4, required=False)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")
    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


class IncidentReportSerializer(serializers.Serializer[Any]):
    """A report under one's name; the page takes reports without a name."""

    unit = serializers.UUIDField()
    title = serializers.CharField(max_length=TITLE_LENGTH)
    description = _text()
    happened_on = serializers.DateField(required=False, allow_null=True, default=None)
    use_case = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    confidential = serializers.BooleanField(required=False, default=False)


class ClassifySerializer(serializers.Serializer[Any]):
    """What harm was done, and since when it is known."""

    harms = serializers.ListField(child=serializers.ChoiceField(choices=HARMS), max_length=len(HARMS))
    aware_at = serializers.DateTimeField()
    reason = _text(required=False, allow_blank=True, default="")


class ContainSerializer(serializers.Serializer[Any]):
    """How it was contained."""

    containment = _text()


class RootCauseSerializer(serializers.Serializer[Any]):
    """Why it could happen."""

    root_cause = _text()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What was learned, or why it was no incident."""

    outcome = _text()


class NewActionSerializer(serializers.Serializer[Any]):
    """A corrective action that is asked for."""

    text = _text()
    owner = serializers.UUIDField()
    due = serializers.DateField()


class FinishActionSerializer(serializers.Serializer[Any]):
    """What shows that a corrective action is done."""

    action = serializers.UUIDField()
    evidence = _text()


class StartClockSerializer(serializers.Serializer[Any]):
    """A legal deadline and its start."""

    regime = serializers.ChoiceField(choices=REGIMES)
    aware_at = serializers.DateTimeField()


class SettleClockSerializer(serializers.Serializer[Any]):
    """What became of a legal deadline."""

    clock = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[ClockState.REPORTED.value, ClockState.NOT_REPORTABLE.value])
    note = _text()


class LinkCaseSerializer(serializers.Serializer[Any]):
    """The use case that an incident is about."""

    use_case = serializers.CharField(max_length=60)


class UnlinkCaseSerializer(LinkCaseSerializer):
    """A use case that an incident is not about, and why."""

    reason = _text()


class MessageSerializer(serializers.Serializer[Any]):
    """A message to the reporter."""

    text = _text()


def _command(name: str, taken: Any, run: Any, about: str) -> Any:
    return command(TAG, name, taken, IncidentSerializer, run, about)


@documented(TAG, IncidentSerializer, IncidentQuerySerializer)
class IncidentViewSet(RegisterViewSet):
    """Incidents that the caller may read; confidential ones are for those who handle them."""

    queryset = Incident.objects.none()
    serializer_class = IncidentSerializer
    asked = IncidentQuerySerializer

    def rows(self) -> QuerySet[Incident]:
        """With their use cases, deadlines and actions."""
        return queries.full(self.user)

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, Any]) -> QuerySet[Any]:
        """By use case, too."""
        asked = dict(asked)
        if "use_case" in asked:
            rows = rows.filter(cases=shapes.case_of(self.user, asked.pop("use_case")))
        return super().narrow(rows, asked)

    def shape(self, row: Incident) -> dict[str, Any]:
        """An incident in full."""
        return {
            "uid": row.uid, "reference": row.reference, "title": row.title, "description": row.description,
            "unit": row.unit.uid, "unit_name": row.unit.name, "state": row.state, "severity": row.severity,
            "harms": row.harms, "confidential": row.is_confidential, "happened_on": row.happened_on,
            "reported_at": row.reported_at, "reporter": shapes.person(row.reporter), "containment": row.containment,
            "contained_at": row.contained_at, "root_cause": row.root_cause, "outcome": row.outcome,
            "ended_at": row.ended_at, "use_cases": [shapes.case(case) for case in row.cases.all()],
            "clocks": [
                {
                    "uid": clock.uid, "regime": clock.regime, "aware_at": clock.aware_at, "due_at": clock.due_at,
                    "state": clock.state, "late": clock.is_late(), "note": clock.note, "settled_at": clock.settled_at,
                }
                for clock in row.clocks.all()
            ],
            "actions": [
                {
                    "uid": action.uid, "text": action.text, "owner": shapes.person(action.owner), "due": action.due,
                    "done_at": action.done_at, "done_by": shapes.person(action.done_by), "evidence": action.evidence,
                }
                for action in row.actions.all()
            ],
        }  # fmt: skip

    @extend_schema(
        tags=[TAG], request=IncidentReportSerializer, responses={201: IncidentSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Report an incident under one's name."""
        values = valid(IncidentReportSerializer, request.data)
        case = shapes.case_of(self.user, values["use_case"]) if values["use_case"] else None
        made = services.report_incident(
            some_unit(self.user, values["unit"]), by=self.user, title=values["title"],
            description=values["description"], happened_on=values["happened_on"], case=case,
            is_confidential=values["confidential"],
        )  # fmt: skip
        return self.answer(made.uid, status.HTTP_201_CREATED)

    classify = _command(
        "classify",
        ClassifySerializer,
        lambda api, row, values: services.classify_incident(row, by=api.user, **values),
        "Say what harm was done; severity and legal deadlines follow, a severe one suspends approvals.",
    )
    contain = _command(
        "contain",
        ContainSerializer,
        lambda api, row, values: services.contain_incident(row, by=api.user, **values),
        "Say how it was contained.",
    )
    root_cause = _command(
        "root-cause",
        RootCauseSerializer,
        lambda api, row, values: services.explain_incident(row, by=api.user, **values),
        "Write down the root cause.",
    )
    add_action = _command(
        "add-action",
        NewActionSerializer,
        lambda api, row, values: services.add_action(
            row, by=api.user, text=values["text"], owner=someone(values["owner"]), due=values["due"]
        ),
        "Ask for a corrective action.",
    )
    finish_action = _command(
        "finish-action",
        FinishActionSerializer,
        lambda api, row, values: services.finish_action(
            part(row.actions, values["action"], "action"), by=api.user, evidence=values["evidence"]
        ),
        "Confirm that a corrective action is done; its owner cannot.",
    )
    start_clock = _command(
        "start-clock",
        StartClockSerializer,
        lambda api, row, values: services.start_clock(row, by=api.user, **values),
        "Start a legal deadline, or correct the start of one that runs.",
    )
    settle_clock = _command(
        "settle-clock",
        SettleClockSerializer,
        lambda api, row, values: services.settle_clock(
            part(row.clocks, values["clock"], "clock"), by=api.user, state=values["state"], note=values["note"]
        ),
        "Say that the authority was told, or why nothing is to be reported.",
    )
    link = _command(
        "link",
        LinkCaseSerializer,
        lambda api, row, values: services.link_case(
            row, by=api.user, case=shapes.case_of(api.user, values["use_case"])
        ),
        "Link a use case; a severe incident suspends its approval.",
    )
    unlink = _command(
        "unlink",
        UnlinkCaseSerializer,
        lambda api, row, values: services.unlink_case(
            row, by=api.user, case=shapes.case_of(api.user, values["use_case"]), reason=values["reason"]
        ),
        "Take a use case off.",
    )
    message = _command(
        "message",
        MessageSerializer,
        lambda api, row, values: services.write_to_reporter(row, by=api.user, text=values["text"]),
        "Write in the conversation with the reporter.",
    )
    close = _command(
        "close",
        OutcomeSerializer,
        lambda api, row, values: services.close_incident(row, by=api.user, **values),
        "Close it with what was learned.",
    )
    dismiss = _command(
        "dismiss",
        OutcomeSerializer,
        lambda api, row, values: services.dismiss_incident(row, by=api.user, **values),
        "Say why it was no incident.",
    )
    reopen = _command(
        "reopen",
        ReasonSerializer,
        lambda api, row, values: services.reopen_incident(row, by=api.user, **values),
        "Open it again.",
    )
