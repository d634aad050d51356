"""Which cases the rows of an import are: those of their source, those a person said, those they name by reference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.importing.fields import RELATED
from usecases.importing.identity import BY_KEY, Identified
from usecases.importing.rows import Problem
from usecases.models import UseCase
from usecases.models_import import BY_REFERENCE, Chosen, KnownRow, LastImport
from usecases.workflow import CLOSED, Source

AT_ONCE = 500


@dataclass(slots=True)
class Match:
    """The case that a row is. `base` is what the last import of the source said about it, None for the first one.

    `linked` for a case that another source (or nobody's file) made; `known` is what is remembered about the row then.
    """

    case: UseCase
    base: Mapping[str, Any] | None
    digest: str
    linked: bool = False
    last: LastImport | None = None
    known: KnownRow | None = None


def matches(
    source: str,
    identities: Iterable[str],
    decisions: Mapping[str, Mapping[str, str]],
    *,
    by: Actor,
    lock: bool = False,
) -> dict[str, Match]:
    """Return the case of each identity that has one; `decisions` are what a person said on this import's preview."""
    found: dict[str, Match] = {}
    wanted = [identity for identity in identities if identity]
    for start in range(0, len(wanted), AT_ONCE):
        _find(source, wanted[start : start + AT_ONCE], decisions, by, lock, found)
    return found


def remembered(source: str, identities: Iterable[str]) -> dict[str, KnownRow]:
    """Return what was said on earlier imports of this source about rows that look like other cases."""
    found: dict[str, KnownRow] = {}
    wanted = [identity for identity in identities if identity]
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        for known in KnownRow.objects.filter(source=source, identity__in=part):
            found[known.identity] = known
    return found


def reason_to_refuse(case: UseCase, by: Actor) -> Problem | None:
    """Return why a row does not change its case, None when it may."""
    if not access_of(by).allows(Permission.CASE_IMPORT, case.unit.path):
        text = _("The case is in a unit where you may not import, so it was not changed.")
    elif case.archived_at:
        text = _("%(reference)s is archived here, so it was not changed.")
    elif case.stage in CLOSED and case.stage_source != Source.IMPORTED:
        text = _("%(reference)s was closed here and is kept as it was.")
    else:
        return None
    return Problem("", "", text, {"reference": case.reference}, refuses=True)


NO_SUCH_CASE = Problem(
    "",
    "",
    _("There is no use case with this reference that you may see. Correct it, or clear it to register a new one."),
    refuses=True,
)


def _find(
    source: str,
    wanted: Sequence[str],
    decisions: Mapping[str, Mapping[str, str]],
    by: Actor,
    lock: bool,
    found: dict[str, Match],
) -> None:
    keys = {int(text.removeprefix(BY_KEY)): text for text in wanted if text.startswith(BY_KEY)}
    known = {row.identity: row for row in KnownRow.objects.filter(_remembered_by(source, wanted))}
    chosen = {row.identity: row.case_id for row in known.values() if row.chosen == Chosen.SAME and row.case_id}
    said = {key: decisions[key] for key in wanted if key in decisions}
    uids = {key: choice["case"] for key, choice in said.items() if choice["do"] == Chosen.SAME}
    rows = _cases(lock).filter(
        Q(source=source, identity__in=wanted)
        | Q(pk__in=[pk for pk in chosen.values() if pk])
        | Q(uid__in=list(uids.values()))
        | Q(pk__in=list(keys)) & access_of(by).q(Permission.READ, "unit__path")
    )
    by_pk = {case.pk: case for case in rows.order_by("id")}
    by_uid = {str(case.uid): case for case in by_pk.values()}
    own = {case.identity: case for case in by_pk.values() if case.source == source and case.identity}
    last = {item.case_id: item for item in LastImport.objects.filter(case__in=[c.pk for c in own.values()])}
    for identity in wanted:
        if identity in own:
            case = own[identity]
            base = last.get(case.pk)
            found[identity] = Match(case, base.values if base else {}, case.row_digest, last=base)
            continue
        row = known.get(identity)
        if identity.startswith(BY_KEY):
            linked = by_pk.get(int(identity.removeprefix(BY_KEY)))
        elif identity in uids:
            linked = by_uid.get(uids[identity])
        elif identity in said:
            linked = None
        else:
            linked = by_pk.get(chosen.get(identity) or 0)
        if linked is not None:
            current = row if row is not None and row.case_id == linked.pk and row.values else None
            found[identity] = Match(
                linked,
                current.values if current else None,
                current.row_digest if current else "",
                linked=True,
                known=row,
            )


def _remembered_by(source: str, wanted: Sequence[str]) -> Q:
    ours = [identity for identity in wanted if identity.startswith(BY_KEY)]
    return Q(source=source, identity__in=wanted) | Q(source=BY_REFERENCE, identity__in=ours)


def _cases(lock: bool) -> QuerySet[UseCase]:
    rows = UseCase.objects.select_related("unit", "owner", "sponsor", "taxonomy").prefetch_related(*RELATED)
    return rows.select_for_update(of=("self",)) if lock else rows


def is_left_out(row: Identified, decisions: Mapping[str, Mapping[str, str]], known: Mapping[str, KnownRow]) -> bool:
    """Say whether somebody chose that a row is not imported, now or on an earlier import of its source."""
    if row.identity in decisions:
        return decisions[row.identity]["do"] == Chosen.LEAVE
    return row.identity in known and known[row.identity].chosen == Chosen.LEAVE
