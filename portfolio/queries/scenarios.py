"""Reading scenarios, their answers, and what adoptions mean for a case; always only what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from foundation.people.actors import Actor
from portfolio.models.scenarios import Adoption, Outcome, Scenario, ScenarioQuerySet, Solution, span
from portfolio.queries import candidates
from usecases.models import UseCase

MOST_COMPARED = 4


def listed(actor: Actor) -> ScenarioQuerySet:
    """The scenarios that the actor may read, with unit and answer; archived ones are left out."""
    return Scenario.objects.visible_to(actor).active().select_related("unit", "solution")


def by_uid(actor: Actor, uid: UUID) -> Scenario:
    """One scenario, archived ones too. Raises Http404 for what is not there or not visible."""
    rows = Scenario.objects.visible_to(actor).select_related("unit", "solution__job", "created_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def is_stale(scenario: Scenario, solution: Solution) -> bool:
    """Whether the scenario or the records it rests on have changed since the answer was asked for."""
    if solution.version != scenario.version:
        return True
    return candidates.digest_of(candidates.derive(scenario)) != solution.digest


def latest_finished(scenario: Scenario) -> Solution | None:
    """The newest answer that is there."""
    if scenario.solution and scenario.solution.is_finished:
        return scenario.solution
    return scenario.solutions.exclude(finished_at=None).first()


def comparable(actor: Actor, scenario: Scenario, limit: int = 50) -> Sequence[Scenario]:
    """Other solved scenarios of the same unit, the newest first."""
    rows = listed(actor).filter(unit=scenario.unit).exclude(pk=scenario.pk).exclude(solution__finished_at=None)
    return list(rows[:limit])


def adoption_of(scenario: Scenario) -> Adoption | None:
    """How the scenario was adopted, if it was."""
    rows = scenario.adoptions.select_related("adopted_by", "ended_by", "unit", "job", "replaced_by__scenario")
    return rows.first()


def adopted_now(scenario: Scenario) -> Sequence[Adoption]:
    """The adoptions that adopting this scenario would replace."""
    rows = Adoption.objects.standing().filter(
        unit=scenario.unit, first_year__lte=scenario.last_year, last_year__gte=scenario.first_year
    )
    return list(rows.exclude(scenario=scenario).select_related("scenario", "adopted_by"))


def endings(scenario: Scenario, solution: Solution) -> dict[int, str]:
    """The keys of the cases that lose funding when this answer is adopted, each with the years that end.

    A case loses what an adoption that is replaced gave it, unless the answer funds it too or another adoption that
    stays in force funds it for the same years.
    """
    replaced = {adoption.pk for adoption in adopted_now(scenario)}
    if not replaced:
        return {}
    funded = Outcome.objects.filter(level__isnull=False)
    rows = funded.filter(
        solution__adoptions__ended_at=None,
        solution__adoptions__isnull=False,
        case__in=funded.filter(solution__adoptions__in=replaced).values("case_id"),
    ).exclude(case__in=solution.outcomes.filter(level__isnull=False).values("case_id"))
    years = [f"solution__adoptions__{name}" for name in ("first_year", "last_year")]
    lost: dict[int, list[str]] = {}
    kept: dict[int, list[str]] = {}
    for case, adoption, first, last in rows.values_list("case_id", "solution__adoptions__id", *years).order_by(*years):
        (lost if adoption in replaced else kept).setdefault(case, []).append(span(first, last))
    ends = {case: [text for text in texts if text not in kept.get(case, ())] for case, texts in lost.items()}
    return {case: ", ".join(dict.fromkeys(texts)) for case, texts in ends.items() if texts}


@dataclass(frozen=True, slots=True)
class Funding:
    """What one adoption said of a case."""

    adoption: Adoption
    outcome: Outcome


def fundings(case: UseCase, actor: Actor) -> list[Funding]:
    """What adoptions said of a case, the newest first; only of scenarios that the actor may read."""
    rows = Adoption.objects.visible_to(actor).filter(solution__outcomes__case=case)
    adoptions = list(rows.select_related("scenario", "adopted_by", "unit").order_by("-adopted_at", "-id"))
    outcomes = {
        row.solution_id: row
        for row in Outcome.objects.filter(case=case, solution__in=[a.solution_id for a in adoptions])
    }
    return [Funding(adoption, outcomes[adoption.solution_id]) for adoption in adoptions]
