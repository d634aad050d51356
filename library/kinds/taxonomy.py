"""Taxonomy: categories and types under which use cases are filed. A case is filed under the key of a type."""

from collections.abc import Iterator

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose


class CaseType(Part, frozen=True, kw_only=True):
    """One type. `examples` show what belongs there, `not_here` what is easily mistaken for it and where that goes."""

    key: Key
    label: Line
    guidance: Prose
    examples: tuple[Line, ...]
    not_here: Line | None = None


class Category(Part, frozen=True, kw_only=True):
    """A group of types; `question` is what all of them answer."""

    key: Key
    label: Line
    question: Line
    types: tuple[CaseType, ...]


class Taxonomy(Header, tag="taxonomy", frozen=True, kw_only=True):
    """The whole taxonomy. Keys are unique over categories and types."""

    categories: tuple[Category, ...]

    @property
    def types(self) -> Iterator[CaseType]:
        """Every type, category by category."""
        return (entry for category in self.categories for entry in category.types)

    def category_of(self, key: str) -> Category:
        """Return the category that the type `key` belongs to. Raises KeyError for an unknown type."""
        for category in self.categories:
            if any(entry.key == key for entry in category.types):
                return category
        raise KeyError(key)

    def keys(self) -> Iterator[str]:
        """Yield the keys of categories and types."""
        for category in self.categories:
            yield category.key
            yield from (entry.key for entry in category.types)


def check(document: Taxonomy) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, categories without types, types without an example."""
    found = Problems()
    found.not_empty("categories", document.categories)
    found.same_keys("categories", document.keys())
    for row, category in enumerate(document.categories):
        found.not_empty(f"categories[{row}].types", category.types)
        for column, entry in enumerate(category.types):
            found.not_empty(f"categories[{row}].types[{column}].examples", entry.examples)
    return found


KIND = Kind(
    key="taxonomy",
    folder="taxonomies",
    label=_("Taxonomy"),
    plural=_("Taxonomies"),
    purpose=_("The categories and types under which use cases are filed."),
    struct=Taxonomy,
    check=check,
)
