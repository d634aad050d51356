"""Approval route: who must approve, in which order, by risk tier.

A request takes the route of its tier when it is submitted and keeps it. A step is decided by the holder of a role on
the case's unit (or the nearest above), or by the vote of a board. It covers sections of the dossier: when one of them
changes materially afterwards, this step opens again, and those that do not cover it stand.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from msgspec import Meta

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug, Tier

Section = Literal["purpose", "data", "model", "risk", "budget", "measures"]
SECTIONS: tuple[str, ...] = get_args(Section)
# Roles of the product that may decide a step; the library lies below no app that could list them at run time.
ApproverRole = Literal["manager", "legal", "executive", "finance"]
FieldName = Annotated[
    str, Meta(pattern=r"^(?:purpose|data|model|risk|budget|measures)\.[a-z][a-z0-9_]*$(?!\n)", max_length=100)
]


class ByRole(Part, tag_field="by", tag="role", frozen=True, kw_only=True):
    """One holder of the role decides."""

    role: ApproverRole


class ByBoard(Part, tag_field="by", tag="board", frozen=True, kw_only=True):
    """The board of this slug decides by vote."""

    board: Slug


class Step(Part, frozen=True, kw_only=True):
    """One approval; `days` are working days from the moment the step opens."""

    key: Key
    label: Line
    help: Prose
    decided_by: ByRole | ByBoard
    days: Count
    covers: tuple[Section, ...]


class Route(Part, frozen=True, kw_only=True):
    """The steps of one tier, in order; an approval stands for `valid_days` calendar days."""

    tier: Tier
    steps: tuple[Step, ...]
    valid_days: Count


class ApprovalRoute(Header, tag="approval_route", frozen=True, kw_only=True):
    """One route for each tier.

    Every field of a covered section is material unless `immaterial` names it, so that a field nobody thought of
    opens the steps again rather than slipping through.
    """

    routes: tuple[Route, ...]
    immaterial: tuple[FieldName, ...] = ()

    def route(self, tier: str) -> Route:
        """Return the route of `tier`. Raises KeyError for a tier without one."""
        for route in self.routes:
            if route.tier == tier:
                return route
        raise KeyError(tier)

    def is_material(self, section: str, name: str) -> bool:
        """Tell whether a change of field `name` in `section` touches what was approved."""
        return f"{section}.{name}" not in self.immaterial

    def references(self) -> Iterable[Reference]:
        deciders = (step.decided_by for route in self.routes for step in route.steps)
        return [Reference("board", slug) for slug in sorted({by.board for by in deciders if isinstance(by, ByBoard)})]


def check(document: ApprovalRoute) -> list[Problem]:
    """Return what the schema cannot see: tiers without a route, empty steps, sections that nobody covers."""
    found = Problems()
    tiers = [route.tier for route in document.routes]
    found.same_keys("routes", tiers)
    for tier in Tier:
        if tier not in tiers:
            found.add("routes", _("There is no route for the tier “%(tier)s”."), tier=tier)
    for row, route in enumerate(document.routes):
        place = f"routes[{row}].steps"
        found.not_empty(place, route.steps)
        found.same_keys(place, (step.key for step in route.steps))
        for column, step in enumerate(route.steps):
            found.not_empty(f"{place}[{column}].covers", step.covers)
            found.same_keys(f"{place}[{column}].covers", step.covers)
        covered = {section for step in route.steps for section in step.covers}
        for section in SECTIONS:
            if section not in covered:
                found.add(place, _("No step covers the section “%(section)s”."), section=section)
    return found


KIND = Kind(
    key="approval_route",
    folder="approval_routes",
    label=_("Approval route"),
    plural=_("Approval routes"),
    purpose=_("Who must approve, in which order, by tier."),
    struct=ApprovalRoute,
    check=check,
)
