"""What the API reads and answers about plans, programs and risks. Figures are exact decimal text."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, nameable_people
from plans.filters import of_case
from plans.models import Program
from plans.models.plans import DETAIL_LENGTH, LABEL_LENGTH
from plans.models.programs import LOAD_FIELDS, NAME_LENGTH, TEXT_LENGTH
from plans.rules.dating import MOST_UNITS
from plans.services.plans import Subject
from plans.workflow import DIMENSIONS, PICKS, PLAN_STATES, TASK_STATES, Pick, TaskState
from usecases.models import UseCase, key_of

PICK_CHOICES = [(p.value, PICKS[p]) for p in PICKS]
PLAN_STATE_CHOICES = [(s.value, PLAN_STATES[s]) for s in PLAN_STATES]
TASK_STATE_CHOICES = [(s.value, TASK_STATES[s]) for s in TASK_STATES]
REPORT_CHOICES = [(s.value, TASK_STATES[s]) for s in TASK_STATES if s != TaskState.DROPPED]
DIMENSION_CHOICES = [(d.value, DIMENSIONS[d]) for d in DIMENSIONS]
SLUG: dict[str, Any] = {"max_length": 64}


def user_of(request: Request) -> User:
    """Return who calls."""
    return request.user  # type: ignore[return-value]


def valid(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the body as the serializer reads it. Raises ValidationError for a bad value."""
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def case_of(request: Request, reference: str) -> UseCase:
    """Return the readable case. Raises Invalid at `case` when there is none."""
    pk = key_of(reference)
    rows = UseCase.objects.visible_to(user_of(request)).select_related("unit")
    case = rows.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
    if case is None:
        raise Invalid(_("There is no use case with this reference that you may see."), field="case")
    return case


def unit_of(request: Request, uid: UUID, *, field: str = "unit") -> Unit:
    """Return the readable unit. Raises Invalid at `field` when there is none."""
    rows = Unit.objects.filter(access_of(user_of(request)).q(Permission.READ, "path"))
    unit = rows.filter(uid=uid).first()
    if unit is None:
        raise Invalid(_("There is no unit with this uid that you may see."), field=field)
    return unit


def subject_of(request: Request, given: dict[str, Any]) -> Subject:
    """Return what a plan or a risk is about: the one of `case`, `program` and `unit` that is given.

    Raises Invalid at `case` for none or several, and at the field for one that the caller may not see.
    """
    named = [name for name in ("case", "program", "unit") if given.get(name)]
    if len(named) != 1:
        raise Invalid(_("Name either a use case, a program or a unit."), field="case")
    if named == ["case"]:
        return case_of(request, given["case"])
    if named == ["unit"]:
        return unit_of(request, given["unit"])
    program = Program.objects.visible_to(user_of(request)).select_related("unit").filter(uid=given["program"]).first()
    if program is None:
        raise Invalid(_("There is no program with this uid that you may see."), field="program")
    return program


def person_of(request: Request, uid: UUID | None) -> User | None:
    """Return the person. Raises Invalid at `owner` for one whom the caller may not name."""
    if uid is None:
        return None
    found = nameable_people(user_of(request)).filter(uid=uid).first()
    if found is None:
        raise Invalid(_("There is nobody with this uid whom you may name."), field="owner")
    return found


class OfSubject(django_filters.FilterSet):
    """Rows below a unit or of a case, and those changed since a moment."""

    unit = django_filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    case = django_filters.CharFilter(method="of_case", label="Reference of a use case")
    updated_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment"
    )
    way = ""

    def below_unit(self, rows: QuerySet[Any], name: str, value: UUID) -> QuerySet[Any]:
        """Rows of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return rows.filter(**{f"{self.way}unit__path__startswith": path}) if path else rows.none()

    def of_case(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows of the case with a reference."""
        return of_case(rows, value, f"{self.way}case_id")


class SubjectSerializer(serializers.Serializer[Any]):
    """What it is about: exactly one of the three."""

    case = serializers.CharField(required=False, allow_blank=True, max_length=30, help_text="Reference, UC-0042.")
    program = serializers.UUIDField(required=False, allow_null=True)
    unit = serializers.UUIDField(required=False, allow_null=True)


