"""What the API of law and policies takes and gives."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from governance import rules_compliance
from governance.api import shapes
from governance.api.serializers import CaseShortSerializer, PersonSerializer
from governance.models import Classification, PolicyCheck
from governance.queries import compliance as queries
from governance.rules import REASON_LIMIT
from governance.rules_compliance import Overall, Support
from governance.workflow import PolicyAnswer

ANSWERS = [answer.value for answer in PolicyAnswer]
CASE = "Reference (UC-0042) or uid."


class LawStartSerializer(serializers.Serializer[Any]):
    """A day from which a duty binds."""

    key = serializers.CharField()
    on = serializers.DateField()


class DutySerializer(serializers.Serializer[Any]):
    """A duty under the law; `contested` says what the readings are where it is unsettled."""

    key = serializers.CharField()
    article = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    asks = serializers.CharField()
    who = serializers.CharField()
    from_days = LawStartSerializer(many=True)
    contested = serializers.CharField(allow_null=True)


class ClassificationSerializer(serializers.Serializer[Any]):
    """What the EU AI Act makes of a use case by the answers given; `tier` is empty while a question is `open`.

    `replaced_at` is null for the one that counts; `changes_on` is the day on which the same answers give another tier.
    """

    uid = serializers.UUIDField()
    use_case = CaseShortSerializer()
    number = serializers.IntegerField()
    document = serializers.CharField()
    on = serializers.DateField()
    tier = serializers.CharField()
    tier_label = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    blocks = serializers.BooleanField()
    raises_to = serializers.CharField()
    open = serializers.CharField()
    changes_on = serializers.DateField(allow_null=True)
    marks = serializers.ListField(child=serializers.CharField())
    picked = serializers.ListField(child=serializers.CharField())
    answers = serializers.DictField(child=serializers.JSONField())
    reasons = serializers.DictField(child=serializers.CharField())
    note = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    recorded_at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField(allow_null=True)
    duties = DutySerializer(many=True)


class ApplyLawSerializer(serializers.Serializer[Any]):
    """Answers by key of question: true or false, or the keys picked from its list ([] for none of them).

    With `finish` false unfinished answers are kept to go on from.
    """

    use_case = serializers.CharField(max_length=60, help_text=CASE)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    reasons = serializers.DictField(
        child=serializers.CharField(max_length=REASON_LIMIT, allow_blank=True), required=False, default=dict
    )
    note = serializers.CharField(max_length=REASON_LIMIT, required=False, allow_blank=True, default="")
    on = serializers.DateField(required=False, allow_null=True, default=None)
    finish = serializers.BooleanField(required=False, default=True)


class ClassificationQuerySerializer(serializers.Serializer[Any]):
    """How the list of classifications is narrowed."""

    use_case = serializers.CharField(max_length=60, required=False, help_text=CASE)
    tier = serializers.CharField(max_length=64, required=False)
    current = serializers.BooleanField(required=False, allow_null=True, default=None)


class PolicyCheckSerializer(serializers.Serializer[Any]):
    """Whether a use case meets a policy; `replaced_at` is null for the check that counts."""

    uid = serializers.UUIDField()
    use_case = CaseShortSerializer()
    policy = serializers.CharField()
    answer = serializers.ChoiceField(choices=ANSWERS)
    reason = serializers.CharField()
    document = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    recorded_at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField(allow_null=True)


class CheckPolicySerializer(serializers.Serializer[Any]):
    """A check of one policy with its reason."""

    use_case = serializers.CharField(max_length=60, help_text=CASE)
    policy = serializers.CharField(max_length=64)
    answer = serializers.ChoiceField(choices=ANSWERS)
    reason = serializers.CharField(max_length=REASON_LIMIT)


class PolicyCheckQuerySerializer(serializers.Serializer[Any]):
    """How the list of checks is narrowed."""

    use_case = serializers.CharField(max_length=60, required=False, help_text=CASE)
    policy = serializers.CharField(max_length=64, required=False)
    answer = serializers.ChoiceField(choices=ANSWERS, required=False)
    current = serializers.BooleanField(required=False, allow_null=True, default=None)


class PolicyStateSerializer(serializers.Serializer[Any]):
    """A policy with its answer; null while nobody has checked it."""

    policy = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    answer = serializers.ChoiceField(choices=ANSWERS, allow_null=True)
    reason = serializers.CharField()


class GroupStateSerializer(serializers.Serializer[Any]):
    """A group of policies; `complies` is null while one is open."""

    group = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    complies = serializers.BooleanField(allow_null=True)
    policies = PolicyStateSerializer(many=True)


class ObligationSerializer(serializers.Serializer[Any]):
    """A measure that a system must take; `lifted_by` names the policy that does not apply."""

    measure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=["measured", "overdue", "unmeasured", "lifted"])
    lifted_by = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    on = serializers.DateField(allow_null=True)


class ComplianceSerializer(serializers.Serializer[Any]):
    """What law and policies make of a use case; frameworks count their entries by state."""

    use_case = CaseShortSerializer()
    overall = serializers.ChoiceField(choices=[state.value for state in Overall])
    approved = serializers.BooleanField()
    prohibited = serializers.BooleanField()
    classification = serializers.UUIDField(allow_null=True)
    tier_by_law = serializers.CharField(allow_null=True)
    groups = GroupStateSerializer(many=True)
    measures = ObligationSerializer(many=True)
    frameworks = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class PolicyCountSerializer(serializers.Serializer[Any]):
    """How many of the caller's use cases meet a policy."""

    group = serializers.CharField()
    policy = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    met = serializers.IntegerField()
    not_met = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    open = serializers.IntegerField()


