"""Tags, and what links cases to each other and to the web."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, CharField, Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.models import CaseLink, CaseTag, Tag, UseCase
from usecases.rules.links import LABELS, REVERSED, LinkKind


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one side sees it: what it says in words, and the other case (None when it may not be seen)."""

    uid: UUID
    kind: str
    words: str
    outward: bool
    other: UseCase | None


def dependencies(case_ids: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Return (case that needs, case that is needed) by key, for the given cases on the needing side (None: for all).

    A needed case may lie outside of `case_ids`. There is never a circle.
    """
    rows = CaseLink.objects.filter(kind=LinkKind.NEEDS)
    pairs = rows.order_by("source_id", "target_id").values_list("source_id", "target_id")
    if case_ids is None:
        return list(pairs)
    wanted = set(case_ids)
    return [pair for pair in pairs if pair[0] in wanted]


def linked(case: UseCase, actor: Actor) -> list[Linked]:
    """Return the links of a case from both sides, needs first; a case out of sight is told of without its name."""
    rows = CaseLink.objects.filter(Q(source=case) | Q(target=case)).select_related("source__unit", "target__unit")
    access = access_of(actor)
    found = []
    for row in rows:
        outward = row.source_id == case.pk
        other = row.target if outward else row.source
        visible = access.allows(Permission.READ, other.unit.path)
        words = gettext((LABELS if outward else REVERSED)[row.kind])
        found.append(Linked(row.uid, row.kind, words, outward, other if visible else None))
    order = list(LABELS)
    return sorted(found, key=lambda item: (order.index(item.kind), not item.outward, item.other is None))


def tags_of(case: UseCase) -> list[str]:
    """Return the tags of a case, by name."""
    return list(Tag.objects.filter(case_tags__case=case).values_list("name", flat=True))


def tag_chips(case: UseCase) -> list[Tag]:
    """Return the tags of a case as records, by name."""
    return list(Tag.objects.filter(case_tags__case=case))


def tags_of_many(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the tags of many cases in one query; a case without any is left out."""
    found: dict[int, list[str]] = {}
    rows = CaseTag.objects.filter(case__in=list(case_ids)).order_by("tag__folded").values_list("case_id", "tag__name")
    for case_id, name in rows:
        found.setdefault(case_id, []).append(name)
    return found


def tags_in_use(actor: Actor, limit: int = 500) -> list[tuple[Tag, int]]:
    """Return the tags of visible cases with how many of these carry them, the most used first."""
    rows: QuerySet[Any] = tag_rows(actor)
    return [(tag, tag.cases) for tag in rows.order_by("-cases", "folded")[:limit]]


class _Names(Aggregate):
    """Names in one text with commas between them; they hold none themselves."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # type: ignore[override]
        if connection.vendor == "postgresql":
            template = "STRING_AGG(%(expressions)s, ',' ORDER BY %(expressions)s)"
        else:
            template = "GROUP_CONCAT(%(expressions)s, ',')"
        return super().as_sql(compiler, connection, template=template, **more)


def with_tags(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add to rows of cases their tags under `tags`, as one text with commas between them; None without any."""
    own = CaseTag.objects.filter(case=OuterRef("pk")).order_by().values("case")
    return rows.annotate(tags=Subquery(own.annotate(names=_Names("tag__name")).values("names")))


def tag_rows(actor: Actor) -> QuerySet[Any]:
    """Return the tags of visible cases, each with the number of these cases as `cases`."""
    visible = UseCase.objects.visible_to(actor).active().values("pk")
    return Tag.objects.filter(case_tags__case__in=visible).annotate(cases=Count("case_tags"))


def tagged(rows: QuerySet[Any], tag: str) -> QuerySet[Any]:
    """Narrow rows of cases to those that carry the tag with this folded name."""
    return rows.filter(pk__in=CaseTag.objects.filter(tag__folded=tag).values("case"))


def untagged(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow rows of cases to those without any tag."""
    return rows.exclude(pk__in=CaseTag.objects.values("case"))
