"""What a gate's criterion can be bound to: a closed list, each entry reading live data about one rollout.

A reading says met, not met or unknown, with the figure it rests on. What cannot be computed is unknown, and a gate
takes unknown as not met.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from deployments import marks, rules
from deployments.models import Rollout
from deployments.readings import Reading
from deployments.workflow import Answer, Reached
from foundation.kernel.money import full
from foundation.kernel.text import gettext_noop as _
from foundation.ui import words
from governance import queries as governance
from governance.models import Approval
from governance.queries.incidents import severe_open
from library import queries as library
from library.kinds.gate import Criterion as Ask
from metrics import queries as measures
from metrics import wording
from metrics.models import Kpi
from readiness import queries as readiness
from readiness.models import Assessment
from roi import queries as ledger
from roi.rules import Totals
from roi.workflow import Basis
from usecases.workflow import STANDING_LABELS

CASE = "usecases.usecase"
BESIDE = _("Actual to date: %(actual_returned)s returned, %(actual_invested)s invested, ROI %(actual_roi)s.")


def standing_approval(rollout: Rollout, ask: Ask) -> Reading:
    """Whether the case has an approval that stands today and covers what it has become."""
    case = rollout.case
    approval = governance.standing_approval(case)
    now = timezone.now()
    if approval is None:
        key = governance.validity(case).key
        return Reading(
            binding="standing_approval", state=Answer.NOT_MET, value=key.value, as_of=now,
            sentence=_("No approval stands: %(how)s."), reason=_("no approval stands (%(how)s)"),
            params={"how": STANDING_LABELS[key].lower()}, url=f"{case.get_absolute_url()}?tab=review",
        )  # fmt: skip
    found = governance.coverage(approval)
    given, until = approval.given_at.date(), approval.valid_until
    about: dict[str, Any] = {
        "binding": "standing_approval", "first": given.isoformat(), "last": until.isoformat(), "sample": 1,
        "records": (str(approval.uid),), "url": approval.review.get_absolute_url(), "as_of": now,
    }  # fmt: skip
    params = {"round": str(approval.review.round), "until": words.day(until)}
    if found.covers:
        return Reading(
            **about, state=Answer.MET, value="standing", reason=_("the approval stands"), params=params,
            sentence=_("Approved in round %(round)s; it stands until %(until)s and covers the use case as it is now."),
        )  # fmt: skip
    changed = ", ".join(governance.change_label(change) for change in found.material)
    return Reading(
        **about, state=Answer.NOT_MET, value="uncovered", params=params | {"changed": changed},
        sentence=_("The approval of round %(round)s no longer covers the use case. Changed since: %(changed)s."),
        reason=_("the approval no longer covers the use case (changed: %(changed)s)"),
    )  # fmt: skip


def blocking_conditions(rollout: Rollout, ask: Ask) -> Reading:
    """Whether every blocking condition of the approval in force is met; without an approval nobody can say."""
    case = rollout.case
    now = timezone.now()
    # A suspended approval keeps its conditions; one past its last day has none that still count.
    approval = Approval.objects.in_force().filter(case=case, valid_until__gt=now.date()).first()
    if approval is None:
        return Reading(
            binding="blocking_conditions",
            state=Answer.UNKNOWN,
            as_of=now,
            sentence=_("No approval is in force, so its conditions are unknown."),
            reason=_("the conditions are unknown, as no approval is in force"),
        )
    rows = list(governance.open_conditions(case, blocking=True))
    about: dict[str, Any] = {
        "binding": "blocking_conditions", "value": str(len(rows)), "sample": len(rows),
        "first": approval.given_at.date().isoformat(), "last": now.date().isoformat(),
        "url": f"{approval.review.get_absolute_url()}#conditions", "as_of": now,
    }  # fmt: skip
    if not rows:
        return Reading(
            **about, state=Answer.MET, records=(str(approval.uid),), reason=_("no blocking condition is open"),
            sentence=_("No blocking condition of the approval is open."),
        )  # fmt: skip
    params = {"count": str(len(rows)), "texts": "; ".join(f"“{row}”" for row in rows)}
    return Reading(
        **about, state=Answer.NOT_MET, records=tuple(str(row.uid) for row in rows), params=params,
        sentence=_("Blocking conditions still open: %(count)s. %(texts)s"),
        reason=(
            _("one blocking condition is still open")
            if len(rows) == 1
            else _("%(count)s blocking conditions are still open")
        ),
    )  # fmt: skip


def ledger_roi(rollout: Rollout, ask: Ask) -> Reading:
    """Whether the return on investment of the ledger's plan exceeds `more_than` percent; actual to date beside it."""
    case = rollout.case
    more_than = ask.more_than if ask.more_than is not None else Decimal(0)
    accounts = ledger.case_accounts(case)
    plan, actual = accounts[Basis.PLAN], accounts[Basis.ACTUAL]
    records = tuple(ledger.case_entry_uids(case, Basis.PLAN))
    months = [row.month for row in plan.sums]
    totals = plan.totals
    needed = words.percent(more_than / 100)
    params = {
        "needed": needed, "invested": full(totals.investment), "returned": full(totals.returns),
        "why": totals.roi_reason, "roi": "" if totals.roi is None else words.percent(totals.roi),
    } | _beside(actual.totals)  # fmt: skip
    about: dict[str, Any] = {
        "binding": "ledger_roi", "params": params, "sample": len(records), "records": records, "as_of": timezone.now(),
        "first": str(min(months)) if months else "", "last": str(max(months)) if months else "",
        "url": f"{reverse('roi:ledger')}?case={case.reference}&basis=plan",
        "context": "" if actual.is_empty else BESIDE,
    }  # fmt: skip
    if totals.roi is None:
        short = _("ROI from the plan is undefined, more than %(needed)s is needed")
        if more_than == 0:
            short = _("ROI from the plan is undefined, a positive one is needed")
        return Reading(
            **about, state=Answer.UNKNOWN, reason=short, sentence=_("ROI from the plan is undefined. %(why)s")
        )
    met = totals.roi * 100 > more_than
    return Reading(
        **about, state=Answer.MET if met else Answer.NOT_MET, value=f"{totals.roi:.6f}",
        sentence=_("ROI from the plan is %(roi)s: %(returned)s returned on %(invested)s invested."),
        reason=_("ROI from the plan is %(roi)s, more than %(needed)s is needed"),
    )  # fmt: skip


