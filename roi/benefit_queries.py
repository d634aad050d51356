"""Reading measured benefits: what a month comes to, and what the ledger holds of it already."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from foundation.kernel.canonical import digest
from foundation.kernel.money import Money
from foundation.kernel.periods import Month, months
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from metrics import queries as measures
from metrics import rules as figures
from roi.benefit_models import BenefitLine, BenefitLineQuerySet, BenefitProposal, BenefitProposalQuerySet, UnitValue
from roi.models import LedgerEntry, LedgerEntryQuerySet
from roi.rules import benefits
from roi.workflow import Grade, ProposalState, VolumeTakes
from usecases.models import UseCase

NO_VALUE = _("Nothing was measured in this month.")
NO_VOLUME = _("The KPI of the volume was not measured in this month.")
NO_UNIT_VALUE = _("No unit value holds for this month.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What a line comes to in a month, and all that it rests on. `net` is not below zero: a loss is not booked."""

    month: Month
    actual: Decimal
    volume: Decimal
    unit_value: Decimal
    gross: Money
    net: Money
    realization: figures.Realization
    grade: Grade
    values: int
    sample: int | None
    rests_on: tuple[str, ...]
    booked: Money

    @property
    def amount(self) -> Money:
        """What is still to be booked; below zero when the ledger holds too much."""
        return self.net - self.booked


@dataclass(frozen=True, slots=True)
class Missing:
    """A month that cannot be computed, and why."""

    month: Month
    why: str


def compute(line: BenefitLine, month: Month) -> Computed | Missing:
    """Return what a line comes to in a month. Raises Invalid for an amount beyond storage."""
    window = measures.between(line.kpi, month.first_day, month.last_day)
    if window.mean is None:
        return Missing(month, NO_VALUE)
    rests_on = list(window.ids)
    volume = _volume(line, month, rests_on)
    if volume is None:
        return Missing(month, NO_VOLUME)
    unit_value = unit_value_in(line, month)
    if unit_value is None:
        return Missing(month, NO_UNIT_VALUE)
    actual = window.mean.quantize(Decimal(1).scaleb(-figures.DECIMALS))
    found = benefits.benefit(terms(line, volume, unit_value), actual)
    aim = figures.Range(**{"low" if line.direction == "up" else "high": line.target})
    return Computed(
        month=month,
        actual=actual,
        volume=volume,
        unit_value=unit_value,
        gross=found.gross,
        net=max(found.net, Money(0, line.currency), key=lambda money: money.minor),
        realization=figures.realization(baseline=line.baseline, target=aim, direction=line.direction, actual=actual),
        grade=grade_of(line),
        values=window.count,
        sample=window.sample,
        rests_on=tuple(rests_on),
        booked=booked(line, month),
    )


def terms(line: BenefitLine, volume: Decimal, unit_value: Decimal) -> benefits.Terms:
    """Return the terms of a line with a volume and a unit value."""
    return benefits.Terms(
        direction=line.direction,
        baseline=line.baseline,
        volume=volume,
        unit_value=unit_value,
        currency=line.currency,
        attribution=line.attribution,
        overlap=line.overlap,
    )


def _volume(line: BenefitLine, month: Month, rests_on: list[str]) -> Decimal | None:
    if line.volume_kpi is not None:
        window = measures.between(line.volume_kpi, month.first_day, month.last_day)
        rests_on += window.ids
        return window.total if line.volume_takes == VolumeTakes.SUM else window.mean
    fixed = line.volume or Decimal(0)
    return benefits.volume_in(month, fixed) if line.volume_is_yearly else fixed


def unit_value_in(line: BenefitLine, month: Month) -> Decimal | None:
    """Return what one unit of improvement is worth in a month: the newest value dated in it or before."""
    found = UnitValue.objects.filter(line=line, since__lte=month.first_day).first()
    return found.value if found else None


