"""What needs attention and why: a few candidates for each reason, of which the heaviest are shown."""

from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments import queries as deployments
from deployments.models import Gate
from deployments.workflow import GateState
from deployments.workflow import State as RolloutState
from foundation.kernel.money import compact
from foundation.kernel.tones import Tone
from governance.models import Step
from governance.workflow import StepState
from insights import rules
from insights.links import Links
from insights.queries.governance import Governance
from insights.queries.pipeline import Readiness
from insights.queries.value import Value
from insights.rules import Attention, Concern
from insights.scope import Scope
from usecases import workflow
from usecases.models import UseCase, reference_of
from usecases.workflow import LADDER, Stage, Standing, Tier

_EACH = rules.MOST
_GATES = 3  # each is worked out from its criteria
_NOT_COUNTING = (Standing.UNCOVERED, Standing.SUSPENDED, Standing.LAPSED, Standing.WITHDRAWN)
_APPROVED = [stage for stage in LADDER if workflow.reached(stage, Stage.APPROVED)]
_RUNNING = {stage for stage in LADDER if workflow.reached(stage, Stage.ALPHA)}


def attention(
    scope: Scope, *, value: Value, readiness: Readiness, governance: Governance, at: datetime
) -> tuple[Attention, ...]:
    """Return at most five items of the scope, the heaviest first; what was read already is not read again."""
    found = [
        *_uncovered(scope),
        *_overdue(scope, at.date()),
        *_blocked(scope, at),
        *_behind(scope, value),
        *_unready(readiness),
        *_lapsing(governance),
    ]
    return tuple(rules.most_pressing(found))


def _case(pk: int) -> str:
    return reverse("usecases:case_detail", args=[reference_of(pk)])


def _named(pk: int, name: str) -> str:
    return f"{reference_of(pk)} {name}"


def _uncovered(scope: Scope) -> list[Attention]:
    rows = (
        UseCase.objects.filter(
            scope.q("unit__path", "category"),
            approval_standing__in=_NOT_COUNTING,
            stage__in=_APPROVED,
            archived_at=None,
        )
        .order_by("approval_standing", "id")
        .values_list("id", "name", "stage", "approval_standing", "updated_at")
    )
    return [
        Attention(
            Concern.UNCOVERED,
            _named(pk, name),
            _("%(standing)s, and the case stands at “%(stage)s”.")
            % {"standing": _(workflow.STANDING_LABELS[standing]), "stage": _(workflow.LABELS[Stage(stage)])},
            _case(pk),
            Tone.BAD,
            rules.uncovered_weight(is_running=stage in _RUNNING),
            reference_of(pk),
            updated,
        )
        for pk, name, stage, standing, updated in rows[:_EACH]
    ]


def _overdue(scope: Scope, today: date) -> list[Attention]:
    rows = (
        Step.objects.filter(
            scope.q("review__case__unit__path", "review__case__category"), state=StepState.OPEN, due_on__lt=today
        )
        .order_by("due_on", "id")
        .values_list("review__case_id", "review__case__name", "review__uid", "title", "due_on", "review__tier",
                     "opened_at")
    )  # fmt: skip
    found = []
    for pk, name, uid, title, due, tier, opened in rows[:_EACH]:
        late = (today - due).days if due else 0
        reason = ngettext(
            "“%(step)s” is %(days)d day past its deadline.", "“%(step)s” is %(days)d days past its deadline.", late
        ) % {"step": title, "days": late}
        if tier == Tier.HIGH:
            reason += " " + _("The case is high-risk.")
        found.append(
            Attention(
                Concern.OVERDUE,
                _named(pk, name),
                reason,
                reverse("governance:review_detail", args=[uid]),
                Tone.WARN,
                rules.overdue_weight(late, is_high=tier == Tier.HIGH),
                reference_of(pk),
                opened,
            )
        )
    return found


def _blocked(scope: Scope, at: datetime) -> list[Attention]:
    """The gates open longest that cannot be passed as things stand; seven queries, or one when none is open."""
    gates = list(
        Gate.objects.filter(
            scope.q("rollout__case__unit__path", "rollout__case__category"),
            state=GateState.OPEN,
            rollout__state=RolloutState.RUNNING,
        )
        .select_related("rollout__case__unit", "rollout__plan", "document")
        .order_by("opened_at", "id")[:_GATES]
    )
    outcomes = deployments.outlooks(gates)
    found = []
    for gate in gates:
        outcome, days = outcomes[gate.pk], max(0, (at - gate.opened_at).days)
        if outcome.can_pass:
            continue
        said = {"gate": gate.document.title, "outcome": deployments.short(outcome), "days": days}
        reason = ngettext(
            "The gate “%(gate)s” cannot pass (%(outcome)s); open for %(days)d day.",
            "The gate “%(gate)s” cannot pass (%(outcome)s); open for %(days)d days.",
            days,
        )
        case = gate.rollout.case
        found.append(
            Attention(
                Concern.BLOCKED, _named(case.pk, case.name), reason % said, gate.get_absolute_url(), Tone.WARN,
                rules.blocked_weight(days), reference_of(case.pk), gate.opened_at,
            )
        )  # fmt: skip
    return found


def _behind(scope: Scope, value: Value) -> list[Attention]:
    gap = value.gap
    if gap is None or gap.minor >= 0:
        return []
    planned = value.due.totals
    base = max(abs(planned.net.minor), planned.investment.minor, 1)
    return [
        Attention(
            Concern.BEHIND,
            _("Net benefit is %(gap)s behind plan") % {"gap": compact(-gap)},
            _("%(actual)s against %(plan)s planned by now.")
            % {"actual": compact(value.so_far), "plan": compact(planned.net)},
            Links(scope).receipt("net"),
            Tone.WARN,
            rules.behind_weight(float(Decimal(-gap.minor) / base)),
        )
    ]


def _unready(readiness: Readiness) -> list[Attention]:
    return [
        Attention(
            Concern.UNREADY,
            _("%(unit)s is not ready for AI yet") % {"unit": row.unit.name},
            _("Readiness %(score)s: %(band)s.") % {"score": f"{row.overall:.2f}", "band": row.band_label},
            row.assessment.get_absolute_url(),
            Tone(row.band_tone),
            rules.unready_weight(row.band_tone),
            row.unit.name,
            row.submitted_at,
        )
        for row in readiness.profiles[:_EACH]
        if row.band_tone in (Tone.BAD, Tone.WARN)
    ]


def _lapsing(governance: Governance) -> list[Attention]:
    return [
        Attention(
            Concern.LAPSING,
            f"{row.reference} {row.name}",
            ngettext("Its approval lapses in %(days)d day.", "Its approval lapses in %(days)d days.", row.days)
            % {"days": row.days},
            row.url,
            Tone.WARN,
            rules.lapsing_weight(row.days, within=governance.notice_days),
            row.reference,
            row.until,
        )
        for row in governance.soonest
    ]
