"""Measured benefits: write a line, propose its months, accept or refuse what is proposed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import WORKER, Actor, SystemActor
from metrics.models import Kpi
from roi import benefit_queries as queries
from roi import benefit_wording, control_queries, policies, rules
from roi.benefit_models import BenefitLine, BenefitProposal, UnitValue
from roi.benefit_queries import Computed
from roi.models import MEMO_LENGTH
from roi.services import booking, corrections
from roi.services.benefit_terms import FIELDS, LineTerms, checked, columns, reason_text, terms_of, unit_value_text
from roi.services.rates import person
from roi.workflow import Basis, Grade, Kind, ProposalState
from usecases.models import UseCase

MEASURED = SystemActor("measured benefits")
BENEFITS_JOB = "roi.benefits"
REPLACED = _("The values or terms changed.")


@transaction.atomic
def write_line(kpi: Kpi, *, by: Actor, terms: LineTerms, unit_value: str, currency: str) -> BenefitLine:
    """Say how a KPI becomes money: one unit of improvement is worth `unit_value` from the first month on.

    Raises Denied; Invalid at a field, or at `kpi` for one without baseline or with a range as its target; Conflict for
    a KPI that is retired or has a running line already: one measure counts for one benefit.
    """
    case = _locked_case(kpi.case_id)
    kpi = lock(kpi)
    policies.check_write_line(by, case)
    if kpi.is_retired:
        raise Conflict(_("This KPI is retired; choose one that is measured."), field="kpi")
    if kpi.direction == "band":
        raise Invalid(_("A KPI that is best within a range has no improvement to count."), field="kpi")
    if kpi.baseline is None:
        raise Invalid(_("This KPI has no baseline, so there is nothing to improve on. Record it first."), field="kpi")
    terms = checked(terms, case)
    amount = unit_value_text(unit_value)
    Money.of(0, currency, field="currency")
    line = BenefitLine(
        case=case,
        kpi=kpi,
        currency=currency,
        baseline=kpi.baseline,
        target=kpi.goal,
        asserted_by=person(by),
        **columns(terms),
    )
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        raise Conflict(
            _("This KPI has a benefit already. One measure counts for one benefit; end that one first."), field="kpi"
        ) from None
    UnitValue.objects.create(line=line, since=terms.first.first_day, amount=amount)
    audit.record(
        "roi.benefit.written",
        line,
        by=by,
        kpi=str(kpi.uid),
        baseline=line.baseline,
        target=line.target,
        unit_value=amount,
        currency=currency,
        terms={name: str(value) for name, value in columns(terms).items() if value not in (None, "")},
    )
    return line


@transaction.atomic
def revise_line(line: BenefitLine, *, by: Actor, version: int, reason: str, changes: Mapping[str, Any]) -> BenefitLine:
    """Change the terms of a line; whoever changes them stands behind them from then on, and months are proposed anew.

    Raises Denied, Invalid at a field, Conflict for a line that has ended or that somebody else changed meanwhile.
    """
    case = _locked_case(line.case_id)
    line = _locked(line, case)
    policies.check_revise_line(by, line)
    if version != line.version:
        raise Conflict(_("Somebody else changed this benefit meanwhile. Look at it again, then change what you want."))
    before = terms_of(line)
    after = checked(replace(before, **changes), case)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return line
    reason_text(reason)
    for name, value in columns(after).items():
        setattr(line, name, value)
    line.asserted_by, line.version, line.updated_at = person(by), line.version + 1, timezone.now()
    line.save()
    audit.record(
        "roi.benefit.revised",
        line,
        by=by,
        reason=reason.strip(),
        changes={name: (_told(getattr(before, name)), _told(getattr(after, name))) for name in changed},
    )
    jobs.enqueue_once(BENEFITS_JOB)
    return line


@transaction.atomic
def add_unit_value(line: BenefitLine, *, by: Actor, since: Month, amount: str, reason: str = "") -> UnitValue:
    """Say what one unit of improvement is worth from a month on. Raises Denied; Invalid at `since` or `amount`."""
    case = _locked_case(line.case_id)
    line = _locked(line, case)
    policies.check_revise_line(by, line)
    rules.require_month(since, field="since")
    value = unit_value_text(amount, field="amount")
    if UnitValue.objects.filter(line=line, since=since.first_day).exists():
        raise Invalid(
            _("A unit value is dated %(month)s already; date the new one later."), field="since", month=str(since)
        )
    row = UnitValue.objects.create(line=line, since=since.first_day, amount=value)
    line.asserted_by, line.updated_at = person(by), timezone.now()
    line.save(update_fields=["asserted_by", "updated_at"])
    audit.record("roi.benefit.valued", line, by=by, reason=reason, since=since, amount=value, currency=line.currency)
    jobs.enqueue_once(BENEFITS_JOB)
    return row


@transaction.atomic
def end_line(line: BenefitLine, *, by: Actor, reason: str) -> BenefitLine:
    """Propose nothing more; what is booked stays, what waits is withdrawn. Raises Denied, Invalid, Conflict."""
    line = _locked(line, _locked_case(line.case_id))
    policies.check_revise_line(by, line)
    line.end_reason = reason_text(reason)
    line.ended_at = line.updated_at = timezone.now()
    line.save(update_fields=["end_reason", "ended_at", "updated_at"])
    line.proposals.waiting().update(
        state=ProposalState.REPLACED, decided_at=line.ended_at, reason=_("The benefit has ended.")
    )
    audit.record("roi.benefit.ended", line, by=by, reason=line.end_reason)
    return line


@transaction.atomic
def propose(line: BenefitLine, month: Month, *, by: Actor = MEASURED) -> BenefitProposal | None:
    """Propose what a month comes to, less what the ledger holds of it; the same state of things proposes once.

    A waiting proposal that no longer fits is replaced; one that was accepted keeps what it was, and the difference is
    proposed; one that was refused comes back only when its values or terms change. None when nothing is to be booked.
    """
    line = _locked(line, None)
    waiting = line.proposals.waiting().filter(month=month.first_day).first()
    found = queries.compute(line, month) if not line.is_ended else None
    if not isinstance(found, Computed) or found.amount.minor == 0:
        _replace(waiting)
        return None
    mark = queries.fingerprint(found, line)
    if waiting is not None and waiting.digest == mark:
        return waiting
    _replace(waiting)
    decided = line.proposals.filter(month=month.first_day).exclude(state=ProposalState.REPLACED).order_by("-id").first()
    if decided is not None and decided.state == ProposalState.REFUSED and decided.digest == mark:
        return None
    proposal = BenefitProposal.objects.create(
        line=line,
        month=month.first_day,
        baseline=line.baseline,
        actual=found.actual,
        volume=found.volume,
        unit_value=f"{found.unit_value:f}",
        attribution=line.attribution,
        overlap=line.overlap,
        realization=found.realization.share,
        currency=line.currency,
        gross_minor=found.gross.minor,
        net_minor=found.net.minor,
        booked_minor=found.booked.minor,
        amount_minor=found.amount.minor,
        grade=found.grade,
        values=found.values,
        sample=found.sample,
        rests_on=list(found.rests_on),
        digest=mark,
    )
    audit.record("roi.benefit.proposed", proposal, by=by, amount=proposal.amount, net=proposal.net, grade=found.grade)
    return proposal


def _replace(waiting: BenefitProposal | None) -> None:
    if waiting is not None:
        waiting.state, waiting.decided_at, waiting.reason = ProposalState.REPLACED, timezone.now(), REPLACED
        waiting.save(update_fields=["state", "decided_at", "reason"])


def propose_line(line: BenefitLine, *, by: Actor) -> int:
    """Propose all months of a line that are over; return how many proposals wait now. Raises Denied."""
    policies.check_propose(by, line)
    for month in queries.over(line):
        propose(line, month, by=by)
    return line.proposals.waiting().count()


def propose_all(run: JobRun) -> dict[str, Any]:
    """Propose the months of all running lines; done by the worker, monthly and after values changed."""
    rows = list(BenefitLine.objects.running().order_by("id").values_list("id", flat=True))
    made = 0
    for done, pk in enumerate(rows, 1):
        line = BenefitLine.objects.get(pk=pk)
        for month in queries.over(line):
            before = line.proposals.count()
            propose(line, month, by=WORKER)
            made += line.proposals.count() - before
        run.progress(done, len(rows))
    return {"lines": len(rows), "proposed": made}


def measured(months: Mapping[int, frozenset[Month]]) -> None:
    """Have months proposed anew whose values came or changed; called in the transaction that records them."""
    over = Month.of(timezone.localdate())
    late = [kpi for kpi, found in months.items() if any(month < over for month in found)]
    if late and queries.reading(late).exists():
        jobs.enqueue_once(BENEFITS_JOB)


@transaction.atomic
def accept(proposal: BenefitProposal, *, by: Actor) -> BenefitProposal:
    """Accept what a month comes to: it is booked as an actual return at its evidence grade, for finance to sign.

    When the ledger holds too much, its entries are taken back and the whole amount is booked anew; when the month is
    closed, the first open one takes the entry. Raises Denied for whoever stands behind the terms; Conflict for one
    that is decided, that no longer fits the values, or whose entry finance has signed and must take back first.
    """
    case = _locked_case(proposal.line.case_id)
    line = _locked(proposal.line, case)
    proposal = lock(proposal)
    proposal.line = line
    policies.check_accept_benefit(by, proposal)
    found = queries.compute(line, proposal.of)
    if not isinstance(found, Computed) or queries.fingerprint(found, line) != proposal.digest:
        raise Conflict(_("The values changed since this was proposed. Compute the months anew and look again."))
    amount = found.amount
    if amount.minor < 0:
        _take_back(line, proposal.of)
        amount = found.net
    if amount.minor > 0:
        proposal.entry = booking.book(
            case,
            by=MEASURED,
            kind=Kind.RETURN,
            category=line.category,
            period=_open_month(case, proposal.of),
            amount=amount,
            basis=Basis.ACTUAL,
            grade=proposal.grade,
            memo=benefit_wording.memo(proposal)[:MEMO_LENGTH],
            key=f"benefit:{proposal.uid}",
            asserted_by=line.asserted_by,
            kpi=line.kpi.key,
        )
    _decide(proposal, ProposalState.ACCEPTED, by, "")
    audit.record(
        "roi.benefit.accepted",
        proposal,
        by=by,
        amount=proposal.amount,
        entry=str(proposal.entry.uid) if proposal.entry else "",
    )
    return proposal


def _take_back(line: BenefitLine, month: Month) -> None:
    for entry in queries.counting(line, month).select_related("unit", "case"):
        if entry.grade == Grade.FINANCE_SIGNED:
            raise Conflict(
                _("Finance has signed the amount of %(month)s. Finance takes that entry back first."), month=str(month)
            )
        corrections.reverse(entry, by=MEASURED, reason=_("Measured anew: later values give another amount."))


def _open_month(case: UseCase, month: Month) -> Month:
    return control_queries.first_open(case.unit.path or "", month)


@transaction.atomic
def refuse(proposal: BenefitProposal, *, by: Actor, reason: str) -> BenefitProposal:
    """Say that a month's benefit is not accepted, and why. Raises Denied, Invalid at `reason`, Conflict."""
    line = _locked(proposal.line, _locked_case(proposal.line.case_id))
    proposal = lock(proposal)
    proposal.line = line
    policies.check_accept_benefit(by, proposal)
    _decide(proposal, ProposalState.REFUSED, by, reason_text(reason))
    audit.record("roi.benefit.refused", proposal, by=by, reason=proposal.reason, amount=proposal.amount)
    return proposal


def _decide(proposal: BenefitProposal, state: ProposalState, by: Actor, reason: str) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by = timezone.now(), person(by)
    proposal.save(update_fields=["state", "reason", "decided_at", "decided_by", "entry"])


def _locked_case(pk: int) -> UseCase:
    return UseCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)


def _locked(line: BenefitLine, case: UseCase | None) -> BenefitLine:
    line = lock(line)
    if case is not None:
        line.case = case
    return line


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, (Month, Kpi)) else value
