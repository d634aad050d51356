"""What is next for a rollout, and its stages as the stepper draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments import queries
from deployments.models import Gate, Rollout, StageRun, stage_label
from foundation.people.models import User
from foundation.ui.words import day

NAMED = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What is due: `kind` is gate, checks, open or finish."""

    kind: str
    title: str
    holder: str = ""
    since: datetime | date | None = None
    due: date | None = None
    text: str = ""


def names(users: Sequence[User]) -> str:
    """Name up to three people, then how many more."""
    shown = ", ".join(user.name for user in users[:NAMED])
    more = len(users) - NAMED
    if more > 0:
        shown += " " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    return shown


def next_step(rollout: Rollout, gate: Gate | None, current: StageRun | None) -> Step | None:
    """Return what is next for a rollout; None when it is over."""
    if not rollout.is_running:
        return None
    owner = rollout.case.owner.name if rollout.case.owner else ""
    if gate is not None:
        found = queries.deciders(gate)
        nobody = _("Nobody without a stake may decide here. Give somebody the role of program manager or executive.")
        title = _("Decide at the gate: %(gate)s, %(passage)s") % {"gate": gate.document.title, "passage": gate.passage}
        return Step("gate", title, names(found), gate.opened_at, text="" if found else nobody)
    left = [check for check in current.checks.all() if not check.is_shown] if current else []
    if left and current is not None:
        text = ngettext("Show %(count)d exit check of %(stage)s", "Show %(count)d exit checks of %(stage)s", len(left))
        title = text % {"count": len(left), "stage": stage_label(current.key)}
        return Step("checks", title, owner, current.actual_start, current.planned_end)
    if rollout.next_stage is None:
        return Step(
            "finish", _("Finish the rollout: everybody is reached"), since=current.actual_start if current else None
        )
    return Step(
        "open", _("Open the gate to %(stage)s") % {"stage": stage_label(rollout.next_stage.key)},
        since=current.actual_start if current else rollout.started_at, due=current.planned_end if current else None,
    )  # fmt: skip


def stepper(rollout: Rollout, runs: Sequence[StageRun]) -> list[dict[str, Any]]:
    """Return the stages of a rollout as the stepper draws them."""
    out = []
    for run in runs:
        state = "done" if run.is_over else "now" if run.is_current else "next"
        note = day(run.actual_start) if run.actual_start else _("planned %(day)s") % {"day": day(run.planned_start)}
        if run.actual_start is None and not rollout.is_running:
            state, note = "skipped", ""
        out.append({"label": stage_label(run.key), "state": state, "note": note})
    if rollout.state == "rolled_back":
        out.append({"label": rollout.label, "state": "bad", "note": day(rollout.ended_at)})
    return out
