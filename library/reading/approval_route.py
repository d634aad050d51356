"""What the page of an approval route shows."""

from typing import Any

from django.utils.translation import gettext as _

from foundation.people.models import User
from foundation.people.roles import ROLES
from library.kinds.approval_route import ApprovalRoute, ByBoard, ByPerson, Route, Step
from library.reading.links import named
from library.reading.words import SECTIONS, TIERS


def context(route: ApprovalRoute) -> dict[str, Any]:
    deciders = (step.decided_by for tier in route.routes for step in tier.steps)
    names = {by.person for by in deciders if isinstance(by, ByPerson)}
    people = dict(User.objects.filter(username__in=names).values_list("username", "name")) if names else {}
    boards = named("board", {reference.slug for reference in route.references()})

    def decider(step: Step) -> tuple[Any, str]:
        if isinstance(step.decided_by, ByBoard):
            return boards.get(step.decided_by.board, (step.decided_by.board, ""))
        if isinstance(step.decided_by, ByPerson):
            named_person = people.get(step.decided_by.person, step.decided_by.person)
            words = {"name": named_person, "role": _(ROLES[step.decided_by.otherwise].name)}
            return _("%(name)s, otherwise a holder of the role %(role)s") % words, ""
        role, needs = _(ROLES[step.decided_by.role].name), step.decided_by.needs
        if needs == "any":
            return role, ""
        if needs == "all":
            return _("%(role)s: all who hold the role") % {"role": role}, ""
        return _("%(role)s: %(number)s of those who hold the role") % {"role": role, "number": needs}, ""

    return {
        "routes": [
            {
                "tier": TIERS[tier.tier],
                "valid_days": tier.valid_days,
                "days": _longest(tier),
                "steps": [
                    {
                        "step": step,
                        "order": order,
                        "decider": decider(step),
                        "is_board": isinstance(step.decided_by, ByBoard),
                        "covers": [SECTIONS[section] for section in step.covers],
                    }
                    for order, step in zip(tier.orders, tier.steps, strict=True)
                ],
            }
            for tier in route.routes
        ]
    }


def _longest(route: Route) -> int:
    """Working days of the whole route: of steps side by side the longest counts."""
    longest: dict[int, int] = {}
    for order, step in zip(route.orders, route.steps, strict=True):
        longest[order] = max(longest.get(order, 0), step.days)
    return sum(longest.values())
