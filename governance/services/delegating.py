"""Handing one's decisions to somebody else for some days."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import policies, queries
from governance.models import Delegation
from governance.services import telling
from governance.services.texts import clean

LONGEST_DAYS = 366


@transaction.atomic
def delegate(
    giver: User, *, receiver: User, starts_on: date, ends_on: date, by: Actor, reason: str = ""
) -> Delegation:  # fmt: skip
    """Hand the role and person steps that lie with `giver` to `receiver`, from one day to another, both included.

    The receiver needs no role of their own, only to see what the giver decides on; whoever has a stake in a case still
    decides nothing there, and neither does the receiver of somebody with one. Seats of boards have alternates instead.
    Raises Denied, Conflict when there is nothing to hand on, or Invalid at `receiver` (oneself, cannot see it, a loop),
    `starts_on` (past, overlapping), `ends_on` or `reason`.
    """
    # Both, in one order, so that two who hand on to each other at one instant come one after the other.
    both = {
        user.pk: user for user in User.objects.select_for_update().filter(pk__in=[giver.pk, receiver.pk]).order_by("pk")
    }
    giver, receiver = both[giver.pk], both[receiver.pk]
    policies.check_delegate(by, giver)
    if receiver.pk == giver.pk:
        raise Invalid(_("Choose somebody else than the person whose decisions they are."), field="receiver")
    access = access_of(receiver)
    if not receiver.is_active or not all(access.allows(Permission.READ, p) for p in queries.deciding_paths(giver)):
        raise Invalid(
            _("%(name)s cannot see everything that %(giver)s decides on. Give a role there first."), field="receiver",
            name=receiver.name, giver=giver.name,
        )  # fmt: skip
    if starts_on < timezone.localdate():
        raise Invalid(_("Choose a day from today on."), field="starts_on")
    if ends_on < starts_on:
        raise Invalid(_("It ends before it starts."), field="ends_on")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Invalid(_("Choose at most a year; a role is the way for longer."), field="ends_on")
    text = clean(reason, field="reason")
    if len(text) > 300:
        raise Invalid(_("Write at most %(limit)s characters."), field="reason", limit=300)
    running = Delegation.objects.running(starts_on, ends_on)
    other = running.filter(giver=giver).select_related("receiver").first()
    if other is not None:
        raise Invalid(
            _("In these days they are handed to %(name)s already. End that first."), field="starts_on",
            name=other.receiver.name,
        )  # fmt: skip
    if queries.leads_back(giver, receiver, starts_on, ends_on):
        raise Invalid(
            _("%(name)s has handed on their own decisions in these days, in the end to %(giver)s."),
            field="receiver", name=receiver.name, giver=giver.name,
        )  # fmt: skip
    found = Delegation.objects.create(giver=giver, receiver=receiver, starts_on=starts_on, ends_on=ends_on, reason=text)
    audit.record(
        "governance.delegation.given", found, by=by, reason=text, giver=giver, receiver=receiver, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    telling.handed(found, by=by)
    return found


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Actor) -> Delegation:
    """End a delegation now: from this moment the receiver decides nothing by it. Raises Denied, or Conflict when over.

    That it ran is kept, so that its receiver still counts as a delegate in reviews of these days.
    """
    delegation = lock(delegation)
    policies.check_end_delegation(by, delegation)
    delegation.ended_on = timezone.localdate()
    delegation.save(update_fields=["ended_on"])
    audit.record("governance.delegation.ended", delegation, by=by, giver=delegation.giver, receiver=delegation.receiver)
    return delegation
