"""Approval route: who must approve, in which order, by risk tier.

A request takes the route of its tier when it is submitted and keeps it. A step is decided by holders of a role on
the case's unit (or the nearest above), by a named person, or by the vote of a board. Steps with the same `order` are
open side by side. A step covers sections of the dossier: when one of them changes materially afterwards, this step
opens again, and those that do not cover it stand.
"""

from collections.abc import Iterable
from itertools import pairwise
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
    """Holders of the role decide: `needs` says how many of them must approve (any one, all, or a number)."""

    role: ApproverRole
    needs: Literal["any", "all"] | Count = "any"


class ByPerson(Part, tag_field="by", tag="person", frozen=True, kw_only=True):
    """The person with this user name decides; one holder of the role `otherwise` when they left or have a stake."""

    person: Annotated[str, Meta(min_length=1, max_length=60)]
    otherwise: ApproverRole


class ByBoard(Part, tag_field="by", tag="board", frozen=True, kw_only=True):
    """The board of this slug decides by vote.

    `expedited` says when its chair may decide alone (approve or return, never reject), as long as nobody has voted:
    never, always, or when this board approved an earlier round and nothing it covers has changed materially since.
    """

    board: Slug
    expedited: Literal["never", "unchanged", "always"] = "never"


class Step(Part, frozen=True, kw_only=True):
    """One approval; `days` are working days from the moment the step opens.

    Steps with the same `order` are open together; without one a step follows the one before it.
    """

    key: Key
    label: Line
    help: Prose
    decided_by: ByRole | ByPerson | ByBoard
    days: Count
    covers: tuple[Section, ...]
    order: Count | None = None


class Route(Part, frozen=True, kw_only=True):
    """The steps of one tier, in order; an approval stands for `valid_days` calendar days."""

    tier: Tier
    steps: tuple[Step, ...]
    valid_days: Count

    @property
    def orders(self) -> tuple[int, ...]:
        """The place of each step on the way; equal ones are open together."""
        found: list[int] = []
        for step in self.steps:
            found.append(step.order or (found[-1] + 1 if found else 1))
        return tuple(found)


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
    """Return what the schema cannot see: tiers without a route, empty steps, orders that go back, open sections."""
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
        for column, (before, after) in enumerate(pairwise(route.orders), 1):
            if after < before:
                found.add(
                    f"{place}[{column}].order", _("The order goes back: %(after)s comes after %(before)s."),
                    after=after, before=before,
                )  # fmt: skip
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
