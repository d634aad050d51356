"""What the schemas of all kinds share: header, bands, and the list of problems that a check fills.

A kind is a set of frozen structs. The struct is the schema: an unknown field, a missing one or one of another type
is refused before any rule of the kind is looked at. Fields added later must have a default, and fields left at their
default are not written, so that a published document keeps its digest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone

# `$(?!\n)` because a plain `$` also matches before a final line break.
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$(?!\n)", max_length=64)]
Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$(?!\n)", max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Prose = Annotated[str, Meta(min_length=1, max_length=4000)]
Count = Annotated[int, Meta(ge=1, le=100_000)]
Version = Annotated[int, Meta(ge=1, le=100_000)]
Locale = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(?:-[A-Z]{2})?$(?!\n)")]

# The source documents by letter, as the design names them; "own" is content of this product.
Source = Literal["A", "B", "C", "D", "E", "own"]


class Tier(StrEnum):
    """How much can go wrong (document A names the three)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A group of fields inside a document."""


class Reference(NamedTuple):
    """Another document that one names, and where `key` is given the entry of it that must exist."""

    kind: str
    slug: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}" + (f"#{self.key}" if self.key else "")


class Pointer(Part, frozen=True, kw_only=True):
    """A link to an entry of another document, as an author writes it."""

    kind: Key
    slug: Slug
    key: Key

    @property
    def reference(self) -> Reference:
        """What must exist for the link to lead somewhere."""
        return Reference(self.kind, self.slug, self.key)


class Header(Part, tag_field="kind", frozen=True, kw_only=True):
    """The fields every document starts with. Slug and version are its path in the shipped content."""

    slug: Slug
    version: Version
    title: Line
    summary: Prose
    source: Source
    license: Line
    locale: Locale = "en"
    # What a reader must know about where the figures come from, for example which cut-offs are this product's own.
    notes: tuple[Prose, ...] = ()

    def references(self) -> Iterable[Reference]:
        """Yield every other document, or entry of one, that this one names."""
        return ()

    def keys(self) -> Iterable[str]:
        """Yield the keys of the entries that other documents may name."""
        return ()

    def labels(self) -> Mapping[str, str]:
        """Return how the entries that other documents may name are called, by key; those left out go by their key."""
        return {}


class Band(Part, frozen=True, kw_only=True):
    """A score of `at_least` or more falls into this band, unless a higher one takes it."""

    key: Key
    label: Line
    at_least: Decimal
    tone: Tone = Tone.NEUTRAL
    advice: Prose | None = None


def band_for(score: Decimal | None, bands: Sequence[Band]) -> Band | None:
    """Return the highest band that `score` reaches; None for no score or one below every band."""
    if score is None:
        return None
    reached = [band for band in bands if score >= band.at_least]
    return max(reached, key=lambda band: band.at_least, default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of a document; `path` reads like `dimensions[2].factors[0].key`, "" is the whole."""

    path: str
    template: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.template % self.params if self.params else self.template

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class Problems(list[Problem]):
    """The problems found so far; a check goes on after the first, so that an author sees all of them at once."""

    def add(self, path: str, template: str, **params: Any) -> None:
        self.append(Problem(path, template, params))

    def same_keys(self, path: str, keys: Iterable[str]) -> None:
        """Note every key that stands more than once in the list at `path`."""
        for key, times in Counter(keys).items():
            if times > 1:
                self.add(
                    path, _("The key “%(key)s” stands here %(times)s times; keys must differ."), key=key, times=times
                )

    def not_empty(self, path: str, items: Sequence[Any]) -> None:
        if not items:
            self.add(path, _("At least one entry is needed here."))

    def weights(self, path: str, weights: Sequence[Decimal]) -> None:
        """Note weights that are negative or do not add up to exactly 1."""
        for index, weight in enumerate(weights):
            if not 0 <= weight <= 1:
                self.add(
                    f"{path}[{index}].weight", _("A weight lies between 0 and 1, not at %(weight)s."), weight=weight
                )
        total = sum(weights, Decimal(0))
        if total != 1:
            self.add(path, _("The weights add up to %(total)s; they must add up to 1."), total=total)

    def bands(self, path: str, bands: Sequence[Band], lowest: Decimal, highest: Decimal) -> None:
        """Note bands that overlap, lie outside `lowest` to `highest`, or leave a low score without a band."""
        self.not_empty(path, bands)
        self.same_keys(path, (band.key for band in bands))
        for index, band in enumerate(bands):
            if not lowest <= band.at_least <= highest:
                self.add(
                    f"{path}[{index}].at_least",
                    _("%(value)s lies outside the scale of %(lowest)s to %(highest)s."),
                    value=band.at_least,
                    lowest=lowest,
                    highest=highest,
                )
            if index and band.at_least >= bands[index - 1].at_least:
                self.add(f"{path}[{index}].at_least", _("Bands go from the highest to the lowest; this one does not."))
        if bands and bands[-1].at_least > lowest:
            self.add(
                path,
                _("No band takes a score below %(value)s; the last must start at %(lowest)s."),
                value=bands[-1].at_least,
                lowest=lowest,
            )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `folder` is its place in the shipped content, `label` and `plural` its name for people."""

    key: str
    folder: str
    label: str
    plural: str
    purpose: str
    struct: type[Header]
    check: Callable[[Any], list[Problem]]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of the kind."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(self.struct)}
