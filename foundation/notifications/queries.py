"""Reading the inbox of a person."""

from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from foundation.notifications.models import MailChoice, Notice
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of

MOST_COUNTED = 100


def unread(person: User) -> int:
    """Return how many notices a person has not read, at most 100; one query over an index of these alone."""
    return Notice.objects.filter(person=person, read_at=None, settled_at=None)[:MOST_COUNTED].count()


def inbox(person: User) -> QuerySet[Notice]:
    """Return what a person was told and what still stands, each marked with whether they may read its record."""
    rows = Notice.objects.filter(person=person, settled_at=None)
    return rows.annotate(may_read=_marked(person, rows)).select_related("by")


def readable(person: User, keys: list[int]) -> QuerySet[Notice]:
    """Return those of a person's notices (by primary key) that still stand and whose record they may read."""
    rows = Notice.objects.filter(person=person, settled_at=None, pk__in=keys)
    return rows.annotate(may_read=_marked(person, rows)).filter(Q(may_read=True))


def wants_mail(people: list[int]) -> set[int]:
    """Return which of these people (by primary key) asked to be told by mail as well."""
    return set(MailChoice.objects.filter(person__in=people, by_mail=True).values_list("person_id", flat=True))


def _marked(person: User, rows: QuerySet[Notice]) -> Case:
    return Case(When(_readable(person, rows), then=Value(True)), default=Value(False), output_field=BooleanField())


def _readable(person: User, rows: QuerySet[Notice]) -> Q:
    """The condition under which the record of a notice may be read: as its own `visible_to` answers, else by unit."""
    by_unit = access_of(person).q(Permission.READ, "unit_path") | Q(unit_path="")
    asked = {kind: found for kind in _kinds_in(rows) if (found := _visible(kind, person)) is not None}
    condition = by_unit & ~Q(subject_kind__in=asked)
    for kind, visible in asked.items():
        condition |= Q(subject_kind=kind, subject_uid__in=visible.order_by().values("uid"))
    return condition


def _kinds_in(rows: QuerySet[Notice]) -> list[str]:
    return list(rows.exclude(subject_kind="").order_by().values_list("subject_kind", flat=True).distinct())


def _visible(kind: str, person: User) -> QuerySet[Any] | None:
    """The records of a kind that a person may read; None for a kind that does not answer for itself."""
    try:
        rows: Any = apps.get_model(kind)._default_manager.all()
    except (LookupError, ValueError):
        return None
    return rows.visible_to(person) if hasattr(rows, "visible_to") else None
