"""Who has a stake in a case, and therefore decides nothing about it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Max
from django.utils import timezone

from foundation.kernel.text import gettext_noop as _
from governance.models import Authorship, Delegation, Review
from library.models import Document
from usecases.models import UseCase


class Interest(StrEnum):
    """Why somebody is interested, with the sentence that refuses them."""

    SUBMITTER = "submitter"
    CREATOR = "creator"
    OWNER = "owner"
    SPONSOR = "sponsor"
    AUTHOR = "author"
    DELEGATE = "delegate"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    Interest.SUBMITTER: _("You submitted this use case, so somebody else decides on it."),
    Interest.CREATOR: _("You registered this use case, so somebody else decides on it."),
    Interest.OWNER: _("You own this use case, so somebody else decides on it."),
    Interest.SPONSOR: _("You sponsor this use case, so somebody else decides on it."),
    Interest.AUTHOR: _("You changed what is being reviewed since the last round, so somebody else decides on it."),
    Interest.DELEGATE: _(
        "Somebody with a stake in this use case has handed their decisions to you, so somebody else decides on it."
    ),
}


# Columns of a case that are no part of its dossier, and those whose place in it has another name.
_NOT_REVIEWED = frozenset({"owner", "sponsor", "inputs"})
_PLACES = {"name": ("purpose", "name"), "category": ("purpose", "category")}


def is_material(case: UseCase, fields: frozenset[str]) -> bool:
    """Say whether a change of these columns touches what is reviewed; the route names what does not matter."""
    reviewed = fields - _NOT_REVIEWED
    if not reviewed or not reviewed <= set(_PLACES):
        return bool(reviewed)
    latest = Review.objects.filter(case=case).select_related("route").order_by("-round").first()
    route = latest.route if latest else Document.objects.filter(kind="approval_route").latest_versions().first()
    return route is None or any(route.parsed.is_material(*_PLACES[name]) for name in reviewed)


def interests(subject: Review | UseCase) -> dict[int, Interest]:
    """Return the ids of everybody who may not decide on a review (or the next review of a case), and why.

    They are its creator, submitter, owner and sponsor, whoever changed it materially since the last round was
    submitted, and those to whom one of them handed their decisions on any day since the submission.
    """
    if isinstance(subject, Review):
        return interests_in([subject])[subject.pk]
    latest = Review.objects.filter(case=subject).order_by("-round").first()
    found = _of_case(subject)
    if latest is not None:
        found.setdefault(latest.submitted_by_id, Interest.SUBMITTER)
    authors = Authorship.objects.filter(case=subject)
    if latest is not None:
        authors = authors.filter(last_at__gt=latest.submitted_at)
    for user_id in authors.values_list("user_id", flat=True):
        found.setdefault(user_id, Interest.AUTHOR)
    today = timezone.localdate()
    _add_delegates(found, _delegations({*found}, today), today)
    return found


def interests_in(reviews: Sequence[Review]) -> dict[int, dict[int, Interest]]:
    """Return `interests` of many reviews by review id, with three queries; `review.case` must be loaded."""
    before = _submissions_before(reviews)
    authors: dict[int, list[Authorship]] = {}
    for row in Authorship.objects.filter(case_id__in={review.case_id for review in reviews}):
        authors.setdefault(row.case_id, []).append(row)
    result = {}
    for review in reviews:
        found = {review.submitted_by_id: Interest.SUBMITTER}
        for user_id, why in _of_case(review.case).items():
            found.setdefault(user_id, why)
        since = before.get(review.pk)
        for row in authors.get(review.case_id, ()):
            if since is None or row.last_at > since:
                found.setdefault(row.user_id, Interest.AUTHOR)
        result[review.pk] = found
    first = {review.pk: timezone.localdate(review.submitted_at) for review in reviews}
    rows = (
        _delegations({user_id for found in result.values() for user_id in found}, min(first.values())) if first else []
    )
    for pk, found in result.items():
        _add_delegates(found, rows, first[pk])
    return result


def _delegations(givers: set[int], first: date) -> list[Delegation]:
    """What these people handed on that ran on any day from `first` until today."""
    return list(Delegation.objects.ran(first, timezone.localdate()).filter(giver_id__in=givers)) if givers else []


def _add_delegates(found: dict[int, Interest], rows: Iterable[Delegation], first: date) -> None:
    """Add the delegates of those in `found`; theirs in turn are not, because what was received is not passed on."""
    givers = set(found)
    for row in rows:
        if row.giver_id in givers and min(row.ends_on, row.ended_on or row.ends_on) >= first:
            found.setdefault(row.receiver_id, Interest.DELEGATE)


def _submissions_before(reviews: Iterable[Review]) -> dict[int, datetime]:
    """When the round before each review was submitted; first rounds are left out."""
    later = [review for review in reviews if review.round > 1]
    if not later:
        return {}
    rows = (
        Review.objects.filter(case_id__in={review.case_id for review in later})
        .order_by()
        .values("case_id", "round")
        .annotate(at=Max("submitted_at"))
    )
    when = {(row["case_id"], row["round"]): row["at"] for row in rows}
    return {review.pk: when[(review.case_id, review.round - 1)] for review in later}


def _of_case(case: UseCase) -> dict[int, Interest]:
    found: dict[int, Interest] = {}
    for user_id, why in (
        (case.created_by_id, Interest.CREATOR), (case.owner_id, Interest.OWNER), (case.sponsor_id, Interest.SPONSOR),
    ):  # fmt: skip
        if user_id is not None:
            found.setdefault(user_id, why)
    return found
