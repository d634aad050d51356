"""What the page of a regulation shows."""

from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from library.kinds.procedure import Turn
from library.kinds.regulation import Regulation
from library.reading.words import TIERS

WHO = {
    "everyone": _("Everyone"),
    "provider": _("Provider"),
    "deployer": _("Deployer"),
    "model_provider": _("Provider of a general-purpose model"),
}
BASES = {"law": _("Law"), "code_of_practice": _("Code of practice")}
LISTS = {
    "exclusions": ("exclusions", _("one of the exclusions")),
    "practices": ("practices", _("one of the prohibited practices")),
    "areas": ("areas", _("one of the high-risk uses")),
    "filters": ("filters", _("one of the grounds for an exemption")),
    "triggers": ("triggers", _("one of the transparency triggers")),
}


def context(regulation: Regulation) -> dict[str, Any]:
    procedure = regulation.procedure
    starts = {start.key: start for start in regulation.dates}
    outcomes = {outcome.key: outcome for outcome in procedure.outcomes}
    marks = {mark.key: mark.label for mark in procedure.marks}
    names = marks | {entry.key: entry.label for entry in regulation.triggers}
    in_scope = {tier for side in procedure.alongside for tier in side.tiers}
    numbers = {question.key: number for number, question in enumerate(procedure.questions, start=1)}

    def turn(taken: Turn) -> dict[str, Any]:
        return {
            "outcome": outcomes[taken.tier] if taken.tier else None,
            "since": starts[taken.since].on if taken.since else None,
            "marks": [marks[mark] for mark in taken.marks],
            "to": (taken.to, numbers[taken.to]) if taken.to else None,
        }

    def tier_words(tiers: tuple[str, ...]) -> list[str]:
        if len(tiers) > 1 and set(tiers) == in_scope:
            return [gettext("every tier in scope")]
        return [outcomes[tier].label for tier in tiers]

    def dated(entries: Any) -> list[tuple[Any, Any]]:
        return [(entry, starts[entry.since].on if entry.since else None) for entry in entries]

    return {
        "questions": [
            (numbers[question.key], question, LISTS.get(question.choose or ""), turn(question.yes), turn(question.no))
            for question in procedure.questions
        ],
        "alongside": [
            {
                "side": side,
                "tiers": tier_words(side.tiers),
                "needs": [marks[mark] for mark in side.needs],
                "yes": [marks[mark] for mark in side.yes],
                "no": [marks[mark] for mark in side.no],
            }
            for side in procedure.alongside
        ],
        "outcomes": [(outcome, _effect(outcome.raises_to, outcome.blocks)) for outcome in procedure.outcomes],
        "practices": dated(regulation.practices),
        "triggers": [(entry, day, WHO[entry.who or "everyone"]) for entry, day in dated(regulation.triggers)],
        "roles": [
            (
                key,
                name,
                [
                    (
                        duty,
                        tier_words(duty.tiers),
                        [names[need] for need in duty.needs if need not in ("provider", "deployer")],
                        [starts[since] for since in duty.since],
                    )
                    for duty in regulation.obligations
                    if duty.who == key
                ],
            )
            for key, name in WHO.items()
        ],
        "clocks": [(clock, BASES[clock.basis]) for clock in regulation.incidents.clocks],
        "uses": sum(1 for _entry in regulation.area_entries),
    }


def _effect(raises_to: str | None, blocks: bool) -> str:
    if blocks:
        return gettext("Cannot be submitted")
    if raises_to is None:
        return gettext("No effect")
    return pgettext("risk tier", "At least %(tier)s") % {"tier": str(TIERS[raises_to]).lower()}
