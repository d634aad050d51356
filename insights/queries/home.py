"""What waits for one person, what changed lately, and the first steps where nothing is there yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments import queries as rollouts
from foundation.jobs.models import Job
from foundation.jobs.workflow import State as JobState
from foundation.kernel.text import gettext_noop
from foundation.kernel.tones import Tone
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import queries as reviews
from governance import workflow as review_flow
from governance.models import Review
from governance.workflow import State as ReviewState
from plans import queries as plans
from readiness.models import ActionItem, Assessment, Sheet
from readiness.workflow import Mode
from readiness.workflow import State as AssessmentState
from usecases import workflow
from usecases.models import StageMove, UseCase, reference_of
from usecases.workflow import Source, Stage

SHOWN = 12
LATELY = 8
FAILED_FOR = timedelta(days=14)
_UNFINISHED = {
    (AssessmentState.DRAFT, Mode.JOINT): gettext_noop("Finish the assessment"),
    (AssessmentState.DRAFT, Mode.BLIND): gettext_noop("Gather the raters and close rating"),
    (AssessmentState.SETTLING, Mode.BLIND): gettext_noop("Settle and submit the assessment"),
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits.

    `kind` groups: decide, vote, close, condition, revise, gate, override, rate, action, task, risk, draft, job.
    """

    kind: str
    title: str
    subject: str
    url: str
    since: datetime
    due: date | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened lately to a record that the reader may see."""

    at: datetime
    title: str
    subject: str
    url: str
    tone: Tone
    who: str = ""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Where to begin, offered to those who may."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of one person. `todos` holds at most twelve of `count`."""

    todos: tuple[Todo, ...]
    count: int
    lately: tuple[Change, ...]
    first_steps: tuple[FirstStep, ...]
    has_role: bool

    @property
    def overdue(self) -> int:
        """How many of the shown ones are past their deadline."""
        return sum(todo.is_overdue for todo in self.todos)


def home(user: User) -> Home:
    """Return what the home page of a person shows, with a constant number of queries."""
    sources = (_governance, _gates, _sheets, _actions, _plans, _drafts, _ideas, _jobs)
    todos = [todo for source in sources for todo in source(user)]
    todos.sort(key=lambda todo: (not todo.is_overdue, todo.due or date.max, todo.since))
    has_role = access_of(user).anywhere(Permission.READ)
    lately = _lately(user) if has_role else ()
    has_cases = bool(lately) or (has_role and UseCase.objects.visible_to(user).active().exists())
    return Home(
        todos=tuple(todos[:SHOWN]),
        count=len(todos),
        lately=tuple(lately),
        first_steps=() if has_cases else tuple(_first_steps(user)),
        has_role=has_role,
    )


def _governance(user: User) -> list[Todo]:
    return [
        Todo(item.kind, item.title, str(item.case), item.url, item.since, item.due, item.is_overdue)
        for item in reviews.waiting_for(user)
    ]


def _gates(user: User) -> list[Todo]:
    return [Todo(item.kind, item.title, str(item.case), item.url, item.since) for item in rollouts.waiting_for(user)]


def _sheets(user: User) -> list[Todo]:
    """Invitations to rate; also of units that one has no role on."""
    today = timezone.localdate()
    rows = (
        Sheet.objects.waiting_for(user)
        .order_by("invited_at")
        .values_list(
            "uid", "assessment__instrument__title", "assessment__subject_label", "invited_at", "assessment__due_on"
        )
    )
    return [
        Todo(
            "rate",
            _("Give your view"),
            f"{title}, {label}",
            reverse("readiness:sheet_detail", args=[uid]),
            invited,
            due,
            due is not None and due < today,
        )
        for uid, title, label, invited, due in rows[:SHOWN]
    ]


def _actions(user: User) -> list[Todo]:
    """Open action items that one owns."""
    today = timezone.localdate()
    rows = ActionItem.objects.visible_to(user).still_open().filter(owner=user).order_by("due_on", "id")
    return [
        Todo(
            "action",
            Truncator(text).chars(90),
            label,
            reverse("readiness:action_detail", args=[uid]),
            created,
            due,
            due is not None and due < today,
        )
        for uid, text, label, created, due in rows.values_list("uid", "text", "subject_label", "created_at", "due_on")[
            :SHOWN
        ]
    ]


def _plans(user: User) -> list[Todo]:
    """Overdue tasks of plans and late reviews of risks that one owns."""
    return [
        Todo(item.kind, item.title, item.subject, item.url, item.since, item.due, True)
        for item in plans.waiting_for(user, most=SHOWN)
    ]


def _drafts(user: User) -> list[Todo]:
    """Assessments that one started and that are not submitted: to be filled, rated or settled."""
    today = timezone.localdate()
    rows = Assessment.objects.visible_to(user).due_open().filter(started_by=user).order_by("started_at")
    return [
        Todo(
            "draft",
            _(_UNFINISHED[AssessmentState(state), Mode(mode)]),
            f"{title}, {label}",
            reverse("readiness:assessment_detail", args=[uid]),
            started,
            due,
            due is not None and due < today,
        )
        for uid, title, label, started, due, state, mode in rows.values_list(
            "uid", "instrument__title", "subject_label", "started_at", "due_on", "state", "mode"
        )[:SHOWN]
    ]


