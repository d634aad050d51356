"""What a benefit line says, and what of it can be kept."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.numbers import digits_of
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from metrics.models import Kpi
from roi import rules
from roi.benefit_models import LABEL_LENGTH, NOTE_LENGTH, BenefitLine
from roi.category_models import exact_category
from roi.rules import benefits
from roi.workflow import Kind, VolumeTakes
from usecases.models import UseCase


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTerms:
    """What a benefit line says. Shares are fractions; the volume is fixed, or taken from a KPI of the same case."""

    label: str
    category: str
    volume: Decimal | None = None
    volume_is_yearly: bool = False
    volume_kpi: Kpi | None = None
    volume_takes: str = ""
    volume_word: str = ""
    attribution: Decimal = Decimal(1)
    overlap: Decimal = Decimal(0)
    confidence: Decimal = Decimal(1)
    first: Month
    last: Month | None = None
    owner: User | None = None


FIELDS = tuple(field.name for field in fields(LineTerms))


def terms_of(line: BenefitLine) -> LineTerms:
    """Return what a line says now."""
    known = {name: getattr(line, name) for name in FIELDS if name not in ("first", "last")}
    return LineTerms(**known, first=line.first, last=Month.of(line.last_month) if line.last_month else None)


def columns(terms: LineTerms) -> dict[str, Any]:
    """Return the columns of some terms."""
    known = {name: getattr(terms, name) for name in FIELDS if name not in ("first", "last")}
    return known | {
        "first_month": terms.first.first_day,
        "last_month": terms.last.first_day if terms.last else None,
    }


def checked(terms: LineTerms, case: UseCase) -> LineTerms:
    """Return the terms with texts trimmed. Raises Invalid at the first field at fault."""
    label = terms.label.replace("\x00", "").strip()
    if not label or len(label) > LABEL_LENGTH:
        raise Invalid(_("Give the benefit a name of 1 to %(most)s characters."), field="label", most=LABEL_LENGTH)
    category = exact_category(terms.category)
    if category is None or category.kind != Kind.RETURN or category.is_retired:
        raise Invalid(_("Choose one of the categories of returns."), field="category")
    benefits.check_shares(attribution=terms.attribution, overlap=terms.overlap, confidence=terms.confidence)
    rules.require_month(terms.first, field="first")
    if terms.last is not None:
        rules.require_month(terms.last, field="last")
        if terms.last < terms.first:
            raise Invalid(_("Enter a month that is not before the first one."), field="last")
    if (terms.volume is None) == (terms.volume_kpi is None):
        raise Invalid(
            _("Enter a fixed volume, or choose the KPI that it is taken from; one of the two."), field="volume"
        )
    if terms.volume is not None and not (terms.volume.is_finite() and 0 < terms.volume < Decimal(10) ** 12):
        raise Invalid(_("Enter a volume above zero and below a trillion."), field="volume")
    if terms.volume_kpi is not None:
        if terms.volume_kpi.case_id != case.pk:
            raise Invalid(_("Choose a KPI of the same use case."), field="volume_kpi")
        if terms.volume_takes not in list(VolumeTakes):
            raise Invalid(_("Choose how the volume follows from its values."), field="volume_takes")
        return replace(terms, label=label, volume_is_yearly=False)
    return replace(terms, label=label, volume_takes="", volume_word=terms.volume_word.replace("\x00", "").strip()[:60])


def unit_value_text(text: str, *, field: str = "unit_value") -> str:
    """Return an amount as exact text. Raises Invalid (at `field`) for what is none, or not above zero."""
    try:
        value = Decimal(digits_of(text, field=field))
    except InvalidOperation:
        raise Invalid(_("Enter an amount, for example 0.60."), field=field) from None
    if not value.is_finite() or not 0 < value < Decimal(10) ** 12 or len(f"{value:f}") > 40:
        raise Invalid(_("Enter an amount above zero and below a trillion."), field=field)
    return f"{value:f}"


def reason_text(reason: str) -> str:
    """Return a reason, trimmed. Raises Invalid at `reason` for none, or one that is too long."""
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Invalid(_("Say why."), field="reason")
    if len(reason) > NOTE_LENGTH:
        raise Invalid(_("The reason is longer than %(most)s characters."), field="reason", most=NOTE_LENGTH)
    return reason
