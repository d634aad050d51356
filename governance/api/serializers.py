"""The shapes of the API: what goes in, what comes out."""

from typing import Any

from rest_framework import serializers

from governance.models import Kind
from governance.rules import QUESTION_LIMIT, REASON_LIMIT
from governance.workflow import Choice, ConditionState, Standing, State, StepState, Verdict
from usecases.workflow import Tier

TIERS = [tier.value for tier in Tier]


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody, by uid and name."""

    uid = serializers.UUIDField()
    name = serializers.CharField()


class CaseShortSerializer(serializers.Serializer[Any]):
    """The use case that a review is about."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()


class ReviewRowSerializer(serializers.Serializer[Any]):
    """A review, short; `step` is the open step, null when it is over."""

    uid = serializers.UUIDField()
    use_case = CaseShortSerializer()
    round = serializers.IntegerField()
    tier = serializers.ChoiceField(choices=TIERS)
    state = serializers.ChoiceField(choices=[state.value for state in State])
    step = serializers.CharField(allow_null=True)
    step_since = serializers.DateTimeField(allow_null=True)
    step_due = serializers.DateField(allow_null=True)
    fingerprint = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_digest = serializers.CharField()


class SeatSerializer(serializers.Serializer[Any]):
    """A seat in a voting, or one of several holders of a role.

    `choice` is null while its envelope is closed, and for a seat that did not vote.
    """

    key = serializers.CharField()
    title = serializers.CharField()
    chair = serializers.BooleanField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    holder = PersonSerializer(allow_null=True)
    has_voted = serializers.BooleanField()
    choice = serializers.ChoiceField(choices=[choice.value for choice in Choice], allow_null=True)
    reason = serializers.CharField()
    questions = serializers.ListField(child=serializers.CharField())
    in_place_of = PersonSerializer(allow_null=True)
    alternate = PersonSerializer(allow_null=True)
    dissent = serializers.BooleanField()


class QuorumSerializer(serializers.Serializer[Any]):
    """Who is present: a majority of the seats and the required ones make a quorum."""

    seats = serializers.IntegerField()
    needed = serializers.IntegerField()
    present = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())
    reached = serializers.BooleanField()


class StepSerializer(serializers.Serializer[Any]):
    """One step of the route; steps with the same `order` are open together, and `holders` may decide it now.

    `seats` are those of a board or of several holders of a role, of whom `needed` must approve; `quorum` is a board's.
    """

    uid = serializers.UUIDField()
    order = serializers.IntegerField()
    key = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    role = serializers.CharField()
    person = PersonSerializer(allow_null=True)
    needs = serializers.CharField()
    needed = serializers.IntegerField(allow_null=True)
    board = serializers.CharField(allow_null=True)
    covers = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=[state.value for state in StepState])
    opened_at = serializers.DateTimeField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    holders = PersonSerializer(many=True)
    note = serializers.CharField()
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict], allow_null=True)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = PersonSerializer(allow_null=True)
    decided_for = PersonSerializer(allow_null=True)
    expedited = serializers.BooleanField()
    escalated_at = serializers.DateTimeField(allow_null=True)
    carried_from_round = serializers.IntegerField(allow_null=True)
    seats = SeatSerializer(many=True)
    quorum = QuorumSerializer(allow_null=True)


class ConditionSerializer(serializers.Serializer[Any]):
    """A condition on an approval."""

    uid = serializers.UUIDField()
    review = serializers.UUIDField()
    use_case_reference = serializers.CharField()
    step = serializers.CharField()
    text = serializers.CharField()
    owner = PersonSerializer()
    due = serializers.DateField()
    blocking = serializers.BooleanField()
    state = serializers.ChoiceField(choices=[state.value for state in ConditionState])
    set_at = serializers.DateTimeField()
    met_at = serializers.DateTimeField(allow_null=True)
    met_by = PersonSerializer(allow_null=True)
    evidence = serializers.CharField()
    report = serializers.CharField()
    reported_at = serializers.DateTimeField(allow_null=True)
    reported_by = PersonSerializer(allow_null=True)
    sent_back = serializers.CharField()


class SectionSerializer(serializers.Serializer[Any]):
    """A frozen section of the dossier and its digest."""

    name = serializers.CharField()
    content = serializers.DictField()
    digest = serializers.CharField()


class QuestionSerializer(serializers.Serializer[Any]):
    """A question of a return and its answer; `answer` is empty until the use case is submitted again."""

    uid = serializers.UUIDField()
    step = serializers.CharField()
    text = serializers.CharField()
    asked_by = PersonSerializer(allow_null=True)
    answer = serializers.CharField()


class ReviewSerializer(ReviewRowSerializer):
    """A review with dossier, steps and conditions; until the voting is closed only its voter sees a vote."""

    note = serializers.CharField()
    route = serializers.CharField()
    submitted_by = PersonSerializer()
    decided_by = PersonSerializer(allow_null=True)
    reason = serializers.CharField()
    sections = SectionSerializer(many=True)
    steps = StepSerializer(many=True)
    conditions = ConditionSerializer(many=True)
    questions = QuestionSerializer(many=True)
    answers = QuestionSerializer(many=True)
    approval = serializers.UUIDField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """A field of the use case that differs from what was approved."""

    section = serializers.CharField()
    field = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)
    material = serializers.BooleanField()


