"""Solving a scenario: freezing what it rests on, and finding the choice with all that explains it."""

import secrets
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.ui.words import percent
from portfolio import wording
from portfolio.models.scenarios import Outcome, Scenario, Solution
from portfolio.policies import scenarios as policies
from portfolio.queries import candidates
from portfolio.rules import analysis, choosing, conflicts, explaining, written
from portfolio.rules.problem import Kind, Problem, check
from portfolio.rules.written import Inputs, Result
from portfolio.services.scenarios import person, settle_state
from portfolio.workflow import State
from usecases.models import UseCase, key_of

HIGHEST_SEED = 2**31 - 1
JOB = "portfolio.solve"
SMALL, MIDDLING = 60, 300
"""Candidates up to which everything is explained, and up to which all but the single ways in and the draws."""
FEW_DRAWS = 60
COARSE = (Decimal("0.5"), Decimal("0.75"), Decimal(1), Decimal("1.25"))
Tell = Callable[[int, int, str], None]
Gently = Callable[[int, int], None]


def _silent(done: int, of: int, doing: str) -> None:
    return None


@transaction.atomic
def solve_scenario(scenario: Scenario, *, by: Actor, seed: int | None = None, at_once: bool = False) -> Solution:
    """Freeze what a scenario rests on now and have it solved by the worker.

    With `at_once` it is solved here and now, without a job: for programs that wait. Raises Denied, Conflict, and
    Invalid at what cannot be meant (a circle of prerequisites, a negative cost, too few of a category).
    """
    scenario = lock(scenario)
    policies.check_solve_scenario(by, scenario)
    if seed is not None and not 0 <= seed <= HIGHEST_SEED:
        raise Invalid(_("Enter a seed from 0 to %(most)s."), field="seed", most=HIGHEST_SEED)
    inputs = candidates.derive(scenario)
    names = {key: f"{key} {name}" for key, name in inputs.names.items()}
    if not inputs.problem.candidates and inputs.aside:
        key, why = next(iter(inputs.aside.items()))
        raise Invalid(
            _("No candidate can take part. %(name)s: %(why)s."),
            field="candidates",
            name=names.get(key, key),
            why=gettext(why),
        )
    check(inputs.problem, names=names, aside={key: gettext(why) for key, why in inputs.aside.items()})
    budgets = [limit.amount for limit in inputs.problem.of(Kind.BUDGET)]
    solution = Solution.objects.create(
        scenario=scenario,
        version=scenario.version,
        inputs=written.plain(inputs),
        digest=candidates.digest_of(inputs),
        seed=secrets.randbelow(HIGHEST_SEED) if seed is None else seed,
        candidates=len(inputs.problem.candidates),
        budget_minor=int(sum(budgets)) if budgets else None,
        asked_by=person(by),
    )
    scenario.solution = solution
    scenario.save(update_fields=["solution"])
    settle_state(scenario, State.DRAFT)
    audit.record(
        "portfolio.scenario.solving",
        scenario,
        by=by,
        version=solution.version,
        digest=solution.digest,
        seed=solution.seed,
    )
    if at_once:
        run_solution(str(solution.uid))
        solution.refresh_from_db()
        return solution
    solution.job = jobs.enqueue(JOB, by=by, params={"solution": str(solution.uid)}, unit=scenario.unit)
    solution.save(update_fields=["job"])
    return solution


def run_solution(uid: str, tell: Tell = _silent) -> dict[str, Any]:
    """Solve what was frozen and keep the result and a drafted message for each team; done by the worker.

    `tell(done, of, doing)` hears of progress and may raise to stop. A second run finds the result there. Returns how
    many are funded of how many, and the gap: by how much another choice could be better at most.
    """
    solution = Solution.objects.select_related("scenario__unit").get(uid=uid)
    if not solution.is_finished:
        inputs = solution.given
        found = find(inputs, seed=solution.seed, tell=tell)
        _keep(solution, inputs, found)
        solution.refresh_from_db()
    gap = solution.found.choice.gap
    return {
        "candidates": solution.candidates,
        "funded": solution.funded,
        "gap": None if gap is None else percent(gap, 4 if gap else 0),
    }