def _beside(actual: Totals) -> dict[str, str]:
    return {
        "actual_invested": full(actual.investment), "actual_returned": full(actual.returns),
        "actual_roi": _("undefined") if actual.roi is None else words.percent(actual.roi),
    }  # fmt: skip


def readiness_result(rollout: Rollout, ask: Ask) -> Reading:
    """Whether the case's latest submitted result of an instrument, or of one dimension of it, is `at_least` so much."""
    case = rollout.case
    instrument = str(ask.instrument)
    found = readiness.latest_result(CASE, case.uid, instrument)
    params = {"needed": words.number(ask.at_least)}
    if found is None:
        title = library.latest("instrument", instrument).title
        return Reading(
            binding="readiness_result", state=Answer.UNKNOWN, params=params | {"instrument": title},
            as_of=timezone.now(), sample=0,
            url=f"{reverse('readiness:assessment_list')}?instrument={instrument}",
            sentence=_("No result of “%(instrument)s” is submitted for this use case; at least %(needed)s is needed."),
            reason=_("“%(instrument)s” is not assessed"),
        )  # fmt: skip
    score, label = measured(found, ask.dimension)
    day = timezone.localtime(found.submitted_at).date()
    params |= {
        "what": label, "score": "" if score is None else words.number(score, 2), "day": words.day(day),
        "highest": words.number(found.parsed.scale.highest), "document": found.instrument.reference,
    }  # fmt: skip
    about: dict[str, Any] = {
        "binding": "readiness_result", "params": params, "first": day.isoformat(), "last": day.isoformat(),
        "sample": 1, "records": (str(found.uid),), "url": found.get_absolute_url(), "as_of": timezone.now(),
    }  # fmt: skip
    if score is None or ask.at_least is None:
        return Reading(
            **about, state=Answer.UNKNOWN, reason=_("%(what)s is not known"),
            sentence=_("%(what)s: nothing was known on %(day)s (%(document)s)."),
        )  # fmt: skip
    return Reading(
        **about, state=Answer.MET if score >= ask.at_least else Answer.NOT_MET, value=f"{score:.4f}",
        sentence=_("%(what)s: %(score)s of %(highest)s on %(day)s (%(document)s); at least %(needed)s is needed."),
        reason=_("%(what)s is %(score)s, at least %(needed)s is needed"),
    )  # fmt: skip


