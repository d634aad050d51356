"""What the people of the demonstration say to each other about use cases, and when they last read their inboxes."""

from foundation.discussion import services as discussion
from foundation.notifications import services as notifications
from pmo.demo.cast import Cast, username_of
from pmo.demo.organization import CHAIR, CONTROLLER, OPERATIONS, PRIVACY, PROGRAM
from pmo.demo.timeline import Story
from usecases.models import UseCase


def _case(name: str) -> UseCase:
    return UseCase.objects.select_related("unit").get(name=name)


def savings(cast: Cast) -> Story:
    """Why the largest automation saves a quarter of what was promised."""
    yield 9
    case, owner = _case("Customer support automation"), cast.owner_of("CSU")
    question = discussion.comment(
        case, by=cast[CONTROLLER],
        text=f"The savings signed so far are a quarter of the estimate. @{username_of(owner.name)}, is the rest late, "
        "or was the estimate wrong?",
    )  # fmt: skip
    yield 8
    discussion.comment(
        case, by=owner, parent=question,
        text="Both. 85% of requests are answered without an agent, but the teams were not made smaller: "
        "they took over the telephone.\nWhat is measured is booked, nothing else.",
    )  # fmt: skip
    yield 5
    discussion.comment(
        case, by=cast[OPERATIONS], parent=question,
        text="That was my decision. The telephone work has a value of its own; please show it as one.",
    )  # fmt: skip
    yield 2
    discussion.comment(
        case, by=cast[PROGRAM],
        text=f"I book the telephone hours as their own benefit from this month on. @{username_of(CONTROLLER)}, the "
        "time sheets are attached to the entries.",
    )  # fmt: skip


def credit(cast: Cast) -> Story:
    """A question of the board before it votes."""
    yield 4
    case = _case("Recommended credit limits")
    asked = discussion.comment(
        case, by=cast[PRIVACY],
        text="Sole traders are natural persons. Do they learn the reasons without asking, or only when they object?",
    )  # fmt: skip
    yield 3
    discussion.comment(
        case, by=cast.owner_of("FIN"), parent=asked,
        text="Every letter names the two factors that weighed most. A sample goes into the dossier today.",
    )  # fmt: skip
    discussion.follow(case, by=cast[CHAIR])
    yield 1
    discussion.comment(
        case, by=cast[PRIVACY], parent=asked,
        text=f"Thank you, that is enough for me. @{username_of(PROGRAM)}, please keep the sample with the case.",
    )  # fmt: skip


def inboxes_read(cast: Cast) -> Story:
    """Everybody reads what they were told until a week ago."""
    yield 7
    for person in cast.people.values():
        notifications.mark_read(person)
