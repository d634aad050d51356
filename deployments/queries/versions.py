"""What rests on checklists and stage plans, and what another version of them would change."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments.models import Gate, Rollout
from deployments.moves import GateMove, PlanMove, gate_move, plan_move
from deployments.workflow import GateState, Level, State
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from library.effects import Cell, Effect
from library.kinds.gate import Gate as Checklist
from library.kinds.stage_plan import StagePlan
from library.models import Document
from library.usage import Use, split

MOST_SHOWN = 10


def checklist_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the gates by each version of a checklist, those that wait for a decision apart."""
    rows = Gate.objects.visible_to(actor).filter(document__in=[document.pk for document in versions])
    url = reverse("deployments:rollout_list")
    words = {"opened": _("Open gates"), "closed": _("Decided or cancelled gates")}
    yield from split(rows, "document", Q(state=GateState.OPEN), url=url, **words)


def plan_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the rollouts by each version of a stage plan, those that run apart."""
    rows = Rollout.objects.visible_to(actor).filter(plan__in=[document.pk for document in versions])
    url = reverse("deployments:rollout_list")
    words = {"opened": _("Running rollouts"), "closed": _("Ended rollouts")}
    yield from split(rows, "plan", Q(state=State.RUNNING), url=url, **words)


def checklist_effects(actor: Actor, before: Document, after: Checklist) -> Iterator[Effect]:
    """Yield which open gates would change if they were moved to a new version of their checklist, and how."""
    move = gate_move(before.parsed, after)
    labels = {ask.key: ask.ask for ask in (*before.parsed.criteria, *after.criteria)}
    yield Effect(
        _("%(kept)s items stay, %(changed)s change, %(added)s are new, %(lost)s fall away.") % _counts(move),
        tone=Tone.WARN if move.changed or move.lost or move.added or move.relevelled else Tone.INFO,
        columns=((_("Item"), False), (_("What becomes of it"), False)),
        rows=(
            *((Cell(labels[key]), Cell(words, tone=tone)) for keys, words, tone in _groups(move) for key in keys),
            *(
                (Cell(labels[key]), Cell(words, tone=Tone.WARN))
                for key, words in new_levels(move, before.parsed, after)
            ),
        ),
    )
    rows = Gate.objects.visible_to(actor).open().filter(document__kind=before.kind, document__slug=before.slug)
    count = rows.count()
    yield Effect(
        ngettext(
            "%(count)s gate waits for a decision by an earlier version, and keeps it until it is moved.",
            "%(count)s gates wait for a decision by an earlier version, and keep it until they are moved.",
            count,
        ) % {"count": count},
        note=_("Gates that open from now on take the new version."),
        columns=((_("Gate"), False), (_("Passage"), False), (_("Version"), True)) if count else (),
        rows=tuple(
            (Cell(str(gate), gate.get_absolute_url()), Cell(gate.passage), Cell(gate.document.version))
            for gate in rows.select_related("document", "rollout__case").order_by("opened_at", "id")[:MOST_SHOWN]
        ),
    )  # fmt: skip


def new_levels(move: GateMove, before: Checklist, after: Checklist) -> Iterator[tuple[str, str]]:
    """Yield each item that weighs differently in another version of its checklist, with its level before and after."""
    old = {item.key: item.level for item in before.criteria}
    new = {item.key: item.level for item in after.criteria}
    for key in move.relevelled:
        yield key, _("“%(before)s” becomes “%(after)s”") % {
            "before": Level(old[key]).label, "after": Level(new[key]).label,
        }  # fmt: skip


def plan_effects(actor: Actor, before: Document, after: StagePlan) -> Iterator[Effect]:
    """Yield which running rollouts go by an earlier version of a stage plan, and what would change for them."""
    move = plan_move(before.parsed, after)
    rows = Rollout.objects.visible_to(actor).running().filter(plan__kind=before.kind, plan__slug=before.slug)
    count = rows.count()
    yield Effect(
        _("%(kept)s exit checks stay, %(changed)s change, %(added)s are new, %(lost)s fall away.") % _counts(move),
        tone=Tone.WARN if move.changed or move.lost or move.added else Tone.INFO,
        columns=((_("Exit check"), False), (_("What becomes of it"), False)),
        rows=tuple((Cell(key), Cell(words, tone=tone)) for keys, words, tone in _groups(move) for key in keys),
    )
    yield Effect(
        ngettext(
            "%(count)s rollout runs by an earlier version, and keeps it until it is moved.",
            "%(count)s rollouts run by an earlier version, and keep it until they are moved.",
            count,
        ) % {"count": count},
        columns=((_("Rollout"), False), (_("Stage"), False), (_("Version"), True)) if count else (),
        rows=tuple(
            (Cell(str(row), row.get_absolute_url()), Cell(row.stage_label), Cell(row.plan.version))
            for row in rows.select_related("plan", "case").order_by("-id")[:MOST_SHOWN]
        ),
    )  # fmt: skip


def _counts(move: GateMove | PlanMove) -> dict[str, int]:
    return {
        "kept": len(move.kept), "changed": len(move.changed), "added": len(move.added), "lost": len(move.lost),
    }  # fmt: skip


def _groups(move: GateMove | PlanMove) -> tuple[tuple[tuple[str, ...], str, Tone], ...]:
    return (
        (move.changed, _("Changed: has to be answered again"), Tone.WARN),
        (move.added, _("New"), Tone.INFO),
        (move.lost, _("Falls away with its answer"), Tone.BAD),
    )