def measured(assessment: Assessment, dimension: str | None) -> tuple[Decimal | None, str]:
    """Return the score that an assessment gives, of one dimension or of all, and its name.

    None when nothing was known, or when the instrument's version did not ask for the dimension.
    """
    if not dimension:
        return assessment.overall, assessment.instrument.title
    part = next((d for d in readiness.result_of(assessment).dimensions if d.key == dimension), None)
    if part is None:
        return None, dimension
    return part.score, f"{assessment.instrument.title}, {part.label}"


def kpi(rollout: Rollout, ask: Ask) -> Reading:
    """Whether the mean of a KPI of the case over the last days meets its target, resting on enough observations."""
    key, least, now = str(ask.kpi), ask.min_sample or 1, timezone.now()
    about: dict[str, Any] = {"binding": "kpi", "as_of": now, "url": f"{rollout.case.get_absolute_url()}?tab=measures"}
    found = measures.active_kpi(rollout.case, key)
    if found is None:
        gone = Kpi.objects.filter(case=rollout.case, key=key).order_by("-retired_at").first()
        if gone is None:
            return Reading(
                **about, state=Answer.UNKNOWN, params={"key": key.replace("_", " ")}, sample=0,
                sentence=_("This use case does not measure “%(key)s”."), reason=_("“%(key)s” is not measured"),
            )  # fmt: skip
        return Reading(
            **about, state=Answer.UNKNOWN, params={"kpi": gone.label, "day": words.day(gone.retired_at)}, sample=0,
            sentence=_("The KPI “%(kpi)s” was retired on %(day)s, so nothing is measured any more."),
            reason=_("the KPI “%(kpi)s” is retired"),
        )  # fmt: skip
    window = measures.window_of(found, ask.window_days or 1)
    params = {
        "kpi": found.label, "target": wording.target_of(found), "value": wording.value_of(found, window.mean),
        "count": words.number(window.observations, 0), "least": words.number(least, 0),
        "days": words.number(ask.window_days or 1, 0),
    }  # fmt: skip
    about |= {
        "params": params, "first": window.first.isoformat(), "last": window.last.isoformat(), "records": window.ids,
        "sample": window.observations, "url": found.get_absolute_url(),
    }  # fmt: skip
    if not found.target.is_set:
        return Reading(
            **about, state=Answer.UNKNOWN, sentence=_("The KPI “%(kpi)s” has no target."),
            reason=_("“%(kpi)s” has no target"),
        )  # fmt: skip
    if window.mean is None or window.observations < least:
        return Reading(
            **about, state=Answer.UNKNOWN, reason=_("“%(kpi)s” has insufficient data"),
            sentence=_("%(kpi)s: insufficient data, %(count)s of %(least)s observations in the last %(days)s days."),
        )  # fmt: skip
    return Reading(
        **about, state=Answer.MET if found.target.holds(window.mean) else Answer.NOT_MET, value=f"{window.mean:.6f}",
        sentence=_("%(kpi)s: %(value)s in the last %(days)s days (%(count)s observations); the target is %(target)s."),
        reason=_("“%(kpi)s” is %(value)s, %(target)s is needed"),
    )  # fmt: skip


def incidents(rollout: Rollout, ask: Ask) -> Reading:
    """Whether no severe incident of the case is open; its titles are for those who may read it."""
    rows = list(severe_open(rollout.case).order_by("id"))
    about: dict[str, Any] = {
        "binding": "incidents", "as_of": timezone.now(), "sample": len(rows), "value": str(len(rows)),
        "records": tuple(str(row.uid) for row in rows), "params": {"count": str(len(rows))},
        "url": f"{reverse('governance:incident_list')}?state=open",
    }  # fmt: skip
    if not rows:
        return Reading(
            **about, state=Answer.MET, reason=_("no severe incident is open"), sentence=_("No severe incident is open.")
        )
    return Reading(
        **about, state=Answer.NOT_MET, reason=_("a severe incident is open"),
        sentence=_("Severe incidents that are not closed: %(count)s."),
    )  # fmt: skip