def _ideas(user: User) -> list[Todo]:
    """Ideas that one registered or owns and that lack what a review asks for."""
    rows = (
        UseCase.objects.visible_to(user)
        .active()
        .filter(owner=user, stage__in=[Stage.IDEA, Stage.ASSESSED], review_state="", held_since=None)
        .order_by("created_at", "id")
    )
    titles = {Stage.IDEA: _("Classify and score this idea"), Stage.ASSESSED: _("Score this use case")}
    return [
        Todo("draft", titles[Stage(stage)], f"{reference_of(pk)} {name}",
             reverse("usecases:case_detail", args=[reference_of(pk)]), created)
        for pk, name, stage, created in rows.values_list("id", "name", "stage", "created_at")[:SHOWN]
    ]  # fmt: skip


def _jobs(user: User) -> list[Todo]:
    rows = Job.objects.filter(
        requested_by=user, state=JobState.FAILED, finished_at__gte=timezone.now() - FAILED_FOR
    ).order_by("-finished_at")
    return [
        Todo("job", _("This job failed: read why, and run it again"), job.title, job.get_absolute_url(),
             job.finished_at or job.created_at)
        for job in rows[:5]
    ]  # fmt: skip


def _lately(user: User) -> list[Change]:
    """The newest moves, decisions and readiness results that the reader may see."""
    found = [*_moves(user), *_decided(user), *_assessed(user)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:LATELY]


def _moves(user: User) -> list[Change]:
    rows = (
        StageMove.objects.filter(
            access_of(user).q(Permission.READ, "case__unit__path"), source=Source.EARNED, case__archived_at=None
        )
        .exclude(from_stage="")
        .exclude(to_stage__in=[Stage.APPROVED, Stage.REJECTED])  # the end of the review says it
        .order_by("-effective_at", "-id")
        .values_list("case_id", "case__name", "to_stage", "effective_at", "by__name")
    )
    return [
        Change(
            at,
            _("Reached “%(stage)s”") % {"stage": _(workflow.LABELS[Stage(stage)])},
            f"{reference_of(pk)} {name}",
            reverse("usecases:case_detail", args=[reference_of(pk)]),
            workflow.TONES[Stage(stage)],
            by or "",
        )
        for pk, name, stage, at, by in rows[:LATELY]
    ]


def _decided(user: User) -> list[Change]:
    rows = (
        Review.objects.visible_to(user).filter(state__in=list(review_flow.DECIDED))
        .order_by("-decided_at").values_list(
            "uid", "case_id", "case__name", "state", "decided_at", "decided_by__name"
        )
    )  # fmt: skip
    words = {
        ReviewState.APPROVED: _("The review ended: approved"),
        ReviewState.RETURNED: _("The review ended: returned for changes"),
        ReviewState.REJECTED: _("The review ended: rejected"),
    }
    return [
        Change(at, words[ReviewState(state)], f"{reference_of(pk)} {name}",
               reverse("governance:review_detail", args=[uid]), ReviewState(state).tone, by or "")
        for uid, pk, name, state, at, by in rows[:LATELY]
        if at
    ]  # fmt: skip


def _assessed(user: User) -> list[Change]:
    rows = Assessment.objects.visible_to(user).filter(state=AssessmentState.SUBMITTED).order_by("-submitted_at")
    return [
        Change(
            at,
            _("Readiness assessed: %(score)s") % {"score": _("not known") if overall is None else f"{overall:.2f}"},
            label,
            reverse("readiness:assessment_detail", args=[uid]),
            Tone.NEUTRAL,
            by or "",
        )
        for uid, label, overall, at, by in rows.values_list(
            "uid", "subject_label", "overall", "submitted_at", "submitted_by__name"
        )[:LATELY]
        if at
    ]


def _first_steps(user: User) -> list[FirstStep]:
    access = access_of(user)
    steps = []
    if access.anywhere(Permission.PEOPLE_MANAGE):
        steps.append(
            FirstStep(_("Add units and people"), _("Roles on units say who may do what."), reverse("people:unit_list"))
        )
    if access.anywhere(Permission.CASE_IMPORT):
        steps.append(
            FirstStep(
                _("Import use cases from a table"),
                _("A CSV or XLSX of any layout: you see what each row becomes before anything is written."),
                reverse("usecases:import_start"),
            )
        )
    if access.anywhere(Permission.CASE_CREATE):
        steps.append(
            FirstStep(_("Register a use case"), _("A name and what it is for are enough to begin."),
                      reverse("usecases:case_new"))
        )  # fmt: skip
    if access.anywhere(Permission.ASSESS):
        steps.append(
            FirstStep(
                _("Assess the readiness of a unit"),
                _("Twenty factors show whether a unit is ready for AI."),
                reverse("readiness:assessment_start"),
            )
        )
    return steps


def title(found: Home) -> str:
    """Say how much waits, and how much of it is late."""
    if not found.count:
        return _("Nothing waits for you")
    if found.overdue:
        text = ngettext(
            "%(count)s thing waits for you, %(late)s of it late",
            "%(count)s things wait for you, %(late)s of them late",
            found.count,
        )
        return text % {"count": found.count, "late": found.overdue}
    return ngettext("%(count)s thing waits for you", "%(count)s things wait for you", found.count) % {
        "count": found.count
    }
