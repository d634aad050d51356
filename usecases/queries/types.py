"""The types that cases are filed under: taxonomies of the library."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from foundation.people.actors import Actor
from library import queries as library
from library.kinds.taxonomy import Taxonomy
from library.models import Document
from library.usage import Use
from usecases.models import UseCase

SEPARATOR = ":"


def taxonomies() -> list[Document]:
    """Return the latest published version of each taxonomy, by slug; [] while there is no library."""
    return list(library.published("taxonomy").latest_versions().order_by("slug"))


def type_of(value: str) -> tuple[Document, str] | None:
    """Return the taxonomy (latest version) and the key of the type that `value` ("slug:key") names; None for none."""
    slug, _sep, key = value.partition(SEPARATOR)
    for document in taxonomies():
        if document.slug == slug and any(entry.key == key for entry in document.parsed.types):
            return document, key
    return None


def type_value(case: UseCase) -> str:
    """Return what `type_of` reads for the type of a case; "" for none."""
    return f"{case.taxonomy.slug}{SEPARATOR}{case.case_type}" if case.taxonomy else ""


def type_words(case: UseCase) -> tuple[str, str]:
    """Return the type of a case and its category in the words of the pinned version; ("", "") for none."""
    if case.taxonomy is None:
        return "", ""
    parsed: Taxonomy = case.taxonomy.parsed
    entry = next(entry for entry in parsed.types if entry.key == case.case_type)
    return entry.label, parsed.category_of(entry.key).label


def type_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the types to choose from, grouped: (taxonomy and category, [(value, label), …])."""
    return [
        (
            f"{document.title}: {category.label}",
            [(f"{document.slug}{SEPARATOR}{entry.key}", entry.label) for entry in category.types],
        )
        for document in taxonomies()
        for category in document.parsed.categories
    ]


def type_labels() -> dict[str, str]:
    """Return the label of each type by its key; later taxonomies do not overrule earlier ones."""
    found: dict[str, str] = {}
    for document in taxonomies():
        for entry in document.parsed.types:
            found.setdefault(entry.key, entry.label)
    return found


def type_filter_choices() -> list[tuple[str, str]]:
    """Return what a list can be narrowed to: each category (ending in a colon) with its types below it."""
    return [
        choice
        for document in taxonomies()
        for category in document.parsed.categories
        for choice in (
            (f"{document.slug}{SEPARATOR}{category.key}{SEPARATOR}", category.label),
            *((f"{document.slug}{SEPARATOR}{entry.key}", f"\u2003{entry.label}") for entry in category.types),
        )
    ]


def of_type(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Narrow rows of cases to a type ("slug:key"), or to a category ("slug:key:"), in any version of the taxonomy."""
    slug, _sep, key = value.partition(SEPARATOR)
    keys = [key]
    if key.endswith(SEPARATOR):
        keys = [
            entry.key
            for document in taxonomies()
            if document.slug == slug
            for category in document.parsed.categories
            if category.key == key.removesuffix(SEPARATOR)
            for entry in category.types
        ]
    return rows.filter(taxonomy__slug=slug, case_type__in=keys)


def taxonomy_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield how many cases are filed under each version of a taxonomy."""
    rows = UseCase.objects.visible_to(actor).active().filter(taxonomy__in=[document.pk for document in versions])
    for document, count in rows.order_by().values_list("taxonomy").annotate(count=Count("id")):
        yield Use(document, _("Use cases filed under it"), count)
