"""Reviews in the exports of use cases."""

from collections.abc import Iterator, Sequence
from typing import Any

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from governance.models import Review
from usecases.hooks import CaseSheet
from usecases.models import reference_of


def _rows(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = Review.objects.visible_to(actor).filter(case__in=keys)
    for review in rows.select_related("route", "submitted_by").order_by("case", "round").iterator(chunk_size=500):
        yield [
            reference_of(review.case_id),
            review.round,
            review.label,
            review.route.reference,
            review.submitted_at,
            review.submitted_by.name,
            review.decided_at,
            review.reason,
        ]


SHEET = CaseSheet(
    "reviews",
    _("Reviews"),
    (
        _("Reference"),
        _("Round"),
        _("State"),
        _("Route"),
        _("Submitted"),
        _("Submitted by"),
        _("Decided"),
        _("Reason"),
    ),
    _rows,
    30,
)