class PlanPhaseSerializer(serializers.Serializer[Any]):
    """A phase; its days are those of its tasks."""

    number = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    length = serializers.IntegerField(allow_null=True, help_text="As picked, in the playbook's unit.")
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    base_ends_on = serializers.DateField(allow_null=True)
    progress = serializers.CharField(allow_null=True, help_text="From 0 to 1, weighted by working days.")


class DatedPlanSerializer(serializers.Serializer[Any]):
    """One plan with its days now and in its baseline."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    playbook = serializers.CharField(help_text="The version that it is made from.")
    case = serializers.CharField(allow_null=True)
    program = serializers.UUIDField(allow_null=True)
    unit = serializers.UUIDField()
    owner = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=PLAN_STATE_CHOICES)
    pick = serializers.ChoiceField(choices=PICK_CHOICES)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    base_ends_on = serializers.DateField(allow_null=True)
    slip = serializers.IntegerField(allow_null=True, help_text="Working days by which it ends after its baseline.")
    tasks = serializers.IntegerField()
    done = serializers.IntegerField()
    overdue = serializers.IntegerField()
    version = serializers.IntegerField()
    begun_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)
    updated_at = serializers.DateTimeField()


class PlanDetailSerializer(DatedPlanSerializer):
    """One plan with its phases."""

    phases = PlanPhaseSerializer(many=True)
    progress = serializers.CharField(allow_null=True, help_text="From 0 to 1, weighted by working days.")


class DraftPlanSerializer(SubjectSerializer):
    """A plan from a playbook."""

    playbook = serializers.SlugField(**SLUG)
    starts_on = serializers.DateField()
    title = serializers.CharField(required=False, allow_blank=True, default="", max_length=NAME_LENGTH)
    owner = serializers.UUIDField(required=False, allow_null=True)
    pick = serializers.ChoiceField(choices=PICK_CHOICES, default=Pick.LIKELY.value)
    lengths = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_UNITS), required=False,
        help_text="Lengths of single phases or steps by key, in the playbook's unit.",
    )  # fmt: skip


class PlanReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=TEXT_LENGTH)


class PlanTaskSerializer(serializers.Serializer[Any]):
    """One task; `needs` are the uids of the tasks that it waits for."""

    uid = serializers.UUIDField()
    plan = serializers.UUIDField()
    phase = serializers.CharField()
    number = serializers.IntegerField()
    key = serializers.CharField(allow_blank=True, help_text="Its key in the playbook; empty for one of the plan's own.")
    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField(allow_blank=True)
    step = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    base_starts_on = serializers.DateField(allow_null=True)
    base_ends_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=TASK_STATE_CHOICES)
    is_overdue = serializers.BooleanField()
    progress = serializers.IntegerField(help_text="Percent.")
    done_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    needs = serializers.ListField(child=serializers.UUIDField())
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class TaskFieldsSerializer(serializers.Serializer[Any]):
    """What a task says; fields left out stay."""

    label = serializers.CharField(required=False, max_length=LABEL_LENGTH)  # type: ignore[assignment]
    detail = serializers.CharField(required=False, allow_blank=True, max_length=DETAIL_LENGTH)
    owner = serializers.UUIDField(required=False, allow_null=True)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    needs = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)


class ChangeTaskSerializer(TaskFieldsSerializer):
    """A change of a task; with `preview` nothing is saved, and the answer says what would move."""

    version = serializers.IntegerField(min_value=1)
    preview = serializers.BooleanField(default=False)


class AddTaskSerializer(TaskFieldsSerializer):
    """A task of the plan's own."""

    plan = serializers.UUIDField()
    phase = serializers.IntegerField(min_value=1, help_text="Number of the phase.")
    label = serializers.CharField(max_length=LABEL_LENGTH)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class TaskMoveSerializer(serializers.Serializer[Any]):
    """A task that moves along."""

    uid = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class ChangedTaskSerializer(serializers.Serializer[Any]):
    """The task, and what moved along with it or would."""

    task = PlanTaskSerializer()
    moved = TaskMoveSerializer(many=True)
    saved = serializers.BooleanField()


