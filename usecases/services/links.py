"""Links between cases, dependencies among them, and links to the web."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from usecases import policies
from usecases.models import CaseLink, UseCase, WebLink
from usecases.models_register import URL_LENGTH
from usecases.rules.links import LABELS, LinkKind, circle
from usecases.services.moves import person_of
from usecases.services.texts import clean_line

MOST_LINKS = 100
TITLE_LENGTH = 200
_is_address = URLValidator(schemes=["https"])


@transaction.atomic
def link_cases(case: UseCase, other: UseCase, *, kind: str, by: Actor) -> CaseLink:
    """Say that `case` needs, relates to, duplicates or supersedes `other`; kept once, shown on both sides.

    Raises Denied (to edit the one, to see the other), Conflict when it stands there already, Invalid at `kind`, or at
    `other` for the case itself and for a circle, which is named.
    """
    if kind not in LABELS:
        raise Invalid(_("There is no link of the kind “%(kind)s”."), field="kind", kind=str(kind)[:40])
    _one_at_a_time()
    case = lock(case)
    policies.check_link(by, case, other)
    if case.pk == other.pk:
        raise Invalid(_("A use case cannot be linked with itself; choose another."), field="other")
    if other.archived_at:
        raise Conflict(_("%(reference)s is archived."), field="other", reference=other.reference)
    source, target = case, other
    if kind == LinkKind.RELATES and source.pk > target.pk:
        source, target = target, source
    if CaseLink.objects.filter(source=source, target=target, kind=kind).exists():
        raise Conflict(_("This link stands there already."), field="other")
    if case.links_out.count() + case.links_in.count() >= MOST_LINKS:
        raise Invalid(_("A use case has at most %(limit)d links."), field="other", limit=MOST_LINKS)
    if kind != LinkKind.RELATES:
        _check_circle(source, target, kind)
    link = CaseLink.objects.create(source=source, target=target, kind=kind, created_by=person_of(by))
    _note("usecases.link.added", case, other, link, by)
    return link


@transaction.atomic
def unlink_cases(link: CaseLink, *, by: Actor) -> None:
    """Take a link away; who may edit either side may do it. Raises Denied, Conflict when it is gone already."""
    _one_at_a_time()
    found = CaseLink.objects.select_related("source__unit", "target__unit").filter(pk=link.pk).first()
    if found is None:
        raise Conflict(_("This link was taken away already."))
    policies.check_unlink(by, found)
    _note("usecases.link.removed", found.source, found.target, found, by)
    found.delete()


def _note(action: str, case: UseCase, other: UseCase, link: CaseLink, by: Actor) -> None:
    """One entry for each side; the other one is named by reference only, for not everybody here may read it."""
    outward = link.source_id == case.pk
    audit.record(action, case, by=by, kind=link.kind, other=other.reference, outward=outward)
    audit.record(action, other, by=by, kind=link.kind, other=case.reference, outward=not outward)


def _one_at_a_time() -> None:
    """Let links be added one after the other: two at once could close a circle that neither of them sees."""
    list(Unit.objects.select_for_update(no_key=True).order_by("id").values_list("id")[:1])


def _check_circle(source: UseCase, target: UseCase, kind: str) -> None:
    pairs = CaseLink.objects.filter(kind=kind).values_list("source_id", "target_id")
    if found := circle(pairs, source.pk, target.pk):
        names = [UseCase(pk=pk).reference for pk in found]
        raise Invalid(
            _("That would close a circle: %(circle)s. Take one of these links away first."),
            field="other",
            circle=" → ".join(names),
        )


@transaction.atomic
def add_web_link(case: UseCase, *, by: Actor, title: str, url: str) -> WebLink:
    """Put an address of the web on a case. Raises Denied, Conflict, Invalid at `title` or `url` (https only)."""
    case = lock(case)
    policies.check_edit(by, case)
    address = clean_line(url, field="url", limit=URL_LENGTH)
    name = clean_line(title, field="title", limit=TITLE_LENGTH)
    if not name:
        raise Invalid(_("Enter a title."), field="title")
    try:
        _is_address(address)
        secret = urlsplit(address).password
    except (ValidationError, ValueError):
        raise Invalid(_("Enter an address that begins with https://."), field="url") from None
    if secret is not None:
        raise Invalid(_("This address holds a password; take it out."), field="url")
    if case.web_links.filter(url=address).exists():
        raise Conflict(_("This address is on the case already."), field="url")
    if case.web_links.count() >= MOST_LINKS:
        raise Invalid(_("A use case has at most %(limit)d links."), field="url", limit=MOST_LINKS)
    link = WebLink.objects.create(case=case, title=name, url=address, created_by=person_of(by))
    case.updated_at = timezone.now()
    case.save(update_fields=["updated_at"])
    audit.record("usecases.web_link.added", case, by=by, title=name, url=address)
    return link


@transaction.atomic
def remove_web_link(link: WebLink, *, by: Actor) -> None:
    """Take an address off a case. Raises Denied, Conflict when it is gone already."""
    case = lock(link.case)
    policies.check_edit(by, case)
    found = WebLink.objects.filter(pk=link.pk).first()
    if found is None:
        raise Conflict(_("This link was taken away already."))
    audit.record("usecases.web_link.removed", case, by=by, title=found.title, url=found.url)
    found.delete()
