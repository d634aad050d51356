"""What rests on an instrument, and what another version of it would mean for assessments."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.effects import Cell, Effect
from library.kinds.instrument import Instrument
from library.models import Document
from library.usage import Use, split
from readiness.models import Assessment, UnitProfile
from readiness.rules.carrying import carried
from readiness.workflow import OPEN

MOST_SHOWN = 10


def instrument_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the assessments by each version of an instrument, those that are open apart."""
    rows = Assessment.objects.visible_to(actor).filter(instrument__in=[document.pk for document in versions])
    url = reverse("readiness:assessment_list")
    words = {"opened": _("Open assessments"), "closed": _("Submitted assessments")}
    yield from split(rows, "instrument", Q(state__in=OPEN), url=url, **words)


def instrument_effects(actor: Actor, before: Document, after: Instrument) -> Iterator[Effect]:
    """Yield what a new version of an instrument means: which answers carry over, and what is open or stands."""
    found = carried(before.parsed, after)
    names = {factor.key: factor.label for factor in (*before.parsed.factors, *after.factors)}
    groups = (
        (found.rescaled, _("On another scale: can be rescaled"), Tone.WARN),
        (found.lost, _("No longer asked: the answer is lost"), Tone.BAD),
        (found.added, _("Asked for the first time"), Tone.INFO),
        (found.reworded, _("Worded differently: the answer is kept"), Tone.NEUTRAL),
    )
    total = len(found.kept) + len(found.rescaled) + len(found.lost)
    rows = tuple((Cell(names[key]), Cell(words, tone=tone)) for keys, words, tone in groups for key in keys)
    yield Effect(
        ngettext(
            "%(kept)s of %(total)s answer carries over as it is.",
            "%(kept)s of %(total)s answers carry over as they are.",
            total,
        ) % {"kept": len(found.kept), "total": total},
        tone=Tone.WARN if found.rescaled or found.lost else Tone.INFO,
        note=_("When an open assessment is moved to this version. Nothing moves by itself."),
        columns=((_("Factor"), False), (_("What becomes of its answer"), False)),
        rows=rows,
    )  # fmt: skip
    opened = Assessment.objects.visible_to(actor).due_open().select_related("instrument").order_by("-started_at", "-id")
    opened = opened.filter(instrument__kind=before.kind, instrument__slug=before.slug)
    count = opened.count()
    if count:
        yield Effect(
            ngettext(
                "%(count)s assessment is open and keeps its version until it is moved.",
                "%(count)s assessments are open and keep their version until they are moved.",
                count,
            ) % {"count": count},
            columns=((_("Assessment"), False), (_("Version"), True), (_("Answered"), True)),
            rows=tuple(
                (Cell(str(row), row.get_absolute_url()), Cell(row.instrument.version), Cell(row.answered))
                for row in opened[:MOST_SHOWN]
            ),
        )  # fmt: skip
    results = UnitProfile.objects.filter(access_of(actor).q(Permission.READ), instrument_slug=before.slug).count()
    if results:
        yield Effect(
            ngettext(
                "%(count)s unit's latest result stays as it was submitted.",
                "The latest results of %(count)s units stay as they were submitted.",
                results,
            ) % {"count": results},
            note=_("They are compared with later ones factor by factor, where both ask the same."),
        )  # fmt: skip
