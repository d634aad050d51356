"""Taking, revising and retiring KPIs."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.canonical import plain
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library.kinds.kpi_catalog import KpiCatalog
from library.models import Document
from library.queries import latest
from metrics import policies, rules
from metrics.models import (
    KEY_LENGTH,
    LABEL_LENGTH,
    MONEY_UNITS,
    NOTE_LENGTH,
    TEXT_LENGTH,
    UNIT_CHOICES,
    Kpi,
    KpiRevision,
)
from metrics.workflow import CATALOG_DIRECTIONS, Cadence, Direction, Timing
from usecases.models import UseCase

CATALOG = "ai-program"
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_UNITS = {unit for unit, _words in UNIT_CHOICES}
_CURRENCY = re.compile(r"[A-Z]{3}")
_LENGTHS = {
    "label": LABEL_LENGTH, "formula": TEXT_LENGTH, "source": NOTE_LENGTH, "baseline_method": NOTE_LENGTH,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a KPI says. Percent are whole percent (85 is 85 %), money is in major units of `currency`."""

    label: str
    unit: str
    direction: str
    cadence: str
    timing: str = Timing.LEADING
    currency: str = ""
    formula: str = ""
    source: str = ""
    owner: User | None = None
    baseline: Decimal | None = None
    baseline_on: date | None = None
    baseline_method: str = ""
    target_low: Decimal | None = None
    target_high: Decimal | None = None
    target_strict: bool = False
    target_on: date | None = None


FIELDS = tuple(field.name for field in fields(Definition))


def take_kpi(
    case: UseCase, *, by: Actor, key: str, catalog: str = CATALOG, changes: Mapping[str, Any] | None = None
) -> Kpi:
    """Take an indicator of the library's catalog onto a case, with its first target unless `changes` say otherwise.

    `changes` names fields of `Definition` (label, owner, baseline, baseline_on, target_low, target_high, target_on,
    source, cadence, ...). Pins the version of the catalog that new work takes. Raises Denied; Invalid at `key` for an
    indicator that the catalog lacks, or at the field at fault; Conflict when the case measures this KPI already.
    """
    document = latest("kpi_catalog", catalog)
    return _create(case, by, key, _checked(from_catalog(document, key, changes or {})), document)


def from_catalog(document: Document, key: str, changes: Mapping[str, Any]) -> Definition:
    """Return the definition of an indicator, with `changes`. Raises Invalid at `key` when there is none."""
    parsed: KpiCatalog = document.parsed
    try:
        kpi = parsed.kpi(key)
    except KeyError:
        raise Invalid(_("The catalog has no indicator “%(key)s”."), field="key", key=key[:KEY_LENGTH]) from None
    target = next(iter(kpi.targets), None)
    known = Definition(
        label=kpi.label,
        unit=kpi.unit,
        direction=CATALOG_DIRECTIONS[kpi.better],
        cadence=kpi.cadence,
        timing=kpi.timing,
        currency=settings.REPORTING_CURRENCY if kpi.unit in MONEY_UNITS else "",
        formula=kpi.formula,
        target_low=target.low if target else None,
        target_high=target.high if target else None,
        target_strict=target.strict if target else False,
    )
    if "target_low" in changes or "target_high" in changes:
        known = replace(known, target_low=None, target_high=None, target_strict=False)
    return replace(known, **changes)


def define_kpi(case: UseCase, *, by: Actor, key: str, definition: Definition) -> Kpi:
    """Give a case a KPI of its own. Raises what `take_kpi` raises."""
    return _create(case, by, key, _checked(definition), None)


@transaction.atomic
def _create(case: UseCase, by: Actor, key: str, definition: Definition, catalog: Document | None) -> Kpi:
    case = UseCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    policies.check_define(by, case)
    if not _KEY.fullmatch(key) or len(key) > KEY_LENGTH:
        raise Invalid(
            _("A key begins with a small letter and holds small letters, digits and underscores, at most %(most)s."),
            field="key",
            most=KEY_LENGTH,
        )
    kpi = Kpi(
        case=case, key=key, catalog=catalog, created_by=by if isinstance(by, User) else None, **_given(definition)
    )
    try:
        with transaction.atomic():
            kpi.save()
    except IntegrityError:
        raise Conflict(_("This use case has the KPI “%(key)s” already."), field="key", key=key) from None
    _keep(kpi, by, "")
    audit.record(
        "metrics.kpi.taken", kpi, by=by, case=case.reference, key=key, catalog=catalog.reference if catalog else "",
        **_told(definition),
    )  # fmt: skip
    return kpi


