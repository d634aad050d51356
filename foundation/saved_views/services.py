"""Keeping a view of a list, changing it, sharing it, deleting it."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.saved_views import policies, rules
from foundation.saved_views.models import SavedView

MOST = 100
"""Views that one person keeps of one list."""


@transaction.atomic
def save_view(*, by: User, address: str, name: str, unit: Unit | None = None) -> SavedView:
    """Keep what an address of a list shows under a name, for oneself or shared with a unit.

    Raises Denied or Conflict for a unit with which one may not share; Invalid at `address` for one that is no page of
    the product or too long, at `name` for an empty, long or taken name; Conflict for too many.
    """
    path, query = clean_address(address)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one name once, also when pressed twice
    own = SavedView.objects.filter(owner=by, path=path)
    if own.count() >= MOST:
        raise Conflict(_("You keep %(limit)d views of this list; delete one first."), limit=MOST)
    if unit is not None:
        policies.check_share(by, unit)
    view = SavedView.objects.create(owner=by, path=path, query=query, name=_free(name, own), unit=unit)
    if unit is not None:
        audit.record("saved_views.view.shared", view, by=by, address=view.get_absolute_url())
    return view


@transaction.atomic
def change_view(view: SavedView, *, by: User, name: str, unit: Unit | None, address: str = "") -> SavedView:
    """Give a view another name, share it with a unit or no longer (None), let it show what `address` says now.

    Raises Denied, Conflict, or Invalid at the field that is wrong.
    """
    view = lock(view)
    policies.check_change(by, view)
    before = (view.name, view.unit, view.query)
    if unit is not None and unit != view.unit:
        policies.check_share(by, unit)
    if address:
        path, query = clean_address(address)
        if path != view.path:
            raise Invalid(_("This address belongs to another list."), field="address")
        view.query = query
    view.name = _free(name, SavedView.objects.filter(owner=by, path=view.path).exclude(pk=view.pk))
    view.unit = unit
    if (view.name, view.unit, view.query) == before:
        return view
    view.updated_at = timezone.now()
    view.save()
    _tell(view, before, by)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Delete a view, for those with whom it is shared too; the list stays as it is. Raises Denied."""
    view = lock(view)
    policies.check_change(by, view)
    if view.unit is not None:
        audit.record("saved_views.view.withdrawn", view, by=by, address=view.get_absolute_url())
    view.delete()


def _tell(view: SavedView, before: tuple[str, Unit | None, str], by: User) -> None:
    """Record what concerns others: that a view is shared, is shared no longer, or shows something else."""
    name, unit, query = before
    changes = {
        "name": (name, view.name),
        "unit": (unit.name if unit else "", view.unit.name if view.unit else ""),
        "query": (query, view.query),
    }
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if view.unit is None and unit is not None:
        audit.record("saved_views.view.withdrawn", view, by=by, unit_path=unit.path, changes=changes)
    elif view.unit is not None:
        act = "saved_views.view.changed" if unit == view.unit else "saved_views.view.shared"
        audit.record(act, view, by=by, changes=changes)


def clean_address(address: str) -> tuple[str, str]:
    """Return path and query of an address of the product. Raises Invalid at `address`."""
    parts = rules.split(address)
    if parts is None or len(parts[0]) > rules.PATH_LENGTH:
        raise Invalid(_("This is not an address of a list here."), field="address")
    path, query = parts
    if len(query) > rules.QUERY_LENGTH:
        raise Invalid(_("The filters of this view are too long to be kept; use fewer."), field="address")
    try:
        resolve(path)
    except Resolver404:
        raise Invalid(_("This is not an address of a list here."), field="address") from None
    return path, query


def _free(name: str, others: QuerySet[SavedView]) -> str:
    text = " ".join(name.replace("\x00", "").split())
    if not text:
        raise Invalid(_("Enter a name."), field="name")
    if len(text) > rules.NAME_LENGTH:
        raise Invalid(_("Use at most %(limit)s characters."), field="name", limit=rules.NAME_LENGTH)
    if others.filter(name__iexact=text).exists():
        raise Invalid(_("You have a view of this list with that name; choose another."), field="name")
    return text