class ReportTaskSerializer(serializers.Serializer[Any]):
    """How far a task is."""

    state = serializers.ChoiceField(choices=REPORT_CHOICES)
    progress = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    done_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT_LENGTH)


class WavePlaceSerializer(serializers.Serializer[Any]):
    """A function of a wave, and the unit that it is."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.UUIDField(allow_null=True)


class WaveFiledSerializer(serializers.Serializer[Any]):
    """A use case under a wave."""

    case = serializers.CharField()
    dimension = serializers.CharField(allow_blank=True, help_text="Its own, or that of the wave.")


class CapacitySerializer(serializers.Serializer[Any]):
    """What the users of a wave need; null where a figure of the load is missing."""

    active_users = serializers.CharField(allow_null=True)
    daily = serializers.CharField(allow_null=True, help_text="Interactions a day.")
    busiest = serializers.CharField(allow_null=True, help_text="Interactions of the busiest hour.")
    compute = serializers.CharField(allow_null=True, help_text="Requests at the same time.")
    storage = serializers.CharField(allow_null=True, help_text="Gigabytes.")
    network = serializers.CharField(allow_null=True, help_text="Megabits a second.")
    cost = serializers.CharField(allow_null=True, help_text="A month, in the currency of the program.")
    cost_each = serializers.CharField(allow_null=True, help_text="A month, for an active user.")


class WaveSerializer(serializers.Serializer[Any]):
    """One wave; users and use cases count in the waves before it."""

    number = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    dimension = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    users = serializers.IntegerField(allow_null=True)
    use_cases = serializers.IntegerField(allow_null=True)
    functions = WavePlaceSerializer(many=True)
    filed = WaveFiledSerializer(many=True)
    capacity = CapacitySerializer()


class ProgramSerializer(serializers.Serializer[Any]):
    """One program with its waves."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    wave_plan = serializers.CharField()
    unit = serializers.UUIDField()
    owner = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)
    load = serializers.DictField(child=serializers.CharField(allow_null=True))
    currency = serializers.CharField(allow_blank=True)
    waves = WaveSerializer(many=True)
    updated_at = serializers.DateTimeField()


class StartProgramSerializer(serializers.Serializer[Any]):
    """A program from a wave plan."""

    wave_plan = serializers.SlugField(**SLUG)
    unit = serializers.UUIDField()
    starts_on = serializers.DateField()
    title = serializers.CharField(required=False, allow_blank=True, default="", max_length=NAME_LENGTH)
    owner = serializers.UUIDField(required=False, allow_null=True)


class ChangeWaveSerializer(serializers.Serializer[Any]):
    """What a wave says; all of it."""

    number = serializers.IntegerField(min_value=1)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    dimension = serializers.ChoiceField(choices=DIMENSION_CHOICES, required=False, allow_blank=True, default="")
    users = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100_000_000)
    use_cases = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100_000_000)


class FileCaseSerializer(serializers.Serializer[Any]):
    """A use case for a wave."""

    number = serializers.IntegerField(min_value=1, help_text="Number of the wave.")
    case = serializers.CharField(max_length=30)
    dimension = serializers.ChoiceField(choices=DIMENSION_CHOICES, required=False, allow_blank=True, default="")


class UnfileCaseSerializer(serializers.Serializer[Any]):
    """A use case that leaves a wave."""

    number = serializers.IntegerField(min_value=1, help_text="Number of the wave.")
    case = serializers.CharField(max_length=30)


def _figure() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=18, decimal_places=6, min_value=0, required=False, allow_null=True)


class LoadSerializer(serializers.Serializer[Any]):
    """The figures of the expected load; those left out are not known."""

    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, allow_blank=True, default="")

    def get_fields(self) -> dict[str, Any]:
        """One field for each figure."""
        return {name: _figure() for name in LOAD_FIELDS} | super().get_fields()