@transaction.atomic
def revise_kpi(kpi: Kpi, *, by: Actor, version: int, reason: str, changes: Mapping[str, Any]) -> Kpi:
    """Change what a KPI says; what it said before stays as a revision. Nothing changed leaves it as it is.

    `version` is the one the change was made on. Raises Denied, Invalid at a field, Conflict for a KPI that is retired
    or that somebody else revised meanwhile.
    """
    kpi = _locked(kpi)
    policies.check_revise(by, kpi)
    if version != kpi.version:
        raise Conflict(_("Somebody else revised this KPI meanwhile. Look at it again, then change what you want."))
    before = definition_of(kpi)
    after = _checked(replace(before, **changes))
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return kpi
    if not reason.strip():
        raise Invalid(_("Say why the KPI is revised; its history shows it."), field="reason")
    for name, value in _given(after).items():
        setattr(kpi, name, value)
    kpi.version += 1
    kpi.updated_at = timezone.now()
    kpi.save()
    _keep(kpi, by, _short(reason, "reason"))
    audit.record(
        "metrics.kpi.revised",
        kpi,
        by=by,
        reason=reason.strip(),
        changes={name: (getattr(before, name), getattr(after, name)) for name in changed},
    )
    return kpi


@transaction.atomic
def retire_kpi(kpi: Kpi, *, by: Actor, reason: str) -> Kpi:
    """Measure no more on a KPI; it and its values stay. Raises Denied, Invalid at `reason`, Conflict."""
    kpi = _locked(kpi)
    policies.check_revise(by, kpi)
    if not reason.strip():
        raise Invalid(_("Say why the KPI is retired."), field="reason")
    kpi.retire_reason = _short(reason, "reason")
    kpi.retired_at = kpi.updated_at = timezone.now()
    kpi.save(update_fields=["retire_reason", "retired_at", "updated_at"])
    audit.record("metrics.kpi.retired", kpi, by=by, reason=kpi.retire_reason)
    return kpi


def definition_of(kpi: Kpi) -> Definition:
    """Return what a KPI says now."""
    return Definition(**{name: getattr(kpi, name) for name in FIELDS})


def _locked(kpi: Kpi) -> Kpi:
    case = UseCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=kpi.case_id)
    kpi = lock(kpi)
    kpi.case = case
    return kpi


def _given(definition: Definition) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in FIELDS}


def _told(definition: Definition) -> dict[str, Any]:
    return {name: value for name, value in _given(definition).items() if value not in (None, "", False)}


def _keep(kpi: Kpi, by: Actor, reason: str) -> None:
    said = asdict(replace(definition_of(kpi), owner=None)) | {"owner": str(kpi.owner.uid) if kpi.owner else None}
    person = by if isinstance(by, User) else None
    KpiRevision.objects.create(kpi=kpi, number=kpi.version, definition=plain(said), reason=reason, by=person)


def _checked(given: Definition) -> Definition:
    """Return the definition with its texts trimmed. Raises Invalid at the first field at fault."""
    texts: dict[str, Any] = {name: _short(getattr(given, name), name, most) for name, most in _LENGTHS.items()}
    given = replace(given, **texts)
    if not given.label:
        raise Invalid(_("Give the KPI a name."), field="label")
    for name, known, said in (
        ("unit", _UNITS, _("Choose one of the units.")),
        ("direction", set(Direction), _("Choose which way is better.")),
        ("timing", set(Timing), _("Choose leading or lagging.")),
        ("cadence", set(Cadence), _("Choose how often it is measured.")),
    ):
        if getattr(given, name) not in known:
            raise Invalid(said, field=name)
    if given.unit in MONEY_UNITS:
        if not _CURRENCY.fullmatch(given.currency):
            raise Invalid(_("Enter a currency as its three-letter code, for example USD."), field="currency")
    elif given.currency:
        given = replace(given, currency="")
    figures: dict[str, Any] = {
        name: rules.keepable(value, field=name)
        for name in ("baseline", "target_low", "target_high")
        if (value := getattr(given, name)) is not None
    }
    given = replace(given, **figures)
    _check_days(given)
    target = rules.Range(given.target_low, given.target_high, given.target_strict)
    rules.check_range(target, Direction(given.direction))
    return given


def _check_days(given: Definition) -> None:
    if given.baseline is not None and given.baseline_on is None:
        raise Invalid(_("Say on which day the baseline was measured."), field="baseline_on")
    if given.baseline_on is not None:
        rules.check_day(given.baseline_on, timezone.localdate(), field="baseline_on")
        if given.baseline is None:
            raise Invalid(_("Enter the baseline that was measured on this day."), field="baseline")
    if given.target_on is not None:
        if given.target_low is None and given.target_high is None:
            raise Invalid(_("Enter the target that is due on this day."), field="target_low")
        if not rules.EARLIEST <= given.target_on <= rules.LATEST:
            raise Invalid(_("Enter a day from 1990 to 2100."), field="target_on")
        if given.baseline_on is not None and given.target_on <= given.baseline_on:
            raise Invalid(_("The target is due after the day of the baseline."), field="target_on")


def _short(text: str, field: str, most: int = NOTE_LENGTH) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > most:
        raise Invalid(_("This is longer than %(most)s characters."), field=field, most=most)
    return text
