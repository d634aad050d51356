"""Approval routes of other shapes than the shipped one."""

from typing import Any

from foundation.people.actors import COMMAND_LINE
from library import queries, services
from library.models import Document

ALL_SECTIONS = ["purpose", "data", "model", "risk", "budget", "measures"]


def a_step(key: str, by: dict[str, Any], *, covers: list[str] | None = None, **more: Any) -> dict[str, Any]:
    """A step of a route in the words of a library document."""
    return {
        "key": key, "label": key.replace("_", " ").capitalize(), "help": "Looks at it.", "decided_by": by, "days": 5,
        "covers": covers or ALL_SECTIONS, **more,
    }  # fmt: skip


def publish_route(tier: str, *steps: dict[str, Any]) -> Document:
    """Publish a new version of the route in force, with these steps for one tier."""
    body = queries.latest("approval_route", "by-tier").data
    for route in body["routes"]:
        if route["tier"] == tier:
            route["steps"] = list(steps)
    return services.publish(kind="approval_route", slug="by-tier", body=body, by=COMMAND_LINE)
