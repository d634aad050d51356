"""What figures may say: checks of users, support and surveys before they are kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from adoption import rules
from adoption.models import SupportFigures, SurveyResult, Usage
from adoption.services.records import text
from adoption.workflow import SCALES, Survey
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

FEATURE_LENGTH = 60
MOST_FEATURES = 50
LONGEST_TIME = Decimal(1_000_000)


def counted_of(row: Any) -> tuple[Any, ...]:
    """Return what figures count, in the order of their columns."""
    return tuple(getattr(row, name) for name in row.COUNTED)


def check_figures(row: Any) -> None:
    """Check what figures say, in place. Raises Invalid at the field at fault, also when nothing is told."""
    for name in getattr(row, "PEOPLE", ()):
        rules.people(getattr(row, name), name)
    if isinstance(row, Usage):
        rules.at_most(row.activated, row.invited, "activated", _("No more can reach first value than were invited."))
        rules.at_most(
            row.active_weekly,
            row.active_monthly,
            "active_weekly",
            _("No more can be active in a week than in its month."),
        )
        row.onboarding_days = _time(row.onboarding_days, "onboarding_days")
        _check_features(row.features)
    elif isinstance(row, SupportFigures):
        for name in ("first_response_hours", "resolution_hours"):
            setattr(row, name, _time(getattr(row, name), name))
    else:
        _check_counts(row)
    if not any(value not in (None, {}) for value in counted_of(row)):
        raise Invalid(_("Give at least one figure."), field=row.COUNTED[0])


def _time(value: Decimal | None, field: str) -> Decimal | None:
    if value is None:
        return None
    if not (value.is_finite() and 0 <= value < LONGEST_TIME):
        raise Invalid(_("Enter a number from 0 to below 1,000,000."), field=field)
    return value.quantize(Decimal("0.01"))


def _check_features(features: Mapping[str, int]) -> None:
    if len(features) > MOST_FEATURES:
        raise Invalid(_("Give at most %(most)s features."), field="features", most=MOST_FEATURES)
    for name, count in features.items():
        text(name, "features", FEATURE_LENGTH)
        rules.people(count, "features")


def _check_counts(row: SurveyResult) -> None:
    scale = SCALES[Survey(row.kind)]
    if len(row.counts) != len(scale):
        raise Invalid(_("Give a count for each of the %(count)s answers."), field="counts", count=len(scale))
    for count in row.counts:
        rules.people(count, "counts")
    if not row.answers:
        raise Invalid(_("Nobody answered; there is nothing to keep."), field="counts")
    rules.people(row.invited, "invited")
    rules.at_most(row.answers, row.invited, "invited", _("More answered than were asked."))
