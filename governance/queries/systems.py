"""Reading the AI systems in use: the use cases that run, with their cards."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.ui import words
from governance.models import SystemCard
from governance.system_rules import FIELDS
from usecases import workflow
from usecases.models import UseCase
from usecases.workflow import LADDER, Source, Stage, reached

RUNNING = [stage.value for stage in LADDER if reached(stage, Stage.ALPHA)]


def in_use(actor: Actor) -> QuerySet[UseCase]:
    """Return the use cases that run (alpha and later) and that an actor may read, with their cards."""
    return (
        UseCase.objects.visible_to(actor)
        .active()
        .filter(stage__in=RUNNING)
        .select_related("unit", "owner", "system_card")
    )


def is_running(case: UseCase) -> bool:
    """Say whether a use case is a system in use."""
    return case.archived_at is None and case.stage in RUNNING


def card_of(case: UseCase) -> SystemCard:
    """Return the card of a system; an empty one that is not stored where nobody wrote it yet."""
    found: SystemCard | None = getattr(case, "system_card", None)
    return found or SystemCard(case=case)


def standing(case: UseCase) -> tuple[str, Tone]:
    """Return in words how the approval of a system stands; imported and never approved here is "not yet reviewed"."""
    if case.awaits_first_review:
        return gettext("Not yet reviewed"), Tone.NEUTRAL
    return case.standing_label, case.standing_tone


def unreviewed() -> Q:
    """The condition under which a system that runs was imported and never approved here."""
    return Q(stage_source=Source.IMPORTED, approval_standing="")


def content(case: UseCase, card: SystemCard) -> list[tuple[str, str, str]]:
    """Return key, label and text of every field of a card, in its order; "" where nothing is said."""
    approval = standing(case)[0]
    if case.approval_until and case.approval_standing == workflow.Standing.STANDING:
        approval = gettext("%(standing)s until %(until)s") % {
            "standing": approval, "until": words.day(case.approval_until),
        }  # fmt: skip
    texts = {
        "unit": case.unit.name, "problem": case.summary, "purpose": case.objective, "intended_use": card.intended_use,
        "limits": card.limits, "data": case.data_description,
        "personal_data": gettext(workflow.PERSONAL_DATA_LABELS[case.personal_data]) if case.personal_data else "",
        "model": case.model_description, "vendor": card.vendor, "human_oversight": case.human_oversight,
        "impact": gettext(workflow.IMPACT_LABELS[case.impact]) if case.impact else "", "measures": case.measures,
        "tier": case.tier_label if case.tier else "", "stage": case.stage_label, "approval": approval,
        "contact": card.contact,
    }  # fmt: skip
    return [(key, gettext(label), texts[key]) for key, label in FIELDS.items()]


def public() -> QuerySet[SystemCard]:
    """Return the cards that anybody may read: switched on, and the system still runs."""
    return (
        SystemCard.objects.filter(is_public=True, case__archived_at=None, case__stage__in=RUNNING)
        .select_related("case__unit")
        .order_by("case__name", "id")
    )


def public_content(card: SystemCard) -> list[tuple[str, str, str]]:
    """Return what the public reads of a card: the fields that were chosen, where something is said."""
    return [row for row in content(card.case, card) if row[0] in card.public_fields and row[2]]