def grade_of(line: BenefitLine) -> Grade:
    """Before and after where the KPI records when and how its baseline was measured, else usage times time saved."""
    kpi = line.kpi
    return Grade.BEFORE_AFTER if kpi.baseline_on is not None and kpi.baseline_method else Grade.USAGE_TIME


def forecast(line: BenefitLine) -> benefits.Forecast | None:
    """Return what a year at the target is worth; None without target, unit value, or a fixed volume."""
    latest = UnitValue.objects.filter(line=line).first()
    if line.target is None or latest is None or line.volume is None:
        return None
    yearly = line.volume if line.volume_is_yearly else line.volume * benefits.MONTHS_A_YEAR
    return benefits.forecast(terms(line, yearly, latest.value), target=line.target, confidence=line.confidence)


def counting(line: BenefitLine, month: Month) -> LedgerEntryQuerySet:
    """Return the entries of a line's month that count: booked on acceptance or signed since, and not taken back."""
    of_month = {"line": line, "month": month.first_day}
    own = Q(**{f"benefit_proposal__{name}": value for name, value in of_month.items()})
    signed = Q(**{f"signs__benefit_proposal__{name}": value for name, value in of_month.items()})
    return LedgerEntry.objects.filter(own | signed, reversal=None, reverses=None).order_by("id")


def booked(line: BenefitLine, month: Month) -> Money:
    """Return what the ledger holds of a line's month."""
    total = counting(line, month).order_by().aggregate(total=Sum("amount_minor"))["total"]
    return Money(int(total or 0), line.currency)


def fingerprint(found: Computed, line: BenefitLine) -> str:
    """Return the digest of all that a proposal was computed from."""
    return digest(
        {
            "month": found.month,
            "baseline": line.baseline,
            "actual": found.actual,
            "volume": found.volume,
            "unit_value": found.unit_value,
            "attribution": line.attribution,
            "overlap": line.overlap,
            "net": found.net,
            "booked": found.booked,
            "grade": found.grade,
        }
    )


def over(line: BenefitLine) -> list[Month]:
    """Return the months of a line that are over, oldest first."""
    last = Month.of(timezone.localdate()).plus(-1)
    if line.last_month is not None:
        last = min(last, Month.of(line.last_month))
    return list(months(line.first, last))


def lines(actor: Actor) -> BenefitLineQuerySet:
    """Return the lines that the actor may read, with what their pages show."""
    return BenefitLine.objects.visible_to(actor).select_related(
        "case__unit", "kpi", "volume_kpi", "owner", "asserted_by"
    )


def proposals(actor: Actor) -> BenefitProposalQuerySet:
    """Return the proposals that the actor may read, with what their lists show."""
    rows = BenefitProposal.objects.visible_to(actor)
    return rows.select_related("line__case__unit", "line__kpi", "decided_by", "entry__signature")


def reading(kpi_ids: Iterable[int]) -> BenefitLineQuerySet:
    """Return the running lines that rest on some KPIs."""
    ids = list(kpi_ids)
    return BenefitLine.objects.running().filter(Q(kpi_id__in=ids) | Q(volume_kpi_id__in=ids))


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a case: its forecast, what is accepted so far, and what waits."""

    line: BenefitLine
    forecast: benefits.Forecast | None
    accepted: Money
    waiting: Money


def summaries(actor: Actor, case: UseCase) -> list[Summary]:
    """Return the running lines of a case with what is accepted and what waits of each."""
    rows = list(lines(actor).filter(case=case, ended_at=None))
    sums: dict[tuple[int, str], int] = {
        (line, state): int(total)
        for line, state, total in BenefitProposal.objects.filter(line__in=rows)
        .order_by()
        .values_list("line", "state")
        .annotate(total=Sum("amount_minor"))
    }
    return [
        Summary(
            line,
            forecast(line),
            Money(sums.get((line.pk, ProposalState.ACCEPTED), 0), line.currency),
            Money(sums.get((line.pk, ProposalState.PROPOSED), 0), line.currency),
        )
        for line in rows
    ]
