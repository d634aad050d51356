"""The records that a request of the API names, for who may see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import sentence
from readiness import services, subjects
from readiness.api import shapes
from readiness.models import Assessment, Sheet
from readiness.nodes import UNIT
from readiness.services import AnswerChanged, Given, Mark
from readiness.subjects import Subject


def user_of(request: Request) -> User:
    """Return the person behind the request; the API answers nobody else."""
    user: User = request.user  # type: ignore[assignment]
    return user


def unit_of(user: User, uid: UUID) -> Unit:
    """Return a unit that the user may read; 404 else."""
    return get_object_or_404(access_of(user).units(Permission.READ), uid=uid)


def person_of(uid: UUID | None, *, field: str) -> User | None:
    """Return the person with this uid, None for None. Raises Invalid at `field` for nobody."""
    if uid is None:
        return None
    found = User.objects.filter(uid=uid).first()
    if found is None:
        raise Invalid(_("There is no such person."), field=field)
    return found


def subject_of(user: User, data: Mapping[str, Any]) -> Subject:
    """Return what is to be assessed; 404 for what the user may not see. Raises Invalid when nothing is named."""
    if "unit" in data:
        kind, uid = UNIT, data["unit"]
    elif "subject_kind" in data and "subject_uid" in data:
        kind, uid = data["subject_kind"], data["subject_uid"]
    else:
        raise Invalid(_("Name a unit, or the kind and uid of what is assessed."), field="subject_uid")
    found = subjects.find(kind, uid)
    if found is None or not access_of(user).allows(Permission.READ, found.unit.path):
        raise Http404
    return found


def given_of(data: Mapping[str, Any]) -> dict[str, Given]:
    """Return answers by factor key. Raises Invalid for a factor that has a score and is not known."""
    scores, comments = data.get("scores", {}), data.get("comments", {})
    unknown, revisions = set(data.get("not_known", ())), data.get("revisions", {})
    for key in sorted(unknown & {key for key, score in scores.items() if score is not None}):
        raise Invalid(_("Both a score and “not known” are given."), field=key)
    return {
        key: Given(
            score=Mark.NOT_KNOWN if key in unknown else scores.get(key, Mark.KEEP),
            comment=comments.get(key),
            revision=revisions.get(key),
        )
        for key in sorted({*scores, *comments, *unknown})
    }


def answered(request: Request, sheet: Sheet | Assessment) -> Response | None:
    """Keep the answers of a request. Returns the refusal with the present answers when somebody changed them."""
    given = given_of(shapes.valid(shapes.AnswersSerializer, request.data))
    try:
        services.give_answers(sheet, given, by=user_of(request))
    except AnswerChanged as error:
        return conflict(error)
    return None


def conflict(error: AnswerChanged) -> Response:
    """A 409 with the answers as they are now."""
    current = shapes.AnswerSerializer(list(error.current.values()), many=True).data
    body = {"code": error.code, "message": sentence(error), "field": error.field, "current": current}
    return Response({"error": body}, status=409)
