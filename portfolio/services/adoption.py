"""Adopting a scenario, taking that back, and telling the teams."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from portfolio.models.scenarios import MESSAGE_LENGTH, NOTE_LENGTH, Adoption, Outcome, Scenario, span
from portfolio.policies import scenarios as policies
from portfolio.queries import candidates
from portfolio.services.scenarios import clean_text, person, settle_state
from portfolio.wording import draft
from portfolio.workflow import State
from usecases import services as usecases
from usecases.models import FUNDED_LENGTH, UseCase

JOB = "portfolio.tell"
AT_ONCE_UP_TO = 60
CHUNK = 50
FUNDED, LEFT_OUT, ENDED = "portfolio.case.funded", "portfolio.case.left_out", "portfolio.case.funding_ended"


@transaction.atomic
def adopt_scenario(scenario: Scenario, *, by: Actor, reason: str, solution: str = "") -> Adoption:
    """Decide that the unit funds what the scenario chose; an earlier adoption for any of these years is replaced.

    `solution` is the uid of the answer that was looked at: Conflict when there is a newer one. Cases become funded and
    teams are told, at once or, when there are many, by the worker. Raises Denied, Conflict when what the scenario
    rests on has changed since it was solved, Invalid at `reason`.
    """
    lock(scenario.unit)
    scenario = lock(scenario)
    policies.check_adopt_scenario(by, scenario)
    text = clean_text(reason, field="reason", most=NOTE_LENGTH)
    answer = scenario.solution
    assert answer is not None  # the policy asked
    if solution and solution != str(answer.uid):
        raise Conflict(_("The scenario was solved again meanwhile. Look at the new answer before you adopt it."))
    if candidates.digest_of(candidates.derive(scenario)) != answer.digest:
        raise Conflict(_("What this scenario rests on has changed since it was solved. Solve it again first."))
    now = timezone.now()
    earlier = list(
        Adoption.objects.standing()
        .filter(unit=scenario.unit, first_year__lte=scenario.last_year, last_year__gte=scenario.first_year)
        .select_related("scenario")
    )
    for old in earlier:
        old.ended_at, old.ended_by, old.end_reason = now, person(by), text
        old.save(update_fields=["ended_at", "ended_by", "end_reason"])
        settle_state(old.scenario, State.REPLACED)
        audit.record("portfolio.adoption.replaced", old.scenario, by=by, reason=text, replaced_by=str(scenario.uid))
    adoption = Adoption.objects.create(
        scenario=scenario,
        solution=answer,
        unit=scenario.unit,
        first_year=scenario.first_year,
        last_year=scenario.last_year,
        reason=text,
        adopted_by=person(by),
        adopted_at=now,
    )
    Adoption.objects.filter(pk__in=[old.pk for old in earlier]).update(replaced_by=adoption)
    settle_state(scenario, State.ADOPTED)
    funded = answer.outcomes.filter(level__isnull=False).select_related("case")
    audit.record(
        "portfolio.scenario.adopted",
        scenario,
        by=by,
        reason=text,
        years=adoption.period,
        solution=str(answer.uid),
        digest=answer.digest,
        funded=[outcome.case.reference for outcome in funded],
        replaced=[str(old.scenario.uid) for old in earlier],
    )
    _follow(adoption, [old.pk for old in earlier], by=by)
    return adoption


@transaction.atomic
def withdraw_adoption(adoption: Adoption, *, by: Actor, reason: str) -> Adoption:
    """Take an adoption back: its cases lose what it funded. Raises Denied, Conflict, or Invalid at `reason`."""
    lock(adoption.unit)
    adoption = lock(adoption)
    policies.check_withdraw_adoption(by, adoption)
    text = clean_text(reason, field="reason", most=NOTE_LENGTH)
    adoption.ended_at, adoption.ended_by, adoption.end_reason = timezone.now(), person(by), text
    adoption.save(update_fields=["ended_at", "ended_by", "end_reason"])
    scenario = lock(adoption.scenario)
    settle_state(scenario, State.WITHDRAWN)
    audit.record("portfolio.adoption.withdrawn", scenario, by=by, reason=text, years=adoption.period)
    _follow(adoption, [], by=by)
    return adoption


@transaction.atomic
def write_message(outcome: Outcome, *, by: Actor, text: str) -> Outcome:
    """Write what the team of a case is told at adoption. Raises Denied, Conflict once it is sent, Invalid at `text`."""
    outcome = lock(outcome)
    policies.check_write_message(by, outcome)
    words, before = clean_text(text, field="text", most=MESSAGE_LENGTH), outcome.text
    if words != before:
        outcome.text, outcome.edited_by = words, person(by)
        outcome.save(update_fields=["text", "edited_by"])
        audit.record("portfolio.message.written", outcome, by=by, changes={"text": (before, words)})
    return outcome


def _follow(adoption: Adoption, replaced: Sequence[int], *, by: Actor) -> None:
    """Bring cases and teams in line with adoptions that begin or end: now, or by the worker when they are many."""
    keys = _concerned([adoption.pk, *replaced])
    if len(keys) <= AT_ONCE_UP_TO:
        follow_cases(adoption, keys, by=by)
        return
    adoption.job = jobs.enqueue(
        JOB, by=by, params={"adoption": str(adoption.uid), "replaced": list(replaced)}, unit=adoption.unit
    )
    adoption.save(update_fields=["job"])


def _concerned(adoptions: Iterable[int]) -> list[int]:
    """The keys of all cases that the solutions of these adoptions speak of, in order."""
    rows = Outcome.objects.filter(solution__adoptions__in=list(adoptions))
    return sorted(set(rows.values_list("case_id", flat=True)))


def follow_in_job(run: JobRun) -> dict[str, int]:
    """What the worker does of `_follow`: 50 cases a step, each step once."""
    adoption = Adoption.objects.select_related("scenario", "unit", "solution").get(uid=run.params["adoption"])
    keys = _concerned([adoption.pk, *run.params["replaced"]])
    state = "standing" if adoption.is_standing else "ended"
    for start in range(0, len(keys), CHUNK):
        with run.once(f"{state} {start}") as first:
            if first:
                follow_cases(adoption, keys[start : start + CHUNK], by=run.by)
        run.progress(min(start + CHUNK, len(keys)), len(keys), doing="")
    run.link_result(adoption.scenario.get_absolute_url())
    return {"cases": len(keys)}


def follow_cases(adoption: Adoption, keys: Sequence[int], *, by: Actor) -> None:
    """Write on cases what funds them now, and tell owner and sponsor; in the caller's transaction."""
    years: dict[int, list[str]] = {}
    standing = Outcome.objects.filter(
        case__in=keys, level__isnull=False, solution__adoptions__ended_at=None, solution__adoptions__isnull=False
    )
    pairs = standing.values_list("case_id", "solution__adoptions__first_year", "solution__adoptions__last_year")
    for case_id, first, last in pairs.distinct().order_by("solution__adoptions__first_year"):
        years.setdefault(case_id, []).append(span(first, last))
    reason = adoption.reason if adoption.is_standing else adoption.end_reason
    outcomes = {row.case_id: row for row in adoption.solution.outcomes.filter(case__in=keys)}
    cases = UseCase.objects.filter(pk__in=keys).select_related("unit", "owner", "sponsor").order_by("id")
    for case in cases:
        before = case.funded_for
        now = ", ".join(dict.fromkeys(years.get(case.pk, ())))[:FUNDED_LENGTH]
        ends = ", ".join(text for text in before.split(", ") if text not in now.split(", "))
        usecases.note_funding(case, funded_for=now, by=by, reason=reason)
        outcome = outcomes.get(case.pk)
        if adoption.is_standing and outcome is not None:
            _tell(adoption, outcome, case, ends, by=by)
        elif before and before != now:
            _tell_ended(adoption, case, ends, by=by)


