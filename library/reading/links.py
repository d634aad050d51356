"""Links from one document to another."""

from collections.abc import Iterable

from django.urls import reverse

from library.kinds.base import Reference
from library.models import Document


def named(kind: str, slugs: set[str]) -> dict[str, tuple[str, str]]:
    """Return (title, address of the latest version) by slug."""
    rows = Document.objects.filter(kind=kind, slug__in=slugs).latest_versions().values_list("slug", "title")
    return {slug: (title, reverse("library:document_detail", args=[kind, slug])) for slug, title in rows}


def pointed(references: Iterable[Reference]) -> dict[Reference, tuple[str, str]]:
    """Return (what it is called, address) of each entry named, in one query; no address for what is not there."""
    wanted = set(references)
    rows = Document.objects.filter(
        kind__in={reference.kind for reference in wanted}, slug__in={reference.slug for reference in wanted}
    ).latest_versions()
    held = {(row.kind, row.slug): row for row in rows}
    found = {}
    for reference in wanted:
        row = held.get((reference.kind, reference.slug))
        if row is None:
            found[reference] = (reference.key or reference.slug, "")
            continue
        address = reverse("library:document_detail", args=[row.kind, row.slug])
        if reference.key:
            found[reference] = (row.parsed.labels().get(reference.key, reference.key), f"{address}#{reference.key}")
        else:
            found[reference] = (row.title, address)
    return found
