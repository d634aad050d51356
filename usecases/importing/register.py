"""Loading what the reading of rows must know of the product: people, models, questions, added fields, units."""

import re
from collections.abc import Iterable, Mapping

from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES
from library.kinds.import_profile import normalize
from library.queries import MissingDocument
from usecases import queries
from usecases.importing.known import Known, Person
from usecases.models_import import ImportRow
from usecases.queries.types import type_choices

MOST_PEOPLE = 20_000
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_READERS = [role.key for role in ROLES.values() if Permission.READ in role.permissions]


def known_to(by: Actor, unit: Unit | None = None) -> Known:
    """Return whom an actor may name, what library and administrator ask of cases, and the units below `unit`."""
    return _known(_people(by), _units(unit) if unit else {})


def known_in(rows: Iterable[ImportRow]) -> Known:
    """Return what telling the changes of these rows needs: as `known_to`, with the people whom the changes name."""
    said = {str(value) for row in rows for pair in row.changes.values() for value in pair if isinstance(value, str)}
    uids = [text for text in said if _UID.fullmatch(text)]
    named = User.objects.filter(uid__in=uids) if uids else ()
    return _known({str(user.uid): Person(str(user.uid), user.name, user.username, "") for user in named}, {})


def _known(people: Mapping[str, Person], units: Mapping[tuple[str, ...], str]) -> Known:
    try:
        model, questions = queries.active_model().parsed, queries.risk_questions().parsed
    except MissingDocument:
        model = questions = None
    return Known(
        people=people,
        model=model,
        questions=questions,
        fields=tuple(queries.custom_fields()),
        types={value: label for _group, entries in type_choices() for value, label in entries},
        units=units,
    )


def _people(by: Actor) -> dict[str, Person]:
    """Return by uid the people an actor may name (the command line: everybody), with where they may read."""
    if by.is_system:
        named = list(User.objects.filter(is_active=True).order_by("name")[:MOST_PEOPLE])
    else:
        named = queries.nameable(by, limit=MOST_PEOPLE)
    reads: dict[int, list[str]] = {}
    grants = Grant.objects.filter(Grant.active_on(timezone.localdate()), unit__archived_at=None, role__in=_READERS)
    for user_id, path in grants.values_list("user_id", "unit__path"):
        reads.setdefault(user_id, []).append(path or "")
    return {
        str(user.uid): Person(
            str(user.uid), user.name, user.username, user.email or "", tuple(filter(None, reads.get(user.pk, ())))
        )
        for user in named
    }


def _units(root: Unit) -> dict[tuple[str, ...], str]:
    """Return the paths of a unit and of those below it by normalized names, from the outermost in."""
    keys: dict[int, tuple[str, ...]] = {root.pk: ()}
    found: dict[tuple[str, ...], str] = {(): root.path or ""}
    for unit in Unit.objects.below(root.path or "").exclude(pk=root.pk).order_by("path"):
        above = keys.get(unit.parent_id or 0)
        if above is not None:
            keys[unit.pk] = (*above, normalize(unit.name))
            found.setdefault(keys[unit.pk], unit.path or "")
    return found
