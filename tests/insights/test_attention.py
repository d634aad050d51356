"""What needs attention, why, and that it goes away when it is mended."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from deployments import services as rollouts
from governance.models import Approval, Step
from insights.queries import Dashboard
from insights.rules import Concern
from tests.factories.deployments import gate_of, ready, started
from tests.factories.governance import approved, review_at
from tests.factories.readiness import submitted as assessed
from tests.factories.roi import returned
from usecases import services as cases

Seen = Callable[..., Dashboard]


def concerns(found: Dashboard) -> list[Concern]:
    return [item.concern for item in found.attention]


def test_value_behind_plan_needs_attention_until_it_catches_up(program: SimpleNamespace, seen: Seen) -> None:
    assert Concern.BEHIND in concerns(seen(program.eve))

    returned(program.scored, 3_000_000, period=program.start.plus(4))

    assert Concern.BEHIND not in concerns(seen(program.eve))


def test_an_approval_that_no_longer_covers_needs_attention(program: SimpleNamespace, seen: Seen) -> None:
    approval = approved(program, tier="low", name="Changed after")
    assert Concern.UNCOVERED not in concerns(seen(program.eve))

    cases.edit_case(approval.case, by=program.ada, data_description="Now with health records.")

    found = next(item for item in seen(program.eve).attention if item.concern == Concern.UNCOVERED)
    assert "Changed after" in found.title
    assert found.url == approval.case.get_absolute_url()


def test_a_late_decision_needs_attention(program: SimpleNamespace, seen: Seen) -> None:
    review = review_at(program, "manager", tier="high", name="Late one")
    Step.objects.filter(review=review, state="open").update(due_on=timezone.now().date() - timedelta(days=4))

    found = next(item for item in seen(program.eve).attention if item.concern == Concern.OVERDUE)

    assert "4 days" in found.reason
    assert "high-risk" in found.reason
    assert found.url == review.get_absolute_url()


def test_a_lapsing_approval_needs_attention(program: SimpleNamespace, seen: Seen) -> None:
    approval = approved(program, tier="low", name="Ends soon")
    Approval.objects.filter(pk=approval.pk).update(valid_until=timezone.now().date() + timedelta(days=20))

    found = next(item for item in seen(program.eve).attention if item.concern == Concern.LAPSING)

    assert "20 days" in found.reason


def test_a_unit_in_the_lowest_band_needs_attention(program: SimpleNamespace, seen: Seen) -> None:
    assert Concern.UNREADY not in concerns(seen(program.eve))

    assessed(program.sales, by=program.ada, scores=[1] * 20)

    found = next(item for item in seen(program.eve).attention if item.concern == Concern.UNREADY)
    assert "Sales" in found.title


def test_a_gate_that_cannot_be_passed_needs_attention(program: SimpleNamespace, seen: Seen) -> None:
    rollout = started(program)
    gate = gate_of(rollout)

    found = next(item for item in seen(program.eve).attention if item.concern == Concern.BLOCKED)

    assert found.url == gate.get_absolute_url()
    assert "cannot pass" in found.reason

    rollouts.decide_gate(ready(program, rollout), by=program.eve)

    assert Concern.BLOCKED not in concerns(seen(program.eve))
