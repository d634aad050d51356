"""The figures of a dashboard: as the page and the report show them, and as plain data for the API and the archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.kernel.money import Money, compact, full
from foundation.kernel.tones import Tone
from foundation.ui import words
from insights.links import Links
from insights.queries import Dashboard
from roi import figures as ledger
from roi.figures import Figure
from roi.queries import Account
from roi.workflow import Basis
from usecases import workflow
from usecases.workflow import LADDER, Stage

VALUE_KEYS = ledger.KEYS
NOT_YET_REVIEWED = "not-yet-reviewed"  # as the list of use cases names the group in its filter


@dataclass(frozen=True, slots=True)
class Shown:
    """One large figure: value (None when undefined, `why` says so), comparison, how it is computed, its records."""

    key: str
    label: str
    value: Money | str | None
    unit: str
    why: str
    note: str
    tone: str
    formula: str
    url: str

    @property
    def text(self) -> str:
        """The value in full as one text; an en dash when undefined."""
        written = full(self.value) if isinstance(self.value, Money) else self.value or words.DASH
        return f"{written} {self.unit}".strip()

    @property
    def short(self) -> str:
        """The value as it stands on the page: "$1.25M"."""
        written = compact(self.value) if isinstance(self.value, Money) else self.value or words.DASH
        return f"{written} {self.unit}".strip()


def value_figures(found: Dashboard) -> list[Shown]:
    """Return invested, returned, net benefit, ROI and payback, each with what the plan says for now beside it."""
    links = Links(found.scope)
    actual, due = ledger.figures(found.value.actual), ledger.figures(found.value.due)
    planned = ledger.figure("payback", found.value.plan)
    due["payback"] = planned
    return [
        _value_figure(actual[key], due[key], found.value.due if key != "payback" else found.value.plan, links)
        for key in VALUE_KEYS
    ]


def _value_figure(figure: Figure, planned: Figure, plan: Account, links: Links) -> Shown:
    note, tone = figure.note, figure.tone
    if not plan.is_empty and planned.value is not None:
        said = compact(planned.value) if isinstance(planned.value, Money) else planned.text
        template = _("plan %(value)s") if figure.key == "payback" else _("plan to date %(value)s")
        note = template % {"value": said}
        if figure.key == "net" and isinstance(figure.value, Money) and isinstance(planned.value, Money):
            tone = (Tone.WARN if figure.value.minor < planned.value.minor else Tone.GOOD).value
        else:
            tone = figure.tone
    return Shown(
        figure.key,
        figure.label,
        figure.value,
        figure.unit,
        figure.why,
        note,
        tone,
        f"{figure.formula} {figure.worked}",
        links.receipt(figure.key),
    )


def governance_figures(found: Dashboard) -> list[Shown]:
    """Return open reviews, high-risk ones, the longest wait, and approvals about to lapse."""
    state, links = found.governance, Links(found.scope)
    wait = state.longest_wait
    shown = [
        _count("open_reviews", _("Open reviews"), state.open, "", links.reviews(state="open"),
               _("Reviews that are being decided now.")),
        _count("high_risk_open", _("High-risk open"), state.high_risk, Tone.WARN if state.high_risk else "",
               links.reviews(state="open", tier="high"), _("Open reviews of use cases of the high tier.")),
        Shown(
            "longest_wait", _("Longest wait"), None if wait is None else str(wait),
            "" if wait is None else ngettext("day", "days", wait), _("No review or gate is open."),
            "" if state.longest is None
            else _("%(reference)s, since %(day)s")
            % {"reference": state.longest.reference, "day": words.day(state.longest.since)}, "",
            _("Whole days that the open step of a review, or the open gate, waits that was opened first."),
            state.longest.url if state.longest else links.reviews(state="open"),
        ),
        _count("lapsing_approvals", _("Approvals lapsing"), state.lapsing, Tone.WARN if state.lapsing else "",
               links.reviews(approval="lapsing"),
               _("Standing approvals that end within %(days)s days.") % {"days": state.notice_days},
               note=_("within %(days)s days") % {"days": state.notice_days}),
    ]  # fmt: skip
    if count := found.pipeline.unreviewed:
        formula = _("Use cases imported as approved or further, and never approved here.")
        url = links.cases(review=NOT_YET_REVIEWED)
        shown.append(
            _count("not_yet_reviewed", _("Imported, not yet reviewed"), count, "", url, formula,
                   note=_("%(count)s in production or beyond")
                   % {"count": words.number(found.pipeline.unreviewed_running)})
        )  # fmt: skip
    return shown


def _count(key: str, label: str, count: int, tone: str, url: str, formula: str, note: str = "") -> Shown:
    return Shown(key, label, words.number(count), "", "", note, str(tone) if note else "", formula, url)


def stage_rows(found: Dashboard) -> list[dict[str, Any]]:
    """Return the ladder and the closed stages with counts, moves of the month, and links to the cases."""
    links = Links(found.scope)
    return [
        {
            "stage": stage.value,
            "label": _(workflow.LABELS[stage]),
            "cases": found.pipeline.counts[stage],
            "moved": found.pipeline.moved[stage],
            "not_yet_reviewed": found.pipeline.imported[stage],
            "url": links.cases(stage=stage.value),
            "on_ladder": stage in LADDER,
        }
        for stage in Stage
    ]


def headline(found: Dashboard) -> str:
    """Say in one sentence what the dashboard shows."""
    if found.is_empty:
        return _("Executive dashboard")
    if found.value.actual.is_empty:
        count = found.pipeline.open
        return ngettext(
            "%(count)s use case in the pipeline, nothing booked yet",
            "%(count)s use cases in the pipeline, nothing booked yet",
            count,
        ) % {"count": words.number(count)}
    return ledger.headline(found.value.actual)


def filters_data(found: Dashboard) -> dict[str, Any]:
    """Return the filters in force as plain data."""
    scope = found.scope
    return {
        "unit": str(scope.unit.uid) if scope.unit else None,
        "unit_name": scope.unit.name if scope.unit else None,
        "units": [{"uid": str(unit.uid), "name": unit.name} for unit in scope.tops],
        "first": str(scope.first) if scope.first else None,
        "last": str(scope.last) if scope.last else None,
        "category": scope.category or None,
    }


def as_data(found: Dashboard) -> dict[str, Any]:
    """Return all figures as plain JSON values: what the API answers and the archive of reports keeps.

    Money is {"amount", "currency"}; shares and scores are decimal texts; undefined is null, with its reason beside it.
    """
    return {
        "as_of": found.as_of.isoformat(timespec="seconds"),
        "filters": filters_data(found),
        "headline": headline(found),
        "value": {
            "actual": account_data(found.value.actual),
            "plan": account_data(found.value.plan),
            "plan_to_date": account_data(found.value.due),
            "gap_to_plan": money_data(found.value.gap),
            "cumulative_cash": _cash(found),
        },
        "pipeline": {
            "open": found.pipeline.open,
            "in_production": found.pipeline.running,
            "not_yet_reviewed": found.pipeline.unreviewed,
            "in_production_not_yet_reviewed": found.pipeline.unreviewed_running,
            "closed": found.pipeline.closed,
            "month": str(found.pipeline.month),
            "stages": [
                {name: row[name] for name in ("stage", "cases", "not_yet_reviewed", "moved")}
                for row in stage_rows(found)
            ],
        },
        "feasibility": _feasibility(found),
        "readiness": {
            "units": found.readiness.count,
            "weakest": [
                {
                    "unit": row.unit,
                    "score": str(row.overall),
                    "band": row.band,
                    "submitted_at": row.submitted_at.isoformat(timespec="seconds"),
                }
                for row in found.readiness.units
            ],
        },
        "governance": {
            "open_reviews": found.governance.open,
            "high_risk_open": found.governance.high_risk,
            "longest_wait_days": found.governance.longest_wait,
            "lapsing_approvals": found.governance.lapsing,
            "notice_days": found.governance.notice_days,
        },
        "decisions": {
            "count": found.decisions.count,
            "more": found.decisions.more,
            "items": [
                {
                    "title": item.title,
                    "reference": item.reference,
                    "name": item.name,
                    "url": item.url,
                    "since": item.since.isoformat(timespec="seconds"),
                    "due": item.due.isoformat() if item.due else None,
                }
                for item in found.decisions.items
            ],
        },
        "attention": [
            {"concern": item.concern.value, "title": item.title, "reason": item.reason, "url": item.url}
            for item in found.attention
        ],
    }


def money_data(amount: Money | None) -> dict[str, str] | None:
    """Return money as the API writes it."""
    return None if amount is None else {"amount": str(amount.amount), "currency": amount.currency}


def account_data(account: Account) -> dict[str, Any]:
    """Return the figures of one basis; ROI and payback null with the reason when they are undefined."""
    totals, payback = account.totals, account.payback
    return {
        "invested": money_data(totals.investment),
        "returned": money_data(totals.returns),
        "net": money_data(totals.net),
        "roi": ledger.exact(totals.roi),
        "roi_reason": _(totals.roi_reason) if totals.roi_reason else "",
        "payback_months": ledger.exact(payback.months),
        "payback_reason": _(payback.reason) if payback.reason else "",
    }


def _cash(found: Dashboard) -> list[dict[str, Any]]:
    currency = found.value.actual.scope.money
    series: dict[str, dict[str, Any]] = {}
    for basis in (Basis.ACTUAL, Basis.PLAN):
        for point in found.value.accounts[basis].points:
            row = series.setdefault(str(point.month), {"month": str(point.month), "actual": None, "plan": None})
            row[basis.value] = str(Money(point.cumulative, currency).amount)
    return [series[month] | {"currency": currency} for month in sorted(series)]


def _feasibility(found: Dashboard) -> dict[str, Any] | None:
    part = found.feasibility
    if part is None or part.model is None:
        return None
    across, up = part.model.axes.across, part.model.axes.up
    return {
        "scored": part.count,
        "shown": len(part.cases),
        "axes": {"across": across, "up": up},
        "points": [
            {
                "reference": case["reference"],
                "name": case["name"],
                "score": str(case["score"]),
                "band": case["band"],
                "feasibility": _criterion(case, across),
                "value": _criterion(case, up),
            }
            for case in part.cases
        ],
    }


def _criterion(case: Mapping[str, Any], key: str) -> str | None:
    found = case["criteria"].get(key)
    return None if found is None else f"{found:.4f}"
