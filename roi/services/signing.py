"""Signing many entries in one act: open a batch, send single entries back, sign the rest."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from roi import control_queries, policies, rules
from roi.category_models import exact_category
from roi.control_models import SigningBatch, SigningItem
from roi.models import LedgerEntry
from roi.services import corrections, periods, sums
from roi.services.periods import written
from roi.services.rates import person
from roi.workflow import BatchState, Grade, ItemState, Kind
from usecases.models import UseCase

LARGEST_BATCH = 20_000
AT_ONCE = 200
"""Entries signed in one transaction; a batch that holds more is signed by the worker."""


@transaction.atomic
def open_batch(
    unit: Unit,
    *,
    by: Actor,
    first: Month,
    last: Month,
    kind: str = "",
    category: str = "",
    grade: str = "",
    note: str = "",
) -> SigningBatch:
    """Gather the actual entries of a unit and all below it that finance can sign.

    Left out are entries in another open batch, and those that were sent back and not answered. Raises Denied; Invalid
    at `first`, `last`, `kind`, `category`, `grade` or `note`; Conflict when there is nothing to sign or too much.
    """
    policies.check_open_batch(by, unit)
    rules.require_month(first, field="first")
    rules.require_month(last, field="last")
    if last < first:
        raise Invalid(_("Enter a month that is not before the first one."), field="last")
    if kind and kind not in list(Kind):
        raise Invalid(_("Choose investment or return."), field="kind")
    if category and exact_category(category) is None:
        raise Invalid(_("Choose one of the categories."), field="category")
    if grade and grade not in list(Grade):
        raise Invalid(_("Choose how well the amount is evidenced."), field="grade")
    note = written(note, field="note")
    lock(unit)
    entries = control_queries.signable(unit, first, last)
    for name, value in (("kind", kind), ("category", category), ("grade", grade)):
        entries = entries.filter(**{name: value}) if value else entries
    ids = list(entries.values_list("pk", flat=True)[: LARGEST_BATCH + 1])
    if not ids:
        raise Conflict(
            _("There is nothing to sign here: no actual entry of these months waits for finance."), field="first"
        )
    if len(ids) > LARGEST_BATCH:
        raise Conflict(
            _("More than %(most)s entries wait here. Choose fewer months or a lower unit."),
            field="last",
            most=LARGEST_BATCH,
        )
    batch = SigningBatch.objects.create(
        unit=unit,
        first=first.first_day,
        last=last.first_day,
        kind=kind,
        category=category,
        grade=grade,
        note=note,
        opened_by=person(by),
    )
    SigningItem.objects.bulk_create([SigningItem(batch=batch, entry_id=pk) for pk in ids], batch_size=500)
    audit.record("roi.batch.opened", batch, by=by, reason=note, entries=len(ids), months=batch.span)
    return batch


@transaction.atomic
def refuse_item(item: SigningItem, *, by: Actor, reason: str) -> SigningItem:
    """Send an entry of an open batch back to whoever asserted it.

    Raises Denied, Invalid at `reason`, Conflict for a batch that is not open or an entry that is decided already.
    """
    batch = lock(item.batch)
    item = SigningItem.objects.select_related("entry__unit", "entry__case").get(pk=item.pk)
    policies.check_sign_batch(by, batch)
    if item.state != ItemState.WAITING:
        raise Conflict(_("This entry is decided already."))
    reason = written(reason, field="reason")
    if not reason:
        raise Invalid(_("Say why the entry is sent back."), field="reason")
    item.state, item.reason = ItemState.REFUSED, reason
    item.decided_by, item.decided_at = person(by), timezone.now()
    item.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    audit.record("roi.entry.sent_back", item.entry, by=by, reason=reason, batch=str(batch.uid))
    return item


@transaction.atomic
def answer_refusal(entry: LedgerEntry, *, by: Actor, answer: str) -> SigningItem:
    """Say what finance asked for, so that the entry can be signed in a next batch.

    Raises Denied, Invalid at `answer`, Conflict when finance did not send the entry back.
    """
    entry = lock(entry)
    policies.check_answer(by, entry)
    item = control_queries.sent_back(entry)
    if item is None:
        raise Conflict(_("Finance has not sent this entry back."))
    answer = written(answer, field="answer")
    if not answer:
        raise Invalid(_("Say what is now there for finance to sign."), field="answer")
    item.answer, item.answered_by, item.answered_at = answer, person(by), timezone.now()
    item.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("roi.refusal.answered", entry, by=by, reason=answer, batch=str(item.batch.uid))
    return item


@transaction.atomic
def give_up_batch(batch: SigningBatch, *, by: Actor) -> SigningBatch:
    """Close a batch without signing it: what waits in it can go into another. Raises Denied, Conflict."""
    batch = lock(batch)
    policies.check_sign_batch(by, batch)
    batch.items.filter(state=ItemState.WAITING).update(state=ItemState.LEFT, reason=_("The batch was given up."))
    return _close(batch, BatchState.GIVEN_UP, by, "roi.batch.given_up")


def sign_batch(batch: SigningBatch, *, by: Actor) -> SigningBatch:
    """Sign all that waits in a batch: at once when it is small, else in the worker.

    What this person asserted, whose case they own, what was taken back meanwhile or stands in a closed month is left
    out, each with its reason. Raises Denied; Conflict for a batch that is not open or where nothing could be signed.
    """
    with transaction.atomic():
        batch = lock(batch)
        policies.check_sign_batch(by, batch)
        waiting = batch.items.filter(state=ItemState.WAITING).count()
        if not waiting:
            raise Conflict(_("Nothing waits in this batch. Give it up, or open another."))
        policies.check_not_all_own(by, batch)
        if waiting <= AT_ONCE:
            _sign_some(batch, by)
            return _close(batch, BatchState.SIGNED, by, "roi.batch.signed")
        batch.state = BatchState.SIGNING
        batch.job = jobs.enqueue("roi.sign", by=by, params={"batch": str(batch.uid)}, unit=batch.unit)
        batch.save(update_fields=["state", "job"])
    return batch


def sign_in_steps(run: JobRun) -> dict[str, Any]:
    """Sign a batch in small transactions; after an interruption it goes on where it stopped. Done by the worker."""
    batch = SigningBatch.objects.get(uid=run.params["batch"])
    run.link_result(batch.get_absolute_url())
    total = batch.items.exclude(state=ItemState.REFUSED).count()
    while batch.state == BatchState.SIGNING:
        with transaction.atomic():
            batch = lock(batch)
            if batch.state == BatchState.SIGNING and not _sign_some(batch, run.by):
                batch = _close(batch, BatchState.SIGNED, run.by, "roi.batch.signed")
        done = batch.items.filter(state__in=[ItemState.SIGNED, ItemState.LEFT]).count()
        run.progress(done, total, doing=gettext("Signing entries"))
    return {state.value: count for state, count in control_queries.item_counts(batch).items()}


def _sign_some(batch: SigningBatch, by: Actor) -> int:
    """Decide up to 200 entries that wait; return how many there were."""
    items = list(batch.items.filter(state=ItemState.WAITING).order_by("entry_id")[:AT_ONCE])
    if not items:
        return 0
    entries = _held([item.entry_id for item in items])
    closed = control_queries.closings(
        list({entry.unit.path or "" for entry in entries.values()}), list({entry.month for entry in entries.values()})
    )
    now, signing = timezone.now(), []
    for item in items:
        entry = entries[item.entry_id]
        item.decided_at, item.decided_by = now, person(by)
        try:
            policies.check_sign(by, entry)
            if (entry.unit.path or "", entry.month) in closed:
                raise Conflict(_("%(month)s is closed."), month=str(entry.month))
        except DomainError as refusal:
            item.state = ItemState.LEFT
            item.reason = refusal.template % refusal.params if refusal.params else refusal.template
        else:
            item.state = ItemState.SIGNED
            signing.append(entry)
    if signing:
        signed = corrections.regrade(signing, by)
        mirrors = LedgerEntry.objects.filter(reverses__in=signing).select_related("case")
        _post([*mirrors, *signed])
        audit.record_bulk(
            "roi.entries.signed",
            batch,
            by=by,
            rows=[
                {"uid": after.uid, "signs": before.uid, "amount": before.booked, "grade_before": before.grade}
                for before, after in zip(signing, signed, strict=True)
            ],
        )
    SigningItem.objects.bulk_update(items, ["state", "reason", "decided_at", "decided_by"], batch_size=100)
    return len(items)


def _held(ids: list[int]) -> dict[int, LedgerEntry]:
    """Lock the cases, the units against closing and the entries, each in the order of their keys."""
    rows = LedgerEntry.objects.filter(pk__in=ids)
    cases = set(rows.exclude(case=None).values_list("case_id", flat=True))
    list(UseCase.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk").values_list("pk"))
    periods.hold_open(set(rows.values_list("unit_id", flat=True)))
    held = rows.select_for_update(of=("self",)).select_related("unit", "case", "reversal").order_by("pk")
    return {entry.pk: entry for entry in held}


def _post(entries: list[LedgerEntry]) -> None:
    """Append what the entries add to the monthly sums, case by case."""
    by_case: dict[int | None, list[LedgerEntry]] = {}
    for entry in entries:
        by_case.setdefault(entry.case_id, []).append(entry)
    for rows in by_case.values():
        sums.post(rows, rows[0].case)


def _close(batch: SigningBatch, state: BatchState, by: Actor, action: str) -> SigningBatch:
    batch.state, batch.closed_by, batch.closed_at = state, person(by), timezone.now()
    batch.save(update_fields=["state", "closed_by", "closed_at"])
    counts = control_queries.item_counts(batch)
    audit.record(action, batch, by=by, entries={state.value: count for state, count in counts.items()})
    return batch