class ApprovalRowSerializer(serializers.Serializer[Any]):
    """An approval, short. `valid_until` is the first day on which it no longer counts."""

    uid = serializers.UUIDField()
    use_case = CaseShortSerializer()
    review = serializers.UUIDField()
    standing = serializers.ChoiceField(choices=[standing.value for standing in Standing])
    given_at = serializers.DateTimeField()
    valid_until = serializers.DateField()
    fingerprint = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()


class ApprovalSerializer(ApprovalRowSerializer):
    """An approval and whether it covers the use case as it is now, field by field; computed on reading."""

    counts_today = serializers.BooleanField()
    covers = serializers.BooleanField()
    changes = ChangeSerializer(many=True)


class RecordSerializer(serializers.Serializer[Any]):
    """The decision record and the SHA-256 of its canonical JSON; names stand outside the digest."""

    record = serializers.DictField()
    digest = serializers.CharField()
    how = serializers.CharField()
    dossier = serializers.DictField(child=serializers.DictField())
    people = serializers.DictField(child=serializers.CharField())


# --- what goes in ----------------------------------------------------------------------------------------------------


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=REASON_LIMIT, **options)


def _questions() -> serializers.ListField:
    return serializers.ListField(
        child=_text(allow_blank=True), required=False, default=list, max_length=QUESTION_LIMIT
    )  # fmt: skip


class ReviewQuerySerializer(serializers.Serializer[Any]):
    """How the list of reviews is narrowed."""

    state = serializers.ChoiceField(choices=[state.value for state in State], required=False)
    tier = serializers.ChoiceField(choices=TIERS, required=False)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")
    unit = serializers.UUIDField(required=False, help_text="The unit with all below it.")


class SubmitSerializer(serializers.Serializer[Any]):
    """Which use case is submitted: its reference or uid. `answers` answer the questions of the return by their uid."""

    use_case = serializers.CharField(max_length=60)
    note = _text(required=False, allow_blank=True, default="")
    answers = serializers.DictField(child=_text(), required=False, default=dict)


class OnStepSerializer(serializers.Serializer[Any]):
    """`step`: the step you mean (its uid); without it, the open one that lies with you."""

    step = serializers.UUIDField(required=False)


class ConditionInputSerializer(serializers.Serializer[Any]):
    """A condition: what must be done, by whom (uid), until when."""

    text = _text()
    owner = serializers.UUIDField()
    due = serializers.DateField()
    blocking = serializers.BooleanField(default=True)


class DecideSerializer(OnStepSerializer):
    """A decision; a return and a rejection need a reason, questions belong to a return, conditions to an approval.

    `abstain` is for one of several holders of a role who decide together.
    """

    verdict = serializers.ChoiceField(choices=[choice.value for choice in Choice if choice != Choice.RECUSE])
    reason = _text(required=False, allow_blank=True, default="")
    questions = _questions()
    conditions = ConditionInputSerializer(many=True, required=False, default=list)


class ExpediteSerializer(DecideSerializer):
    """The decision of a board's chair alone: approve or return, never reject."""

    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])


class VoteSerializer(OnStepSerializer):
    """A sealed vote; against and return need a reason, questions belong to a return."""

    choice = serializers.ChoiceField(choices=[choice.value for choice in Choice if choice != Choice.RECUSE])
    reason = _text(required=False, allow_blank=True, default="")
    questions = _questions()


class AlternateSerializer(OnStepSerializer):
    """The seat (its key) whose alternate is to vote."""

    seat = serializers.CharField(max_length=64)


class RecuseSerializer(OnStepSerializer):
    """Why somebody leaves the voting."""

    reason = _text()


class CloseSerializer(OnStepSerializer):
    """Closing a voting; the reason is optional."""

    reason = _text(required=False, allow_blank=True, default="")


class AddConditionSerializer(OnStepSerializer, ConditionInputSerializer):
    """A condition on the open step."""


class ReasonSerializer(serializers.Serializer[Any]):
    """An act that is explained."""

    reason = _text()


class EvidenceSerializer(serializers.Serializer[Any]):
    """What shows that a condition is met."""

    evidence = _text()


class ConditionQuerySerializer(serializers.Serializer[Any]):
    """How the list of conditions is narrowed."""

    state = serializers.ChoiceField(choices=[state.value for state in ConditionState], required=False)
    blocking = serializers.BooleanField(required=False, allow_null=True, default=None)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")


class ApprovalQuerySerializer(serializers.Serializer[Any]):
    """How the list of approvals is narrowed."""

    standing = serializers.ChoiceField(choices=[standing.value for standing in Standing], required=False)
    use_case = serializers.CharField(max_length=60, required=False, help_text="Reference (UC-0042) or uid.")


class DelegationSerializer(serializers.Serializer[Any]):
    """From one day to another, both included, `receiver` decides what lies with `giver`."""

    uid = serializers.UUIDField()
    giver = PersonSerializer()
    receiver = PersonSerializer()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()


class DelegateSerializer(serializers.Serializer[Any]):
    """To whom decisions are handed on (uid); `giver` is for whoever manages people, else they are one's own."""

    receiver = serializers.UUIDField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    giver = serializers.UUIDField(required=False)


class DelegationQuerySerializer(serializers.Serializer[Any]):
    """Nothing narrows the list."""
