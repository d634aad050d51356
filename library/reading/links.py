"""Links from one document to another."""

from django.urls import reverse

from library.models import Document


def named(kind: str, slugs: set[str]) -> dict[str, tuple[str, str]]:
    """Return (title, address of the latest version) by slug."""
    rows = Document.objects.filter(kind=kind, slug__in=slugs).latest_versions().values_list("slug", "title")
    return {slug: (title, reverse("library:document_detail", args=[kind, slug])) for slug, title in rows}
