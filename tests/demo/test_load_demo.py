"""What the demonstration organization holds, loaded once for this module at a fixed moment."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from deployments import queries as rollouts
from deployments.models import Gate, Rollout
from deployments.rules import Result
from foundation.audit import queries as trail
from foundation.audit import services as audit
from foundation.audit.models import Entry
from foundation.jobs.models import Job
from foundation.kernel.periods import Month
from foundation.people.models import Unit, User
from foundation.people.queries import company_root
from governance.models import Approval, Condition, Review, Seat, Step, Vote
from pmo.demo import loading, organization, value
from pmo.demo.clock import StoryClock
from pmo.demo.timeline import OFFICE, Story, Timeline
from pmo.demo.value import month_zero
from portfolio.models import Certainty, WeightRound
from portfolio.queries import weighing
from readiness.models import ActionItem, Assessment, Sheet, UnitProfile
from readiness.workflow import Mode
from roi import promise_queries
from roi import queries as ledger
from roi.models import LedgerEntry
from usecases.models import UseCase
from usecases.workflow import CLOSED, LADDER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 17, 14, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup: None, django_db_blocker: object) -> Iterator[loading.Loaded]:
    """The organization, taken back after the last test; meanwhile it is its own present."""
    with django_db_blocker.unblock(), transaction.atomic(), StoryClock(NOW).running():  # type: ignore[attr-defined]
        yield loading.load(NOW)
        transaction.set_rollback(True)


def person(name: str) -> User:
    return User.objects.get(name=name)


def test_it_has_the_size_that_it_promises(made: loading.Loaded) -> None:
    assert made.units == 1 + 20
    assert company_root() == Unit.objects.get(name=organization.NAME)
    assert UseCase.objects.exclude(stage__in=CLOSED).count() == 52
    assert Counter(UseCase.objects.filter(stage__in=CLOSED).values_list("stage", flat=True)) == {
        "rejected": 2, "killed": 2, "retired": 1,
    }  # fmt: skip
    assert set(UseCase.objects.values_list("stage", flat=True)) == {*LADDER, *CLOSED}
    assert {each.unit.parent_id for each in UseCase.objects.select_related("unit")} == {company_root().pk}  # type: ignore[union-attr]


def test_every_role_has_a_persona_with_a_title() -> None:
    personas = User.objects.filter(is_persona=True)

    assert {role for each in personas for role in each.grants.values_list("role", flat=True)} == {
        "executive", "pm", "owner", "manager", "board_member", "board_chair", "legal", "finance", "auditor",
        "bi_service", "administrator",
    }  # fmt: skip
    assert all(each.title for each in personas)
    assert personas.order_by("pk")[0].name == organization.PROGRAM


def test_the_eight_seats_of_the_board_are_held_by_personas() -> None:
    holders = [seat.holders.get(ends_on=None).user for seat in Seat.objects.order_by("position")]

    assert len({each.pk for each in holders}) == 8
    assert all(each.is_persona for each in holders)
    assert holders[0].name == organization.CHAIR


@pytest.mark.parametrize(
    ("name", "score"), [("Customer support automation", "5.1333"), ("Code review automation", "5.5333")]
)
def test_the_reference_cases_have_the_computed_scores(name: str, score: str) -> None:
    case = UseCase.objects.get(name=name)

    assert case.current_score == Decimal(score)
    assert case.current_band == "medium"


@pytest.mark.parametrize("name", ["Document processing", "Sales forecasting", "Resume screening"])
def test_invented_inputs_of_known_cases_say_so(name: str) -> None:
    case = UseCase.objects.get(name=name)

    assert case.current_score is not None
    assert "invented" in case.model_description


def test_the_organization_has_the_reference_readiness_and_its_departments_differ() -> None:
    whole = UnitProfile.objects.get(unit=company_root(), instrument_slug="enterprise-readiness")

    assert [score for _label, score in whole.dimension_scores()] == [
        Decimal(text) for text in ("6.5", "6.75", "5.5", "6", "5")
    ]
    assert whole.overall == Decimal("5.95")
    assert whole.band == "ready_needs_preparation"
    bands = UnitProfile.objects.filter(instrument_slug="enterprise-readiness").values_list("band", flat=True)
    assert len(set(bands)) == 3


def test_readiness_of_units_processes_and_cases_is_shown_in_every_state() -> None:
    support = UnitProfile.objects.get(unit__name="Customer Support", instrument_slug="business-unit-matrix")
    partly = Assessment.objects.get(unit__name="Human Resources", instrument__slug="business-unit-matrix")
    rated = Assessment.objects.filter(mode=Mode.BLIND)

    assert support.overall == Decimal("3.6")
    assert partly.result["not_known"] == ["people_and_budget"]
    assert set(rated.values_list("state", flat=True)) == {"draft", "submitted"}
    assert set(Sheet.objects.filter(assessment__state="draft").values_list("state", flat=True)) == {
        "filling",
        "submitted",
        "declined",
        "invited",
    }
    kinds = set(Assessment.objects.filter(state="submitted").values_list("subject_kind", flat=True))
    assert kinds == {"people.unit", "readiness.process", "usecases.usecase"}
    assert set(ActionItem.objects.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert ActionItem.objects.overdue(timezone.localdate()).exists()


def test_the_ledger_has_the_reference_result() -> None:
    account = ledger.account(ledger.scope_for(person(organization.EXECUTIVE)), ledger.Basis.ACTUAL)

    assert account.totals.investment.amount == 5_000_000
    assert account.totals.returns.amount == 12_000_000
    assert account.totals.net.amount == 7_000_000
    assert account.totals.roi == Decimal("1.4")
    assert account.payback.months == 5
    assert ledger.check_summaries() == []


def test_the_two_pilots_stand_at_a_quarter_and_at_53_percent_of_their_promise() -> None:
    found = {version.case.name: past for version, past in promise_queries.promises(person(organization.EXECUTIVE))}
    support, review = found["Customer support automation"], found["Code review automation"]

    assert (support.promised, support.realized) == (2_000_000_00, 500_000_00)
    assert (review.promised, review.realized) == (1_500_000_00, 800_000_00)
    measured = LedgerEntry.objects.filter(benefit_proposal__isnull=False, case__in=[support.case, review.case])
    assert measured.values("case").distinct().count() == 2, "measured benefit is part of it"


def test_a_review_waits_at_every_kind_of_step() -> None:
    waiting = Step.objects.filter(state="open")

    assert {step.key for step in waiting} == {"manager", "ethics_board", "legal", "executive"}
    board = waiting.get(key="ethics_board")
    votes = Vote.objects.filter(step=board)
    assert votes.exclude(choice="recuse").count() >= 3
    assert votes.filter(choice="recuse").count() == 1
    assert board.decided_at is None
    assert set(Review.objects.values_list("state", flat=True)) == {
        "open", "approved", "rejected", "returned", "withdrawn",
    }  # fmt: skip


def test_one_approval_lapses_soon_one_is_suspended_and_one_no_longer_covers_its_case() -> None:
    first = Approval.objects.in_force().order_by("valid_until")[0]

    assert NOW.date() < first.valid_until <= NOW.date() + timedelta(days=30)
    assert Approval.objects.filter(standing="suspended").count() == 1
    assert UseCase.objects.filter(approval_standing="uncovered").count() == 1


def test_a_blocking_condition_keeps_a_rollout_at_its_first_gate() -> None:
    condition = Condition.objects.get(state="open", is_blocking=True)
    gate = Gate.objects.select_related("rollout__case__unit", "document").get(
        rollout__case=condition.review.case, state="open"
    )

    assert condition.review.case.name == "Resume screening"
    assert rollouts.sheet(gate).outcome.blocking == ("no_blocking_condition",)


def test_rollouts_are_in_every_stage_and_gates_wait_for_every_reason() -> None:
    running = Rollout.objects.running()

    assert set(running.values_list("stage", flat=True)) == {"", "alpha", "beta", "pilot"}
    assert Rollout.objects.filter(state="finished").exists()
    assert Rollout.objects.filter(state="rolled_back").exists()
    gates = Gate.objects.filter(state="open").select_related("rollout__case__unit", "document")
    assert {rollouts.sheet(gate).outcome.result for gate in gates} == {
        Result.READY, Result.NEEDS_PLAN, Result.BLOCKED,
    }  # fmt: skip


def test_its_year_lies_behind_it() -> None:
    times = list(Entry.objects.order_by("id").values_list("recorded_at", flat=True))

    assert times == sorted(times)
    assert times[0] < NOW - timedelta(days=365)
    assert NOW - timedelta(days=4) < times[-1] <= NOW
    assert all(at.astimezone(OFFICE).weekday() < 5 for at in times)


def test_its_trail_is_intact_and_no_job_is_left_to_do() -> None:
    audit.seal()

    assert trail.verify().bad is None
    assert not Job.objects.exclude(state="done").exists()


def test_loading_it_again_changes_nothing(made: loading.Loaded) -> None:
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert "nothing changed" in out.getvalue()
    assert Entry.objects.count() == made.acts


def test_it_is_loaded_in_demo_mode_only(settings: object) -> None:
    settings.DEMO = settings.TEST = False  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="PMO_DEMO=1"):
        call_command("load_demo")


def test_every_persona_finds_a_first_page() -> None:
    for persona in User.objects.filter(is_persona=True):
        client = Client()
        client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/").status_code == 200, persona.name


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2028, 2, 29), date(2027, 1, 1), date(2026, 8, 31)])
def test_the_months_of_the_ledger_are_over_on_any_day_of_the_year(today: date) -> None:
    assert month_zero(Month.of(today)).plus(value.MONTHS).last_day < today.replace(day=1)


@pytest.mark.parametrize("now", [datetime(2026, 6, day, 6, 30, tzinfo=UTC) for day in (19, 20, 21, 22)])
def test_stories_are_told_in_order_on_working_days_and_never_after_now(now: datetime) -> None:
    timeline = Timeline(now)
    told: list[datetime] = []

    def story(*days: float) -> Story:
        for day in days:
            yield day
            told.append(timezone.now())

    timeline.add(story(30, 29, 2, 1, 0, 0, 0))
    timeline.add(story(7, 7, 6, 5.5, 0))
    timeline.play()

    assert len(told) == 12
    assert told == sorted(told)
    assert all(at.astimezone(OFFICE).weekday() < 5 for at in told if at != now)
    assert told[-1] <= now


def test_four_people_disagree_on_risk_and_the_order_was_tested() -> None:
    weight_round = WeightRound.objects.get()
    found = weighing.compare(weight_round, person(organization.PROGRAM))

    assert (weight_round.state, len(found.sides)) == ("closed", 4)
    assert found.disputed is not None
    assert found.disputed.key == "risk"
    assert len({side.sheet.way for side in found.sides if side.sheet}) == 4
    kept = Certainty.objects.get()
    assert kept.finished_at is not None
    assert kept.result["rows"][0]["shares"][0] > 0.1
