"""What governance does when a case changes: remember its authors, and say whether the approval still covers it."""

from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import User
from governance import queries
from governance.models import Authorship
from governance.services import approvals
from usecases.models import UseCase


def case_changed(case: UseCase, fields: frozenset[str], by: Actor) -> None:
    """Called by usecases in the transaction of every change of what a case says."""
    if isinstance(by, User) and queries.is_material(case, fields):
        Authorship.objects.update_or_create(case=case, user=by, defaults={"last_at": timezone.now()})
    approvals.note_change(case, by=by)
