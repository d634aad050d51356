"""What rests on playbooks, wave plans and risk catalogs."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.people.actors import Actor
from library.models import Document
from library.usage import Use, split
from plans.models import Plan, Program, Risk
from plans.workflow import LIVE_PLANS, LIVE_RISKS


def _keys(versions: Sequence[Document]) -> list[int]:
    return [document.pk for document in versions]


def playbook_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the plans by each version of a playbook, those that are over apart."""
    rows = Plan.objects.visible_to(actor).filter(playbook__in=_keys(versions))
    words = {"opened": _("Plans"), "closed": _("Plans that are over")}
    yield from split(rows, "playbook", Q(state__in=LIVE_PLANS), url=reverse("plans:plan_list"), **words)


def wave_plan_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the programs by each version of a wave plan, ended ones apart."""
    rows = Program.objects.visible_to(actor).filter(document__in=_keys(versions))
    words = {"opened": _("Programs"), "closed": _("Ended programs")}
    yield from split(rows, "document", Q(ended_at=None), url=reverse("plans:program_list"), **words)


def catalog_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the risks drawn from each version of a catalog, closed ones apart."""
    rows = Risk.objects.visible_to(actor).filter(catalog__in=_keys(versions))
    words = {"opened": _("Risks"), "closed": _("Closed risks")}
    yield from split(rows, "catalog", Q(state__in=LIVE_RISKS), url=reverse("plans:risk_list"), **words)
