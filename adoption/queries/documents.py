"""What of adoption rests on a document of the library."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.models import Session, SupportFigures
from foundation.people.actors import Actor
from library.models import Document
from library.usage import Use, counted


def program_uses(actor: Actor, documents: Sequence[Document]) -> Iterable[Use]:
    """Training sessions that rest on versions of a training program; one query."""
    rows = Session.objects.visible_to(actor).filter(document__in=documents)
    return counted(rows, "document", _("Training sessions"), url=reverse("adoption:list", args=["sessions"]))


def support_uses(actor: Actor, documents: Sequence[Document]) -> Iterable[Use]:
    """Figures of support that rest on versions of a support model; one query."""
    rows = SupportFigures.objects.visible_to(actor).filter(document__in=documents)
    return counted(rows, "document", _("Figures of support"), url=reverse("adoption:list", args=["support"]))