class OwedSerializer(serializers.Serializer[Any]):
    """An approved system with what it must measure."""

    use_case = CaseShortSerializer()
    owed = serializers.IntegerField()
    measures = ObligationSerializer(many=True)


class FrameworkEntrySerializer(serializers.Serializer[Any]):
    """An entry of a framework, the policies that lead to it, and how many use cases are in each state."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    policies = serializers.ListField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())


class FrameworkShortSerializer(serializers.Serializer[Any]):
    """A framework there is."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FrameworkSerializer(serializers.Serializer[Any]):
    """A framework; `use_cases` is the number of use cases that its counts are about."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    complete = serializers.BooleanField()
    unconfirmed = serializers.CharField(allow_null=True)
    use_cases = serializers.IntegerField()
    entries = FrameworkEntrySerializer(many=True)


class FrameworkQuerySerializer(serializers.Serializer[Any]):
    """Of one use case, or of all that the caller sees."""

    use_case = serializers.CharField(max_length=60, required=False, help_text=CASE)


def classification(row: Classification) -> dict[str, Any]:
    """A classification with the duties that it brings."""
    law, finding = row.regulation, row.finding
    return {
        "uid": row.uid, "use_case": shapes.case(row.case), "number": row.number, "document": row.document.reference,
        "on": row.on, "tier": row.tier, "tier_label": row.label, "since": row.since, "blocks": row.blocks,
        "raises_to": row.raises_to, "open": row.open, "changes_on": row.changes_on, "marks": row.marks,
        "picked": row.picked, "answers": row.answers, "reasons": row.reasons, "note": row.note,
        "by": shapes.person(row.by), "recorded_at": row.recorded_at, "replaced_at": row.replaced_at,
        "duties": [
            {
                "key": duty.key, "article": duty.article, "label": duty.label, "asks": duty.asks, "who": duty.who,
                "from_days": [
                    {"key": start.key, "on": start.on} for start in rules_compliance.starts(law, duty, finding)
                ],
                "contested": duty.contested,
            }
            for duty in law.duties(finding)
        ],
    }  # fmt: skip


def policy_check(row: PolicyCheck) -> dict[str, Any]:
    """A check."""
    return {
        "uid": row.uid, "use_case": shapes.case(row.case), "policy": row.policy, "answer": row.answer,
        "reason": row.reason, "document": row.document.reference, "by": shapes.person(row.by),
        "recorded_at": row.recorded_at, "replaced_at": row.replaced_at,
    }  # fmt: skip


def measure(item: queries.Obligation) -> dict[str, Any]:
    """A measure that is owed or taken."""
    return {
        "measure": item.requirement.key, "label": item.requirement.label, "state": item.state,
        "lifted_by": item.because, "value": item.figure.value or None if item.figure else None,
        "on": item.figure.on if item.figure else None,
    }  # fmt: skip


def counts(found: Mapping[Support, int]) -> dict[str, int]:
    return {state.value: found.get(state, 0) for state in Support}