def thresholds_set(rollout: Rollout, ask: Ask) -> Reading:
    """Whether it is agreed, before the trial begins, what of it would be success."""
    rows = list(rollout.thresholds.select_related("kpi"))
    about: dict[str, Any] = {
        "binding": "thresholds_set", "as_of": timezone.now(), "sample": len(rows), "value": str(len(rows)),
        "records": tuple(str(row.uid) for row in rows), "url": f"{rollout.get_absolute_url()}#thresholds",
    }  # fmt: skip
    if not rows:
        return Reading(
            **about, state=Answer.NOT_MET, reason=_("no success threshold is set"),
            sentence=_("No success threshold is set. Set them now: they are locked when the trial begins."),
        )  # fmt: skip
    named = ", ".join(row.kpi.label for row in rows)
    return Reading(
        **about, state=Answer.MET, params={"named": named}, reason=_("success thresholds are set"),
        sentence=_("Success is agreed for %(named)s. The thresholds are locked when the trial begins."),
    )  # fmt: skip


def thresholds(rollout: Rollout, ask: Ask) -> Reading:
    """Whether every threshold that was locked when the trial began is success over the days of the trial."""
    found = marks.marks(rollout)
    state = rules.together([mark.reached for mark in found])
    spans = [mark.window for mark in found if mark.window]
    params = {
        "found": "; ".join(mark.said for mark in found),
        "missed": ", ".join(mark.threshold.kpi.label for mark in found if mark.reached != Reached.SUCCESS),
    }
    about: dict[str, Any] = {
        "binding": "thresholds", "state": state, "as_of": timezone.now(), "params": params,
        "value": "; ".join(f"{mark.reached} {_exact(mark)}" for mark in found),
        "first": spans[0].first.isoformat() if spans else "", "last": spans[0].last.isoformat() if spans else "",
        "sample": sum(mark.observations for mark in found), "records": _values_behind(found),
        "url": f"{rollout.get_absolute_url()}#thresholds",
    }  # fmt: skip
    if not found:
        return Reading(
            **about, sentence=_("No success threshold was set before the trial."),
            reason=_("no success threshold was set before the trial"),
        )  # fmt: skip
    if any(mark.reached == Reached.STOP for mark in found):
        return Reading(
            **about, sentence=_("Stop, as agreed before the trial. %(found)s."),
            reason=_("what was agreed as a reason to stop has come true (%(missed)s)"),
        )  # fmt: skip
    if state == Answer.MET:
        return Reading(**about, sentence=_("%(found)s."), reason=_("every threshold is reached"))
    if state == Answer.UNKNOWN:
        return Reading(**about, sentence=_("Insufficient data. %(found)s."), reason=_("%(missed)s: insufficient data"))
    return Reading(
        **about, sentence=_("Short of what was agreed before the trial. %(found)s."),
        reason=_("short of the success agreed before the trial (%(missed)s)"),
    )  # fmt: skip


def _exact(mark: marks.Mark) -> str:
    return f"{mark.window.mean:.6f}" if mark.window and mark.window.mean is not None else "-"


def _values_behind(found: Iterable[marks.Mark]) -> tuple[str, ...]:
    return tuple(
        uid
        for mark in found
        if mark.window
        for uid in measures.between(mark.threshold.kpi, mark.window.first, mark.window.last).ids
    )


Binding = Callable[[Rollout, Ask], Reading]
BINDINGS: Mapping[str, Binding] = {
    "standing_approval": standing_approval,
    "blocking_conditions": blocking_conditions,
    "ledger_roi": ledger_roi,
    "readiness_result": readiness_result,
    "kpi": kpi,
    "incidents": incidents,
    "thresholds_set": thresholds_set,
    "thresholds": thresholds,
}
# Overriding these takes somebody one level higher: what was agreed before the trial is not argued away by those in it.
ONE_LEVEL_HIGHER = frozenset({"thresholds"})
LABELS: Mapping[str, str] = {
    "standing_approval": _("Reviews"),
    "blocking_conditions": _("Conditions of the approval"),
    "ledger_roi": _("Ledger, plan"),
    "readiness_result": _("Readiness"),
    "kpi": _("Measures"),
    "incidents": _("Incidents"),
    "thresholds_set": _("Thresholds"),
    "thresholds": _("Measures of the trial"),
}


def read(rollout: Rollout, ask: Ask) -> Reading:
    """Return what the data says about a bound criterion now. Raises KeyError for one that has no binding."""
    return BINDINGS[str(ask.binding)](rollout, ask)
