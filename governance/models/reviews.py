"""Rounds of review: the frozen dossier, the steps of its route, the votes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from governance import rules
from governance.models.boards import Board
from governance.workflow import DECIDED, PASSED, Choice, State, StepState, Verdict
from library.models import Document
from usecases.models import ScoreCard, UseCase

ANY, ALL = "any", "all"
OVER = sorted(state.value for state in DECIDED)


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> "ReviewQuerySet":
        """Reviews of the cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def open(self) -> "ReviewQuerySet":
        return self.filter(state=State.OPEN)


class Review(Record):
    """One round: a dossier frozen at submission, and the route by which it is decided."""

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    route = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=6)
    valid_days = models.PositiveIntegerField()
    sections = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    score_card = models.ForeignKey(ScoreCard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    submitted_by = _who()
    submitted_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default=State.OPEN.value, choices=[(s.value, s.label) for s in State])
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _who(null=True, blank=True)
    reason = models.TextField(blank=True)
    record = models.TextField(blank=True)
    decision_digest = models.CharField(max_length=64, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="review_round_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=State.OPEN.value), name="review_one_open_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN.value, decided_at=None)
                | ~Q(state=State.OPEN.value) & Q(decided_at__isnull=False),
                name="review_decided_when_over",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(decided_at__isnull=False), name="review_decided_by_and_at"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER) & ~Q(decision_digest="") | ~Q(state__in=OVER) & Q(decision_digest=""),
                name="review_digest_when_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="review_state_since"),
            models.Index(fields=["case", "-round"], name="review_case_round"),
        ]

    def __str__(self) -> str:
        return gettext("%(case)s, round %(round)s") % {"case": self.case.reference, "round": self.round}

    def get_absolute_url(self) -> str:
        return reverse("governance:review_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def label(self) -> str:
        return gettext(State(self.state).label)

    @property
    def tone(self) -> Tone:
        return State(self.state).tone

    @property
    def dossier(self) -> dict[str, dict[str, Any]]:
        """The frozen sections with their plain content."""
        return rules.content_of(self.sections)


class Authorship(models.Model):
    """When a person last changed materially what a case says; authors may not decide on it."""

    case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="authorship_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.case_id}"


class Kind(models.TextChoices):
    """By whom a step is decided."""

    ROLE = "role", _("Holders of a role")
    PERSON = "person", _("A named person")
    BOARD = "board", _("The vote of a board")


class Step(Record):
    """One approval of a route, as it was when the review was submitted."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    role = models.CharField(max_length=30, blank=True)
    person = _who(null=True, blank=True)
    needs = models.CharField(max_length=6, default=ANY)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    expedited = models.CharField(max_length=9, default="never")
    covers = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=8, default=StepState.WAITING.value, choices=[(s.value, s.label) for s in StepState]
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    holder_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    escalated_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _who(null=True, blank=True)
    decided_for = _who(null=True, blank=True)
    is_expedited = models.BooleanField(default=False)
    verdict = models.CharField(max_length=8, blank=True, choices=[(v.value, v.label) for v in Verdict])
    reason = models.TextField(blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="step_key_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.ROLE.value, board=None, person=None) & ~Q(role="")
                | Q(kind=Kind.PERSON.value, board=None, person__isnull=False) & ~Q(role="")
                | Q(kind=Kind.BOARD.value, role="", board__isnull=False, person=None),
                name="step_role_person_or_board",
            ),
            models.CheckConstraint(
                condition=Q(decided_for=None) | Q(decided_by__isnull=False), name="step_decided_for_by"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, verdict="", decided_by=None)
                | Q(decided_at__isnull=False) & ~Q(verdict=""),
                name="step_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, due_on=None) | Q(opened_at__isnull=False, due_on__isnull=False),
                name="step_opened_with_due",
            ),
        ]
        indexes = [models.Index(fields=["state", "role"], name="step_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.title

    @property
    def is_board(self) -> bool:
        return self.kind == Kind.BOARD

    @property
    def is_panel(self) -> bool:
        """Whether several holders of a role decide it, each in the open."""
        return self.kind == Kind.ROLE and self.needs != ANY

    @property
    def has_seats(self) -> bool:
        return self.is_board or self.is_panel

    @property
    def is_open(self) -> bool:
        return self.state == StepState.OPEN

    @property
    def is_over(self) -> bool:
        """Decided, so that votes may be seen."""
        return self.decided_at is not None

    @property
    def has_passed(self) -> bool:
        return self.state in PASSED

    @property
    def label(self) -> str:
        return gettext(StepState(self.state).label)

    @property
    def tone(self) -> Tone:
        return StepState(self.state).tone

    @property
    def verdict_label(self) -> str:
        return gettext(Verdict(self.verdict).label) if self.verdict else ""

    @property
    def decider(self) -> str:
        """The role, person or board in words."""
        if self.board:
            return self.board.name
        if self.person:
            return self.person.name
        role = gettext(ROLES[self.role].name)
        if not self.is_panel:
            return role
        if self.needs == ALL:
            return gettext("%(role)s: all who hold the role") % {"role": role}
        return gettext("%(role)s: %(number)s of those who hold the role") % {"role": role, "number": self.needs}


class StepSeat(Record):
    """A seat as it was when the review was submitted; holder and alternate as they were when the voting opened.

    A step that several holders of a role decide has one for each of them.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    is_chair = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    holder = _who(null=True, blank=True)
    alternate = _who(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["step", "key"], name="step_seat_once"),
            models.UniqueConstraint(
                fields=["step", "holder"], condition=Q(holder__isnull=False), name="step_seat_one_per_person"
            ),
        ]
        indexes = [models.Index(fields=["holder", "step"], name="step_seat_holder")]

    def __str__(self) -> str:
        return self.title


class Vote(Record):
    """What one member did. The trail knows only the commitment until the voting is closed."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(StepSeat, on_delete=models.PROTECT, related_name="votes")
    member = _who()
    choice = models.CharField(max_length=8, choices=[(c.value, c.label) for c in Choice])
    reason = models.TextField(blank=True)
    questions = models.JSONField(default=list, blank=True)
    member_for = _who(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)

    class Meta:
        ordering = ["seat__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "member"], name="vote_one_per_member"),
            models.UniqueConstraint(
                fields=["seat"], condition=~Q(choice=Choice.RECUSE.value), name="vote_one_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Vote of the seat %(seat)s") % {"seat": self.seat.title}

    @property
    def is_recusal(self) -> bool:
        return self.choice == Choice.RECUSE

    @property
    def label(self) -> str:
        return gettext(Choice(self.choice).label)

    @property
    def tone(self) -> Tone:
        return Choice(self.choice).tone


class Question(Record):
    """What whoever returned a review wants to know; answered when the use case is submitted again."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="questions")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    asked_by = _who(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_in = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(answered_in=None, answer="") | Q(answered_in__isnull=False) & ~Q(answer=""),
                name="question_answered_in",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]
