"""Governance structure: which duties there are at each level, and which body answers for each.

Every duty has one body that answers for it and may have others that contribute. A body whose seats and duties are
those of a document of kind `board` names it in `board`, with the duties that it has there, and lists neither members
nor decisions of its own.
"""

from collections.abc import Iterable, Iterator, Mapping

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug, Source


class Duty(Part, frozen=True, kw_only=True):
    """Something that must be looked after. `shown_by` is what proves that somebody does."""

    key: Key
    label: Line
    help: Prose
    held_by: Key
    shown_by: Line
    contributing: tuple[Key, ...] = ()


class Layer(Part, frozen=True, kw_only=True):
    """One level of governance."""

    key: Key
    label: Line
    purpose: Prose
    duties: tuple[Duty, ...]


class Body(Part, frozen=True, kw_only=True):
    """People who decide together. `source` is the document that names the body."""

    key: Key
    label: Line
    source: Source
    purpose: Prose
    meets: Line
    members: tuple[Line, ...] = ()
    decides: tuple[Line, ...] = ()
    board: Slug | None = None
    board_duties: tuple[Key, ...] = ()

    @property
    def board_references(self) -> list[Reference]:
        """The duties that the body has by the document of its board."""
        return [Reference("board", self.board, key) for key in self.board_duties] if self.board else []


class GovernanceStructure(Header, tag="governance_structure", frozen=True, kw_only=True):
    """Layers with their duties, and the bodies that hold them."""

    layers: tuple[Layer, ...]
    bodies: tuple[Body, ...]

    @property
    def duties(self) -> Iterator[Duty]:
        """Every duty, in order."""
        return (duty for layer in self.layers for duty in layer.duties)

    def held_by(self, body: str) -> list[Duty]:
        """Return the duties that the body `body` answers for."""
        return [duty for duty in self.duties if duty.held_by == body]

    def references(self) -> Iterable[Reference]:
        boards = {Reference("board", body.board) for body in self.bodies if body.board}
        return sorted(boards.union(*(body.board_references for body in self.bodies)))

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {body.key: body.label for body in self.bodies} | {duty.key: duty.label for duty in self.duties}


def check(document: GovernanceStructure) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, duties nobody holds, bodies without duty or members."""
    found = Problems()
    found.not_empty("layers", document.layers)
    found.same_keys("layers", (layer.key for layer in document.layers))
    found.same_keys("bodies", [body.key for body in document.bodies] + [duty.key for duty in document.duties])
    bodies = {body.key for body in document.bodies}
    for row, layer in enumerate(document.layers):
        found.not_empty(f"layers[{row}].duties", layer.duties)
        for column, duty in enumerate(layer.duties):
            place = f"layers[{row}].duties[{column}]"
            for key in (duty.held_by, *duty.contributing):
                if key not in bodies:
                    found.add(place, _("There is no body “%(key)s” in this document."), key=key)
            if duty.held_by in duty.contributing:
                found.add(f"{place}.contributing", _("Who answers for a duty contributes to it already."))
    busy = {key for duty in document.duties for key in (duty.held_by, *duty.contributing)}
    for index, body in enumerate(document.bodies):
        place = f"bodies[{index}]"
        if body.key not in busy:
            found.add(place, _("No duty names this body."))
        if body.board is None:
            found.not_empty(f"{place}.members", body.members)
            found.not_empty(f"{place}.decides", body.decides)
            if body.board_duties:
                found.add(f"{place}.board_duties", _("These are duties of a board, and the body names none."))
        elif body.members or body.decides:
            found.add(f"{place}.board", _("Members and decisions stand in the document of the board, not here too."))
    return found


KIND = Kind(
    key="governance_structure",
    folder="governance_structures",
    label=_("Governance structure"),
    plural=_("Governance structures"),
    purpose=_("Which duties there are at each level, and which body answers for each."),
    struct=GovernanceStructure,
    check=check,
)
