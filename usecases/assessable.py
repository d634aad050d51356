"""Use cases as subjects of readiness assessments."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness.services import follow_subject
from readiness.subjects import Resolver, Subject
from usecases import queries
from usecases.models import UseCase

CASE = "usecases.usecase"


def _describe(case: UseCase) -> Subject:
    url = reverse("usecases:case_detail", args=[case.reference])
    return Subject(CASE, case.uid, case.name, case.unit, "use_case", url)


def _find(uid: UUID) -> Subject | None:
    case = UseCase.objects.active().select_related("unit").filter(uid=uid).first()
    return _describe(case) if case else None


def _search(actor: Actor, text: str, limit: int) -> Sequence[Subject]:
    rows = UseCase.objects.active().filter(access_of(actor).q(Permission.ASSESS)).select_related("unit")
    found = queries.matching(rows, text) if text else rows
    return [_describe(case) for case in found.order_by("name", "id")[:limit]]


def follow(case: UseCase, fields: frozenset[str], by: Actor) -> None:
    """Let the assessments of a case go with it to another unit or under another name."""
    if fields & {"unit", "name"}:
        follow_subject(CASE, case.uid, unit=case.unit, label=case.name)


RESOLVER = Resolver(_("Use case"), _describe, _find, _search, order=30)
