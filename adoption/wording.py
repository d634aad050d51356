"""How figures of adoption are told: the facts of a page, and sentences that say what stands out."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption import rules
from adoption.models import Idea, Resistance, Session, SupportFigures, SurveyResult, Usage
from adoption.queries import Coverage, Users
from adoption.workflow import OUTCOMES, Outcome
from foundation.kernel.periods import Month
from foundation.ui import words

Facts = list[tuple[Any, Any]]


def share(value: Any) -> str:
    """A share as a percentage; empty when it is undefined, so that the page shows a dash."""
    return "" if value is None else words.percent(value)


def too_few() -> str:
    """Why a survey has no figure."""
    return _("Insufficient data: fewer than %(least)s answers") % {"least": rules.LEAST_ANSWERS}


def usage_facts(row: Usage) -> Facts:
    """What the page of figures of users tells."""
    return [
        (gettext_lazy("Month"), words.month(row.period)),
        (gettext_lazy("Targeted"), row.targeted),
        (gettext_lazy("Invited"), row.invited),
        (gettext_lazy("Reached first value"), row.activated),
        (gettext_lazy("Active in the month"), row.active_monthly),
        (gettext_lazy("Active in a week"), row.active_weekly),
        (gettext_lazy("Adoption"), share(row.adoption)),
        (gettext_lazy("Activation"), share(row.activation)),
        (gettext_lazy("Weekly / monthly"), share(row.stickiness)),
        (gettext_lazy("Days to first value"), row.onboarding_days),
    ]


def support_facts(row: SupportFigures) -> Facts:
    """What the page of figures of support tells."""
    return [
        (gettext_lazy("Month"), words.month(row.period)),
        (gettext_lazy("Tier"), row.tier_label),
        (gettext_lazy("Opened"), row.opened),
        (gettext_lazy("Resolved"), row.resolved),
        (gettext_lazy("Opened again"), row.reopened),
        (gettext_lazy("First response, hours"), row.first_response_hours),
        (gettext_lazy("Resolution, hours"), row.resolution_hours),
    ]


def session_facts(row: Session) -> Facts:
    """What the page of a session tells."""
    facts: Facts = [
        (gettext_lazy("Track"), row.track_label),
        (gettext_lazy("Day"), row.held_on),
        (gettext_lazy("Trainer"), row.trainer),
        (gettext_lazy("Seats"), row.seats),
        (gettext_lazy("Attended"), row.attended),
        (gettext_lazy("Completed"), row.completed),
        (gettext_lazy("Satisfaction"), row.rating),
        (gettext_lazy("Answers"), row.ratings),
        (gettext_lazy("Attendance"), _("Told person by person") if row.by_people else _("Counted")),
        (gettext_lazy("Key"), row.key),
    ]
    return [*facts, (gettext_lazy("Canceled because"), row.cancel_reason)] if row.canceled_at else facts


def survey_facts(row: SurveyResult) -> Facts:
    """What the page of a survey tells."""
    enough, nps = row.is_sufficient, row.nps
    few = too_few()
    facts: Facts = [(gettext_lazy("Scale"), row.kind_label)]
    if nps is not None:
        facts += [
            (gettext_lazy("NPS"), words.number(nps.score, 1) if enough else few),
            (gettext_lazy("Standard error"), words.number(nps.error, 1) if enough else ""),
        ]
    else:
        mean = rules.mean(row.counts, row.scale[0])
        facts += [
            (gettext_lazy("Satisfied (4 and 5)"), share(row.csat) if enough else few),
            (gettext_lazy("Mean"), words.number(mean, 2) if enough else ""),
        ]
    return [
        *facts,
        (gettext_lazy("Answers"), row.answers),
        (gettext_lazy("Asked"), row.invited),
        (gettext_lazy("Response"), share(row.response)),
        (gettext_lazy("Asked on"), row.asked_on),
    ]


def resistance_facts(row: Resistance) -> Facts:
    """What the page of a case of resistance tells."""
    outcome = _(OUTCOMES[Outcome(row.outcome)][0]) if row.outcome else ""
    return [
        (gettext_lazy("Reason"), row.reason_label),
        (gettext_lazy("People concerned"), row.people),
        (gettext_lazy("Raised on"), row.raised_on),
        (gettext_lazy("Owner"), row.owner),
        (gettext_lazy("Outcome"), outcome),
    ]


def idea_facts(row: Idea) -> Facts:
    """What the page of an idea tells."""
    return [
        (gettext_lazy("Suggested by"), row.created_by),
        (gettext_lazy("Became"), row.became),
        (gettext_lazy("Decided by"), row.decided_by),
    ]


def users_sentence(users: Users, month: Month | None) -> str:
    """One sentence on users: "4,250 of 5,000 targeted users were active in Nov 2026 (85%)"."""
    if month is None:
        return _("Nobody has told yet who uses what")
    said = {"month": words.month(month), "active": words.number(users.active_monthly, 0)}
    if users.adoption is not None:
        told = {"active": words.number(users.adopted, 0), "targeted": words.number(users.adoptable, 0)}
        told |= {"month": said["month"], "share": words.percent(users.adoption)}
        return _("%(active)s of %(targeted)s targeted users were active in %(month)s (%(share)s)") % told
    if users.active_monthly is not None:
        return _("%(active)s users were active in %(month)s") % said
    return _("How many were active in %(month)s is not told") % said


def coverage_sentence(coverage: Coverage) -> str:
    """How many are trained, of how many."""
    said = {"done": words.number(coverage.trained, 0), "scope": words.number(coverage.in_scope, 0)}
    if coverage.in_scope is None:
        return _("%(done)s trained; nobody said how many are in scope") % said
    return _("%(done)s of %(scope)s trained") % said