def find(inputs: Inputs, *, seed: int, tell: Tell = _silent) -> Result:
    """Choose, and explain as much as the number of candidates allows.

    Up to 60 candidates everything; up to 300 without the single ways in and with fewer draws; beyond, the choice, its
    reasons, and a coarse frontier.
    """
    problem, size = inputs.problem, len(inputs.problem.candidates)
    started = time.monotonic()
    tell(0, 100, str(_("Choosing")))
    choice = choosing.solve(problem)
    base: dict[str, Any] = {
        "levels": dict(choice.levels),
        "value": choice.value,
        "bound": choice.bound,
        "proven": choice.proven,
        "feasible": choice.feasible,
        "seconds": round(time.monotonic() - started, 3),
    }
    if choice.feasible is False:
        tell(50, 100, str(_("Looking for the limits that conflict")))
        return Result(**base, conflict=conflicts.smallest(problem))
    if choice.feasible is None:
        return Result(**base, brief=True)
    base |= {"uses": tuple(explaining.use(problem, choice)), "reasons": explaining.reasons(problem, choice)}
    coarse = size > MIDDLING
    base["frontier"] = tuple(
        analysis.frontier(
            problem,
            factors=COARSE if coarse else analysis.FACTORS,
            seconds=3.0,
            gap=0.01 if coarse else 0.0,
            tell=_within(tell, 30, 55, str(_("Trying smaller and larger budgets"))),
        )
    )
    if coarse:
        return Result(**base, brief=True)
    base["prices"] = tuple(
        analysis.prices(problem, choice, tell=_within(tell, 55, 70, str(_("Pricing the forced choices"))))
    )
    if size <= SMALL:
        base["entries"] = tuple(_entries(problem, choice, _within(tell, 70, 85, str(_("Looking for ways in")))))
    if analysis.is_uncertain(problem):
        draws = analysis.DRAWS if size <= SMALL else FEW_DRAWS
        gently = _within(tell, 85, 100, str(_("Drawing values from their ranges")))
        base["certainty"] = analysis.certainty(problem, choice, seed=seed, draws=draws, tell=gently)
    return Result(**base, brief=size > SMALL)


def _within(tell: Tell, start: int, end: int, doing: str) -> Gently:
    """Tell of a part of the work as the span from `start` to `end` percent."""
    return lambda done, of: tell(start + (end - start) * done // max(of, 1), 100, doing)


def _entries(problem: Problem, choice: choosing.Choice, tell: Gently) -> list[analysis.Entry]:
    left = [candidate.key for candidate in problem.candidates if candidate.key not in choice.levels]
    found = []
    for number, key in enumerate(left):
        tell(number, len(left))
        found.append(analysis.entry(problem, choice, key))
    return found


@transaction.atomic
def _keep(solution: Solution, inputs: Inputs, found: Result) -> None:
    scenario = lock(solution.scenario)
    chosen = explaining.funded(inputs.problem, found.choice)
    solution.result = written.plain(found)
    solution.value = None if not found.feasible else found.value
    solution.funded = len(chosen)
    solution.cost_minor = sum(level.cost for _candidate, level in chosen)
    solution.finished_at = timezone.now()
    solution.save(update_fields=["result", "value", "funded", "cost_minor", "finished_at"])
    if found.feasible:
        _draft_messages(solution, inputs, found)
    if scenario.solution_id == solution.pk:
        settle_state(scenario, State.SOLVED if found.feasible else State.IMPOSSIBLE)


def _draft_messages(solution: Solution, inputs: Inputs, found: Result) -> None:
    """A message for each candidate's team: that it is funded, or in words why it is not."""
    words = wording.Words(solution.scenario, inputs)
    wanted = {key_of(candidate.key): candidate for candidate in inputs.problem.candidates}
    there = UseCase.objects.filter(pk__in=[key for key in wanted if key is not None]).values_list("pk", flat=True)
    Outcome.objects.bulk_create(
        [
            Outcome(
                solution=solution,
                case_id=pk,
                level=found.levels.get(candidate.key),
                text=words.message(candidate, found),
            )
            for pk in there
            if (candidate := wanted.get(pk)) is not None
        ],
        batch_size=500,
    )
