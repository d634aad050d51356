"""Making the whole demonstration, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from foundation.audit.models import Entry
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library import services as library
from metrics.services import fold as fold_measures
from pmo.demo import (
    adoption,
    assessments,
    benefits,
    business,
    cases_corporate,
    cases_customers,
    cases_products,
    choosing,
    compliance,
    drafts,
    imports,
    ledger_files,
    measures,
    organization,
    plans,
    ratings,
    register,
    registers,
    talk,
    value,
    weighing,
)
from pmo.demo.cast import Cast, assemble
from pmo.demo.stories import life
from pmo.demo.timeline import Story, Timeline
from roi import services as roi
from usecases.models import UseCase
from usecases.services import fold_stage_counts

FOUNDED = 430
"""Days before today on which the organization is set up."""
CASES = (*cases_customers.CASES, *cases_products.CASES, *cases_corporate.CASES)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made."""

    units: int
    people: int
    cases: int
    acts: int


def is_loaded() -> bool:
    """Say whether the demonstration organization is there."""
    return Unit.objects.filter(parent=None, name=organization.NAME, code=organization.CODE).exists()


@transaction.atomic
def load(now: datetime) -> Loaded:
    """Play the past year up to `now`, all of it or nothing; what the library lacks is loaded first.

    Raises DomainError when a command refuses an act.
    """
    timeline = Timeline(now)
    timeline.add(_founding(timeline))
    timeline.play()
    roi.fold()
    fold_measures()
    fold_stage_counts()
    root = Unit.objects.get(parent=None, name=organization.NAME)
    return Loaded(
        units=Unit.objects.below(root.path or "").count(),
        people=User.objects.filter(email__endswith=f"@{organization.DOMAIN}").count(),
        cases=UseCase.objects.filter(unit__path__startswith=root.path or "").count(),
        acts=Entry.objects.count(),
    )


def _founding(timeline: Timeline) -> Story:
    yield FOUNDED
    library.load_shipped(by=COMMAND_LINE)
    yield FOUNDED
    cast = assemble()
    for story in stories(cast, timeline.now):
        timeline.add(story)


def stories(cast: Cast, now: datetime) -> Iterator[Story]:
    """Yield everything that happens after the founding."""
    yield value.book_program(cast, now.date())
    yield value.sign_quarters(cast, now.date())
    yield value.other_currencies(cast, now.date())
    yield value.pilots(cast, now.date())
    yield value.claims_of_two(cast, now.date())
    yield value.correct_a_mistake(cast, now.date())
    yield ledger_files.planned_costs(cast, now.date())
    yield assessments.enterprise(cast)
    for code in assessments.DEPARTMENTS:
        yield assessments.department(cast, code)
    yield assessments.begun(cast)
    for code in ratings.UNITS:
        yield ratings.matrix(cast, code)
    for story in (ratings.engineers, ratings.capacity, ratings.process, ratings.use_case, ratings.action_items):
        yield story(cast)
    yield drafts.stricter_gate(cast)
    for number, spec in enumerate(sorted(CASES, key=lambda case: -case.began), 1):
        yield life(spec, cast, number)
    yield compliance.draft(cast)
    yield register.fields(cast)
    yield business.write(cast, now.date())
    yield register.describe(cast, now.date())
    yield register.views(cast)
    yield imports.finance_list(cast)
    yield imports.wrong_year(cast)
    yield weighing.round_of_four(cast)
    yield weighing.certainty(cast)
    yield choosing.plan(cast, now.date())
    yield measures.measure(cast, now.date())
    yield plans.waves(cast)
    yield plans.support(cast)
    yield plans.others(cast, now.date())
    yield plans.reminded(cast)
    yield from adoption.stories(cast, now.date())
    yield from benefits.stories(cast, now.date(), value.month_zero(Month.of(now.date())))
    for story in registers.STORIES:
        yield story(cast)
    for story in (talk.savings, talk.credit, talk.inboxes_read):
        yield story(cast)
