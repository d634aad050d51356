"""Measured benefits of the demonstration: two KPIs that became money, month by month.

Handling time is the reference of measured benefit (12 minutes before, 9 now, 50,000 cases a year at 0.60 a minute, 70 %
attributed); reviews go from document B's 4 hours to 30 minutes, their number and worth are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.jobs import runner
from foundation.jobs.models import Job
from foundation.kernel.periods import Month
from metrics import services as metrics
from metrics.models import Kpi, Measurement
from metrics.services import Definition
from metrics.workflow import Direction
from pmo.demo.cast import Cast
from pmo.demo.organization import PROGRAM
from pmo.demo.timeline import Story
from roi.benefit_models import BenefitLine
from roi.rules.benefits import Terms, benefit, volume_in
from roi.services import benefits
from roi.services.benefit_terms import LineTerms
from usecases.models import UseCase

FIRST, WAITING = 4, 10
"""Index of the first month of the program's year that brings a benefit, and of the first one that is not accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A KPI that becomes money: twelve monthly values, and the months whose benefit the owner refuses."""

    case: str
    unit: str
    key: str
    label: str
    kpi_unit: str
    baseline: str
    target: str
    values: tuple[str, ...]
    sample: int
    method: str
    benefit: str
    yearly: int
    word: str
    unit_value: str
    attribution: str
    confidence: str
    refused: tuple[int, ...] = ()
    corrected: str = ""

    def accepted(self, index: int, month: Month) -> int:
        """Cents that are accepted for a month of the program's year."""
        if not FIRST <= index < WAITING or index in self.refused:
            return 0
        terms = Terms(
            direction=Direction.DOWN, baseline=Decimal(self.baseline), volume=volume_in(month, Decimal(self.yearly)),
            unit_value=Decimal(self.unit_value), currency="USD", attribution=Decimal(self.attribution),
        )  # fmt: skip
        return benefit(terms, Decimal(self.values[index])).net.minor


MEASURED = (
    Measured(
        case="Customer support automation", unit="CSU", key="handling_time", label="Handling time of a case",
        kpi_unit="minutes", baseline="12", target="8", sample=400,
        values=("12", "11.8", "11.5", "11.2", "10.9", "10.6", "10.2", "9.9", "9.6", "9.4", "9.2", "9"),
        method="Time study of 400 cases in the month before the start",
        benefit="Handling time saved", yearly=50_000, word="cases", unit_value="0.60", attribution="0.7",
        confidence="0.8", corrected="9.3",
    ),
    Measured(
        case="Code review automation", unit="ENG", key="review_time", label="Time to review a change",
        kpi_unit="hours", baseline="4", target="0.5", sample=900,
        values=("4", "3.6", "3.1", "2.6", "2.1", "1.7", "1.4", "1.1", "0.9", "0.7", "0.6", "0.5"),
        method="Time stamps of 900 reviews in the month before the start",
        benefit="Reviews done faster", yearly=10_800, word="reviews", unit_value="18.00", attribution="0.5",
        confidence="0.9", refused=(8,),
    ),
)  # fmt: skip


def accepted(case: str, index: int, month: Month) -> int:
    """Cents that KPIs of a use case bring in a month of the program's year: part of what its pilot realizes."""
    return sum(each.accepted(index, month) for each in MEASURED if each.case == case)


def stories(cast: Cast, today: date, start: Month) -> Iterator[Story]:
    """Yield a story a KPI; `start` is the month before the first of the program's year."""
    for spec in MEASURED:
        yield _measured(spec, cast, today, start)


def _measured(spec: Measured, cast: Cast, today: date, start: Month) -> Story:
    owner = cast.owner_of(spec.unit)
    yield (today - start.last_day).days - 2
    case = UseCase.objects.get(name=spec.case, unit=cast.units[spec.unit])
    kpi = _taken(spec, case, cast, start)
    line = _written(spec, kpi, cast, start)
    for index, text in enumerate(spec.values):
        month = start.plus(index + 1)
        yield (today - month.last_day).days - 3
        row = metrics.record(
            kpi, by=owner, value=Decimal(text), effective_on=month.last_day, period_from=month.first_day,
            sample=spec.sample,
        )  # fmt: skip
        if index < FIRST:
            continue
        benefits.propose(line, month)
        if index < WAITING:
            yield (today - month.last_day).days - 6
            _decided(spec, line, index, month, cast)
        if spec.corrected and index == WAITING - 1:
            yield (today - month.last_day).days - 20
            _corrected(spec, row, line, month, cast)
    runner_job = Job.objects.filter(kind=benefits.BENEFITS_JOB, state="queued").first()
    if runner_job is not None:
        runner.run(runner_job.pk)


def _taken(spec: Measured, case: UseCase, cast: Cast, start: Month) -> Kpi:
    return metrics.define_kpi(
        case, by=cast.owner_of(spec.unit), key=spec.key,
        definition=Definition(
            label=spec.label, unit=spec.kpi_unit, direction="down", cadence="monthly",
            source="Export of the ticket system" if spec.unit == "CSU" else "Export of the repository",
            owner=cast.owner_of(spec.unit), baseline=Decimal(spec.baseline), baseline_on=start.first_day,
            baseline_method=spec.method, target_high=Decimal(spec.target), target_on=start.plus(18).last_day,
        ),
    )  # fmt: skip


def _written(spec: Measured, kpi: Kpi, cast: Cast, start: Month) -> BenefitLine:
    return benefits.write_line(
        kpi, by=cast[PROGRAM], unit_value=spec.unit_value, currency="USD",
        terms=LineTerms(
            label=spec.benefit, category="cost_savings", volume=Decimal(spec.yearly), volume_is_yearly=True,
            volume_word=spec.word, attribution=Decimal(spec.attribution), confidence=Decimal(spec.confidence),
            first=start.plus(FIRST + 1), owner=cast.owner_of(spec.unit),
        ),
    )  # fmt: skip


def _decided(spec: Measured, line: BenefitLine, index: int, month: Month, cast: Cast) -> None:
    proposal = line.proposals.waiting().get(month=month.first_day)
    owner = cast.owner_of(spec.unit)
    if index in spec.refused:
        reason = "Half of the team was in a training, so the reviews of this month do not stand for the others."
        benefits.refuse(proposal, by=owner, reason=reason)
    else:
        benefits.accept(proposal, by=owner)


def _corrected(spec: Measured, row: Measurement, line: BenefitLine, month: Month, cast: Cast) -> None:
    """A later value takes the place of one whose benefit is accepted: the difference waits."""
    reason = "The export had counted two days twice."
    metrics.correct(row, by=cast.owner_of(spec.unit), value=Decimal(spec.corrected), reason=reason)
    benefits.propose(line, month)
