"""Finding drafts."""

from foundation.people.actors import Actor
from library.models import Draft, DraftQuerySet


def drafts(actor: Actor) -> DraftQuerySet:
    """Return the open drafts that the actor may see, the last touched first."""
    rows = Draft.objects.visible_to(actor).open()
    return rows.select_related("based_on", "created_by", "updated_by").order_by("-updated_at", "-id")


def open_draft(actor: Actor, kind: str, slug: str) -> Draft | None:
    """Return the open draft of a document; None when there is none that the actor may see."""
    return drafts(actor).filter(kind=kind, slug=slug).first()