def _tell(adoption: Adoption, outcome: Outcome, case: UseCase, ends: str, *, by: Actor) -> None:
    if outcome.sent_at:
        return
    outcome.text = draft(outcome, ends)
    outcome.told = notifications.notify(
        [case.owner, case.sponsor],
        kind=FUNDED if outcome.is_funded else LEFT_OUT,
        subject=case,
        key=f"portfolio.outcome:{outcome.uid}",
        by=by,
        url=f"{case.get_absolute_url()}?tab=funding",
        text=outcome.text,
        years=adoption.period,
    )
    outcome.sent_at = timezone.now()
    outcome.save(update_fields=["text", "sent_at", "told"])


def _tell_ended(adoption: Adoption, case: UseCase, ends: str, *, by: Actor) -> None:
    if adoption.is_standing:
        reason = adoption.reason
    else:
        reason = adoption.end_reason
        keys = adoption.solution.outcomes.filter(case=case).values_list("uid", flat=True)
        notifications.settle(*(f"portfolio.outcome:{uid}" for uid in keys))
    notifications.notify(
        [case.owner, case.sponsor],
        kind=ENDED,
        subject=case,
        key=f"portfolio.ended:{adoption.uid}:{case.pk}",
        by=by,
        url=f"{case.get_absolute_url()}?tab=funding",
        years=ends or adoption.period,
        reason=reason,
    )
