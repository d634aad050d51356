"""What a decision on a rollout rests on: both sides of the matrix from measures, and the signs of the guide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deployments import marks, rules
from deployments.bindings import CASE, measured
from deployments.models import Decision, Rollout, SignAnswer, StageRun
from deployments.workflow import Answer
from foundation.kernel.money import Money, full
from foundation.kernel.periods import Month
from foundation.ui import words
from library.kinds.decision_guide import Axis, DecisionGuide, Option, Sign, Strength
from library.kinds.kpi_catalog import KpiCatalog
from metrics import queries as metrics
from metrics import wording
from metrics.models import Kpi
from metrics.queries import Window
from metrics.rules import Range, wilson
from metrics.workflow import Direction, State
from readiness import queries as readiness
from roi import queries as ledger
from roi.rules import Totals, totals
from roi.workflow import Basis

GROUPS = {"technical": frozenset({"technical", "model"}), "business": frozenset({"business", "adoption"})}
"""Groups of the KPI catalog on each side of the matrix; risk and a case's own KPIs stand on neither."""
RETURN_KPI = "return_on_investment"
FIRST_YEAR = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure against its target: the share that it reaches (0 to 2), and the ends between which it may lie."""

    label: str
    value: str
    target: str
    share: Decimal
    ends: tuple[Decimal, Decimal] | None
    observations: int
    url: str

    @property
    def said(self) -> str:
        """ "Accuracy 70% of 80%: 88% of the target (400 observations)"."""
        told = {"label": self.label, "value": self.value, "target": self.target, "share": words.percent(self.share)}
        text = _("%(label)s: %(value)s, %(target)s wanted, %(share)s of the target") % told
        if self.ends:
            text += " " + _("(between %(low)s and %(high)s)") % {
                "low": words.percent(self.ends[0]), "high": words.percent(self.ends[1])
            }  # fmt: skip
        return text


@dataclass(frozen=True, slots=True)
class Side:
    """One axis of the matrix. Measures count before the assessment; the weakest of them decides.

    `level` is how far it reaches towards its cut (1 is strong), `ends` where it may lie; None without evidence.
    """

    axis: Axis
    measures: tuple[Measure, ...]
    missing: tuple[str, ...]
    score: Decimal | None = None
    assessed: str = ""
    url: str = ""

    @property
    def weakest(self) -> Measure | None:
        return min(self.measures, key=lambda measure: measure.share, default=None)

    @property
    def strength(self) -> Strength | None:
        weakest = self.weakest
        return self.axis.strength(met=weakest.share if weakest else None, score=self.score)

    @property
    def level(self) -> Decimal | None:
        if self.weakest is not None:
            return self.weakest.share / self.axis.met_from
        return None if self.score is None else self.score / self.axis.score_from

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        if self.weakest is None or self.weakest.ends is None:
            return None
        low, high = self.weakest.ends
        return low / self.axis.met_from, high / self.axis.met_from

    @property
    def is_sure(self) -> bool:
        """Whether the whole interval lies on one side of the cut."""
        return self.ends is None or self.ends[0] >= 1 or self.ends[1] < 1


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign of the guide: seen or not, by the records or by a person, and what that rests on."""

    sign: Sign
    group: str
    state: Answer
    said: str
    is_measured: bool
    answer: SignAnswer | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a decision rests on, as of a moment."""

    sides: dict[str, Side]
    indicators: tuple[Seen, ...]
    red_flags: tuple[Seen, ...]
    recommended: Option | None
    as_of: Any

    @property
    def seen_flags(self) -> list[Seen]:
        return [seen for seen in self.red_flags if seen.state == Answer.MET]

    @property
    def seen_indicators(self) -> list[Seen]:
        return [seen for seen in self.indicators if seen.state == Answer.MET]


def evidence(decision: Decision) -> Evidence:
    """Read the evidence of a decision now."""
    guide, rollout = decision.parsed, decision.rollout
    answers = {row.key: row for row in decision.answers.select_related("answered_by")}
    sides = {str(axis.key): _side(axis, rollout) for axis in guide.axes}
    return Evidence(
        sides=sides,
        indicators=tuple(_seen(guide, rollout, answers, flags=False)),
        red_flags=tuple(_seen(guide, rollout, answers, flags=True)),
        recommended=guide.option_for(sides["technical"].strength, sides["business"].strength),
        as_of=timezone.now(),
    )


def _begun(rollout: Rollout) -> date | None:
    run = StageRun.objects.filter(rollout=rollout, key=rollout.trial_stage).first()
    return run.actual_start if run else None


def _side(axis: Axis, rollout: Rollout) -> Side:
    """The measures of one side since the trial began; without any, the latest assessment of it."""
    begun, found, missing = _begun(rollout), [], []
    agreed = {mark.threshold.kpi_id: mark.threshold for mark in marks.marks(rollout)}
    kpis = [kpi for kpi in metrics.kpis_of(rollout.case) if _group(kpi) in GROUPS[axis.key]]
    today = timezone.localdate()
    windows = metrics.windows((kpi.pk, begun, today) for kpi in kpis) if begun else {}
    for kpi in kpis:
        threshold = agreed.get(kpi.pk)
        target = threshold.success if threshold else kpi.goal
        window = windows.get((kpi.pk, begun, today)) if begun else None
        least = threshold.least if threshold else 1
        if target is None or window is None or window.mean is None or window.observations < least:
            missing.append(kpi.label)
        elif (measure := _measure(kpi, target, window)) is not None:
            found.append(measure)
    if axis.key == "business" and (booked := _booked(rollout)) is not None:
        found.append(booked)
    assessment = readiness.latest_result(CASE, rollout.case.uid, axis.instrument)
    score, label = measured(assessment, axis.dimension) if assessment else (None, "")
    return Side(axis, tuple(found), tuple(missing), score, label, assessment.get_absolute_url() if assessment else "")


def _group(kpi: Kpi) -> str:
    if kpi.catalog is None:
        return ""
    catalog: KpiCatalog = kpi.catalog.parsed
    try:
        return str(catalog.kpi(kpi.key).group)
    except KeyError:
        return ""


def _measure(kpi: Kpi, target: Decimal, window: Window) -> Measure | None:
    higher = kpi.direction == Direction.UP
    mean = window.mean
    if mean is None or kpi.direction == Direction.BAND:
        return None
    share = rules.share_of_target(mean, target, higher=higher)
    if share is None:
        return None
    between = _interval(kpi, window)
    shares = [rules.share_of_target(end, target, higher=higher) for end in between] if between else []
    known = sorted(one for one in shares if one is not None)
    return Measure(
        label=kpi.label, value=wording.value_of(kpi, mean), target=wording.value_of(kpi, target), share=share,
        ends=(known[0], known[-1]) if known else None, observations=window.observations, url=kpi.get_absolute_url(),
    )  # fmt: skip


def _interval(kpi: Kpi, window: Window) -> tuple[Decimal, Decimal] | None:
    """Where the mean may lie: 95 % for a percentage of a known number of cases, else the lowest and highest value."""
    mean = window.mean
    if mean is None:
        return None
    if kpi.unit == "percent" and window.sample and 0 <= mean <= 100:
        low, high = wilson(round(mean / 100 * window.sample), window.sample)
        return low * 100, high * 100
    if window.count > 1 and window.lowest is not None and window.highest is not None:
        return window.lowest, window.highest
    return None


def _booked(rollout: Rollout) -> Measure | None:
    """Returns booked up to this month against what the plan has up to this month; None where the plan has none."""
    month = Month.of(timezone.localdate())
    sums = [row for row in ledger.case_sums(rollout.case) if row.month <= month]
    plan, actual = (_totals(sums, basis) for basis in (Basis.PLAN, Basis.ACTUAL))
    if plan is None or plan.returns.minor <= 0:
        return None
    booked = actual.returns if actual else Money(0, plan.returns.currency)
    share = rules.share_of_target(Decimal(booked.minor), Decimal(plan.returns.minor), higher=True)
    if share is None:
        return None
    return Measure(
        label=_("Returns booked, whatever their evidence"), value=full(booked), target=full(plan.returns), share=share,
        ends=None, observations=len(sums),
        url=f"{reverse('roi:ledger')}?case={rollout.case.reference}",
    )  # fmt: skip


def _totals(sums: list[Any], basis: Basis) -> Totals | None:
    rows = [row for row in sums if row.basis == basis]
    return totals(rows, settings.REPORTING_CURRENCY) if rows else None


def _seen(guide: DecisionGuide, rollout: Rollout, answers: dict[str, SignAnswer], *, flags: bool) -> Iterator[Seen]:
    """Each sign: read from the records where they can say it, else what a person answered."""
    for group in guide.red_flags if flags else guide.indicators:
        for sign in group.signs:
            reading = None if flags else _read(sign, rollout)
            if reading is not None:
                state, said, url = reading
                yield Seen(sign, group.label, state, said, True, None, url)
                continue
            row = answers.get(sign.key)
            yield Seen(
                sign, group.label, Answer(row.state) if row else Answer.UNKNOWN, row.note if row else "", False, row
            )


def _read(sign: Sign, rollout: Rollout) -> tuple[Answer, str, str] | None:
    """What the records say about an indicator: state, sentence, link; None where only a person can say."""
    if sign.kpi == RETURN_KPI and sign.target is not None:
        return _first_year(sign, rollout)
    reading = metrics.latest(rollout.case, sign.kpi) if sign.kpi else None
    if reading is None or reading.value is None or reading.on is None:
        return None
    kpi = reading.kpi
    told = {"kpi": kpi.label, "value": wording.value_of(kpi, reading.value), "day": words.day(reading.on)}
    said = _("%(kpi)s: %(value)s on %(day)s") % told
    if sign.target is not None:
        state = Answer.MET if sign.target.met_by(reading.value) else Answer.NOT_MET
    elif not kpi.target.is_set:
        return None
    else:
        state = Answer.MET if reading.standing == State.MET else Answer.NOT_MET
        said += _("; the target is %(target)s") % {"target": wording.target_of(kpi)}
    if reading.state == State.STALE:
        state, said = Answer.UNKNOWN, said + _("; no newer value, so it is stale")
    return state, said, kpi.get_absolute_url()


def _first_year(sign: Sign, rollout: Rollout) -> tuple[Answer, str, str]:
    """ROI of the twelve months from the first in production; unknown until they are over."""
    url = f"{reverse('roi:ledger')}?case={rollout.case.reference}&basis=actual"
    stages = rollout.parsed.stages
    run = StageRun.objects.filter(rollout=rollout, key=stages[-1].key, actual_start__isnull=False).first()
    if run is None or run.actual_start is None:
        return Answer.UNKNOWN, _("It is not in production yet."), url
    first = Month.of(run.actual_start)
    last = first.plus(FIRST_YEAR - 1)
    rows = [row for row in ledger.case_sums(rollout.case, basis=Basis.ACTUAL) if row.month <= last]
    found = totals(rows, settings.REPORTING_CURRENCY)
    told = {
        "roi": _("undefined") if found.roi is None else words.percent(found.roi),
        "first": words.month(first), "last": words.month(last),
    }  # fmt: skip
    if Month.of(timezone.localdate()) <= last:
        return Answer.UNKNOWN, _("ROI %(roi)s so far; its first year ends with %(last)s.") % told, url
    if found.roi is None:
        return Answer.UNKNOWN, _("ROI up to %(last)s is undefined: nothing was invested.") % told, url
    target = sign.target
    wanted = Range(target.low, target.high, target.strict) if target else Range()
    state = Answer.MET if wanted.holds(found.roi * 100) else Answer.NOT_MET
    return state, _("ROI %(roi)s with the first year of operation, %(first)s to %(last)s.") % told, url
