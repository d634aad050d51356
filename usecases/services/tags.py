"""Tags: put on a case with the rest of its form; renamed and merged for everybody."""

import unicodedata
from collections.abc import Iterable

from django.db import transaction

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from usecases import policies
from usecases.models import CaseTag, Tag, UseCase
from usecases.models_register import TAG_LENGTH
from usecases.services.texts import clean_line

MOST_TAGS = 30


def folded(name: str) -> str:
    """Return what two spellings of a tag have in common: width, letter case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[: 2 * TAG_LENGTH]


def clean_tags(names: Iterable[str]) -> list[str]:
    """Return tags without doubles, in the order given. Raises Invalid at `tags`: too long, with a comma, too many."""
    clean: dict[str, str] = {}
    for text in names:
        name = clean_line(text, field="tags", limit=TAG_LENGTH)
        if "," in name:
            raise Invalid(_("A tag holds no comma: “%(tag)s”."), field="tags", tag=name)
        if name and folded(name):
            clean.setdefault(folded(name), name)
    if len(clean) > MOST_TAGS:
        raise Invalid(
            _("A use case carries at most %(limit)d tags (now %(count)d)."),
            field="tags",
            limit=MOST_TAGS,
            count=len(clean),
        )
    return list(clean.values())


def write_tags(case: UseCase, names: list[str], before: list[str]) -> bool:
    """Let a case carry exactly these clean tags, in the caller's transaction; say whether anything differs.

    A tag that exists keeps its spelling; one that does not is made.
    """
    wanted = {folded(name): name for name in names}
    present = {folded(name) for name in before}
    if set(wanted) == present:
        return False
    Tag.objects.bulk_create(
        [Tag(name=name, folded=key) for key, name in wanted.items() if key not in present], ignore_conflicts=True
    )
    CaseTag.objects.filter(case=case).exclude(tag__folded__in=wanted).delete()
    new = Tag.objects.filter(folded__in=set(wanted) - present)
    CaseTag.objects.bulk_create([CaseTag(case=case, tag=tag) for tag in new], ignore_conflicts=True)
    return True


@transaction.atomic
def rename_tag(tag: Tag, *, by: Actor, name: str) -> Tag:
    """Give a tag another name, on all cases; into the name of another tag, the two are merged and that one is returned.

    Raises Denied, or Invalid at `name`.
    """
    policies.check_manage_tags(by)
    tag = lock(tag)
    new = clean_line(name, field="name", limit=TAG_LENGTH)
    if not folded(new):
        raise Invalid(_("Enter a name."), field="name")
    if "," in new:
        raise Invalid(_("A tag holds no comma: “%(tag)s”."), field="name", tag=new)
    other = Tag.objects.select_for_update().filter(folded=folded(new)).exclude(pk=tag.pk).first()
    if other is not None:
        return _merge(tag, other, by)
    if new == tag.name:
        return tag
    before, tag.name, tag.folded = tag.name, new, folded(new)
    tag.save(update_fields=["name", "folded"])
    audit.record("usecases.tag.renamed", tag, by=by, changes={"name": (before, new)})
    return tag


def _merge(tag: Tag, into: Tag, by: Actor) -> Tag:
    count = CaseTag.objects.filter(tag=tag).count()
    both = CaseTag.objects.filter(tag=into).values("case")
    CaseTag.objects.filter(tag=tag).exclude(case__in=both).update(tag=into)
    audit.record("usecases.tag.merged", into, by=by, merged=tag.name, cases=count)
    tag.delete()
    return into
