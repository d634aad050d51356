"""What rests on approval routes and boards, and what another version of them would mean."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.people.actors import Actor
from governance.models import Board, Classification, PolicyCheck, Review
from governance.workflow import State
from library.effects import Effect
from library.kinds.base import Header
from library.models import Document
from library.usage import Use, counted, split


def route_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the reviews by each version of an approval route, those that are open apart."""
    rows = Review.objects.visible_to(actor).filter(route__in=[document.pk for document in versions])
    url = reverse("governance:review_list")
    is_open = Q(state=State.OPEN)
    yield from split(rows, "route", is_open, opened=_("Open reviews"), closed=_("Decided reviews"), url=url)


def board_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the boards that sit by each version of a document."""
    rows = Board.objects.visible_to(actor).filter(document__in=[document.pk for document in versions])
    url = reverse("governance:board_list")
    yield from counted(rows, "document", _("Boards convened by it"), url=url, is_open=True)


def regulation_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the classifications by each version of a regulation, those that count apart."""
    rows = Classification.objects.visible_to(actor).filter(document__in=[document.pk for document in versions])
    counts, url = Q(replaced_at=None) & ~Q(tier=""), reverse("governance:classification_list")
    opened, closed = _("Classifications that count"), _("Earlier and unfinished classifications")
    yield from split(rows, "document", counts, opened=opened, closed=closed, url=url)


def policy_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the policy checks by each version of the policies, those that count apart."""
    rows = PolicyCheck.objects.visible_to(actor).filter(document__in=[document.pk for document in versions])
    url = reverse("governance:policy_list")
    opened, closed = _("Policy checks that count"), _("Earlier policy checks")
    yield from split(rows, "document", Q(replaced_at=None), opened=opened, closed=closed, url=url)


def route_effects(actor: Actor, before: Document, after: Header) -> Iterator[Effect]:
    """Yield what a new version of an approval route means: what is in review keeps the route it was frozen with."""
    count = Review.objects.visible_to(actor).open().filter(route__kind=before.kind, route__slug=before.slug).count()
    yield Effect(
        ngettext(
            "%(count)s review is open and keeps the route that it was submitted by.",
            "%(count)s reviews are open and keep the route that they were submitted by.",
            count,
        ) % {"count": count},
        note=_("What is submitted from now on goes by the new version."),
    )  # fmt: skip


def board_effects(actor: Actor, before: Document, after: Header) -> Iterator[Effect]:
    """Yield what a new version of a board means: boards that sit keep their seats and their quorum."""
    rows = Board.objects.visible_to(actor).filter(document__kind=before.kind, document__slug=before.slug)
    count = rows.count()
    yield Effect(
        ngettext(
            "%(count)s board sits by an earlier version and keeps its seats and rules.",
            "%(count)s boards sit by an earlier version and keep their seats and rules.",
            count,
        ) % {"count": count},
        note=_("A board that is convened from now on has the seats and rules of the new version."),
    )  # fmt: skip
