"""What changed from one score card of a case to a later one, and what each change did to the total."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.kernel.text import gettext_noop as _
from library.kinds.scoring_model import ScoringModel
from usecases.rules.evaluation import columns, evaluate
from usecases.rules.written import value_shown


@dataclass(frozen=True)
class Scored:
    """A card as the comparison reads it: model, its reference, inputs and total."""

    model: ScoringModel
    reference: str
    inputs: Mapping[str, Any]
    total: Decimal


@dataclass(frozen=True)
class Change:
    """One thing that differs. `effect` on the total; None where there is no total on one side of it."""

    key: str
    label: str
    before: str
    after: str
    before_assumed: bool
    after_assumed: bool
    effect: Decimal | None


def compare(before: Scored, after: Scored) -> list[Change]:
    """Return what differs: the version of the model, then what was entered, then what was taken away.

    Effects are measured one after the other, so they add up to the difference of the totals exactly. Between different
    models totals have different meanings: their changes come without an effect.
    """
    alike = before.model.slug == after.model.slug
    steps: list[Change] = []
    inputs: dict[str, Any] = {key: before.inputs.get(key) for key in _keys(after.model)}
    states = [dict(inputs)]
    if before.reference != after.reference:
        steps.append(Change("", _("Scoring model"), before.reference, after.reference, False, False, None))
    # What is taken away comes last, for without any input there is no total.
    for entry in sorted(after.model.inputs, key=lambda entry: after.inputs.get(entry.key) is None):
        then, now = before.inputs.get(entry.key), after.inputs.get(entry.key)
        known = entry.key in _keys(before.model)
        if then == now or not (known or now is not None):
            continue
        old = before.model.input(entry.key) if known else entry
        steps.append(
            Change(
                key=entry.key,
                label=entry.label,
                before=value_shown(old, old.number(then) if then is not None else old.assumed) if known else "",
                after=value_shown(entry, entry.number(now) if now is not None else entry.assumed),
                before_assumed=known and then is None,
                after_assumed=now is None,
                effect=None,
            )
        )
        inputs[entry.key] = now
        states.append(dict(inputs))
    if not alike:
        return steps
    evaluation = evaluate(after.model, columns(after.model, states))
    totals = [evaluation.total(row) for row in range(len(states))]
    if before.reference != after.reference:
        totals = [before.total, *totals]
    return [_measured(step, totals[place], totals[place + 1]) for place, step in enumerate(steps)]


def _keys(model: ScoringModel) -> set[str]:
    return {entry.key for entry in model.inputs}


def _measured(step: Change, then: Decimal | None, now: Decimal | None) -> Change:
    return Change(
        step.key, step.label, step.before, step.after, step.before_assumed, step.after_assumed,
        None if then is None or now is None else now - then,
    )  # fmt: skip
